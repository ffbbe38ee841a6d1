/* SPDX-License-Identifier: GPL-2.0-or-later */
/* key_map.h: finds what a socket's inode or cookie belongs to. */
#ifndef HALFCLOSE_CORE_KEY_MAP_H
#define HALFCLOSE_CORE_KEY_MAP_H

#include "core/hash.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Cookies count from 1; inodes, which share maps with them, are told by the highest bit. */
static inline uint64_t key_of_inode(uint32_t inode)
{
	return (uint64_t)1 << 63 | inode;
}

static inline bool key_is_inode(uint64_t key)
{
	return key >> 63;
}

/* The kernel's own numbers, which no peer chooses, and which follow one another. */
static inline uint64_t key_hash(uint64_t key)
{
	return hash_mix(key ^ HASH_A, HASH_B);
}

struct key_slot {
	uint64_t key;
	void *value;			/* borrowed; NULL: a free slot */
};

/* Open addressing. All zero is an empty map. */
struct key_map {
	struct key_slot *slots;		/* owned */
	size_t capacity;		/* 0, or a power of two */
	size_t count;
};

void key_map_free(struct key_map *map);

/* A key that is there already has that value from now on. Returns 0 or -ENOMEM. */
int key_map_put(struct key_map *map, uint64_t key, void *value);

/* NULL: it is not there. */
void *key_map_find(const struct key_map *map, uint64_t key);

/* Fine, if it is not there. */
void key_map_remove(struct key_map *map, uint64_t key);

#endif
