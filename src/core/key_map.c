/* SPDX-License-Identifier: GPL-2.0-or-later */
/* key_map.c: linear probing; what is removed leaves no trace. */
#include "core/key_map.h"

#include <errno.h>
#include <stdbool.h>
#include <stdlib.h>

enum { CAPACITY_AT_START = 1024 };

static size_t home_of(const struct key_map *map, uint64_t key)
{
	return key_hash(key) & (map->capacity - 1);
}

static size_t next_to(const struct key_map *map, size_t i)
{
	return (i + 1) & (map->capacity - 1);
}

/* The slot of that key, or the free one where it belongs. There is always a free one. */
static size_t find_slot(const struct key_map *map, uint64_t key)
{
	size_t i = home_of(map, key);

	while (map->slots[i].value && map->slots[i].key != key)
		i = next_to(map, i);
	return i;
}

void key_map_free(struct key_map *map)
{
	free(map->slots);
	*map = (struct key_map){ 0 };
}

static int grow(struct key_map *map)
{
	struct key_map grown = {
		.capacity = map->capacity ? map->capacity * 2 : CAPACITY_AT_START,
		.count = map->count,
	};

	grown.slots = calloc(grown.capacity, sizeof(*grown.slots));
	if (!grown.slots)
		return -ENOMEM;
	for (size_t i = 0; i < map->capacity; i++) {
		if (map->slots[i].value)
			grown.slots[find_slot(&grown, map->slots[i].key)] = map->slots[i];
	}
	free(map->slots);
	*map = grown;
	return 0;
}

int key_map_put(struct key_map *map, uint64_t key, void *value)
{
	struct key_slot *slot;

	if (map->count >= map->capacity / 8 * 7 && grow(map) < 0)
		return -ENOMEM;
	slot = &map->slots[find_slot(map, key)];
	map->count += !slot->value;
	*slot = (struct key_slot){ key, value };
	return 0;
}

void *key_map_find(const struct key_map *map, uint64_t key)
{
	return map->count ? map->slots[find_slot(map, key)].value : NULL;
}

/* True if what stands at i may stand in the hole before it: its home is not between them. */
static bool may_move(const struct key_map *map, size_t home, size_t hole, size_t i)
{
	size_t mask = map->capacity - 1;

	return ((i - home) & mask) >= ((i - hole) & mask);
}

void key_map_remove(struct key_map *map, uint64_t key)
{
	size_t hole;

	if (!key_map_find(map, key))
		return;
	hole = find_slot(map, key);
	for (size_t i = next_to(map, hole); map->slots[i].value; i = next_to(map, i)) {
		if (may_move(map, home_of(map, map->slots[i].key), hole, i)) {
			map->slots[hole] = map->slots[i];
			hole = i;
		}
	}
	map->slots[hole].value = NULL;
	map->count--;
}
