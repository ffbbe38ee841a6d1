/* SPDX-License-Identifier: GPL-2.0-or-later */
/* zeek_states.c: from state to state, by the flags alone: no window, no acknowledgement counts. */
#include "core/zeek_arrival.h"

static bool in_handshake(enum zeek_state state)
{
	return state == ZEEK_INACTIVE || state == ZEEK_SYN_SENT || state == ZEEK_SYN_ACK_SENT;
}

static void set_state(struct arrival *arrival, struct zeek_end *end, enum zeek_state state)
{
	if (end->state == state)
		return;
	if (!in_handshake(state))
		arrival->zeek->awake = true;
	end->before = end->state;
	end->state = (uint8_t)state;
}

static void finish(struct arrival *arrival, enum zeek_state state)
{
	set_state(arrival, arrival->me, state);
	arrival->me->closing = true;
}

static void syn_of_originator(struct arrival *arrival)
{
	set_state(arrival, arrival->me,
		  arrival_has(arrival, SEGMENT_ACK) ? ZEEK_SYN_ACK_SENT : ZEEK_SYN_SENT);
	arrival->zeek->timer = ZEEK_TIMER_ATTEMPT;
	arrival->zeek->timer_ns = arrival->now_ns;
}

static void syn_of_responder(struct arrival *arrival)
{
	/* The SYN-ACK overtook the SYN. */
	if (!arrival_has(arrival, SEGMENT_ACK) && arrival->peer->state == ZEEK_SYN_ACK_SENT) {
		arrival->zeek->partial = false;
		zeek_flip(arrival->zeek, &arrival->ret);
		set_state(arrival, arrival->peer, ZEEK_ESTABLISHED);
	}
	if (arrival->peer->state == ZEEK_SYN_SENT)
		set_state(arrival, arrival->peer, ZEEK_ESTABLISHED);
	set_state(arrival, arrival->me, ZEEK_ESTABLISHED);
}

/* Neither SYN nor FIN nor RST, and the first from its sender. */
static void plain_first(struct arrival *arrival)
{
	/* Some acknowledge the SYN before they send their own. */
	if (arrival->role == RESP && !arrival->segment->payload_len &&
	    arrival->peer->state == ZEEK_SYN_SENT)
		return;
	if (arrival_has(arrival, SEGMENT_ACK) && arrival->peer->state == ZEEK_ESTABLISHED) {
		/* Only the SYN was missed. */
		arrival->zeek->partial = false;
		set_state(arrival, arrival->me, ZEEK_ESTABLISHED);
	} else {
		set_state(arrival, arrival->me, ZEEK_PARTIAL);
	}
}

static void leave_inactive(struct arrival *arrival)
{
	if (arrival_has(arrival, SEGMENT_SYN) && arrival->role == ORIG)
		syn_of_originator(arrival);
	else if (arrival_has(arrival, SEGMENT_SYN))
		syn_of_responder(arrival);
	if (arrival_has(arrival, SEGMENT_FIN))
		finish(arrival, ZEEK_CLOSED);
	if (arrival_has(arrival, SEGMENT_RST))
		finish(arrival, ZEEK_RESET);
	if (arrival->me->state == ZEEK_INACTIVE)
		plain_first(arrival);
}

static void leave_handshake(struct arrival *arrival)
{
	if (arrival_has(arrival, SEGMENT_FIN))
		finish(arrival, ZEEK_CLOSED);
	if (arrival_has(arrival, SEGMENT_RST))
		finish(arrival, ZEEK_RESET);
}

static void leave_established(struct arrival *arrival)
{
	struct zeek_end *me = arrival->me, *peer = arrival->peer;

	if (arrival_has(arrival, SEGMENT_SYN) && !arrival_has(arrival, SEGMENT_ACK) &&
	    me->state == ZEEK_PARTIAL && peer->state == ZEEK_INACTIVE)
		set_state(arrival, me, ZEEK_SYN_SENT);
	if (arrival_has(arrival, SEGMENT_RST)) {
		finish(arrival, ZEEK_RESET);
	} else if (arrival_has(arrival, SEGMENT_FIN)) {
		finish(arrival, ZEEK_CLOSED);
		/* The other side's RST came behind its FIN: an ordinary end after all. */
		if (peer->state == ZEEK_RESET && peer->before == ZEEK_CLOSED)
			set_state(arrival, peer, ZEEK_CLOSED);
	}
}

void zeek_update_states(struct arrival *arrival)
{
	switch ((enum zeek_state)arrival->me->state) {
	case ZEEK_INACTIVE:
		leave_inactive(arrival);
		break;
	case ZEEK_SYN_SENT:
	case ZEEK_SYN_ACK_SENT:
		leave_handshake(arrival);
		break;
	case ZEEK_PARTIAL:
	case ZEEK_ESTABLISHED:
		leave_established(arrival);
		break;
	case ZEEK_CLOSED:
		if (arrival_has(arrival, SEGMENT_RST) && arrival->peer->state != ZEEK_CLOSED)
			finish(arrival, ZEEK_RESET);
		break;
	case ZEEK_RESET:
		break;
	}
}
