/* SPDX-License-Identifier: GPL-2.0-or-later */
/* table.c: chained hashing of connections, a list by activity, and an index of their sockets. */
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
	table->index = calloc(table->bucket_count, sizeof(struct index_node *));
	if (table->buckets && table->index)
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
	free(table->index);
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

static void move_index(struct table *table, struct index_node **index, size_t bucket_count)
{
	for (size_t i = 0; i < table->bucket_count; i++) {
		struct index_node *node = table->index[i];

		while (node) {
			struct index_node *next = node->next;
			struct index_node **to = &index[key_hash(node->key) & (bucket_count - 1)];

			node->next = *to;
			*to = node;
			node = next;
		}
	}
}

static void grow(struct table *table)
{
	size_t bucket_count = table->bucket_count * 2;
	struct connection **buckets = calloc(bucket_count, sizeof(*buckets));
	struct index_node **index = calloc(bucket_count, sizeof(struct index_node *));

	/* Without memory the chains get longer, which is slow and right. */
	if (!buckets || !index) {
		free(buckets);
		free(index);
		return;
	}
	move_connections(table, buckets, bucket_count);
	move_index(table, index, bucket_count);
	free(table->buckets);
	free(table->index);
	table->buckets = buckets;
	table->index = index;
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

static struct index_node **index_bucket(const struct table *table, uint64_t key)
{
	return &table->index[key_hash(key) & (table->bucket_count - 1)];
}

static void index_remove(struct table *table, struct index_node *node)
{
	struct index_node **link;

	if (!node->key)
		return;
	link = index_bucket(table, node->key);
	while (*link != node)
		link = &(*link)->next;
	*link = node->next;
	node->key = 0;
}

static void index_put(struct table *table, struct index_node *node, uint64_t key)
{
	struct index_node **bucket = index_bucket(table, key);

	if (node->key == key)
		return;
	index_remove(table, node);
	*node = (struct index_node){ .key = key, .next = *bucket };
	*bucket = node;
}

/* The socket whose place that is. */
static struct half_socket *indexed(struct index_node *node)
{
	size_t offset = key_is_inode(node->key) ? offsetof(struct half_socket, by_inode) :
						offsetof(struct half_socket, by_cookie);

	return (struct half_socket *)((char *)node - offset);
}

static struct half_socket *index_find(const struct table *table, uint64_t key)
{
	for (struct index_node *node = *index_bucket(table, key); node; node = node->next) {
		if (node->key == key)
			return indexed(node);
	}
	return NULL;
}

void table_index(struct table *table, struct connection *connection, enum side side)
{
	struct half_socket *socket = connection->half[side].socket;

	socket->connection = connection;
	socket->side = (uint8_t)side;
	if (socket->latest.cookie)
		index_put(table, &socket->by_cookie, socket->latest.cookie);
	if (socket->inode)
		index_put(table, &socket->by_inode, key_of_inode(socket->inode));
}

struct connection *table_find_cookie(const struct table *table, uint64_t cookie,
				     enum side *side)
{
	const struct half_socket *socket = cookie ? index_find(table, cookie) : NULL;

	if (!socket)
		return NULL;
	*side = (enum side)socket->side;
	return socket->connection;
}

struct half_socket *table_find_inode(const struct table *table, uint32_t inode)
{
	return inode ? index_find(table, key_of_inode(inode)) : NULL;
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

		if (socket) {
			index_remove(table, &socket->by_cookie);
			index_remove(table, &socket->by_inode);
		}
	}
	due_drop(table->due, connection);
	activity_unlink(table, connection);
	table->count--;
	connection_free(table, connection);
}
