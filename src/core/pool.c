/* SPDX-License-Identifier: GPL-2.0-or-later */
/* pool.c: a list of spare pieces. */
#include "core/pool.h"

#include <stdlib.h>

struct pool_spare {
	struct pool_spare *next;
};

/* As many as come and go in a burst; what is more goes back. */
enum { SPARE_MAX = 1024, CACHE_LINE = 64 };

void pool_init(struct pool *pool, size_t size)
{
	*pool = (struct pool){ .size = (size + CACHE_LINE - 1) / CACHE_LINE * CACHE_LINE };
}

void *pool_take(struct pool *pool)
{
	struct pool_spare *spare = pool->spare;

	if (!spare)
		return aligned_alloc(CACHE_LINE, pool->size);
	pool->spare = spare->next;
	pool->count--;
	return spare;
}

void pool_give(struct pool *pool, void *piece)
{
	struct pool_spare *spare = piece;

	if (!spare)
		return;
	if (pool->count == SPARE_MAX) {
		free(spare);
		return;
	}
	spare->next = pool->spare;
	pool->spare = spare;
	pool->count++;
}

void pool_free(struct pool *pool)
{
	while (pool->spare) {
		struct pool_spare *spare = pool->spare;

		pool->spare = spare->next;
		free(spare);
	}
	pool->count = 0;
}
