/* SPDX-License-Identifier: GPL-2.0-or-later */
/* socket_index.h: finds the socket of a connection by its inode or its cookie. */
#ifndef HALFCLOSE_CORE_SOCKET_INDEX_H
#define HALFCLOSE_CORE_SOCKET_INDEX_H

#include "core/half.h"

#include <stddef.h>
#include <stdint.h>

struct socket_index {
	struct index_node **buckets;	/* owned; what is in them is the sockets' */
	size_t bucket_count;		/* a power of two */
};

/* Returns 0 or -ENOMEM. */
int socket_index_init(struct socket_index *index, size_t bucket_count);
void socket_index_free(struct socket_index *index);

/* Twice as many buckets. Returns 0, or -ENOMEM: it is as it was. */
int socket_index_grow(struct socket_index *index);

/* Makes the socket findable by the cookie and the inode that it has now, and no others. */
void socket_index_put(struct socket_index *index, struct half_socket *socket);

/* Also one that is not in it. */
void socket_index_remove(struct socket_index *index, struct half_socket *socket);

/* The latest socket with that key (core/socket_key.h); NULL: none. */
struct half_socket *socket_index_find(const struct socket_index *index, uint64_t key);

#endif
