/* SPDX-License-Identifier: GPL-2.0-or-later */
/* half.c: takes segments into the facts of one end. */
#include "core/half.h"

#include "core/seq.h"
#include "core/stall.h"
#include "core/units.h"
#include "core/window.h"

/* A window or a congestion window below that holds data back. */
enum { SMALL_WINDOW = 4096 };

/*
 * Goodbyes that no answer follows are no longer: MySQL's has 5 octets, LDAP's 7, a WebSocket's
 * mostly 8, and TLS adds 29. A request of HTTP has more.
 */
enum { BRIEF_MAX = 40 };

/* Between what was said and what is asked next, at least. */
#define PAUSE_NS (500 * MS_NS)

int64_t half_offset(const struct half *me, const struct segment *segment)
{
	uint32_t first = segment->seq + !!(segment->flags & SEGMENT_SYN);

	return seq_unwrap(first, me->base, me->nxt) - !!(segment->flags & SEGMENT_SYN);
}

static void set_base(struct half *half, uint32_t base)
{
	half->base = base;
	half->based = true;
}

static void take_syn(struct half *me, struct half *peer, const struct segment *segment,
		     uint64_t time_ns)
{
	if (me->packets == 1 && peer->stall)
		stall_answered(peer, time_ns);
	/* What came before was of another life, or its first SYN-ACK was lost (SYN cookies). */
	if (me->based && me->base != segment->seq + 1) {
		me->nxt = me->una = me->acked = 0;
		unseen_free(me->unseen);
		me->unseen = NULL;
	}
	set_base(me, segment->seq + 1);
	me->opened |= !(segment->flags & SEGMENT_ACK);
	me->syn_sent = true;
	me->joins = segment->joins;
	me->scale_unknown = segment->defects & SEGMENT_HEADER_CUT;
	me->has_scale = segment->has_window_scale;
	me->scale = segment->window_scale;
}

/* RFC 7323, 2.2: both ends scale or none does; a SYN's own window is never scaled. */
uint32_t half_window(const struct half *me, const struct half *peer,
		     const struct segment *segment)
{
	bool scaled = me->has_scale && peer->has_scale && !(segment->flags & SEGMENT_SYN);

	return (uint32_t)segment->window << (scaled ? me->scale : 0);
}

static void take_window(struct half *me, struct half *peer, const struct segment *segment,
			uint64_t time_ns)
{
	if (me->window == 0 && segment->window > 0 && peer->stall)
		stall_opened(peer, time_ns);
	me->window = half_window(me, peer, segment);
	if (me->window > me->window_max)
		me->window_max = me->window;
}

static bool acks_fin(const struct half *peer, int64_t ack)
{
	return peer->fin_sent && ack > peer->fin;
}

/* It speaks up, after the peer or as the first. */
static void take_turn(struct half *me, const struct segment *segment, uint64_t time_ns)
{
	me->turn_ns = time_ns;
	me->turn_brief = segment->payload_len <= BRIEF_MAX;
	me->turn_cancels = segment_is_cancel_request(segment);
}

bool half_begins_anew(const struct half *half, const struct half *peer)
{
	return peer->last_data_ns > 0 && half->turn_ns > peer->last_data_ns + PAUSE_NS;
}

bool half_begins_late(const struct half *half, const struct half *peer)
{
	return half->late && half->turn_ns == half->late_ns && half_begins_anew(half, peer);
}

static void take_data(struct half *me, const struct half *peer,
		      const struct segment *segment, int64_t ack, uint64_t time_ns)
{
	int64_t first = half_offset(me, segment) + !!(segment->flags & SEGMENT_SYN);
	int64_t end = first + segment->payload_len;
	bool notify = segment_is_close_notify(segment);

	if (!notify) {
		if (me->last_data_ns <= peer->last_data_ns)
			take_turn(me, segment, time_ns);
		me->last_data_ns = time_ns;
	}
	if (me->fin_sent && !me->fin_in_fragments && end > me->fin)
		end = me->fin;
	if ((first > me->nxt || me->unseen) && !me->in_fragments)
		unseen_captured(&me->unseen, me->nxt, first, end);
	if (end <= me->nxt)
		return;
	me->finished = !notify && segment_is_tls_finished(segment);
	me->notify_len = notify || me->finished ? segment->payload_len : 0;
	me->nxt = end;
	if (peer->fin_sent && end > peer->fin_ack && !me->late && !me->notify_len) {
		me->late = true;
		me->late_ns = time_ns;
		me->late_crossed = !acks_fin(peer, ack);
	}
}

/* A datagram arrives as a whole: what is acknowledged of it ends with the FIN. */
static void place_fin(struct half *half, int64_t fin)
{
	half->fin = fin;
	half->fin_in_fragments = false;
}

static void take_fin(struct half *me, struct half *peer, const struct segment *segment,
		     int64_t ack, uint64_t time_ns)
{
	/* A retransmitted FIN may carry a newer ACK: the first one tells who closed second. */
	if (me->fin_sent) {
		me->fin_again |= !half_fin_acked(me) && time_ns > me->fin_ns + DELIVERY_TAKES_NS;
		return;
	}
	me->fin_sent = true;
	me->fin_with_syn = segment->flags & SEGMENT_SYN;
	me->fin = half_offset(me, segment) + !!(segment->flags & SEGMENT_SYN) +
		  segment->payload_len;
	me->fin_ns = time_ns;
	me->fin_ack = ack;
	me->fin_in_fragments = segment->defects & SEGMENT_FRAGMENT;
	if (me->fin_in_fragments && me->una > me->fin + 1)
		place_fin(me, me->una - 1);
	/* Its ACK was captured before it, and taken for one of an octet that was missed. */
	if (me->nxt == me->fin + 1 && me->una == me->nxt && half_missed(me) > 0) {
		me->nxt--;
		unseen_captured(&me->unseen, me->nxt, me->fin, me->fin + 1);
	}
	if (peer->nxt > ack && !peer->late && me != peer) {
		/* Data that was under way and had not reached the closing end. */
		peer->late = true;
		peer->late_ns = peer->last_data_ns;
		peer->late_crossed = true;
	}
}

/* What was acknowledged was sent, captured or not; a FIN is no data. */
static void note_missed(struct half *half)
{
	int64_t end = half->fin_sent && half->una > half->fin ? half->fin : half->una;

	if (half->unseen)
		unseen_acknowledged(half->unseen, end < half->nxt ? end : half->nxt);
	if (end <= half->nxt)
		return;
	if (!half->in_fragments || end - half->nxt > DATAGRAM_MAX)
		unseen_add(&half->unseen, half->nxt, end);
	half->nxt = end;
}

bool half_ack(const struct half *peer, const struct segment *segment, int64_t *ack)
{
	int64_t limit = peer->nxt + WINDOW_MAX;

	if (peer->fin_sent)
		limit = peer->fin + 1 + (peer->fin_in_fragments ? DATAGRAM_MAX : 0);
	*ack = seq_unwrap(segment->ack, peer->base, peer->una);
	return *ack >= 0 && *ack <= limit;
}

/* Returns SEG.ACK as an offset of the peer's stream; what it covers, that end had received. */
static int64_t take_ack(struct half *peer, const struct segment *segment)
{
	int64_t ack;

	if (!(segment->flags & SEGMENT_ACK))
		return 0;
	if (!peer->based) {
		if (segment->flags & SEGMENT_RST)
			return 0;
		set_base(peer, segment->ack);
	}
	if (!half_ack(peer, segment, &ack))
		return peer->una;
	peer->syn_acked = true;
	if (peer->fin_sent && ack > peer->fin && peer->fin_in_fragments)
		place_fin(peer, ack - 1);
	if (ack > peer->acked)
		peer->acked = ack;
	if (segment->flags & SEGMENT_RST)
		return ack;
	if (ack > peer->una)
		peer->una = ack;
	note_missed(peer);
	return ack;
}

/* A keep-alive probe repeats the octet before SND.NXT, or nothing in its place (RFC 9293, 3.8.4). */
static bool is_probe(const struct half *me, const struct segment *segment)
{
	int64_t next = me->nxt + me->fin_sent;

	return me->based && segment->payload_len <= 1 &&
	       !(segment->flags & (SEGMENT_SYN | SEGMENT_FIN | SEGMENT_RST)) &&
	       half_offset(me, segment) == next - 1 && me->una >= next;
}

/* Most segments are the next ones of their streams, whose place needs no thought. */
static bool is_next(const struct half *me, const struct segment *segment)
{
	uint32_t next = me->base + (uint32_t)me->nxt + me->fin_sent;

	return segment->seq == next && !(segment->flags & SEGMENT_RST) &&
	       !(me->fin_sent && segment->payload_len > 0);
}

bool half_segment(struct half *me, struct half *peer, const struct segment *segment,
		  uint64_t time_ns)
{
	int64_t nxt = me->nxt, ack;
	int marks = me->syn_sent + me->fin_sent;
	bool next = is_next(me, segment), probe;

	me->packets++;
	if (!next && window_refuses(me, peer, segment)) {
		me->doubted = segment->seq + segment_len(segment);
		return false;
	}
	probe = !next && is_probe(me, segment);
	if (segment->defects & SEGMENT_FRAGMENT)
		me->in_fragments = true;
	if (me->rst_sent || peer->rst_sent)
		half_note_survival(me, peer, segment, time_ns);
	if (segment->flags & SEGMENT_SYN)
		take_syn(me, peer, segment, time_ns);
	ack = take_ack(peer, segment);
	if (segment->flags & SEGMENT_RST) {
		half_take_rst(me, peer, segment, time_ns);
	} else {
		if (!me->based)
			set_base(me, segment->seq);
		if (segment->payload_len > 0 && !probe)
			take_data(me, peer, segment, ack, time_ns);
		if (segment->flags & SEGMENT_FIN)
			take_fin(me, peer, segment, ack, time_ns);
		take_window(me, peer, segment, time_ns);
		me->acked_any |= (segment->flags & (SEGMENT_SYN | SEGMENT_ACK)) == SEGMENT_ACK;
		if (acks_fin(peer, ack)) {
			me->fin_undelivered = false;
			peer->fin_acked_first |= !me->fin_sent;
		}
	}
	me->last_had_data = segment->payload_len > 0;
	me->last_again = segment_len(segment) > 0 && me->packets > 1 && me->nxt == nxt &&
			 me->syn_sent + me->fin_sent == marks;
	if (!peer->rst_sent)
		peer->probes = 0;
	if (me->rst_sent)
		return true;
	if (probe)
		me->probes += me->probes < UINT8_MAX;
	else if (!(segment->flags & SEGMENT_RST))
		me->probes = 0;
	return true;
}

uint64_t half_data_between(const struct half *half, int64_t from, int64_t to)
{
	int64_t notify_at = half_notify_at(half), notify_end = notify_at + half->notify_len;
	int64_t bytes = to - from;

	if (bytes <= 0)
		return 0;
	if (half->notify_len > 0) {
		int64_t first = from > notify_at ? from : notify_at;
		int64_t last = to < notify_end ? to : notify_end;

		if (last > first)
			bytes -= last - first;
	}
	return (uint64_t)bytes;
}

uint64_t half_read_on(const struct half *me, const struct half *peer)
{
	int64_t acked = peer->una < peer->nxt ? peer->una : peer->nxt;

	return peer->late ? half_data_between(peer, me->fin_ack, acked) : 0;
}

bool half_sends_at_once(const struct half *half, const struct half *peer)
{
	int64_t in_flight = half->nxt - half->una;

	return in_flight < SMALL_WINDOW && peer->window - in_flight >= SMALL_WINDOW;
}
