/* SPDX-License-Identifier: GPL-2.0-or-later */
/* verdict.c: states, outcome, who closed and how, from the facts of both halves. */
#include "core/verdict.h"

#include "core/half_holder.h"
#include "core/postmortem.h"
#include "core/process.h"
#include "core/stall.h"

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

/* One that came with the SYN waits for that to be acknowledged. */
static bool fin_counts(const struct half *half)
{
	return half->fin_sent && (!half->fin_with_syn || half->syn_acked || half->acked_any);
}

/* RFC 9293, 3.6 and figure 5, asked of the facts, not stepped through. */
static enum tcp_state closing_state(const struct half *me, const struct half *peer)
{
	bool peer_fin = fin_counts(peer) && !me->fin_undelivered;

	if (!fin_counts(me))
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
	       postmortem_gave_up(connection, side);
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

	if (postmortem_reset(connection, &reset) && reset.first) {
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
	return half_released(me, peer) && half_closer_lived(me) ? CLOSED_BY_CLOSE :
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

bool verdict_let_go(const struct connection *connection, enum side side)
{
	return verdict_closed_by(connection, side) == CLOSED_BY_UNKNOWN &&
	       half_released(connection_half(connection, side), connection_peer(connection, side));
}
