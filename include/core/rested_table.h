/* SPDX-License-Identifier: GPL-2.0-or-later */
/* rested_table.h: where connections at rest are kept. For rest.c. */
#ifndef HALFCLOSE_CORE_RESTED_TABLE_H
#define HALFCLOSE_CORE_RESTED_TABLE_H

#include "core/rest_index.h"
#include "core/rested.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* All zero is an empty table. */
struct rested_table {
	struct rested **buckets;	/* owned, with what is in them */
	size_t bucket_count;		/* 0, or a power of two */
	size_t count;
	size_t hand;			/* the bucket where rested_table_any() goes on */
	struct rested_patterns patterns;	/* of all that are here */
	struct rest_index sockets;	/* of them, by their inodes; of those without packets by cookies too */
};

/* Frees them all, with what the connections own. */
void rested_table_free(struct rested_table *table);

/* For one more, which may be packed then. Returns false if there is no memory. */
bool rested_table_make_room(struct rested_table *table);

/*
 * Adds it, behind rested_table_make_room(), findable by the inodes of its sockets, and their cookies
 * where that is asked. Returns false, and changes nothing, if there is no memory for that.
 */
bool rested_table_add(struct rested_table *table, struct rested *rested, bool by_cookies);

/* Takes it out, and frees it, but not what the connection owns. */
void rested_table_remove(struct rested_table *table, struct rested *rested);

/* By hash_both() of its ends; the table must not be empty. NULL: none. */
struct rested *rested_table_find(const struct rested_table *table, uint64_t key);

/* Any of them, in turn; NULL: there is none. */
struct rested *rested_table_any(struct rested_table *table);

#endif
