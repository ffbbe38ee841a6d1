/* SPDX-License-Identifier: GPL-2.0-or-later */
/* silence.c: who spoke last, as packets or the server's tcp_info tell, and who waits. */
#include "core/silence.h"

#include "core/units.h"

#include <errno.h>

/* Bursts have a pause between them; a long upload has none. */
#define PAUSE_NS (500 * MS_NS)

static const struct half *server_of(const struct connection *connection)
{
	return connection_half(connection, connection_server(connection));
}

static const struct half *client_of(const struct connection *connection)
{
	return connection_half(connection, (enum side)connection->client);
}

/* Data was captured; or it would have been, from the beginning. */
static bool told_by_packets(const struct connection *connection)
{
	return client_of(connection)->last_data_ns || server_of(connection)->last_data_ns ||
	       (connection_has_packets(connection) && !connection->resumed);
}

static uint64_t client_spoke(const struct connection *connection)
{
	const struct half_socket *socket = server_of(connection)->socket;

	if (told_by_packets(connection))
		return client_of(connection)->last_data_ns;
	/* The kernel's age of data that never came is that of the connection; a FIN is none. */
	return socket &&
	       half_rare(socket)->read_to > (socket->latest.state == TCP_STATE_CLOSE_WAIT) ?
	       half_rare(socket)->data_in_ns : 0;
}

static uint64_t server_spoke(const struct connection *connection)
{
	const struct half_socket *socket = server_of(connection)->socket;

	if (told_by_packets(connection))
		return server_of(connection)->last_data_ns;
	return socket && socket->spoke ? half_rare(socket)->data_out_ns : 0;
}

uint64_t silence_since(const struct connection *connection)
{
	uint64_t client_ns = client_spoke(connection);

	return client_ns > server_spoke(connection) ? client_ns : 0;
}

bool silence_from_start(const struct connection *connection)
{
	const struct half *server = server_of(connection);

	if (server->nxt > 0)
		return false;
	if (connection_has_packets(connection) && !connection->resumed)
		return true;
	return server->socket && half_rare(server->socket)->informed_ns && !server->socket->spoke;
}

int silence_note(struct connection *connection, uint64_t now_ns, uint64_t limit_ns)
{
	struct half_socket *socket = connection->half[connection_server(connection)].socket;
	uint64_t since_ns, paused_ns;

	if (!socket || connection->self)
		return 0;
	paused_ns = half_rare(socket)->paused_ns;
	since_ns = silence_since(connection);
	if (!since_ns || paused_ns < server_spoke(connection)) {
		socket->one_way &= since_ns != 0;
		paused_ns = 0;
	}
	if (since_ns && paused_ns)
		socket->one_way |= since_ns >= paused_ns + limit_ns;
	else if (since_ns && now_ns > since_ns + PAUSE_NS)
		paused_ns = since_ns;
	if (paused_ns == half_rare(socket)->paused_ns)
		return 0;
	if (!half_make_rare(socket))
		return -ENOMEM;
	socket->rare->paused_ns = paused_ns;
	return 0;
}

bool silence_is_usual(const struct connection *connection)
{
	const struct half_socket *socket = server_of(connection)->socket;

	return socket && socket->one_way;
}

bool silence_waits(const struct connection *connection, enum side side)
{
	const struct half_socket *socket = connection_half(connection, side)->socket;

	return socket && socket->waits_reading &&
	       half_rare(socket)->waits_ns >= silence_since(connection);
}

/* A finding is due, and what the server does itself would be worth telling: asked once. */
static bool asks_server(const struct connection *connection, uint64_t since_ns)
{
	const struct half_socket *socket = server_of(connection)->socket;

	return half_rare(socket)->waits_ns < since_ns &&
	       (silence_from_start(connection) ||
		silence_waits(connection, (enum side)connection->client));
}

/* Asked again while it does other things: it may come to wait yet. */
static bool asks_client(const struct connection *connection, uint64_t since_ns, uint64_t now_ns,
			uint64_t limit_ns)
{
	const struct half_socket *socket = client_of(connection)->socket;

	return half_rare(socket)->waits_ns < since_ns ||
	       (!socket->waits_reading && now_ns > half_rare(socket)->waits_ns + limit_ns);
}

bool silence_asks(const struct connection *connection, enum side side, uint64_t now_ns,
		  uint64_t limit_ns)
{
	const struct half_socket *socket = connection_half(connection, side)->socket;
	uint64_t since_ns;

	if (connection->self || !socket || socket->owner.known != OWNER_FOUND ||
	    silence_is_usual(connection))
		return false;
	since_ns = silence_since(connection);
	if (!since_ns || now_ns < since_ns + limit_ns)
		return false;
	return side == (enum side)connection->client ?
	       asks_client(connection, since_ns, now_ns, limit_ns) :
	       asks_server(connection, since_ns);
}

int silence_note_wait(struct half *half, const struct wait_check *check, uint64_t time_ns)
{
	if (!half->socket)
		return 0;
	if (!half_make_rare(half->socket))
		return -ENOMEM;
	half->socket->waits_reading = check->reading;
	half->socket->rare->waits_ns = time_ns;
	return 0;
}
