/* SPDX-License-Identifier: GPL-2.0-or-later */
/* trail.c: the first and the last entries of a connection's story. */
#include "core/trail.h"

#include "core/pack.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { TRAIL_MAX = TRAIL_HEAD_MAX + TRAIL_TAIL_MAX, TRAIL_AT_START = 12 };

_Static_assert(sizeof(struct trail_entry) % PACK_WORD == 0, "whole words");

struct trail *trail_new(void)
{
	return calloc(1, sizeof(struct trail));
}

void trail_free(struct trail *trail)
{
	if (!trail)
		return;
	free(trail->entries);
	free(trail->packed);
	free(trail->calls);
	free(trail);
}

struct trail *trail_pool_take(struct trail_pool *pool)
{
	struct trail *trail = pool->spare;

	if (pool->taken == TRAILS_MAX)
		return NULL;
	if (trail) {
		pool->spare = trail->next_spare;
		pool->spare_count--;
	} else {
		trail = trail_new();
	}
	if (trail)
		pool->taken++;
	return trail;
}

void trail_pool_give(struct trail_pool *pool, struct trail *trail)
{
	if (!trail)
		return;
	pool->taken--;
	if (pool->spare_count == TRAILS_SPARE_MAX) {
		trail_free(trail);
		return;
	}
	trail->count = trail->tail_first = trail->call_count = 0;
	trail->skipped = 0;
	trail->next_spare = pool->spare;
	pool->spare = trail;
	pool->spare_count++;
}

void trail_pool_free(struct trail_pool *pool)
{
	while (pool->spare) {
		struct trail *trail = pool->spare;

		pool->spare = trail->next_spare;
		trail_free(trail);
	}
	*pool = (struct trail_pool){ 0 };
}

static bool grow(struct trail *trail)
{
	size_t capacity = trail->capacity ? trail->capacity * 2 : TRAIL_AT_START;
	struct trail_entry *entries;

	if (capacity > TRAIL_MAX)
		capacity = TRAIL_MAX;
	entries = realloc(trail->entries, capacity * sizeof(*entries));
	if (!entries)
		return false;
	trail->entries = entries;
	trail->capacity = capacity;
	return true;
}

/* Each entry by the one before it, the first by zeros: times and kinds follow one another. */
static uint8_t *pack_entries(uint8_t *out, const struct trail *trail)
{
	const struct trail_entry *entries = trail->entries;

	out = pack(out, entries, NULL, sizeof(*entries));
	return pack(out, entries + 1, entries, (trail->count - 1) * sizeof(*entries));
}

static void unpack_entries(struct trail_entry *entries, const struct trail *trail)
{
	const uint8_t *in = unpack(entries, NULL, sizeof(*entries), trail->packed);

	/* What it reads of the pattern it has written before. */
	unpack(entries + 1, entries, (trail->count - 1) * sizeof(*entries), in);
}

void trail_rest(struct trail *trail)
{
	enum { ENTRY = sizeof(struct trail_entry) };
	uint8_t packed[PACK_MAX(ENTRY) + PACK_MAX((TRAIL_MAX - 1) * ENTRY)];
	size_t size;

	if (trail->count == 0)
		return;
	size = (size_t)(pack_entries(packed, trail) - packed);
	trail->packed = malloc(size);
	if (!trail->packed)
		return;
	memcpy(trail->packed, packed, size);
	free(trail->entries);
	trail->entries = NULL;
}

void trail_wake(struct trail *trail)
{
	if (!trail->packed)
		return;
	trail->entries = malloc(trail->count * sizeof(*trail->entries));
	trail->capacity = trail->count;
	if (trail->entries) {
		unpack_entries(trail->entries, trail);
	} else {
		trail->skipped += trail->count;
		trail->count = trail->capacity = trail->tail_first = 0;
	}
	free(trail->packed);
	trail->packed = NULL;
}

/* A peer's own account of a call comes after the packets that the call sent. */
static struct trail_entry *make_room(struct trail *trail, uint64_t time_ns)
{
	size_t at = trail->count++;

	for (; at > 0 && trail->entries[at - 1].time_ns > time_ns; at--)
		trail->entries[at] = trail->entries[at - 1];
	return &trail->entries[at];
}

static struct trail_entry *replace_oldest(struct trail *trail)
{
	struct trail_entry *entry = &trail->entries[TRAIL_HEAD_MAX + trail->tail_first];

	trail->tail_first = (trail->tail_first + 1) % TRAIL_TAIL_MAX;
	return entry;
}

struct trail_entry *trail_add(struct trail *trail, uint64_t time_ns, enum trail_kind kind,
			      enum side side)
{
	struct trail_entry *entry;

	if (trail->count < trail->capacity || (trail->count < TRAIL_MAX && grow(trail))) {
		entry = make_room(trail, time_ns);
	} else {
		trail->skipped++;
		if (trail->count < TRAIL_MAX)
			return NULL;
		entry = replace_oldest(trail);
	}
	entry->time_ns = time_ns;
	entry->kind = (uint8_t)kind;
	entry->side = (uint8_t)side;
	return entry;
}

const struct trail_entry *trail_latest_fact(const struct trail *trail, enum side side)
{
	size_t head = trail->count < TRAIL_MAX ? 0 : TRAIL_HEAD_MAX;
	size_t ring = trail->count - head;

	for (size_t i = ring; i > 0; i--) {
		const struct trail_entry *entry =
			&trail->entries[head + (trail->tail_first + i - 1) % ring];

		if (entry->kind != TRAIL_SOCKET)
			return NULL;
		if (entry->side == side)
			return entry;
	}
	return NULL;
}

void trail_add_call(struct trail *trail, uint64_t time_ns, enum side side, const char *text)
{
	char (*calls)[CALL_TEXT_MAX] =
		realloc(trail->calls, (trail->call_count + 1) * sizeof(*calls));
	struct trail_entry *entry;

	if (!calls) {
		trail->skipped++;
		return;
	}
	trail->calls = calls;
	entry = trail_add(trail, time_ns, TRAIL_CALL, side);
	if (!entry)
		return;
	entry->call = trail->call_count;
	snprintf(calls[trail->call_count++], CALL_TEXT_MAX, "%s", text);
}

const char *trail_call(const struct trail *trail, const struct trail_entry *entry)
{
	return trail->calls[entry->call];
}

size_t trail_count(const struct trail *trail)
{
	return trail->count + (trail->skipped > 0);
}

const struct trail_entry *trail_get(const struct trail *trail, size_t i,
				    struct trail_entry *skipped)
{
	size_t head = trail->count < TRAIL_HEAD_MAX ? trail->count : TRAIL_HEAD_MAX;

	if (i < head)
		return &trail->entries[i];
	if (trail->skipped > 0 && i == head) {
		*skipped = (struct trail_entry){ .kind = TRAIL_SKIPPED,
						 .skipped = trail->skipped };
		return skipped;
	}
	i -= head + (trail->skipped > 0);
	if (trail->skipped == 0 || trail->count < TRAIL_MAX)
		return &trail->entries[head + i];
	return &trail->entries[head + (trail->tail_first + i) % TRAIL_TAIL_MAX];
}
