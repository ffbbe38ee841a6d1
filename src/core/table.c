/* SPDX-License-Identifier: GPL-2.0-or-later */
/* table.c: chained hashing of connections, and a list by activity. */
#include "core/table.h"

#include "core/socket_key.h"
#include "core/zeek.h"

#include <errno.h>
#include <stdlib.h>

enum { BUCKETS_AT_START = 1024 };

static uint32_t pair_hash(const struct table_key *key, const struct endpoint *a,
			  const struct endpoint *b)
{
	return (uint32_t)hash_pair(key, hash_endpoint(key, a), hash_endpoint(key, b));
}

int table_init(struct table *table, const struct table_key *key)
{
	*table = (struct table){ .key = *key, .bucket_count = BUCKETS_AT_START, .next_id = 1 };
	pool_init(&table->pool, sizeof(struct connection));
	table->buckets = calloc(table->bucket_count, sizeof(*table->buckets));
	if (socket_index_init(&table->sockets, table->bucket_count) == 0 && table->buckets)
		return 0;
	table_free(table);
	return -ENOMEM;
}

void table_free_owned(struct connection *connection)
{
	for (int side = SIDE_A; side <= SIDE_B; side++) {
		half_socket_free(connection->half[side].socket);
		free(connection->half[side].stall);
		unseen_free(connection->half[side].unseen);
	}
	trail_free(connection->trail);
	zeek_free(connection->zeek);
	free(connection->zeek_backlog);
	free(connection->findings);
}

static void connection_free(struct table *table, struct connection *connection)
{
	table_free_owned(connection);
	pool_give(&table->pool, connection);
}

void table_free(struct table *table)
{
	struct connection *connection = table->oldest;

	while (connection) {
		struct connection *next = connection->active_next;

		connection_free(table, connection);
		connection = next;
	}
	pool_free(&table->pool);
	free(table->buckets);
	socket_index_free(&table->sockets);
	*table = (struct table){ 0 };
}

static bool joins(const struct connection *connection, const struct endpoint *first,
		  const struct endpoint *second, enum side *side)
{
	if (endpoint_equal(&connection->end[SIDE_A], first) &&
	    endpoint_equal(&connection->end[SIDE_B], second)) {
		*side = SIDE_A;
		return true;
	}
	if (endpoint_equal(&connection->end[SIDE_B], first) &&
	    endpoint_equal(&connection->end[SIDE_A], second)) {
		*side = SIDE_B;
		return true;
	}
	return false;
}

static struct connection *find_hashed(const struct table *table, uint32_t hash,
				      const struct endpoint *first,
				      const struct endpoint *second, enum side *side)
{
	struct connection *connection = table->buckets[hash & (table->bucket_count - 1)];

	while (connection &&
	       !(connection->hash == hash && joins(connection, first, second, side)))
		connection = connection->hash_next;
	return connection;
}

struct connection *table_find(struct table *table, const struct endpoint *first,
			      const struct endpoint *second, enum side *side)
{
	struct connection *connection = table->found;

	if (connection && joins(connection, first, second, side))
		return connection;
	connection = find_hashed(table, pair_hash(&table->key, first, second), first, second,
				 side);
	if (connection)
		table->found = connection;
	return connection;
}

static void move_connections(struct table *table, struct connection **buckets,
			     size_t bucket_count)
{
	for (size_t i = 0; i < table->bucket_count; i++) {
		struct connection *connection = table->buckets[i];

		while (connection) {
			struct connection *next = connection->hash_next;
			struct connection **to = &buckets[connection->hash & (bucket_count - 1)];

			connection->hash_next = *to;
			*to = connection;
			connection = next;
		}
	}
}

static void grow(struct table *table)
{
	size_t bucket_count = table->bucket_count * 2;
	struct connection **buckets = calloc(bucket_count, sizeof(*buckets));

	/* Without memory the chains get longer, which is slow and right. */
	if (!buckets || socket_index_grow(&table->sockets) < 0) {
		free(buckets);
		return;
	}
	move_connections(table, buckets, bucket_count);
	free(table->buckets);
	table->buckets = buckets;
	table->bucket_count = bucket_count;
}

static struct connection **find_link(struct table *table,
				     const struct connection *connection)
{
	struct connection **link =
		&table->buckets[connection->hash & (table->bucket_count - 1)];

	while (*link && *link != connection)
		link = &(*link)->hash_next;
	return link;
}

static void activity_append(struct table *table, struct connection *connection)
{
	connection->active_prev = table->newest;
	connection->active_next = NULL;
	if (table->newest)
		table->newest->active_next = connection;
	else
		table->oldest = connection;
	table->newest = connection;
}

static void activity_unlink(struct table *table, struct connection *connection)
{
	if (connection->active_prev)
		connection->active_prev->active_next = connection->active_next;
	else
		table->oldest = connection->active_next;
	if (connection->active_next)
		connection->active_next->active_prev = connection->active_prev;
	else
		table->newest = connection->active_prev;
}

struct connection *table_put(struct table *table, const struct connection *saved)
{
	const struct endpoint *first = &saved->end[SIDE_A], *second = &saved->end[SIDE_B];
	struct connection *connection = pool_take(&table->pool);
	struct connection *older, **link;
	enum side side;

	if (!connection)
		return NULL;
	if (table->count >= table->bucket_count / 2)
		grow(table);
	*connection = *saved;
	connection->hash = pair_hash(&table->key, first, second);

	/* An earlier incarnation leaves the buckets and hangs on the new one. */
	older = find_hashed(table, connection->hash, first, second, &side);
	link = older ? find_link(table, older) :
		       &table->buckets[connection->hash & (table->bucket_count - 1)];
	connection->hash_next = older ? older->hash_next : *link;
	*link = connection;
	connection->older = older;
	if (older) {
		older->hash_next = NULL;
		older->newer = connection;
	}
	activity_append(table, connection);
	table->count++;
	table->found = connection;
	return connection;
}

struct connection *table_add(struct table *table, const struct endpoint *first,
			     const struct endpoint *second)
{
	struct connection *connection = table_put(table, &(struct connection){
		.end = { *first, *second },
		.id = table->next_id,
		.self = endpoint_equal(first, second),
	});

	if (connection)
		table->next_id++;
	return connection;
}

void table_touch(struct table *table, struct connection *connection)
{
	if (table->newest == connection)
		return;
	activity_unlink(table, connection);
	activity_append(table, connection);
}

void table_index(struct table *table, struct connection *connection, enum side side)
{
	struct half_socket *socket = connection->half[side].socket;

	socket->connection = connection;
	socket->side = side & 1;
	socket_index_put(&table->sockets, socket);
}

struct connection *table_find_cookie(const struct table *table, uint64_t cookie,
				     enum side *side)
{
	const struct half_socket *socket = cookie ? socket_index_find(&table->sockets, cookie) : NULL;

	if (!socket)
		return NULL;
	*side = (enum side)socket->side;
	return socket->connection;
}

struct half_socket *table_find_inode(const struct table *table, uint32_t inode)
{
	return inode ? socket_index_find(&table->sockets, key_of_inode(inode)) : NULL;
}

void table_remove(struct table *table, struct connection *connection)
{
	if (table->found == connection)
		table->found = NULL;
	if (connection->newer) {
		connection->newer->older = connection->older;
	} else {
		struct connection **link = find_link(table, connection);

		*link = connection->hash_next;
		if (connection->older) {
			connection->older->hash_next = *link;
			*link = connection->older;
		}
	}
	if (connection->older)
		connection->older->newer = connection->newer;
	for (int side = SIDE_A; side <= SIDE_B; side++) {
		struct half_socket *socket = connection->half[side].socket;

		if (socket)
			socket_index_remove(&table->sockets, socket);
	}
	due_drop(table->due, connection);
	activity_unlink(table, connection);
	table->count--;
	connection_free(table, connection);
}
