/* SPDX-License-Identifier: GPL-2.0-or-later */
/* roles.c: by the SYN, a listener, or the ports. */
#include "core/roles.h"

static void guess_by_port(struct connection *connection)
{
	bool lower = connection->end[SIDE_A].port < connection->end[SIDE_B].port;

	connection->client = lower ? SIDE_B : SIDE_A;
	connection->roles_by_port = true;
}

static void guess(struct connection *connection, const struct listeners *listeners)
{
	const struct endpoint *a = &connection->end[SIDE_A], *b = &connection->end[SIDE_B];

	connection->guessed_roles = true;
	if (listeners_find(listeners, a))
		connection->client = SIDE_B;
	else if (listeners_find(listeners, b))
		connection->client = SIDE_A;
	else
		guess_by_port(connection);
}

void roles_assign(struct connection *connection, const struct listeners *listeners,
		  const struct segment *segment)
{
	if (segment && (segment->flags & SEGMENT_SYN) && !(segment->flags & SEGMENT_ACK)) {
		connection->client = SIDE_A;
		return;
	}
	connection->resumed = true;
	guess(connection, listeners);
	if (segment && (segment->flags & SEGMENT_SYN) && connection->roles_by_port) {
		connection->client = SIDE_B;
		connection->roles_by_port = false;
	}
}

void roles_opener(struct connection *connection, enum side side)
{
	connection->client = (uint8_t)side;
	connection->guessed_roles = false;
	connection->roles_by_port = false;
	connection->resumed = false;
}

void roles_asking(struct connection *connection, enum side side, const struct sock_fact *fact)
{
	if (!connection->guessed_roles || fact->state != TCP_STATE_SYN_SENT)
		return;
	connection->client = (uint8_t)side;
	connection->guessed_roles = connection->roles_by_port = false;
}

void roles_count(struct connection *connection, enum side side, const struct sock_fact *fact)
{
	uint64_t syns = fact->bytes_acked - fact->data_sent;

	if (!connection->roles_by_port || connection_has_packets(connection) || !fact->has_info ||
	    !tcp_state_is_open(fact->state) || fact->send_q || !fact->bytes_acked || syns > 1)
		return;
	connection->client = (uint8_t)(syns ? side : side_other(side));
	connection->roles_by_port = false;
}
