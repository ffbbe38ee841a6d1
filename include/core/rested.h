/* SPDX-License-Identifier: GPL-2.0-or-later */
/* rested.h: a connection in which nothing happens, packed into a sixth of its memory. */
#ifndef HALFCLOSE_CORE_RESTED_H
#define HALFCLOSE_CORE_RESTED_H

#include "core/connection.h"
#include "core/hash.h"
#include "core/lean.h"
#include "core/pool.h"

#include <stdbool.h>
#include <stdint.h>

struct process;

/* A connection at rest. It is in no list and no index; whatever comes for it wakes it. */
struct rested {
	struct rested *next;		/* in its bucket */
	uint64_t key;			/* hash_both() of its ends */
	uint64_t cookie[2];		/* of its sockets; 0: none was seen */
	uint64_t seen_ns[2];		/* when they were last told of, ... */
	uint32_t inode[2];		/* ... with these inodes */
	struct process *process[2];	/* borrowed, their owners' (core/process.h); NULL: not found, ... */
	uint8_t unowned;		/* ... or to be looked up: a bit for each side */
	uint8_t has_socket, has_rare;	/* bits too */
	uint8_t pattern;		/* by which it is packed */
	bool has_backlog;
	bool crossed;			/* SIDE_A has the greater hash */
	uint8_t packed[];		/* the connection, the sockets with what is rare of them, Zeek's */
};

enum { REST_PATTERNS_MAX = 8 };

/*
 * What connections at rest have in common is left out of each. It is learned: one that is unlike all
 * patterns becomes the next one, and stays so until none of those packed by it is there. All zero: none.
 */
struct rested_patterns {
	struct lean rows[REST_PATTERNS_MAX];
	unsigned int count;
	unsigned int latest;		/* by which one was packed */
};

/* Of a side, as in the masks above. */
static inline uint8_t rested_bit(int side)
{
	return (uint8_t)(1U << side);
}

/*
 * Packs all but its place in the table; the connection is as before, and owns what it did. NULL: out of
 * memory.
 */
struct rested *rested_pack(const struct table_key *key, struct rested_patterns *patterns,
			   const struct connection *connection);

/*
 * The connection as it was, in no list, with new sockets of its own, and a backlog of that pool where it
 * had one. Returns false if there is no memory for these.
 */
bool rested_unpack(const struct rested *rested, const struct rested_patterns *patterns,
		   struct pool *backlogs, struct connection *connection);

/* The same without these: enough for who frees what it owns besides. */
void rested_peek(const struct rested *rested, const struct rested_patterns *patterns,
		 struct connection *connection);

/* The connection's id. */
uint64_t rested_id(const struct rested *rested, const struct rested_patterns *patterns);

#endif
