/* SPDX-License-Identifier: GPL-2.0-or-later */
/* sightings.h: connections of which it is known that their sockets are there, and idle, and no more. */
#ifndef HALFCLOSE_CORE_SIGHTINGS_H
#define HALFCLOSE_CORE_SIGHTINGS_H

#include "core/hash.h"
#include "core/sock_fact.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct sighting_end {
	uint64_t cookie;
	uint32_t inode;			/* 0: this end was not seen */
	uint32_t uid;
};

/* 48 octets, where a connection with both its sockets has a thousand. */
struct sighting {
	uint64_t key;			/* hash of both ends; 0: a free slot */
	uint64_t seen_ns;		/* when it was first told of, since the Epoch */
	struct sighting_end end[2];	/* in order of the ends' hashes */
};

/* Open addressing. All zero is an empty table. */
struct sightings {
	struct sighting *slots;		/* owned */
	size_t capacity;		/* 0, or a power of two */
	size_t used;			/* slots with a key, those of which it was taken too */
	size_t count;
};

void sightings_free(struct sightings *sightings);

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
