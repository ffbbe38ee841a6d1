/* SPDX-License-Identifier: GPL-2.0-or-later */
/* verdict_reset.c: which RST ended a connection, and why it was sent. */
#include "core/verdict.h"

#include "core/postmortem.h"
#include "core/stall.h"
#include "core/units.h"

/* TCP_KEEPINTVL counts in seconds: a RST sooner after a probe was no time-out. */
#define PROBE_TAKES_NS (500 * MS_NS)

bool verdict_reset_by(const struct connection *connection, enum side *by)
{
	const struct half *a = &connection->half[SIDE_A], *b = &connection->half[SIDE_B];
	struct postmortem reset;

	if (!a->rst_sent && !b->rst_sent) {
		if (!postmortem_reset(connection, &reset))
			return false;
		*by = reset.by;
		return true;
	}
	if (a->rst_sent && b->rst_sent)
		*by = a->rst_ns <= b->rst_ns ? SIDE_A : SIDE_B;
	else
		*by = a->rst_sent ? SIDE_A : SIDE_B;
	return true;
}

/*
 * The last keep-alive probe was given its time. Probes of a shut window end without a RST; and
 * where the other end was not captured, which has no window then, its answers were not either.
 */
static bool keepalive_ran_out(const struct half *me, const struct half *peer)
{
	return me->probes > 0 && peer->window > 0 && me->stall &&
	       me->rst_ns >= me->stall->again_ns + PROBE_TAKES_NS;
}

/* Of a [R.]: its sender's socket aborted (tcp_send_active_reset()). The first that holds. */
static enum reset_cause abort_cause(const struct half *me, const struct half *peer)
{
	const struct half_socket *socket = me->socket;

	if (!half_in_view(me))
		return keepalive_ran_out(me, peer) ? RESET_CAUSE_TIMEOUT : RESET_CAUSE_UNKNOWN;
	if (half_disconnected(me) && !half_was_held(me) && socket->listener_ended)
		return RESET_CAUSE_NOT_ACCEPTED;
	if (keepalive_ran_out(me, peer))
		return RESET_CAUSE_TIMEOUT;
	/* No close() sends RST while a descriptor is left, whatever is unread when it comes at last. */
	if (socket->held_after_reset && !half_disconnected(me))
		return RESET_CAUSE_DESTROYED;
	if (socket->destroy && !half_disconnected(me)) {
		/* A FIN that waits in the queue counts as one in it. */
		bool fin_counts = half_fin_received(me, peer, socket->destroy);

		if (socket->destroy->recv_q > fin_counts)
			return RESET_CAUSE_UNREAD_DATA;
	}
	if (half_disconnected(me) && half_was_held(me))
		return RESET_CAUSE_LINGER_ZERO;
	return RESET_CAUSE_UNKNOWN;
}

/*
 * Its listener, whose accept queue was full, answered the end of the handshake by RST
 * (tcp_abort_on_overflow): the end was never more than a request. A second SYN-ACK, a second later,
 * is that of another story (TCP_DEFER_ACCEPT).
 */
static bool overflowed(const struct half *me)
{
	const struct half_socket *socket = me->socket;

	return me->packets == 2 && half_stayed_request(me) && socket->listener_lives &&
	       !socket->listener_ended;
}

bool verdict_never_accepted(const struct half *half)
{
	return half->rst_sent && !half->rst_had_ack && half_in_view(half) &&
	       half_stayed_request(half) && half->socket->listener_ended;
}

bool verdict_fin_waited(const struct half *half, const struct half *peer)
{
	const struct half_socket *socket = half->socket;

	return half->rst_sent && !half->rst_had_ack && half->rst_answers_data && !half->fin_sent &&
	       socket && socket->destroy && !half_disconnected(half) && socket->destroy->send_q > 0 &&
	       socket->destroy->time_ns >= half->rst_ns && !half_reset_forged(half) &&
	       !stall_gave_up(half, peer);
}

/* Of a [R]: it answers the segment before it (RFC 9293, 3.10.7.1). */
static enum reset_cause answer_cause(const struct half *me, const struct half *peer)
{
	/* What it read after its FIN it acknowledged; a RST answers what is beyond. */
	int64_t read = peer->una > me->fin_ack ? peer->una : me->fin_ack;

	if (overflowed(me))
		return RESET_CAUSE_ACCEPT_OVERFLOW;
	if ((me->fin_sent || verdict_fin_waited(me, peer)) &&
	    half_data_between(peer, read, peer->nxt) > 0)
		return RESET_CAUSE_DATA_AFTER_CLOSE;
	return half_in_view(me) ? RESET_CAUSE_NO_SOCKET : RESET_CAUSE_UNKNOWN;
}

enum reset_cause verdict_reset_cause(const struct connection *connection)
{
	const struct half *me, *peer;
	struct postmortem reset;
	enum side by;

	if (postmortem_reset(connection, &reset))
		return reset.cause;
	if (!verdict_reset_by(connection, &by))
		return RESET_CAUSE_UNKNOWN;
	me = connection_half(connection, by);
	peer = connection_peer(connection, by);
	if (me->rst_answers_syn && me->socket && me->socket->listened)
		return RESET_CAUSE_FORGED;
	if (me->rst_answers_syn)
		return RESET_CAUSE_NO_LISTENER;
	if (half_reset_forged(me))
		return RESET_CAUSE_FORGED;
	return me->rst_had_ack ? abort_cause(me, peer) : answer_cause(me, peer);
}

bool verdict_aborted(const struct connection *connection, enum side side)
{
	const struct half *half = connection_half(connection, side);
	struct postmortem reset;

	if (postmortem_reset(connection, &reset))
		return reset.by == side && reset.cause != RESET_CAUSE_DATA_AFTER_CLOSE;
	return half->rst_sent && !half->fin_sent;
}

uint64_t verdict_reset_ns(const struct connection *connection)
{
	struct postmortem reset;
	enum side by;

	if (postmortem_reset(connection, &reset))
		return reset.time_ns;
	return verdict_reset_by(connection, &by) ? connection_half(connection, by)->rst_ns : 0;
}
