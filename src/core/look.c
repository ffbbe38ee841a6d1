/* SPDX-License-Identifier: GPL-2.0-or-later */
/* look.c: at a SYN, FIN or RST, at first data, and while a holder is unknown. */
#include "core/look.h"

#include "core/silence.h"
#include "core/stall.h"
#include "core/states.h"
#include "core/suspect.h"
#include "core/units.h"

/* Then a second has passed, and polls have come. */
#define YOUNG_NS S_NS
#define YOUNG_LOOK_NS (90 * MS_NS)

void look_at(const struct tracker *tracker, const struct connection *connection,
	     enum side side)
{
	if (tracker->sink.look)
		tracker->sink.look(tracker->sink.look_arg, connection,
				   connection->self ? SIDE_A : side);
}

/* An end whose descriptor was never seen. */
static bool unknown_holder(const struct half *half)
{
	return !half->socket || !half->socket->inode;
}

/* In an open connection: those ends whose descriptor was never seen. */
static void look_at_unknown(const struct tracker *tracker, const struct connection *connection)
{
	for (int side = SIDE_A; connection->quiet && side <= SIDE_B; side++) {
		if (unknown_holder(&connection->half[side]))
			look_at(tracker, connection, (enum side)side);
	}
}

/* No poll has told of it for a while, or it died without a FIN or RST. */
static bool is_missing(const struct half *half, uint64_t now_ns)
{
	const struct half_socket *socket = half->socket;

	if (!socket || !socket->seen || half_rare(socket)->gone_ns ||
	    tcp_state_rank(socket->latest.state) < tcp_state_rank(TCP_STATE_ESTABLISHED))
		return false;
	/* The notification of a full socket's death comes when a minisocket follows, too. */
	if (socket->destroy && socket->latest.timer != SOCK_TIMER_TIMEWAIT)
		return !half->fin_sent && !half->rst_sent;
	return now_ns > socket->latest.time_ns + SOCK_MISSED_NS;
}

/* The closing states are polled often, and with tcp_info; but that says nothing of a process. */
static bool has_more_to_say(const struct tracker *tracker, const struct connection *connection,
			    enum side side)
{
	const struct half *half = &connection->half[side];

	return states_last(half) == TCP_STATE_ESTABLISHED ||
	       (!unknown_holder(half) &&
		silence_asks(connection, side, tracker->now_ns, tracker->options.stall_after_ns));
}

/*
 * Whether its program has closed it, or reads on, is worth knowing soon while the FIN is young; where
 * a walk over the kernel's table takes long, polls come seldom.
 */
static bool is_young_closer(const struct half *half, uint64_t now_ns)
{
	const struct half_socket *socket = half->socket;

	return half->fin_sent && !half->rst_sent && now_ns < half->fin_ns + YOUNG_NS && socket &&
	       socket->seen && socket->latest.inode && !socket->orphan_seen &&
	       !half_rare(socket)->gone_ns &&
	       now_ns > socket->latest.time_ns + YOUNG_LOOK_NS;
}

void look_again(const struct tracker *tracker, const struct connection *connection)
{
	bool suspect = tracker->sink.look && suspect_is(tracker, connection);

	for (int side = SIDE_A; side <= SIDE_B; side++) {
		const struct half *half = &connection->half[side];

		if ((connection->quiet && unknown_holder(half)) ||
		    stall_goes_on(half, connection_peer(connection, (enum side)side)) ||
		    (suspect && has_more_to_say(tracker, connection, (enum side)side)) ||
		    is_young_closer(half, tracker->now_ns) ||
		    is_missing(half, tracker->now_ns))
			look_at(tracker, connection, (enum side)side);
	}
}

void look_at_reset(const struct tracker *tracker, const struct connection *connection)
{
	if (!connection->half[SIDE_A].rst_sent && !connection->half[SIDE_B].rst_sent)
		return;
	for (int side = SIDE_A; side <= SIDE_B; side++) {
		const struct half_socket *socket = connection->half[side].socket;

		if (socket && socket->inode && !socket->destroy && !half_rare(socket)->gone_ns)
			look_at(tracker, connection, (enum side)side);
	}
}

void look_after(const struct tracker *tracker, const struct connection *connection,
		enum side side, const struct segment *segment, bool first_data)
{
	if (!tracker->sink.look)
		return;
	if (segment->flags & (SEGMENT_FIN | SEGMENT_RST)) {
		look_at(tracker, connection, side);
		if (!connection->self)
			look_at(tracker, connection, side_other(side));
	} else if (segment->flags & SEGMENT_SYN) {
		look_at(tracker, connection, side);
		if (!(segment->flags & SEGMENT_ACK))
			look_at(tracker, connection, side_other(side));
	} else if (first_data) {
		look_at_unknown(tracker, connection);
		/* A server that forks has let go of it by now, and its child holds it. */
		if (!unknown_holder(&connection->half[side]))
			look_at(tracker, connection, side);
	}
}
