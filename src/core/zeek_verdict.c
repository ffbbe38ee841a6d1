/* SPDX-License-Identifier: GPL-2.0-or-later */
/* zeek_verdict.c: what a record of Zeek's comes to, and when it ends. */
#include "core/zeek.h"

#include "core/units.h"

#include <string.h>

/* scripts/base/init-bare.zeek: tcp_SYN_timeout, tcp_session_timer, tcp_connection_linger. */
#define FIRST_LOOK_NS (5 * S_NS)
#define NEXT_LOOK_NS (6 * S_NS)
#define LINGER_NS (5 * S_NS)
#define TIMER_NS (5 * S_NS)

/* udp_inactivity_timeout, tcp_inactivity_timeout, and that of inactivity.zeek. */
#define HANDSHAKE_IDLE_NS (60 * S_NS)
#define IDLE_NS (300 * S_NS)
#define PATIENT_IDLE_NS (3600 * S_NS)

static const struct zeek_end *originator(const struct zeek *zeek)
{
	return &zeek->end[zeek->orig];
}

static const struct zeek_end *responder(const struct zeek *zeek)
{
	return &zeek->end[side_other((enum side)zeek->orig)];
}

/* A SYN, then a RST of the same side, and nothing between them: ^?S[^HAFGIQ]*R */
static bool gave_up(const char *history)
{
	history += *history == '^';
	return *history == 'S' && history[1 + strcspn(history + 1, "HAFGIQR")] == 'R';
}

static bool is_none(const struct zeek_end *end)
{
	return end->state == ZEEK_INACTIVE || end->state == ZEEK_PARTIAL;
}

static const char *reset_by_responder(const struct zeek *zeek)
{
	const struct zeek_end *o = originator(zeek);
	bool empty = !zeek_bytes(zeek, SIDE_A) && !zeek_bytes(zeek, SIDE_B);

	if (o->state == ZEEK_SYN_SENT || o->state == ZEEK_SYN_ACK_SENT ||
	    (o->state == ZEEK_RESET && empty))
		return "REJ";
	return is_none(o) ? "RSTRH" : "RSTR";
}

static const char *reset_by_originator(const struct zeek *zeek)
{
	if (!is_none(responder(zeek)))
		return "RSTO";
	return gave_up(zeek_history(zeek)) ? "RSTOS0" : "OTH";
}

const char *zeek_conn_state(const struct zeek *zeek)
{
	const struct zeek_end *o = originator(zeek), *r = responder(zeek);

	if (r->state == ZEEK_RESET)
		return reset_by_responder(zeek);
	if (o->state == ZEEK_RESET)
		return reset_by_originator(zeek);
	if (o->state == ZEEK_CLOSED && r->state == ZEEK_CLOSED)
		return "SF";
	if (o->state == ZEEK_CLOSED)
		return is_none(r) ? "SH" : "S2";
	if (r->state == ZEEK_CLOSED)
		return is_none(o) ? "SHR" : "S3";
	if (o->state == ZEEK_SYN_SENT && r->state == ZEEK_INACTIVE)
		return "S0";
	if (o->state == ZEEK_ESTABLISHED && r->state == ZEEK_ESTABLISHED)
		return "S1";
	return "OTH";
}

uint64_t zeek_bytes(const struct zeek *zeek, enum side side)
{
	const struct zeek_end *end = &zeek->end[side];
	const struct zeek_end *peer = &zeek->end[side_other(side)];
	int64_t last = (int64_t)((uint64_t)end->last_wraps << 32 | end->last);
	int64_t ack = (int64_t)((uint64_t)end->ack_wraps << 32 | end->ack);
	int64_t bytes = (last > ack ? last : ack) - end->start;

	/* It met a connection of old and gave up: the numbers are not of one stream. */
	if (end->before == ZEEK_SYN_SENT && end->state == ZEEK_RESET &&
	    peer->state == ZEEK_INACTIVE)
		return 0;
	bytes -= 1 + end->fin_seen;
	return bytes > 0 ? (uint64_t)bytes : 0;
}

uint64_t zeek_missed_bytes(const struct zeek *zeek)
{
	return zeek->rare ? zeek->rare->missed_bytes : 0;
}

static bool no_answer(const struct zeek *zeek)
{
	const struct zeek_end *o = originator(zeek);

	return (o->state == ZEEK_SYN_SENT || o->state == ZEEK_SYN_ACK_SENT) &&
	       responder(zeek)->state == ZEEK_INACTIVE;
}

/* Nothing more is expected of it, once it is silent. */
static bool is_done(const struct zeek *zeek)
{
	const struct zeek_end *a = &zeek->end[SIDE_A], *b = &zeek->end[SIDE_B];

	if (a->state == ZEEK_INACTIVE && b->state == ZEEK_INACTIVE)
		return true;
	return (a->closed && b->closed) ||
	       ((a->closed || b->closed) &&
		(a->state == ZEEK_RESET || b->state == ZEEK_RESET ||
		 a->state == ZEEK_INACTIVE || b->state == ZEEK_INACTIVE));
}

/* Zeek looks 5 s after the beginning, and then each 6 s, whether it is silent for 5 s. */
static bool seen_silent(const struct zeek *zeek, uint64_t now_ns)
{
	uint64_t silent_ns = zeek->last_ns - zeek->start_ns + LINGER_NS;
	uint64_t looks = silent_ns < FIRST_LOOK_NS ? 0 :
			 (silent_ns - FIRST_LOOK_NS) / NEXT_LOOK_NS + 1;

	return now_ns - zeek->start_ns >= FIRST_LOOK_NS + looks * NEXT_LOOK_NS;
}

static bool timer_struck(const struct zeek *zeek, uint64_t now_ns)
{
	if (zeek->timer == ZEEK_TIMER_NONE || now_ns - zeek->timer_ns < TIMER_NS)
		return false;
	return zeek->timer == ZEEK_TIMER_CLOSE || no_answer(zeek);
}

static uint64_t idle_limit(const struct zeek *zeek)
{
	if (zeek->patient)
		return PATIENT_IDLE_NS;
	return zeek->awake ? IDLE_NS : HANDSHAKE_IDLE_NS;
}

bool zeek_expired(const struct zeek *zeek, uint64_t now_ns)
{
	uint64_t idle_ns = now_ns - zeek->last_ns;

	if (timer_struck(zeek, now_ns))
		return true;
	/* Nothing else strikes sooner. */
	if (idle_ns < LINGER_NS)
		return false;
	return (is_done(zeek) && seen_silent(zeek, now_ns)) || idle_ns >= idle_limit(zeek);
}

bool zeek_replaced_by(const struct zeek *zeek, const struct segment *segment)
{
	const struct zeek_end *o = originator(zeek), *r = responder(zeek), *opener = o;
	bool ack = segment->flags & SEGMENT_ACK;

	if (!(segment->flags & SEGMENT_SYN))
		return false;
	if (ack && o->state != ZEEK_INACTIVE)
		return false;
	if (ack)
		opener = r;
	if (o->closed || r->closed)
		return true;
	if (segment->seq == opener->start)
		return false;
	/* A SYN-ACK that overtook its SYN. */
	return ack || o->state != ZEEK_SYN_ACK_SENT || r->state != ZEEK_INACTIVE ||
	       segment->seq != r->start;
}
