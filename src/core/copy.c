/* SPDX-License-Identifier: GPL-2.0-or-later */
/* copy.c: what a segment says, held against what is known. */
#include "core/copy.h"

#include "core/window.h"

static bool flags_known(const struct half *me, const struct segment *segment)
{
	return (me->syn_sent || !(segment->flags & SEGMENT_SYN)) &&
	       (me->fin_sent || !(segment->flags & SEGMENT_FIN));
}

static bool data_known(const struct half *me, const struct segment *segment)
{
	int64_t first = half_offset(me, segment) + !!(segment->flags & SEGMENT_SYN);

	return segment->payload_len == 0 || first + segment->payload_len <= me->nxt;
}

/* Behind an ACK a window only grows, so a smaller one is from before. */
static bool ack_known(const struct half *me, const struct half *peer,
		      const struct segment *segment)
{
	int64_t ack;

	if (!(segment->flags & SEGMENT_ACK))
		return true;
	if (!peer->based)
		return false;
	if (!half_ack(peer, segment, &ack) || ack < peer->una)
		return true;
	return ack == peer->una && ((segment->flags & SEGMENT_SYN) ||
				    half_window(me, peer, segment) <= me->window);
}

bool copy_is_known(const struct half *me, const struct half *peer,
		   const struct segment *segment)
{
	/* What was doubted once must be told again by the interface that is followed. */
	if (window_refuses(me, peer, segment) || segment->seq == me->doubted)
		return true;
	if (segment->flags & SEGMENT_RST)
		return me->rst_sent;
	return me->based && flags_known(me, segment) && data_known(me, segment) &&
	       ack_known(me, peer, segment);
}
