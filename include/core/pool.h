/* SPDX-License-Identifier: GPL-2.0-or-later */
/* pool.h: pieces of memory of one size, taken and given back by the hundred thousand. */
#ifndef HALFCLOSE_CORE_POOL_H
#define HALFCLOSE_CORE_POOL_H

#include <stddef.h>

/* The spare ones are a list in the order of their return: the latest is still in the cache. */
struct pool {
	struct pool_spare *spare;	/* owned */
	size_t size;			/* of a piece, in octets */
	unsigned int count;		/* of the spare ones */
};

/* Of pieces of that size each. */
void pool_init(struct pool *pool, size_t size);

/* A piece at the beginning of a cache line, with anything in it; NULL: out of memory. free() ends it too. */
void *pool_take(struct pool *pool);

/* NULL is fine. */
void pool_give(struct pool *pool, void *piece);

void pool_free(struct pool *pool);

#endif
