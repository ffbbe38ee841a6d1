/* SPDX-License-Identifier: GPL-2.0-or-later */
/* table.h: the connections, by their two ends, incarnation after incarnation. */
#ifndef HALFCLOSE_CORE_TABLE_H
#define HALFCLOSE_CORE_TABLE_H

#include "core/connection.h"
#include "core/due.h"
#include "core/hash.h"
#include "core/pool.h"
#include "core/socket_index.h"
#include "core/trail.h"

#include <stddef.h>
#include <stdint.h>

struct table {
	struct table_key key;
	struct connection **buckets;	/* owned, with the connections in them */
	size_t bucket_count;		/* a power of two */
	struct socket_index sockets;	/* of all of them */
	size_t count;
	struct connection *found;	/* by the last search: packets come in bursts; or NULL */
	struct connection *oldest, *newest;	/* a list in order of the latest activity */
	struct due_list due[DUE_COUNT];
	uint64_t next_id;
	struct pool pool;	/* of connections */
};

/* Returns 0 or -ENOMEM. */
int table_init(struct table *table, const struct table_key *key);
void table_free(struct table *table);	/* frees the connections too */

/*
 * The newest connection between these ends, in either order, or NULL; *side is the index of
 * the first. Earlier incarnations hang on its `older`.
 */
struct connection *table_find(struct table *table, const struct endpoint *first,
			      const struct endpoint *second, enum side *side);

/* A new connection, whose SIDE_A is first, in front of earlier ones; NULL: out of memory. */
struct connection *table_add(struct table *table, const struct endpoint *first,
			     const struct endpoint *second);

/* The same of one that was there before and is in no list, with what it owns. */
struct connection *table_put(struct table *table, const struct connection *saved);

/* Puts it at the newest end of the list. */
void table_touch(struct table *table, struct connection *connection);

/* Makes the half findable by the cookie and the inode its socket has now. */
void table_index(struct table *table, struct connection *connection, enum side side);

/* The latest half that had that cookie; NULL for none or 0. */
struct connection *table_find_cookie(const struct table *table, uint64_t cookie,
				     enum side *side);

/* The latest socket that had that inode, as the end of its connection; NULL for none or 0. */
struct half_socket *table_find_inode(const struct table *table, uint32_t inode);

/* Frees what the connection owns, not itself. */
void table_free_owned(struct connection *connection);

/* Takes it out and frees it. */
void table_remove(struct table *table, struct connection *connection);

#endif
