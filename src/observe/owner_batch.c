/* SPDX-License-Identifier: GPL-2.0-or-later */
/* owner_batch.c: holds each descriptor against the list of what is looked for. */
#include "observe/owner_batch.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

enum { PAUSE_EVERY = 256 };	/* sockets: a millisecond */

static int compare_inodes(const void *a, const void *b)
{
	uint32_t left = ((const struct owner_row *)a)->owner.inode;
	uint32_t right = ((const struct owner_row *)b)->owner.inode;

	return (left > right) - (left < right);
}

/*
 * The walk goes from the youngest process to the oldest, who goes in front, and in each from the
 * lowest descriptor up.
 */
static void put_in(struct holders *holders, int pid, int fd)
{
	unsigned int at = 0;

	holders->count++;
	while (at < HOLDERS_MAX && holders->named[at].pid == pid)
		at++;
	if (at == HOLDERS_MAX)
		return;
	memmove(&holders->named[at + 1], &holders->named[at],
		(HOLDERS_MAX - 1 - at) * sizeof(holders->named[0]));
	holders->named[at] = (struct holder){ .pid = pid, .fd = fd };
}

static void note_another(struct owner_row *row, int pid, int fd)
{
	const struct owner *owner = &row->owner;

	if (!row->several) {
		row->several = calloc(1, sizeof(*row->several));
		if (row->several) {
			row->several->inode = owner->inode;
			put_in(row->several, owner->pid, owner->fd);
		}
	}
	if (row->several)
		put_in(row->several, pid, fd);
}

static void note_first(struct owner_batch *batch, struct owner *owner, int pid, int fd)
{
	if (batch->latest && batch->latest->pid == pid) {
		owner->known = OWNER_FOUND;
		owner->pid = pid;
		owner->fd = fd;
		memcpy(owner->comm, batch->latest->comm, sizeof(owner->comm));
	} else {
		walk_found(batch->walk, owner, pid, fd);
	}
	batch->latest = owner;
}

static bool note_holder(void *arg, int pid, int fd, uint32_t inode)
{
	struct owner_batch *batch = arg;
	struct owner_row key = { .owner = { .inode = inode } };
	struct owner_row *row = bsearch(&key, batch->rows, batch->count, sizeof(key),
					compare_inodes);

	if (++batch->seen % PAUSE_EVERY == 0)
		batch->pause(batch->arg);
	if (!row)
		return false;
	if (row->owner.holders++ == 0)
		note_first(batch, &row->owner, pid, fd);
	else
		note_another(row, pid, fd);
	return false;
}

static void list(struct owner_batch *batch, const uint32_t *inodes, size_t n)
{
	size_t kept = 0;

	for (size_t i = 0; i < n; i++)
		batch->rows[i].owner.inode = inodes[i];
	qsort(batch->rows, n, sizeof(*batch->rows), compare_inodes);
	for (size_t i = 0; i < n; i++) {
		uint32_t inode = batch->rows[i].owner.inode;

		if (kept == 0 || batch->rows[kept - 1].owner.inode != inode)
			batch->rows[kept++].owner.inode = inode;
	}
	batch->count = kept;
}

/* The names of those that were only counted up to here are read for few. */
static void conclude(const struct owner_batch *batch, struct owner_row *row, bool hidden)
{
	struct owner *owner = &row->owner;

	if (owner->known != OWNER_FOUND)
		owner->known = hidden && owner->inode ? OWNER_HIDDEN : OWNER_NONE;
	for (unsigned int i = 0; row->several && i < row->several->count && i < HOLDERS_MAX; i++)
		walk_comm(batch->walk, row->several->named[i].pid, row->several->named[i].comm);
}

int owner_batch_find(struct owner_batch *batch, const uint32_t *inodes, size_t n)
{
	bool hidden = false;

	batch->rows = calloc(n, sizeof(*batch->rows));
	if (!batch->rows)
		return -ENOMEM;
	list(batch, inodes, n);
	walk_all(batch->walk, note_holder, batch, &hidden);
	for (size_t i = 0; i < batch->count; i++)
		conclude(batch, &batch->rows[i], hidden);
	return 0;
}

void owner_batch_free(struct owner_batch *batch)
{
	for (size_t i = 0; i < batch->count; i++)
		free(batch->rows[i].several);
	free(batch->rows);
	*batch = (struct owner_batch){ 0 };
}
