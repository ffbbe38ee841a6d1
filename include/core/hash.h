/* SPDX-License-Identifier: GPL-2.0-or-later */
/* hash.h: keyed hashes of the two ends of a connection; inline, since a search is little else. */
#ifndef HALFCLOSE_CORE_HASH_H
#define HALFCLOSE_CORE_HASH_H

#include "core/endpoint.h"

#include <stdbool.h>
#include <stdint.h>
#include <string.h>

/*
 * What the hash is mixed with: who does not know it cannot choose addresses and ports that all
 * fall into one bucket. All zero is a key too.
 */
struct table_key {
	uint64_t word[2];
};

/* Odd, with as many ones as zeroes (the fraction of the golden ratio; splitmix64's multiplier). */
#define HASH_A ((uint64_t)0x9e3779b97f4a7c15)
#define HASH_B ((uint64_t)0xbf58476d1ce4e5b9)

/* All 128 bits of the product, folded: each bit of either factor counts. */
static inline uint64_t hash_mix(uint64_t a, uint64_t b)
{
	unsigned __int128 product = (unsigned __int128)a * b;

	return (uint64_t)product ^ (uint64_t)(product >> 64);
}

/* The port is a step of its own: beside an address that can make up for it, it would not count. */
static inline uint64_t hash_endpoint(const struct table_key *key,
				     const struct endpoint *endpoint)
{
	uint64_t words[2], rest = (uint64_t)endpoint->scope << 24 |
				  (uint64_t)endpoint->port << 8 | endpoint->family;

	memcpy(words, endpoint->addr, sizeof(words));
	words[0] ^= key->word[0] ^ HASH_A;
	words[1] ^= key->word[1] ^ HASH_B;
	return hash_mix(hash_mix(words[0], words[1]) ^ HASH_A, rest ^ key->word[0] ^ HASH_B);
}

/* Of the hashes of two ends: the same for both directions, without sorting the ends first. */
static inline uint64_t hash_pair(const struct table_key *key, uint64_t a, uint64_t b)
{
	return hash_mix((a + b) ^ HASH_A, key->word[1] ^ HASH_B);
}

/*
 * Of two ends, in either order: two connections have the same once in 10^9 times that 100,000 are
 * there, and none has 0. *crossed tells whether first has the greater hash.
 */
static inline uint64_t hash_both(const struct table_key *key, const struct endpoint *first,
				 const struct endpoint *second, bool *crossed)
{
	uint64_t a = hash_endpoint(key, first), b = hash_endpoint(key, second);
	uint64_t both = hash_pair(key, a, b);

	*crossed = a > b;
	return both ? both : 1;
}

#endif
