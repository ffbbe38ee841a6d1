/* SPDX-License-Identifier: GPL-2.0-or-later */
/* verdict.c: states, outcome, who closed and how, from the facts of both halves. */
#include "core/verdict.h"

#include "core/postmortem.h"
#include "core/process.h"
#include "core/stall.h"
#include "core/units.h"

/* TCP_KEEPINTVL counts in seconds: a RST sooner after a probe was no time-out. */
#define PROBE_TAKES_NS (500 * MS_NS)

/* A RST ends both ends, unless its claimed sender is known to live on, or the other end is. */
static bool reset_reached(const struct half *me, const struct half *peer)
{
	if (peer->rst_sent && !me->rst_undelivered)
		return true;
	return me->rst_sent && !half_reset_forged(me);
}

static enum tcp_state opening_state(const struct half *me, const struct half *peer)
{
	if (!me->syn_sent)
		return me->packets ? TCP_STATE_ESTABLISHED : TCP_STATE_NONE;
	if (!me->syn_acked && !me->acked_any)
		return peer->syn_sent || !me->opened ? TCP_STATE_SYN_RECV : TCP_STATE_SYN_SENT;
	return TCP_STATE_ESTABLISHED;
}

/* RFC 9293, 3.6 and figure 5, asked of the facts, not stepped through. */
static enum tcp_state closing_state(const struct half *me, const struct half *peer)
{
	bool peer_fin = peer->fin_sent && !me->fin_undelivered;

	if (!me->fin_sent)
		return peer_fin ? TCP_STATE_CLOSE_WAIT : opening_state(me, peer);
	if (half_closed_second(me, peer))
		return half_fin_acked(me) ? TCP_STATE_CLOSED : TCP_STATE_LAST_ACK;
	if (!peer_fin)
		return half_fin_acked(me) ? TCP_STATE_FIN_WAIT2 : TCP_STATE_FIN_WAIT1;
	return half_fin_acked(me) ? TCP_STATE_TIME_WAIT : TCP_STATE_CLOSING;
}

static enum tcp_state wire_state(const struct half *me, const struct half *peer)
{
	return reset_reached(me, peer) ? TCP_STATE_CLOSED : closing_state(me, peer);
}

/*
 * The notification of a full socket's death is no proof of CLOSED: it comes as well when a
 * minisocket takes over, in FIN_WAIT2 or TIME_WAIT (net/ipv4/tcp_minisocks.c: tcp_time_wait()).
 */
static bool becomes_minisocket(enum tcp_state state)
{
	return state == TCP_STATE_FIN_WAIT2 || state == TCP_STATE_TIME_WAIT ||
	       state == TCP_STATE_CLOSING;
}

static enum tcp_state kernel_state(const struct half *half, enum tcp_state wire)
{
	const struct half_socket *socket = half->socket;
	enum tcp_state seen = socket->seen ? socket->latest.state : TCP_STATE_NONE;

	if (half_rare(socket)->gone_ns || (socket->destroy && !becomes_minisocket(wire) &&
				!becomes_minisocket(seen)))
		return TCP_STATE_CLOSED;
	return seen;
}

enum tcp_state verdict_state(const struct connection *connection, enum side side)
{
	const struct half *me = connection_half(connection, side);
	enum tcp_state wire = wire_state(me, connection_peer(connection, side));
	enum tcp_state kernel;

	if (!me->socket)
		return wire;
	kernel = kernel_state(me, wire);
	return tcp_state_rank(kernel) > tcp_state_rank(wire) ? kernel : wire;
}

/* Without packets the deaths of the sockets may prove a RST. */
static bool unseen_reset(const struct connection *connection, struct postmortem *reset)
{
	return !connection_has_packets(connection) && postmortem_reset(connection, reset);
}

bool verdict_reset_by(const struct connection *connection, enum side *by)
{
	const struct half *a = &connection->half[SIDE_A], *b = &connection->half[SIDE_B];
	struct postmortem reset;

	if (!a->rst_sent && !b->rst_sent) {
		if (!unseen_reset(connection, &reset))
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

/* Did that half's FIN come before time_ns, and was it acknowledged? */
static bool closed_before(const struct half *half, uint64_t time_ns)
{
	return half_fin_acked(half) && half->fin_ns <= time_ns;
}

static enum outcome outcome_of_reset(const struct connection *connection, enum side by)
{
	const struct half *half = connection_half(connection, by);
	const struct half *peer = connection_peer(connection, by);

	if (half->rst_answers_syn)
		return OUTCOME_REFUSED;
	if (closed_before(half, half->rst_ns) && closed_before(peer, half->rst_ns))
		return OUTCOME_CLOSED;
	return OUTCOME_RESET;
}

static bool half_closing(enum tcp_state state)
{
	return state == TCP_STATE_FIN_WAIT1 || state == TCP_STATE_FIN_WAIT2 ||
	       state == TCP_STATE_CLOSE_WAIT || state == TCP_STATE_LAST_ACK ||
	       state == TCP_STATE_CLOSING;
}

static bool over(enum tcp_state state)
{
	return state == TCP_STATE_CLOSED || state == TCP_STATE_TIME_WAIT;
}

static bool handshake_seen(const struct connection *connection)
{
	return connection->half[SIDE_A].syn_sent && connection->half[SIDE_B].syn_sent;
}

bool verdict_gave_up(const struct connection *connection, enum side side)
{
	return stall_gave_up(connection_half(connection, side),
			     connection_peer(connection, side)) ||
	       (!connection_has_packets(connection) && postmortem_gave_up(connection, side));
}

enum outcome verdict_outcome(const struct connection *connection)
{
	enum tcp_state a = verdict_state(connection, SIDE_A);
	enum tcp_state b = verdict_state(connection, SIDE_B);
	enum side by;

	/* A RST that comes then tells the other end of it. */
	if (verdict_gave_up(connection, SIDE_A) || verdict_gave_up(connection, SIDE_B))
		return OUTCOME_TIMED_OUT;
	if (verdict_reset_by(connection, &by))
		return outcome_of_reset(connection, by);
	if (half_fin_acked(connection_half(connection, SIDE_A)) &&
	    half_fin_acked(connection_half(connection, SIDE_B)))
		return OUTCOME_CLOSED;
	if (over(a) && over(b))
		return OUTCOME_CLOSED;
	if (half_closing(a) || half_closing(b))
		return OUTCOME_HALF_CLOSED;
	/* Without packets its socket tells. */
	if (a == TCP_STATE_SYN_SENT || b == TCP_STATE_SYN_SENT ||
	    (!connection->resumed && !handshake_seen(connection) && !connection->self))
		return OUTCOME_ATTEMPT;
	if (connection->resumed && (connection->half[SIDE_A].packets ||
				    connection->half[SIDE_B].packets))
		return OUTCOME_PARTIAL;
	return OUTCOME_OPEN;
}

bool verdict_closes_by_exit(const struct connection *connection, enum side side)
{
	const struct half *half = connection_half(connection, side);
	enum side first;

	if (!half->socket || !half->socket->process || !half->socket->process->ended_ns)
		return false;
	if (verdict_first_closer(connection, &first))
		return first == side && half_exited(half);
	return verdict_state(connection, side) == TCP_STATE_ESTABLISHED;
}

/* Without packets: by the states that only the first closer goes through, and only the second. */
static bool is_first(const struct connection *connection, enum side side)
{
	const struct half_socket *socket = connection_half(connection, side)->socket;
	enum tcp_state mine = verdict_state(connection, side);
	enum tcp_state theirs = verdict_state(connection, side_other(side));

	if (theirs == TCP_STATE_CLOSE_WAIT)
		return true;
	return !connection_has_packets(connection) &&
	       ((socket && socket->first_seen) ||
		(mine == TCP_STATE_TIME_WAIT && theirs != TCP_STATE_TIME_WAIT));
}

static bool seen_first(const struct connection *connection, enum side *first)
{
	struct postmortem reset;

	if (unseen_reset(connection, &reset) && reset.first) {
		*first = reset.by;
		return true;
	}
	/* Of two that closed at once no packet tells whose FIN was the first. */
	*first = is_first(connection, SIDE_A) ? SIDE_A : SIDE_B;
	return is_first(connection, SIDE_A) != is_first(connection, SIDE_B);
}

bool verdict_first_closer(const struct connection *connection, enum side *first)
{
	uint64_t times[2];

	for (int side = SIDE_A; side <= SIDE_B; side++) {
		const struct half *half = &connection->half[side];

		times[side] = UINT64_MAX;
		if (half->fin_sent)
			times[side] = half->fin_ns;
		if (half->rst_sent && half->rst_ns < times[side])
			times[side] = half->rst_ns;
	}
	if (times[SIDE_A] == UINT64_MAX && times[SIDE_B] == UINT64_MAX)
		return seen_first(connection, first);
	if (times[SIDE_A] != times[SIDE_B])
		*first = times[SIDE_A] < times[SIDE_B] ? SIDE_A : SIDE_B;
	else
		*first = half_closed_second(&connection->half[SIDE_A],
					    &connection->half[SIDE_B]) ? SIDE_B : SIDE_A;
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

/* KERNEL.md 1, for a [R.]: a deliberate abort by the sender's socket. The first that holds. */
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

/* KERNEL.md 1, for a [R]: an answer to the segment before it. */
static enum reset_cause answer_cause(const struct half *me, const struct half *peer)
{
	/* What it read after its FIN it acknowledged; a RST answers what is beyond. */
	int64_t read = peer->una > me->fin_ack ? peer->una : me->fin_ack;

	if (overflowed(me))
		return RESET_CAUSE_ACCEPT_OVERFLOW;
	if (me->fin_sent && half_data_between(peer, read, peer->nxt) > 0)
		return RESET_CAUSE_DATA_AFTER_CLOSE;
	return half_in_view(me) ? RESET_CAUSE_NO_SOCKET : RESET_CAUSE_UNKNOWN;
}

enum reset_cause verdict_reset_cause(const struct connection *connection)
{
	const struct half *me, *peer;
	struct postmortem reset;
	enum side by;

	if (unseen_reset(connection, &reset))
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

	if (unseen_reset(connection, &reset))
		return reset.by == side && reset.cause != RESET_CAUSE_DATA_AFTER_CLOSE;
	return half->rst_sent && !half->fin_sent;
}

uint64_t verdict_reset_ns(const struct connection *connection)
{
	struct postmortem reset;
	enum side by;

	if (unseen_reset(connection, &reset))
		return reset.time_ns;
	return verdict_reset_by(connection, &by) ? connection_half(connection, by)->rst_ns : 0;
}

static enum closed_by closed_by_abort(enum reset_cause cause)
{
	switch (cause) {
	case RESET_CAUSE_UNREAD_DATA:
		return CLOSED_BY_UNREAD_DATA;
	case RESET_CAUSE_LINGER_ZERO:
		return CLOSED_BY_LINGER_ZERO;
	case RESET_CAUSE_NOT_ACCEPTED:
		return CLOSED_BY_NOT_ACCEPTED;
	case RESET_CAUSE_TIMEOUT:
		return CLOSED_BY_TIMEOUT;
	case RESET_CAUSE_DESTROYED:
		return CLOSED_BY_DESTROYED;
	case RESET_CAUSE_UNKNOWN:
	case RESET_CAUSE_DATA_AFTER_CLOSE:
	case RESET_CAUSE_NO_LISTENER:
	case RESET_CAUSE_NO_SOCKET:
	case RESET_CAUSE_ACCEPT_OVERFLOW:
	case RESET_CAUSE_FORGED:
		break;
	}
	return CLOSED_BY_UNKNOWN;
}

/* From packets, or from sockets alone, in which an orphan's FIN was never seen to go out. */
static enum closed_by closed_by_fin(const struct half *me, const struct half *peer)
{
	const struct half_socket *socket = me->socket;

	if (socket && ((socket->shutdown_seen && !half_end_unclear(me)) ||
		       half_outlived_fin_wait2(me, peer)))
		return CLOSED_BY_SHUTDOWN;
	if (half_released(me, peer) && half_exited(me))
		return CLOSED_BY_EXIT;
	return half_released(me, peer) && !half_end_unclear(me) ? CLOSED_BY_CLOSE :
								  CLOSED_BY_UNKNOWN;
}

/* It had not closed when the RST came; without its socket in view, a FIN may have been waiting. */
static bool was_open(const struct half *me, const struct half *peer)
{
	if (me->fin_sent || half_released(me, peer))
		return false;
	return half_in_view(me) || peer->rst_answers_syn || half_sends_at_once(me, peer);
}

enum closed_by verdict_closed_by(const struct connection *connection, enum side side)
{
	const struct half *me = connection_half(connection, side);
	const struct half *peer = connection_peer(connection, side);
	enum side by;

	if (verdict_reset_by(connection, &by)) {
		enum closed_by abort = closed_by_abort(verdict_reset_cause(connection));
		bool own = connection_half(connection, by) == me;

		if (own && abort != CLOSED_BY_UNKNOWN)
			return abort;
		if (own && verdict_never_accepted(me))
			return CLOSED_BY_NOT_ACCEPTED;
		/* Whose RST was forged is reset when it next sends; who gave up before is not reset. */
		if (!verdict_gave_up(connection, side) &&
		    (!own || (half_reset_forged(me) && peer->rst_sent)) && !me->rst_undelivered &&
		    was_open(me, peer))
			return CLOSED_BY_PEER_RESET;
	}
	if (!me->fin_sent && verdict_gave_up(connection, side))
		return CLOSED_BY_TIMEOUT;
	return closed_by_fin(me, peer);
}
