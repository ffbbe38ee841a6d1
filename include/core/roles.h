/* SPDX-License-Identifier: GPL-2.0-or-later */
/* roles.h: which end of a connection is the client. */
#ifndef HALFCLOSE_CORE_ROLES_H
#define HALFCLOSE_CORE_ROLES_H

#include "core/connection.h"
#include "core/listener.h"

/*
 * Of a new connection: the end that sent a SYN is the client, the one that sent a SYN-ACK is not.
 * The segment is the first, of SIDE_A; NULL: a socket was seen.
 */
void roles_assign(struct connection *connection, const struct listeners *listeners,
		  const struct segment *segment);

/* That side has sent the SYN, of which a socket, or the SYN-ACK, told before. */
void roles_opener(struct connection *connection, enum side side);

/* Where they are guessed: a socket that waits for an answer to its SYN has opened. */
void roles_asking(struct connection *connection, enum side side, const struct sock_fact *fact);

/*
 * Where nothing but the ports told: a SYN counts as one among what was acknowledged of its sender, so that
 * the counters of a socket that waits for no ACK say who opened.
 */
void roles_count(struct connection *connection, enum side side, const struct sock_fact *fact);

#endif
