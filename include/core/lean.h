/* SPDX-License-Identifier: GPL-2.0-or-later */
/* lean.h: a connection at rest with its sockets, as much like others as it can be. For rested.c. */
#ifndef HALFCLOSE_CORE_LEAN_H
#define HALFCLOSE_CORE_LEAN_H

#include "core/connection.h"

#include <stdint.h>

struct process;

/* A connection as it is packed: without what is kept beside that, or made anew. */
struct lean {
	struct connection connection;
	struct half_socket sockets[2];
	struct half_rare rares[2];
};

/* Owns nothing: pointers are the connection's. */
void lean_make(struct lean *lean, const struct connection *connection);

/*
 * Fields that are near one another become small, as lean_make() has them: each is its own inverse,
 * and keeps 0. process is the socket's, or NULL.
 */
void lean_connection_apart(struct connection *connection);
void lean_socket_apart(struct half_socket *socket, const struct process *process,
		       uint64_t start_ns);
void lean_rare_apart(struct half_rare *rare, uint64_t start_ns);

#endif
