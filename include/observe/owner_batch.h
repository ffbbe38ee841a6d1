/* SPDX-License-Identifier: GPL-2.0-or-later */
/* owner_batch.h: the holders of many sockets, found in one walk through all processes. */
#ifndef HALFCLOSE_OBSERVE_OWNER_BATCH_H
#define HALFCLOSE_OBSERVE_OWNER_BATCH_H

#include "observe/walk.h"

#include <stddef.h>
#include <stdint.h>

struct owner_batch {
	struct walk *walk;		/* borrowed */
	void (*pause)(void *arg);	/* once in so many sockets */
	void *arg;			/* for it */
	unsigned int seen;		/* sockets since then */
	struct owner_row {
		struct owner owner;	/* the first one found, who is the youngest */
		struct holders *several;	/* owned; NULL: there is none, or one */
	} *rows;			/* by inode, each once; owned */
	size_t count;
	const struct owner *latest;	/* found: a process has many, one after the other */
};

/* Looks for all of them, walk and pause being set. Returns 0 or -ENOMEM; the caller frees it. */
int owner_batch_find(struct owner_batch *batch, const uint32_t *inodes, size_t n);
void owner_batch_free(struct owner_batch *batch);

#endif
