/* SPDX-License-Identifier: GPL-2.0-or-later */
/* rest_index.c: linear probing; what is removed leaves no trace. */
#include "core/rest_index.h"

#include "core/socket_key.h"

#include <errno.h>
#include <stdlib.h>

enum { CAPACITY_AT_START = 1024, WHICH_MASK = 3, STEPS_MAX = UINT8_MAX };

/* Slots. */

static uintptr_t slot_of(const struct rested *rested, enum rest_key which)
{
	return (uintptr_t)rested | which;
}

static struct rested *rested_in(uintptr_t slot)
{
	return (struct rested *)(slot & ~(uintptr_t)WHICH_MASK);
}

static uint64_t key_in(uintptr_t slot)
{
	const struct rested *rested = rested_in(slot);

	switch ((enum rest_key)(slot & WHICH_MASK)) {
	case REST_INODE_A:
		return key_of_inode(rested->inode[SIDE_A]);
	case REST_INODE_B:
		return key_of_inode(rested->inode[SIDE_B]);
	case REST_COOKIE_A:
		return rested->cookie[SIDE_A];
	case REST_COOKIE_B:
		return rested->cookie[SIDE_B];
	}
	return 0;
}

static size_t home_of(const struct rest_index *index, uint64_t key)
{
	return key_hash(key) & (index->capacity - 1);
}

static size_t next_to(const struct rest_index *index, size_t i)
{
	return (i + 1) & (index->capacity - 1);
}

/* As they are noted: STEPS_MAX are as many, or more. */
static uint8_t noted(size_t steps)
{
	return steps < STEPS_MAX ? (uint8_t)steps : STEPS_MAX;
}

static size_t steps_to(const struct rest_index *index, size_t i)
{
	if (index->steps[i] < STEPS_MAX)
		return index->steps[i];
	return ((i - home_of(index, key_in(index->slots[i]))) & (index->capacity - 1)) + 1;
}

/* The slot of that key, or the free one where it belongs. There is always a free one. */
static size_t find_slot(const struct rest_index *index, uint64_t key)
{
	size_t i = home_of(index, key);

	for (size_t steps = 1; index->steps[i]; steps++) {
		if (index->steps[i] == noted(steps) && key_in(index->slots[i]) == key)
			break;
		i = next_to(index, i);
	}
	return i;
}

static void set(struct rest_index *index, size_t i, uintptr_t slot, size_t steps)
{
	index->slots[i] = slot;
	index->steps[i] = noted(steps);
}

/* The index. */

void rest_index_free(struct rest_index *index)
{
	free(index->slots);
	*index = (struct rest_index){ 0 };
}

static void place(struct rest_index *index, uintptr_t slot)
{
	uint64_t key = key_in(slot);
	size_t i = find_slot(index, key);

	index->count += !index->steps[i];
	set(index, i, slot, ((i - home_of(index, key)) & (index->capacity - 1)) + 1);
}

static int grow(struct rest_index *index)
{
	size_t capacity = index->capacity ? index->capacity * 2 : CAPACITY_AT_START;
	struct rest_index grown = { .capacity = capacity };

	grown.slots = calloc(capacity, sizeof(*grown.slots) + sizeof(*grown.steps));
	if (!grown.slots)
		return -ENOMEM;
	grown.steps = (uint8_t *)(grown.slots + capacity);
	for (size_t i = 0; i < index->capacity; i++) {
		if (index->steps[i])
			place(&grown, index->slots[i]);
	}
	free(index->slots);
	*index = grown;
	return 0;
}

int rest_index_put(struct rest_index *index, const struct rested *rested, enum rest_key which)
{
	if (index->count >= index->capacity / 8 * 7 && grow(index) < 0)
		return -ENOMEM;
	place(index, slot_of(rested, which));
	return 0;
}

struct rested *rest_index_find(const struct rest_index *index, uint64_t key)
{
	return index->count ? rested_in(index->slots[find_slot(index, key)]) : NULL;
}

void rest_index_remove(struct rest_index *index, const struct rested *rested, enum rest_key which)
{
	uintptr_t slot = slot_of(rested, which);
	size_t hole, gap = 1;

	if (index->count == 0)
		return;
	hole = find_slot(index, key_in(slot));
	/* Another socket may have its inode by now. */
	if (index->slots[hole] != slot)
		return;
	/* What stands behind it moves up, unless its home is behind it too. */
	for (size_t i = next_to(index, hole); index->steps[i]; i = next_to(index, i), gap++) {
		size_t steps = steps_to(index, i);

		if (steps > gap) {
			set(index, hole, index->slots[i], steps - gap);
			hole = i;
			gap = 0;
		}
	}
	set(index, hole, 0, 0);
	index->count--;
}
