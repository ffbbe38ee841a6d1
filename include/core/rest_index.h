/* SPDX-License-Identifier: GPL-2.0-or-later */
/* rest_index.h: finds the connection at rest that has a socket with some inode or cookie. */
#ifndef HALFCLOSE_CORE_REST_INDEX_H
#define HALFCLOSE_CORE_REST_INDEX_H

#include "core/rested.h"

#include <stddef.h>
#include <stdint.h>

/* Which of its numbers. */
enum rest_key { REST_INODE_A, REST_INODE_B, REST_COOKIE_A, REST_COOKIE_B };

/*
 * Open addressing; a slot is the connection's address with the rest_key in its lowest bits. What the
 * number is, the connection says, which few searches have to ask. All zero is an empty index.
 */
struct rest_index {
	uintptr_t *slots;		/* owned; the connections are borrowed */
	uint8_t *steps;			/* behind them: each one's from its home, from 1; 0: a free slot */
	size_t capacity;		/* 0, or a power of two */
	size_t count;
};

void rest_index_free(struct rest_index *index);

/* What another one is found by finds this one from now on. Returns 0 or -ENOMEM. */
int rest_index_put(struct rest_index *index, const struct rested *rested, enum rest_key which);

/* By an inode (core/socket_key.h) or a cookie; NULL: there is none. */
struct rested *rest_index_find(const struct rest_index *index, uint64_t key);

/* Fine, if it is not found by that. */
void rest_index_remove(struct rest_index *index, const struct rested *rested, enum rest_key which);

#endif
