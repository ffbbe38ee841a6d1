/* SPDX-License-Identifier: GPL-2.0-or-later */
/* join.c: finds the connection of a socket that has lost its inode, and perhaps its address. */
#include "core/join.h"

#include "core/states.h"

/* Could the socket that died be the one of that half? */
static bool may_be(const struct half *half, const struct sock_fact *fact)
{
	const struct half_socket *socket = half->socket;

	return !socket || (!socket->destroy &&
			   (!socket->seen || !socket->latest.cookie ||
			    socket->latest.cookie == fact->cookie));
}

/*
 * As far as packets tell, an end that sent neither FIN nor RST, got no RST and gave up on nothing lives:
 * what died has had these ports before. Where thousands end each second its notification comes late.
 */
static bool may_have_died(const struct half *half, const struct half *peer)
{
	return half->packets == 0 || half->fin_sent || half->rst_sent || peer->rst_sent || half->stall;
}

/*
 * A socket that died through tcp_disconnect() has lost its remote port, and its local address
 * too where the kernel chose it: where its cookie was never seen, the latest RST from its local
 * port tells whose it was.
 */
static struct connection *join_disconnected(const struct table *table,
					    const struct sock_fact *fact, enum side *side)
{
	enum { LOOK_BACK = 256 };
	struct connection *c = table->newest;

	for (int i = 0; c && i < LOOK_BACK; i++, c = c->active_prev) {
		for (int end = SIDE_A; end <= SIDE_B; end++) {
			const struct half *half = &c->half[end];

			if (c->end[end].port == fact->local.port &&
			    c->end[end].scope == fact->local.scope && half->rst_sent &&
			    half->rst_had_ack && may_be(half, fact)) {
				*side = (enum side)end;
				return c;
			}
		}
	}
	return NULL;
}

struct connection *join_dead(struct table *table, const struct sock_fact *fact,
			     enum side *side)
{
	struct connection *connection = table_find_cookie(table, fact->cookie, side);
	struct connection *living = NULL;

	if (connection)
		return connection;
	if (!fact->remote.port)
		return join_disconnected(table, fact, side);
	connection = table_find(table, &fact->local, &fact->remote, side);
	for (; connection; connection = connection->older) {
		enum side local = endpoint_equal(&connection->end[SIDE_A], &fact->local) ?
				  SIDE_A : SIDE_B;

		if (!may_be(&connection->half[local], fact) ||
		    !may_have_died(&connection->half[local], connection_peer(connection, local)))
			continue;
		*side = local;
		if (states_over(connection))
			return connection;
		living = connection;
	}
	/* Nothing over lacks its notification: so a life has ended without a packet. */
	if (living)
		*side = endpoint_equal(&living->end[SIDE_A], &fact->local) ? SIDE_A : SIDE_B;
	return living;
}
