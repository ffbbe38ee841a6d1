/* SPDX-License-Identifier: GPL-2.0-or-later */
/* owner_batch.h: the holders of many sockets, found in one walk through all processes. */
#ifndef HALFCLOSE_OBSERVE_OWNER_BATCH_H
#define HALFCLOSE_OBSERVE_OWNER_BATCH_H

#include "observe/partner.h"
#include "observe/walk.h"

#include <stddef.h>
#include <stdint.h>

struct owner_batch {
	struct walk *walk;		/* borrowed */
	struct partner *partner;	/* borrowed; it reads half of what is much */
	void (*pause)(void *arg);	/* once in so many sockets */
	void *arg;			/* for it */
	unsigned int seen;		/* sockets since then */
	/* Owned; by inode, each once. There may be 200,000: the names stand apart. */
	struct owner_row {
		uint32_t inode;
		unsigned int holders;
		uint32_t process;	/* the first one found, who is the youngest, if there are holders */
		int fd;
		struct holders *several;	/* owned; NULL: there is none, or one */
	} *rows;
	size_t count;
	struct holder *processes;	/* owned; which hold one of them, in the order of the walk */
	size_t process_count, process_capacity;
	bool hidden;			/* not all descriptors could be read */
};

/* Looks for all of them, walk, partner and pause being set. Returns 0 or -ENOMEM; the caller frees it. */
int owner_batch_find(struct owner_batch *batch, const uint32_t *inodes, size_t n);

/* Whose socket that is. */
struct owner owner_batch_owner(const struct owner_batch *batch, const struct owner_row *row);

void owner_batch_free(struct owner_batch *batch);

#endif
