/* SPDX-License-Identifier: GPL-2.0-or-later */
/* suspect.c: what makes an end of an open connection worth another look; a table, cheap to ask. */
#include "core/suspect.h"

#include "core/silence.h"
#include "core/sharing.h"
#include "core/units.h"

/* Most answers take less. */
#define ANSWER_TAKES_NS (500 * MS_NS)

/* An end whose socket was seen and lives. */
struct suspect {
	const struct connection *connection;
	const struct half *me, *peer;
	enum side side;
	uint64_t now_ns;
	bool glance;
};

/* Its program may have stopped to read: unread-backlog. */
static bool unread(const struct suspect *suspect)
{
	return suspect->me->socket->latest.recv_q > 0;
}

/* It is the server, and the client spoke last: silent-after-read. */
static bool unanswered(const struct suspect *suspect)
{
	uint64_t since_ns;

	if (suspect->side == (enum side)suspect->connection->client)
		return false;
	since_ns = silence_since(suspect->connection);
	return since_ns && suspect->now_ns > since_ns + ANSWER_TAKES_NS;
}

/* Polls tell of it, and of its peer no more: peer-gone. */
static bool alone(const struct suspect *suspect)
{
	const struct half_socket *mine = suspect->me->socket, *theirs = suspect->peer->socket;

	return theirs && theirs->seen && mine->latest.time_ns > theirs->latest.time_ns + SOCK_MISSED_NS;
}

/* Nobody has accepted it: not-accepted. */
static bool unaccepted(const struct suspect *suspect)
{
	return half_rare(suspect->me->socket)->unaccepted_ns > 0;
}

/* Nothing but its queues has told of it: what else there is to know takes a lookup. */
static bool unknown(const struct suspect *suspect)
{
	return !suspect->glance && !half_rare(suspect->me->socket)->informed_ns &&
	       !connection_has_packets(suspect->connection);
}

/* Someone who used it has let go of it, and no FIN was sent: held-elsewhere. */
static bool passed_on(const struct suspect *suspect)
{
	return half_rare(suspect->me->socket)->sharing &&
	       sharing_is_left(suspect->me, suspect->connection->start_ns);
}

static bool (*const suspicions[])(const struct suspect *suspect) = {
	unread,
	unanswered,
	alone,
	unaccepted,
	unknown,
	passed_on,
};

static bool end_is_suspect(const struct tracker *tracker, const struct connection *connection,
			   enum side side)
{
	const struct suspect suspect = {
		.connection = connection,
		.me = connection_half(connection, side),
		.peer = connection_peer(connection, side),
		.side = side,
		.now_ns = tracker->now_ns,
		.glance = tracker->options.glance,
	};

	if (!half_socket_lives(suspect.me->socket))
		return false;
	for (size_t i = 0; i < sizeof(suspicions) / sizeof(suspicions[0]); i++) {
		if (suspicions[i](&suspect))
			return true;
	}
	return false;
}

bool suspect_is(const struct tracker *tracker, const struct connection *connection)
{
	return end_is_suspect(tracker, connection, SIDE_A) ||
	       (!connection->self && end_is_suspect(tracker, connection, SIDE_B));
}
