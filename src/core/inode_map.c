/* SPDX-License-Identifier: GPL-2.0-or-later */
/* inode_map.c: linear probing; what is removed leaves no trace. */
#include "core/inode_map.h"

#include "core/hash.h"

#include <errno.h>
#include <stdbool.h>
#include <stdlib.h>

enum { CAPACITY_AT_START = 1024 };

/* The kernel's own numbers, which no peer chooses, and which follow one another. */
static size_t home_of(const struct inode_map *map, uint32_t inode)
{
	return hash_mix(inode ^ HASH_A, HASH_B) & (map->capacity - 1);
}

static size_t next_to(const struct inode_map *map, size_t i)
{
	return (i + 1) & (map->capacity - 1);
}

/* The slot of that inode, or the free one where it belongs. There is always a free one. */
static size_t find_slot(const struct inode_map *map, uint32_t inode)
{
	size_t i = home_of(map, inode);

	while (map->slots[i].value && map->slots[i].inode != inode)
		i = next_to(map, i);
	return i;
}

void inode_map_free(struct inode_map *map)
{
	free(map->slots);
	*map = (struct inode_map){ 0 };
}

static int grow(struct inode_map *map)
{
	struct inode_map grown = {
		.capacity = map->capacity ? map->capacity * 2 : CAPACITY_AT_START,
		.count = map->count,
	};

	grown.slots = calloc(grown.capacity, sizeof(*grown.slots));
	if (!grown.slots)
		return -ENOMEM;
	for (size_t i = 0; i < map->capacity; i++) {
		if (map->slots[i].value)
			grown.slots[find_slot(&grown, map->slots[i].inode)] = map->slots[i];
	}
	free(map->slots);
	*map = grown;
	return 0;
}

int inode_map_put(struct inode_map *map, uint32_t inode, void *value)
{
	struct inode_slot *slot;

	if (map->count >= map->capacity / 8 * 7 && grow(map) < 0)
		return -ENOMEM;
	slot = &map->slots[find_slot(map, inode)];
	map->count += !slot->value;
	*slot = (struct inode_slot){ value, inode };
	return 0;
}

void *inode_map_find(const struct inode_map *map, uint32_t inode)
{
	return map->count ? map->slots[find_slot(map, inode)].value : NULL;
}

/* True if what stands at i may stand in the hole before it: its home is not between them. */
static bool may_move(const struct inode_map *map, size_t home, size_t hole, size_t i)
{
	size_t mask = map->capacity - 1;

	return ((i - home) & mask) >= ((i - hole) & mask);
}

void inode_map_remove(struct inode_map *map, uint32_t inode)
{
	size_t hole;

	if (!inode_map_find(map, inode))
		return;
	hole = find_slot(map, inode);
	for (size_t i = next_to(map, hole); map->slots[i].value; i = next_to(map, i)) {
		if (may_move(map, home_of(map, map->slots[i].inode), hole, i)) {
			map->slots[hole] = map->slots[i];
			hole = i;
		}
	}
	map->slots[hole].value = NULL;
	map->count--;
}
