/* SPDX-License-Identifier: GPL-2.0-or-later */
/* pool.c: a list of spare pieces. */
#include "core/pool.h"

#include <stdlib.h>

struct pool_spare {
	struct pool_spare *next;
};

/* As many as come and go in a burst; what is more goes back. */
enum { SPARE_MAX = 1024, CACHE_LINE = 64 };

/* malloc()'s own word stands before each piece: with it they follow one another without a gap. */
enum { MALLOC_WORD = sizeof(size_t) };

void pool_init(struct pool *pool, size_t size)
{
	size_t lines = (size + MALLOC_WORD + CACHE_LINE - 1) / CACHE_LINE;

	*pool = (struct pool){ .size = lines * CACHE_LINE - MALLOC_WORD };
}

void *pool_take(struct pool *pool)
{
	struct pool_spare *spare = pool->spare;
	void *piece;

	if (!spare)
		return posix_memalign(&piece, CACHE_LINE, pool->size) == 0 ? piece : NULL;
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
