/* SPDX-License-Identifier: GPL-2.0-or-later */
/* states.c: from one state to the next by way of those between. */
#include "core/states.h"

#include "core/verdict.h"

/* The state that a connection must pass through before it can be in `to`. */
static enum tcp_state state_before(enum tcp_state to, const struct half *me,
				   const struct half *peer)
{
	static const uint8_t before[TCP_STATE_COUNT] = {
		[TCP_STATE_FIN_WAIT1] = TCP_STATE_ESTABLISHED,
		[TCP_STATE_CLOSE_WAIT] = TCP_STATE_ESTABLISHED,
		[TCP_STATE_FIN_WAIT2] = TCP_STATE_FIN_WAIT1,
		[TCP_STATE_CLOSING] = TCP_STATE_FIN_WAIT1,
		[TCP_STATE_LAST_ACK] = TCP_STATE_CLOSE_WAIT,
		[TCP_STATE_TIME_WAIT] = TCP_STATE_FIN_WAIT2,
	};

	if (me->opened && to == TCP_STATE_SYN_RECV)
		return TCP_STATE_SYN_SENT;
	/* Where both opened, that too is passed in SYN_RECV: RFC 9293, figure 8. */
	if (me->syn_sent && to == TCP_STATE_ESTABLISHED)
		return me->opened && !peer->opened ? TCP_STATE_SYN_SENT : TCP_STATE_SYN_RECV;
	return (enum tcp_state)before[to];
}

/* LAST_ACK is passed on the way to CLOSED where the FIN went out and no RST came. */
static bool passes_last_ack(const struct half *me, const struct half *peer)
{
	return half_closed_second(me, peer) && !me->rst_sent && !peer->rst_sent;
}

/* The next step from `from` on the way to `to`. */
static enum tcp_state next_step(enum tcp_state from, enum tcp_state to,
				const struct half *me, const struct half *peer)
{
	enum tcp_state step = to;

	if (to == TCP_STATE_CLOSED) {
		if (!passes_last_ack(me, peer) || from == TCP_STATE_LAST_ACK)
			return to;
		step = TCP_STATE_LAST_ACK;
	}
	/* A socket found in some state by a dump: how it came there was not seen. */
	if (from == TCP_STATE_NONE && !me->packets && !peer->packets)
		return to;
	for (;;) {
		enum tcp_state before = state_before(step, me, peer);

		if (before == TCP_STATE_NONE || before == from ||
		    tcp_state_rank(before) <= tcp_state_rank(from))
			return step;
		step = before;
	}
}

static enum trigger trigger_of_end(enum tcp_state from, const struct half *me,
				   const struct half *peer)
{
	if (peer->rst_sent && (!me->rst_sent || half_reset_forged(me) ||
			       peer->rst_ns <= me->rst_ns))
		return TRIGGER_RST_RECEIVED;
	if (me->rst_sent)
		return TRIGGER_RST_SENT;
	return from == TCP_STATE_LAST_ACK ? TRIGGER_FIN_ACKED : TRIGGER_SOCKET;
}

static enum trigger trigger_of(enum tcp_state from, enum tcp_state to,
			       const struct half *me, const struct half *peer)
{
	static const uint8_t triggers[TCP_STATE_COUNT] = {
		[TCP_STATE_NONE] = TRIGGER_SOCKET,
		[TCP_STATE_LISTEN] = TRIGGER_SOCKET,
		[TCP_STATE_SYN_SENT] = TRIGGER_SYN_SENT,
		[TCP_STATE_SYN_RECV] = TRIGGER_SYN_RECEIVED,
		[TCP_STATE_ESTABLISHED] = TRIGGER_SYN_ACKED,
		[TCP_STATE_FIN_WAIT1] = TRIGGER_FIN_SENT,
		[TCP_STATE_FIN_WAIT2] = TRIGGER_FIN_ACKED,
		[TCP_STATE_CLOSE_WAIT] = TRIGGER_FIN_RECEIVED,
		[TCP_STATE_CLOSING] = TRIGGER_FIN_RECEIVED,
		[TCP_STATE_LAST_ACK] = TRIGGER_FIN_SENT,
		[TCP_STATE_TIME_WAIT] = TRIGGER_FIN_RECEIVED,
	};

	if (to == TCP_STATE_CLOSED)
		return trigger_of_end(from, me, peer);
	/* Taken back, too: it had been taken for closed by a RST that was forged. */
	if (to == TCP_STATE_ESTABLISHED && (from == TCP_STATE_NONE || from == to))
		return TRIGGER_ALREADY_OPEN;
	if (to == TCP_STATE_TIME_WAIT && from == TCP_STATE_CLOSING)
		return TRIGGER_FIN_ACKED;
	return (enum trigger)triggers[to];
}

static bool is_sent(enum trigger trigger)
{
	return trigger == TRIGGER_SYN_SENT || trigger == TRIGGER_FIN_SENT ||
	       trigger == TRIGGER_RST_SENT;
}

/* A packet proves what its sender did; that it arrived, only where the other end is in view. */
static enum certainty certainty_of(const struct connection *connection, enum side side,
				   uint8_t evidence, enum trigger trigger)
{
	const struct half_socket *socket = connection->half[side].socket;

	if (evidence != EVIDENCE_PACKET || is_sent(trigger) || (socket && socket->seen) ||
	    endpoint_is_loopback(&connection->end[side]))
		return CERTAINTY_OBSERVED;
	return CERTAINTY_INFERRED;
}

/* May an end that is in `to` have been in `from` some time before? RFC 9293, figure 5. */
static bool may_precede(enum tcp_state from, enum tcp_state to)
{
	/* Where the ends' FINs cross there are two ways to the same rank. */
	if (from == TCP_STATE_CLOSE_WAIT)
		return to == TCP_STATE_LAST_ACK || to == TCP_STATE_CLOSED;
	if (from == TCP_STATE_FIN_WAIT1 && to == TCP_STATE_LAST_ACK)
		return false;
	if (from == TCP_STATE_LAST_ACK)
		return to == TCP_STATE_CLOSED;
	return tcp_state_rank(from) < tcp_state_rank(to);
}

/*
 * A FIN on the wire is taken to arrive. Where that was wrong the list shrinks: the end's own FIN
 * crossed it, or it was lost, as the kernel says.
 */
static void take_back(struct half *half, enum tcp_state to)
{
	while (half->state_count > 0 && states_last(half) != to &&
	       !may_precede(states_last(half), to))
		half->state_count--;
}

/* The steps of one update, as far as anybody wants to know them. */
struct steps {
	struct transition *next;	/* NULL: nobody does */
	uint64_t time_ns;
	uint8_t evidence;
};

/* From what was said last to `to`, on the way from `from`. */
static void add_step(struct steps *steps, const struct connection *connection, enum side side,
		     enum tcp_state said, enum tcp_state from, enum tcp_state to)
{
	enum trigger trigger = trigger_of(from, to, &connection->half[side],
					  connection_peer(connection, side));

	*steps->next++ = (struct transition){
		.time_ns = steps->time_ns,
		.end = (uint8_t)side,
		.from = (uint8_t)said,
		.to = (uint8_t)to,
		.trigger = (uint8_t)trigger,
		.evidence = steps->evidence,
		.certainty = (uint8_t)certainty_of(connection, side, steps->evidence, trigger),
	};
}

static void update_end(struct connection *connection, enum side side, struct steps *steps)
{
	struct half *me = &connection->half[side];
	const struct half *peer = connection_peer(connection, side);
	enum tcp_state said = states_last(me), final = verdict_state(connection, side);

	if (said == final || final == TCP_STATE_NONE)
		return;
	take_back(me, final == TCP_STATE_CLOSED && passes_last_ack(me, peer) ?
		      TCP_STATE_LAST_ACK : final);
	while (said != final) {
		enum tcp_state from = states_last(me);
		enum tcp_state to = from == final ? final : next_step(from, final, me, peer);

		/* No list is longer than a way through figure 5. */
		if (from != to)
			me->states[me->state_count++] = (uint8_t)to;
		if (steps->next)
			add_step(steps, connection, side, said, from, to);
		said = to;
	}
}

unsigned int states_update(struct connection *connection, enum side sender, uint64_t time_ns,
			   uint8_t evidence, struct transition transitions[TRANSITIONS_MAX])
{
	struct steps steps = { transitions, time_ns, evidence };

	update_end(connection, connection->self ? SIDE_A : sender, &steps);
	if (!connection->self)
		update_end(connection, side_other(sender), &steps);
	return transitions ? (unsigned int)(steps.next - transitions) : 0;
}

bool states_over(const struct connection *connection)
{
	for (int side = SIDE_A; side <= SIDE_B; side++) {
		enum tcp_state state = states_last(&connection->half[side]);

		if (state != TCP_STATE_CLOSED && state != TCP_STATE_TIME_WAIT &&
		    state != TCP_STATE_NONE)
			return false;
	}
	return true;
}
