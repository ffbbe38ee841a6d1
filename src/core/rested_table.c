/* SPDX-License-Identifier: GPL-2.0-or-later */
/* rested_table.c: chained hashing of connections at rest, with an index of their sockets. */
#include "core/rested_table.h"

#include "core/table.h"

#include <stdlib.h>

enum { BUCKETS_AT_START = 1024 };

static struct rested **bucket_of(const struct rested_table *table, uint64_t key)
{
	return &table->buckets[key & (table->bucket_count - 1)];
}

static bool grow(struct rested_table *table)
{
	size_t bucket_count = table->bucket_count ? table->bucket_count * 2 : BUCKETS_AT_START;
	struct rested **buckets = calloc(bucket_count, sizeof(struct rested *));
	struct rested_table grown = { .buckets = buckets, .bucket_count = bucket_count };

	if (!buckets)
		return table->bucket_count > 0;
	for (size_t i = 0; i < table->bucket_count; i++) {
		struct rested *rested = table->buckets[i];

		while (rested) {
			struct rested *next = rested->next, **to = bucket_of(&grown, rested->key);

			rested->next = *to;
			*to = rested;
			rested = next;
		}
	}
	free(table->buckets);
	table->buckets = buckets;
	table->bucket_count = bucket_count;
	return true;
}

struct rested *rested_table_find(const struct rested_table *table, uint64_t key)
{
	struct rested *rested = *bucket_of(table, key);

	while (rested && rested->key != key)
		rested = rested->next;
	return rested;
}

/* Where thousands leave one after the other, nobody goes through the same empty buckets each time. */
struct rested *rested_table_any(struct rested_table *table)
{
	if (table->count == 0)
		return NULL;
	while (!*bucket_of(table, table->hand))
		table->hand++;
	return *bucket_of(table, table->hand);
}

static void forget_sockets(struct rested_table *table, const struct rested *rested)
{
	for (int which = REST_INODE_A; which <= REST_COOKIE_B; which++)
		rest_index_remove(&table->sockets, rested, (enum rest_key)which);
}

/* Returns false, and changes nothing, if there is no memory for that. */
static bool index_sockets(struct rested_table *table, const struct rested *rested, bool by_cookies)
{
	enum rest_key last = by_cookies ? REST_COOKIE_B : REST_INODE_B;

	for (int which = REST_INODE_A; which <= (int)last; which++) {
		if (rested->cookie[which % 2] &&
		    rest_index_put(&table->sockets, rested, (enum rest_key)which) < 0) {
			forget_sockets(table, rested);
			return false;
		}
	}
	return true;
}

bool rested_table_make_room(struct rested_table *table)
{
	if (table->count >= table->bucket_count && !grow(table))
		return false;
	if (table->count == 0)
		table->patterns.count = 0;
	return true;
}

bool rested_table_add(struct rested_table *table, struct rested *rested, bool by_cookies)
{
	struct rested **bucket = bucket_of(table, rested->key);

	if (!index_sockets(table, rested, by_cookies))
		return false;
	rested->next = *bucket;
	*bucket = rested;
	table->count++;
	return true;
}

void rested_table_remove(struct rested_table *table, struct rested *rested)
{
	struct rested **link = bucket_of(table, rested->key);

	while (*link != rested)
		link = &(*link)->next;
	*link = rested->next;
	table->count--;
	forget_sockets(table, rested);
	free(rested);
}

void rested_table_free(struct rested_table *table)
{
	struct connection connection;
	struct rested *rested;

	while ((rested = rested_table_any(table))) {
		rested_peek(rested, &table->patterns, &connection);
		table_free_owned(&connection);
		rested_table_remove(table, rested);
	}
	rest_index_free(&table->sockets);
	free(table->buckets);
	*table = (struct rested_table){ 0 };
}
