/* SPDX-License-Identifier: GPL-2.0-or-later */
/* sightings.c: remembers idle sockets by a keyed hash of both ends, without the ends themselves. */
#include "core/sightings.h"

#include <errno.h>
#include <stdlib.h>

enum { CAPACITY_AT_START = 8192 };

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

/* The slot with the key, or the free one where it belongs. There is always a free one. */
static struct sighting *find_slot(const struct sighting *slots, size_t capacity, uint64_t key)
{
	size_t i = key & (capacity - 1);

	while (slots[i].key && slots[i].key != key)
		i = (i + 1) & (capacity - 1);
	return (struct sighting *)&slots[i];
}

static bool is_known(const struct sighting *sighting)
{
	return sighting->end[0].inode || sighting->end[1].inode;
}

/* Those that were taken stay behind. */
static int grow(struct sightings *sightings)
{
	size_t capacity = sightings->capacity ? sightings->capacity * 2 : CAPACITY_AT_START;
	struct sighting *slots = calloc(capacity, sizeof(*slots));

	if (!slots)
		return -ENOMEM;
	for (size_t i = 0; i < sightings->capacity; i++) {
		const struct sighting *old = &sightings->slots[i];

		if (old->key && is_known(old))
			*find_slot(slots, capacity, old->key) = *old;
	}
	free(sightings->slots);
	sightings->slots = slots;
	sightings->capacity = capacity;
	sightings->used = sightings->count;
	return 0;
}

void sightings_free(struct sightings *sightings)
{
	free(sightings->slots);
	*sightings = (struct sightings){ 0 };
}

int sightings_note(struct sightings *sightings, const struct table_key *key,
		   const struct sock_fact *fact, uint64_t time_ns)
{
	const struct place_of place = find_place(key, &fact->local, &fact->remote);
	struct sighting *sighting;
	struct sighting_end *end;
	bool known;

	if (sightings->used >= sightings->capacity / 4 * 3 && grow(sightings) < 0)
		return -ENOMEM;
	sighting = find_slot(sightings->slots, sightings->capacity, place.key);
	end = &sighting->end[place.side];
	if (end->inode && end->cookie != fact->cookie)
		return -EEXIST;
	known = is_known(sighting);
	if (!known)
		sighting->seen_ns = time_ns;
	sightings->used += !sighting->key;
	sightings->count += !known;
	sighting->key = place.key;
	*end = (struct sighting_end){ fact->cookie, fact->inode, fact->uid };
	return !known;
}

static void recall(struct sock_fact *fact, const struct sighting *sighting, unsigned int side,
		   const struct endpoint *local, const struct endpoint *remote)
{
	*fact = (struct sock_fact){
		.local = *local,
		.remote = *remote,
		.kind = SOCK_POLL,
		.state = TCP_STATE_ESTABLISHED,
		.has_shutdown = true,
		.cookie = sighting->end[side].cookie,
		.inode = sighting->end[side].inode,
		.uid = sighting->end[side].uid,
		.asked_ns = sighting->seen_ns,
	};
}

bool sightings_take(struct sightings *sightings, const struct table_key *key,
		    const struct endpoint *first, const struct endpoint *second,
		    struct sock_fact fact[2])
{
	struct place_of place;
	struct sighting *sighting;

	if (!sightings->count)
		return false;
	place = find_place(key, first, second);
	sighting = find_slot(sightings->slots, sightings->capacity, place.key);
	if (!is_known(sighting))
		return false;
	recall(&fact[0], sighting, place.side, first, second);
	recall(&fact[1], sighting, place.other, second, first);
	if (place.side == place.other)
		fact[1].inode = 0;
	sighting->end[0].inode = sighting->end[1].inode = 0;
	sightings->count--;
	return true;
}
