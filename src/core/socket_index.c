/* SPDX-License-Identifier: GPL-2.0-or-later */
/* socket_index.c: chained hashing of places that are in the sockets themselves. */
#include "core/socket_index.h"

#include "core/socket_key.h"

#include <errno.h>
#include <stdlib.h>

int socket_index_init(struct socket_index *index, size_t bucket_count)
{
	*index = (struct socket_index){ .bucket_count = bucket_count };
	index->buckets = calloc(bucket_count, sizeof(struct index_node *));
	return index->buckets ? 0 : -ENOMEM;
}

void socket_index_free(struct socket_index *index)
{
	free(index->buckets);
	*index = (struct socket_index){ 0 };
}

static struct index_node **bucket_of(const struct socket_index *index, uint64_t key)
{
	return &index->buckets[key_hash(key) & (index->bucket_count - 1)];
}

int socket_index_grow(struct socket_index *index)
{
	struct socket_index grown;

	if (socket_index_init(&grown, index->bucket_count * 2) < 0)
		return -ENOMEM;
	for (size_t i = 0; i < index->bucket_count; i++) {
		struct index_node *node = index->buckets[i];

		while (node) {
			struct index_node *next = node->next, **to = bucket_of(&grown, node->key);

			node->next = *to;
			*to = node;
			node = next;
		}
	}
	free(index->buckets);
	*index = grown;
	return 0;
}

static void take_out(const struct socket_index *index, struct index_node *node)
{
	struct index_node **link;

	if (!node->key)
		return;
	link = bucket_of(index, node->key);
	while (*link != node)
		link = &(*link)->next;
	*link = node->next;
	node->key = 0;
}

static void put(const struct socket_index *index, struct index_node *node, uint64_t key)
{
	struct index_node **bucket = bucket_of(index, key);

	if (node->key == key)
		return;
	take_out(index, node);
	*node = (struct index_node){ .key = key, .next = *bucket };
	*bucket = node;
}

void socket_index_put(struct socket_index *index, struct half_socket *socket)
{
	if (socket->latest.cookie)
		put(index, &socket->by_cookie, socket->latest.cookie);
	if (socket->inode)
		put(index, &socket->by_inode, key_of_inode(socket->inode));
}

void socket_index_remove(struct socket_index *index, struct half_socket *socket)
{
	take_out(index, &socket->by_cookie);
	take_out(index, &socket->by_inode);
}

/* The socket whose place that is. */
static struct half_socket *socket_of(struct index_node *node)
{
	size_t offset = key_is_inode(node->key) ? offsetof(struct half_socket, by_inode) :
						offsetof(struct half_socket, by_cookie);

	return (struct half_socket *)((char *)node - offset);
}

struct half_socket *socket_index_find(const struct socket_index *index, uint64_t key)
{
	for (struct index_node *node = *bucket_of(index, key); node; node = node->next) {
		if (node->key == key)
			return socket_of(node);
	}
	return NULL;
}
