/* SPDX-License-Identifier: GPL-2.0-or-later */
/* owner_batch.c: holds each descriptor against the list of what is looked for. */
#include "observe/owner_batch.h"

#include "core/array.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

enum {
	PAUSE_EVERY = 256,	/* sockets: a millisecond */
	WORTH_TWO = 4096,	/* descriptors: 10 ms */
};

static int compare_inodes(const void *a, const void *b)
{
	uint32_t left = ((const struct owner_row *)a)->inode;
	uint32_t right = ((const struct owner_row *)b)->inode;

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

static void note_another(const struct owner_batch *batch, struct owner_row *row, int pid, int fd)
{
	if (!row->several) {
		row->several = calloc(1, sizeof(*row->several));
		if (row->several) {
			row->several->inode = row->inode;
			put_in(row->several, batch->processes[row->process].pid, row->fd);
		}
	}
	if (row->several)
		put_in(row->several, pid, fd);
}

/* A process has many, one after the other. */
static bool note_process(struct owner_batch *batch, int pid)
{
	size_t count = batch->process_count;
	struct holder *processes;

	if (count > 0 && batch->processes[count - 1].pid == pid)
		return true;
	processes = array_make_room(batch->processes, count, &batch->process_capacity,
				    sizeof(*processes));
	if (!processes)
		return false;
	batch->processes = processes;
	processes[batch->process_count++] = (struct holder){ .pid = pid };
	/* Now, since it may end. */
	walk_comm(batch->walk, pid, processes[count].comm);
	return true;
}

static void note_first(struct owner_batch *batch, struct owner_row *row, int pid, int fd)
{
	if (!note_process(batch, pid))
		return;
	row->holders = 1;
	row->process = (uint32_t)batch->process_count - 1;
	row->fd = fd;
}

static bool note_holder(void *arg, int pid, int fd, uint32_t inode)
{
	struct owner_batch *batch = arg;
	struct owner_row key = { .inode = inode };
	struct owner_row *row = bsearch(&key, batch->rows, batch->count, sizeof(key),
					compare_inodes);

	if (++batch->seen % PAUSE_EVERY == 0)
		batch->pause(batch->arg);
	if (!row)
		return false;
	if (row->holders == 0) {
		note_first(batch, row, pid, fd);
	} else {
		row->holders++;
		note_another(batch, row, pid, fd);
	}
	return false;
}

static void list(struct owner_batch *batch, const uint32_t *inodes, size_t n)
{
	size_t kept = 0;

	for (size_t i = 0; i < n; i++)
		batch->rows[i].inode = inodes[i];
	qsort(batch->rows, n, sizeof(*batch->rows), compare_inodes);
	for (size_t i = 0; i < n; i++) {
		uint32_t inode = batch->rows[i].inode;

		if (kept == 0 || batch->rows[kept - 1].inode != inode)
			batch->rows[kept++].inode = inode;
	}
	batch->count = kept;
}

/* The names of those that were only counted up to here are read for few. */
static void name_all(const struct walk *walk, struct holders *holders)
{
	for (unsigned int i = 0; i < holders->count && i < HOLDERS_MAX; i++)
		walk_comm(walk, holders->named[i].pid, holders->named[i].comm);
}

/* How many of the processes have half of all descriptors: all, where there are few. */
static size_t half_of_all(const struct walk *walk)
{
	const struct proc_numbers *pids = &walk->pids;
	size_t total = 0, sum = 0, count = 0;

	for (size_t i = 0; i < pids->count; i++)
		total += proc_descriptors(walk_root(walk), pids->values[i]);
	if (total < WORTH_TWO)
		return pids->count;
	while (count < pids->count && sum < total / 2)
		sum += proc_descriptors(walk_root(walk), pids->values[count++]);
	return count;
}

/* For all processes from that one on. */
static bool ask_partner(const struct owner_batch *batch, size_t from)
{
	const struct proc_numbers *pids = &batch->walk->pids;
	uint32_t *inodes = malloc(batch->count * sizeof(*inodes));
	bool asked;

	if (!inodes)
		return false;
	for (size_t i = 0; i < batch->count; i++)
		inodes[i] = batch->rows[i].inode;
	asked = partner_ask(batch->partner, &pids->values[from], pids->count - from, inodes,
			    batch->count);
	free(inodes);
	return asked;
}

/* As if they had been come to now. */
static bool take_answer(struct owner_batch *batch)
{
	struct descriptors found;
	bool answered = partner_answer(batch->partner, &found, batch->pause, batch->arg);

	for (size_t i = 0; answered && i < found.count; i++)
		note_holder(batch, found.rows[i].pid, found.rows[i].fd, found.rows[i].inode);
	batch->hidden |= answered && found.hidden;
	free(found.rows);
	return answered;
}

static void look_into(struct owner_batch *batch, size_t from, size_t to)
{
	for (size_t i = from; i < to; i++)
		walk_whole(batch->walk, batch->walk->pids.values[i], note_holder, batch,
			   &batch->hidden);
}

/* The younger ones are ours, and come first as ever. */
static void look_through(struct owner_batch *batch)
{
	const struct proc_numbers *pids = &batch->walk->pids;
	size_t ours = batch->partner->pid ? half_of_all(batch->walk) : pids->count;
	bool asked = ours < pids->count && ask_partner(batch, ours);

	look_into(batch, 0, ours);
	if (!asked || !take_answer(batch))
		look_into(batch, ours, pids->count);
}

int owner_batch_find(struct owner_batch *batch, const uint32_t *inodes, size_t n)
{
	batch->rows = calloc(n, sizeof(*batch->rows));
	if (!batch->rows)
		return -ENOMEM;
	list(batch, inodes, n);
	walk_list(batch->walk, &batch->hidden);
	look_through(batch);
	for (size_t i = 0; i < batch->count; i++) {
		if (batch->rows[i].several)
			name_all(batch->walk, batch->rows[i].several);
	}
	return 0;
}

struct owner owner_batch_owner(const struct owner_batch *batch, const struct owner_row *row)
{
	const struct holder *process;
	struct owner owner = { .inode = row->inode, .fd = row->fd, .holders = row->holders };

	if (row->holders == 0) {
		owner.known = batch->hidden && row->inode ? OWNER_HIDDEN : OWNER_NONE;
		return owner;
	}
	process = &batch->processes[row->process];
	owner.known = OWNER_FOUND;
	owner.pid = process->pid;
	memcpy(owner.comm, process->comm, sizeof(owner.comm));
	return owner;
}

void owner_batch_free(struct owner_batch *batch)
{
	for (size_t i = 0; i < batch->count; i++)
		free(batch->rows[i].several);
	free(batch->rows);
	free(batch->processes);
	*batch = (struct owner_batch){ 0 };
}
