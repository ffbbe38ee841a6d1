/* SPDX-License-Identifier: GPL-2.0-or-later */
/* sightings.h: connections of which it is known that their sockets are there, and idle, and no more. */
#ifndef HALFCLOSE_CORE_SIGHTINGS_H
#define HALFCLOSE_CORE_SIGHTINGS_H

#include "core/hash.h"
#include "core/sock_fact.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* A socket, in 24 octets; a connection with both its sockets has a thousand. */
struct sighting {
	uint64_t seen_ns;		/* when it was first told of, since the Epoch */
	uint64_t cookie;
	uint32_t inode;
	uint32_t uid;
};

/* A connection: all that a search looks at. */
struct sighting_slot {
	uint64_t key;			/* hash of both ends */
	uint32_t end[2];		/* which sighting, in order of the ends' hashes */
};

/* Open addressing. All zero is an empty table. */
struct sightings {
	struct sighting *sighting;	/* owned; as they came, those that were taken too */
	size_t sighting_count;
	size_t sighting_capacity;
	struct sighting_slot *slots;	/* owned */
	size_t slot_count;		/* 0, or a power of two */
	size_t used;			/* slots with a key, those of which it was taken too */
	size_t count;			/* connections */
};

void sightings_free(struct sightings *sightings);

/* The connection between these ends is next: a search misses the cache, but need not wait for it. */
void sightings_soon(const struct sightings *sightings, const struct table_key *key,
		    const struct endpoint *first, const struct endpoint *second);

/*
 * Remembers the socket of a fact. Returns 1: its connection was not known, 0: it was; -EEXIST: by
 * another socket, and it is not remembered; -ENOMEM.
 */
int sightings_note(struct sightings *sightings, const struct table_key *key,
		   const struct sock_fact *fact, uint64_t time_ns);

/*
 * Forgets the connection between these ends. Returns false if it was not known; else fact has what
 * the sockets that were seen had said: the first one's in fact[0], its peer's in fact[1]. Where there
 * is none, the inode is 0.
 */
bool sightings_take(struct sightings *sightings, const struct table_key *key,
		    const struct endpoint *first, const struct endpoint *second,
		    struct sock_fact fact[2]);

#endif
