/* SPDX-License-Identifier: GPL-2.0-or-later */
/* window.c: what a receiver drops, as far as packets can be sure of it. */
#include "core/window.h"

#include "core/seq.h"

/* The scale of its windows is known where both SYNs, with their options, were captured (RFC 7323, 2.2). */
static bool window_known(const struct half *me, const struct half *peer)
{
	return me->syn_sent && peer->syn_sent && !me->scale_unknown && !peer->scale_unknown;
}

/*
 * Beyond everything that was sent, and beyond the window. Data far ahead is believed once more of
 * it follows: then a capture has missed all that is between, and the acknowledgements too. For a
 * FIN no more follows, so that it has the benefit of the doubt.
 */
static bool beyond(const struct half *me, const struct half *peer,
		   const struct segment *segment, int64_t at)
{
	int64_t limit = me->nxt + WINDOW_MAX;

	if (window_known(me, peer) && !(segment->flags & SEGMENT_FIN))
		limit = me->una + peer->window_max;
	return at > me->nxt + me->fin_sent && at > limit && segment->seq != me->doubted;
}

/* Behind the FIN there is nothing but repetitions of its last octet, which keep alive. */
static bool behind_fin(const struct half *me, const struct segment *segment, int64_t at)
{
	return me->fin_sent && !me->fin_in_fragments && segment->payload_len > 0 &&
	       at >= me->fin &&
	       !(at == me->fin && segment->payload_len == 1);
}

/* A FIN below what was acknowledged would have ended the stream before. */
static bool ends_early(const struct half *me, const struct segment *segment, int64_t at)
{
	int64_t fin = at + segment->payload_len;

	/* The rest of it is in other fragments. */
	if (segment->defects & SEGMENT_FRAGMENT)
		fin += DATAGRAM_MAX;
	return (segment->flags & SEGMENT_FIN) && fin < me->una - 1;
}

/* As far as is known, all that happened to it is that it sent its SYN. */
static bool opening(const struct half *half)
{
	return half->syn_sent && !half->syn_acked && !half->acked_any;
}

/* RFC 9293, 3.10.7.3: an end that opens wants its SYN acknowledged, and no more than it sent. */
static bool acks_opening(const struct half *peer, const struct segment *segment)
{
	return (segment->flags & SEGMENT_ACK) &&
	       segment->ack - peer->base <= (uint32_t)peer->nxt + peer->fin_sent;
}

static bool refuses_rst(const struct half *me, const struct half *peer,
			const struct segment *segment)
{
	int64_t at;

	if (opening(peer) && !me->syn_sent)
		return !acks_opening(peer, segment);
	/* A [R] has the number that the segment it answers acknowledged: not this SYN. */
	if (opening(me) && !(segment->flags & SEGMENT_ACK) && segment->seq != me->base)
		return true;
	if (!me->based)
		return false;
	at = seq_unwrap(segment->seq, me->base, me->una);
	return at < me->una - 1 ||
	       at > me->nxt + 1 + (window_known(me, peer) ? peer->window_max : WINDOW_MAX);
}

/* RFC 5961, 4: one with another number is answered by a challenge; RFC 9293, 3.10.7.3: by a RST. */
static bool refuses_syn(const struct half *me, const struct half *peer,
			const struct segment *segment)
{
	if ((segment->flags & SEGMENT_ACK) && opening(peer) && !acks_opening(peer, segment))
		return true;
	return me->syn_acked && me->base != segment->seq + 1;
}

/* An older life answers a SYN by an ACK of its own (RFC 9293, 3.5.1, figure 10). */
static bool of_older_life(const struct half *me, const struct half *peer,
			  const struct segment *segment)
{
	return opening(peer) && !me->syn_sent && (segment->flags & SEGMENT_ACK) &&
	       !acks_opening(peer, segment) &&
	       (!segment->payload_len || segment->seq != me->doubted);
}

bool window_refuses(const struct half *me, const struct half *peer,
		    const struct segment *segment)
{
	bool syn = segment->flags & SEGMENT_SYN;
	int64_t at;

	if (segment->flags & SEGMENT_RST)
		return refuses_rst(me, peer, segment);
	if (syn ? refuses_syn(me, peer, segment) : of_older_life(me, peer, segment))
		return true;
	/* Its numbers begin here. */
	if (!me->based || (syn && me->base != segment->seq + 1))
		return false;
	at = half_offset(me, segment) + syn;
	/* One octet before the first is where a probe of an idle connection stands. */
	if (me->syn_sent && at < -1)
		return true;
	return at < me->una - WINDOW_MAX || beyond(me, peer, segment, at) ||
	       behind_fin(me, segment, at) || ends_early(me, segment, at);
}
