/* SPDX-License-Identifier: GPL-2.0-or-later */
/* half_reset.c: RSTs in the name of one end, and whether they were its own. */
#include "core/half.h"

#include "core/seq.h"
#include "core/stall.h"
#include "core/units.h"

/* No segment is longer on its way: what comes later was sent by who had got what came before. */
#define TRIP_TAKES_NS (3 * S_NS)

static bool answers_syn(const struct half *me, const struct half *peer,
			const struct segment *segment)
{
	return (segment->flags & SEGMENT_ACK) && !me->syn_sent && peer->syn_sent &&
	       me->packets == 1 &&
	       segment->ack - peer->base <= (uint32_t)peer->nxt + peer->fin_sent;
}

void half_take_rst(struct half *me, struct half *peer, const struct segment *segment,
		   uint64_t time_ns)
{
	if (me->rst_sent)
		return;
	me->rst_sent = true;
	me->rst_ns = time_ns;
	me->rst_had_ack = segment->flags & SEGMENT_ACK;
	me->rst_answers_syn = answers_syn(me, peer, segment);
	me->rst_answers_data = peer->last_had_data;
	peer->rst_undelivered = false;
	if (me->packets == 1 && peer->stall)
		stall_answered(peer, time_ns);
	if (me->stall && !me->rst_had_ack)
		stall_reset(me, peer, time_ns);
}

/* Data or an acknowledgement that is new. A socket that sent a RST has no more of either to send. */
static bool says_new(const struct half *me, const struct half *peer,
		     const struct segment *segment)
{
	int64_t at, ack;

	if (!me->based || !peer->based || (segment->flags & (SEGMENT_SYN | SEGMENT_RST)))
		return false;
	at = half_offset(me, segment);
	ack = seq_unwrap(segment->ack, peer->base, peer->una);
	/* Beyond the window is another life of the ports, whose SYN was missed. */
	if (at > me->nxt + 1 + (int64_t)peer->window_max)
		return false;
	return at + segment->payload_len > me->nxt ||
	       ((segment->flags & SEGMENT_ACK) && ack > peer->una &&
		ack <= peer->nxt + peer->fin_sent);
}

static uint64_t spoke_ns(const struct half *half)
{
	return half->fin_sent && half->fin_ns > half->last_data_ns ? half->fin_ns :
								    half->last_data_ns;
}

/* Does it acknowledge all that peer sent? */
static bool acks_all(const struct half *peer, const struct segment *segment)
{
	return (segment->flags & SEGMENT_ACK) && peer->based &&
	       seq_unwrap(segment->ack, peer->base, peer->una) == peer->nxt + peer->fin_sent;
}

/* Does me go on though it had time to take the RST of peer? Or acknowledge what came after it? */
static bool ignores_rst(const struct half *me, const struct half *peer,
			const struct segment *segment, uint64_t time_ns)
{
	bool told_since = peer->last_data_ns > peer->rst_ns + DELIVERY_TAKES_NS;
	/* What me sent after it was heard, and answered by what is acknowledged now. */
	bool answered_since = spoke_ns(me) > peer->rst_ns && spoke_ns(peer) > spoke_ns(me);

	return says_new(me, peer, segment) &&
	       (time_ns > peer->rst_ns + TRIP_TAKES_NS ||
		((told_since || answered_since) && acks_all(peer, segment)));
}

/*
 * Does it tell that its socket lives? One that sent a RST hears no more of what comes then; but words
 * of its own may be captured a little later.
 */
static bool outlives_rst(const struct half *me, const struct half *peer,
			 const struct segment *segment, uint64_t time_ns)
{
	bool heard_since = spoke_ns(peer) > me->rst_ns && acks_all(peer, segment);

	return says_new(me, peer, segment) &&
	       (heard_since || time_ns > me->rst_ns + DELIVERY_TAKES_NS);
}

void half_forget_rst(struct half *half)
{
	half->rst_sent = half->lived_on = false;
	if (half->socket)
		half->socket->alive_after_reset = false;
}

/*
 * Who goes on after a RST in its name has not sent it. Where the other goes on too, it was none: in
 * the window, perhaps, but not what was due there, which is answered by a challenge (RFC 5961, 3.2).
 */
void half_note_survival(struct half *me, struct half *peer, const struct segment *segment,
			uint64_t time_ns)
{
	if (me->rst_sent && outlives_rst(me, peer, segment, time_ns))
		me->lived_on = true;
	else if (half_reset_forged(peer) && ignores_rst(me, peer, segment, time_ns))
		half_forget_rst(peer);
}
