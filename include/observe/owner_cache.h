/* SPDX-License-Identifier: GPL-2.0-or-later */
/* owner_cache.h: owners that were found lately, by inode. */
#ifndef HALFCLOSE_OBSERVE_OWNER_CACHE_H
#define HALFCLOSE_OBSERVE_OWNER_CACHE_H

#include "core/owner.h"

#include <stddef.h>
#include <stdint.h>

struct owner_cache {
	struct owner *slots;		/* owned */
	size_t count;
};

/* Returns 0 or -ENOMEM. */
int owner_cache_init(struct owner_cache *cache);
void owner_cache_free(struct owner_cache *cache);

/* Remembers it, and when there is no room forgets all others. */
void owner_cache_put(struct owner_cache *cache, const struct owner *owner);

/* The owner of that inode, or NULL. Its descriptor may be another's by now. */
struct owner *owner_cache_find(const struct owner_cache *cache, uint32_t inode);

#endif
