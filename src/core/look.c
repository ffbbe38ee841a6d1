/* SPDX-License-Identifier: GPL-2.0-or-later */
/* look.c: at a SYN, FIN or RST, at first data, and while a holder is unknown. */
#include "core/look.h"

#include "core/silence.h"
#include "core/stall.h"
#include "core/states.h"
#include "core/suspect.h"

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

void look_at_unknown(const struct tracker *tracker, const struct connection *connection)
{
	for (int side = SIDE_A; connection->quiet && side <= SIDE_B; side++) {
		if (unknown_holder(&connection->half[side]))
			look_at(tracker, connection, (enum side)side);
	}
}

void look_at_stalled(const struct tracker *tracker, const struct connection *connection)
{
	for (int side = SIDE_A; side <= SIDE_B; side++) {
		if (stall_goes_on(&connection->half[side],
				  connection_peer(connection, (enum side)side)))
			look_at(tracker, connection, (enum side)side);
	}
}

/* What it says of itself, and the polls do not: what was read, and when. */
void look_at_suspect(const struct tracker *tracker, const struct connection *connection)
{
	if (!tracker->sink.look || !suspect_is(connection, tracker->now_ns))
		return;
	for (int side = SIDE_A; side <= SIDE_B; side++) {
		const struct half *half = &connection->half[side];

		if (unknown_holder(half))
			continue;
		/* The closing states are polled often; but that says nothing of a process. */
		if (states_last(half) == TCP_STATE_ESTABLISHED ||
		    silence_asks(connection, (enum side)side, tracker->now_ns,
				 tracker->options.stall_after_ns))
			look_at(tracker, connection, (enum side)side);
	}
}

void look_at_resetter(const struct tracker *tracker, const struct connection *connection)
{
	for (int side = SIDE_A; side <= SIDE_B; side++) {
		const struct half *half = connection_half(connection, (enum side)side);

		if (half->rst_sent && half->socket && half->socket->inode &&
		    !half->socket->destroyed && !half->socket->gone_ns)
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
