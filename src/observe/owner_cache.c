/* SPDX-License-Identifier: GPL-2.0-or-later */
/* owner_cache.c: open addressing; an entry that proved wrong stays, but is not OWNER_FOUND. */
#include "observe/owner_cache.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

enum {
	CACHE_MAX = 4096,		/* owners remembered, before all are forgotten */
	CACHE_SLOTS = 2 * CACHE_MAX,
};

int owner_cache_init(struct owner_cache *cache)
{
	*cache = (struct owner_cache){ .slots = calloc(CACHE_SLOTS, sizeof(*cache->slots)) };
	return cache->slots ? 0 : -ENOMEM;
}

void owner_cache_free(struct owner_cache *cache)
{
	free(cache->slots);
	*cache = (struct owner_cache){ 0 };
}

static struct owner *slot_of(const struct owner_cache *cache, uint32_t inode)
{
	size_t i = (inode * 2654435761U) % CACHE_SLOTS;

	while (cache->slots[i].inode && cache->slots[i].inode != inode)
		i = (i + 1) % CACHE_SLOTS;
	return &cache->slots[i];
}

void owner_cache_put(struct owner_cache *cache, const struct owner *owner)
{
	struct owner *slot = slot_of(cache, owner->inode);

	if (!slot->inode && cache->count == CACHE_MAX) {
		memset(cache->slots, 0, CACHE_SLOTS * sizeof(*cache->slots));
		cache->count = 0;
		slot = slot_of(cache, owner->inode);
	}
	if (!slot->inode)
		cache->count++;
	*slot = *owner;
}

struct owner *owner_cache_find(const struct owner_cache *cache, uint32_t inode)
{
	struct owner *slot = slot_of(cache, inode);

	return slot->inode == inode && slot->known == OWNER_FOUND ? slot : NULL;
}
