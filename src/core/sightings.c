/* SPDX-License-Identifier: GPL-2.0-or-later */
/* sightings.c: remembers idle sockets by a keyed hash of both ends, without the ends themselves. */
#include "core/sightings.h"
#include "core/array.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

enum { SLOTS_AT_START = 8192, SLOTS_GROWTH = 4 };

/* Instead of a sighting. A slot without a key has NONE and NONE. */
#define NONE UINT32_MAX
#define TAKEN (NONE - 1)

/* Where the ends stand in it, by the order of their hashes. */
struct place_of {
	uint64_t key;
	unsigned int side;		/* of the first end */
	unsigned int other;		/* of the second: the same, in a connection to itself */
};

static struct place_of find_place(const struct table_key *key, const struct endpoint *first,
				  const struct endpoint *second)
{
	struct place_of place;
	bool crossed;

	place.key = hash_both(key, first, second, &crossed);
	place.side = crossed;
	place.other = endpoint_equal(first, second) ? crossed : !crossed;
	return place;
}

static bool is_free(const struct sighting_slot *slot)
{
	return slot->end[0] == NONE && slot->end[1] == NONE;
}

static bool is_known(const struct sighting_slot *slot)
{
	return slot->end[0] < TAKEN || slot->end[1] < TAKEN;
}

/* The slot with the key, or the free one where it belongs. There is always a free one. */
static struct sighting_slot *find_slot(struct sighting_slot *slots, size_t count, uint64_t key)
{
	size_t i = key & (count - 1);

	while (slots[i].key != key && !is_free(&slots[i]))
		i = (i + 1) & (count - 1);
	return &slots[i];
}

/* Not of calloc(): a page that is read first and written then takes two faults. */
static struct sighting_slot *new_slots(size_t count)
{
	struct sighting_slot *slots = malloc(count * sizeof(*slots));

	if (slots)
		memset(slots, 0xff, count * sizeof(*slots));	/* NONE, NONE */
	return slots;
}

/* Those that were taken stay behind. */
static int grow(struct sightings *sightings)
{
	size_t count = sightings->slot_count ? sightings->slot_count * SLOTS_GROWTH : SLOTS_AT_START;
	struct sighting_slot *slots = new_slots(count);

	if (!slots)
		return -ENOMEM;
	for (size_t i = 0; i < sightings->slot_count; i++) {
		const struct sighting_slot *old = &sightings->slots[i];

		if (is_known(old))
			*find_slot(slots, count, old->key) = *old;
	}
	free(sightings->slots);
	sightings->slots = slots;
	sightings->slot_count = count;
	sightings->used = sightings->count;
	return 0;
}

static int make_room(struct sightings *sightings)
{
	struct sighting *larger = array_make_room(sightings->sighting, sightings->sighting_count,
						  &sightings->sighting_capacity, sizeof(*larger));

	if (!larger || sightings->sighting_count == TAKEN)
		return -ENOMEM;
	sightings->sighting = larger;
	return sightings->used < sightings->slot_count / 2 ? 0 : grow(sightings);
}

void sightings_free(struct sightings *sightings)
{
	free(sightings->sighting);
	free(sightings->slots);
	*sightings = (struct sightings){ 0 };
}

void sightings_soon(const struct sightings *sightings, const struct table_key *key,
		    const struct endpoint *first, const struct endpoint *second)
{
	bool crossed;

	if (sightings->slot_count > 0)
		__builtin_prefetch(&sightings->slots[hash_both(key, first, second, &crossed) &
						     (sightings->slot_count - 1)], 1);
}

int sightings_note(struct sightings *sightings, const struct table_key *key,
		   const struct sock_fact *fact, uint64_t time_ns)
{
	const struct place_of place = find_place(key, &fact->local, &fact->remote);
	struct sighting_slot *slot;
	uint32_t *end;
	bool known;

	if (make_room(sightings) < 0)
		return -ENOMEM;
	slot = find_slot(sightings->slots, sightings->slot_count, place.key);
	end = &slot->end[place.side];
	if (*end < TAKEN)
		return sightings->sighting[*end].cookie == fact->cookie ? 0 : -EEXIST;
	known = is_known(slot);
	sightings->used += is_free(slot);
	sightings->count += !known;
	slot->key = place.key;
	*end = (uint32_t)sightings->sighting_count++;
	sightings->sighting[*end] = (struct sighting){ time_ns, fact->cookie, fact->inode, fact->uid };
	return !known;
}

static void recall(struct sock_fact *fact, const struct sighting *sighting)
{
	fact->kind = SOCK_POLL;
	fact->state = TCP_STATE_ESTABLISHED;
	fact->has_shutdown = true;
	fact->cookie = sighting->cookie;
	fact->inode = sighting->inode;
	fact->uid = sighting->uid;
	fact->asked_ns = sighting->seen_ns;
}

/* Of both since the first of them was told of. */
static void recall_ends(struct sock_fact fact[2], const struct sightings *sightings,
			const struct sighting_slot *slot, const struct place_of *place)
{
	if (slot->end[place->side] < TAKEN)
		recall(&fact[0], &sightings->sighting[slot->end[place->side]]);
	if (place->other != place->side && slot->end[place->other] < TAKEN)
		recall(&fact[1], &sightings->sighting[slot->end[place->other]]);
	if (!fact[0].inode || (fact[1].inode && fact[1].asked_ns < fact[0].asked_ns))
		fact[0].asked_ns = fact[1].asked_ns;
	fact[1].asked_ns = fact[0].asked_ns;
}

bool sightings_take(struct sightings *sightings, const struct table_key *key,
		    const struct endpoint *first, const struct endpoint *second,
		    struct sock_fact fact[2])
{
	struct sighting_slot *slot;
	struct place_of place;

	if (!sightings->count)
		return false;
	place = find_place(key, first, second);
	slot = find_slot(sightings->slots, sightings->slot_count, place.key);
	if (!is_known(slot))
		return false;
	fact[0] = (struct sock_fact){ .local = *first, .remote = *second };
	fact[1] = (struct sock_fact){ .local = *second, .remote = *first };
	recall_ends(fact, sightings, slot, &place);
	slot->end[0] = slot->end[1] = TAKEN;
	sightings->count--;
	return true;
}
