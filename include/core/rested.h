/* SPDX-License-Identifier: GPL-2.0-or-later */
/* rested.h: a connection in which nothing happens, packed into a sixth of its memory. */
#ifndef HALFCLOSE_CORE_RESTED_H
#define HALFCLOSE_CORE_RESTED_H

#include "core/connection.h"
#include "core/hash.h"
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
	bool has_backlog;
	bool crossed;			/* SIDE_A has the greater hash */
	uint8_t packed[];		/* the connection, the sockets with what is rare of them, Zeek's */
};

/*
 * What most connections at rest have in common is left out of each: it is as in the first one. All zero,
 * or any other, will do; it must only be the same as long as what was packed by it is there.
 */
struct rested_pattern {
	struct connection connection;
	struct half_socket sockets[2];
	struct half_rare rares[2];
};

void rested_pattern_set(struct rested_pattern *pattern, const struct connection *connection);

/* Of a side, as in the masks above. */
static inline uint8_t rested_bit(int side)
{
	return (uint8_t)(1U << side);
}

/* All but its place in the table; the connection is as before, and owns what it did. NULL: out of memory. */
struct rested *rested_pack(const struct table_key *key, const struct rested_pattern *pattern,
			   const struct connection *connection);

/*
 * The connection as it was, in no list, with new sockets of its own, and a backlog of that pool where it
 * had one. Returns false if there is no memory for these.
 */
bool rested_unpack(const struct rested *rested, const struct rested_pattern *pattern,
		   struct pool *backlogs, struct connection *connection);

/* The same without these: enough for who frees what it owns besides. */
void rested_peek(const struct rested *rested, const struct rested_pattern *pattern,
		 struct connection *connection);

/* The connection's id. */
uint64_t rested_id(const struct rested *rested, const struct rested_pattern *pattern);

#endif
