/* SPDX-License-Identifier: GPL-2.0-or-later */
/* zeek_stream.c: what was captured, in the way Zeek puts streams together. */
#include "core/zeek_arrival.h"

#include "core/seq.h"

/* Limits of what is kept unacknowledged (scripts/base/init-bare.zeek). */
enum { ABOVE_HOLE_MAX = 16384, UNACKED_MAX = 10 << 20 };

static struct holes *holes_of(const struct zeek *zeek, const struct zeek_end *end)
{
	return zeek->rare ? &zeek->rare->holes[end - zeek->end] : NULL;
}

static bool has_holes(const struct zeek *zeek, const struct zeek_end *end)
{
	const struct holes *holes = holes_of(zeek, end);

	return holes && holes->count;
}

static void reach(struct zeek *zeek, struct zeek_end *end, uint32_t offset)
{
	end->delivered = has_holes(zeek, end) ? holes_reach(holes_of(zeek, end), offset) :
						offset;
}

static bool is_clean(const struct zeek_end *end)
{
	return end->state == ZEEK_ESTABLISHED ||
	       (end->state == ZEEK_CLOSED && end->before == ZEEK_ESTABLISHED);
}

static void tell_gap(struct arrival *arrival, uint32_t len)
{
	enum side side = side_other(arrival->from);

	if (!is_clean(arrival->me) || !is_clean(arrival->peer))
		return;
	zeek_write_scaled(arrival, side, ZEEK_GAP);
	if (arrival->zeek->rare)
		arrival->zeek->rare->missed_bytes += len;
}

/* The sender has acknowledged the peer's stream up to there: what is not here was missed. */
static void give_up_before(struct arrival *arrival, uint32_t offset)
{
	struct zeek *zeek = arrival->zeek;
	struct zeek_end *peer = arrival->peer;

	while (!peer->untraced && has_holes(zeek, peer)) {
		const struct span *span = holes_of(zeek, peer)->spans;

		if (!seq_lt(span->from, offset))
			break;
		tell_gap(arrival, span->from - peer->delivered);
		reach(zeek, peer, span->from);
	}
	if (!seq_lt(peer->delivered, offset))
		return;
	if (!peer->untraced)
		tell_gap(arrival, offset - peer->delivered);
	reach(zeek, peer, offset);
}

void zeek_take_acknowledged(struct arrival *arrival, uint32_t offset)
{
	struct zeek_end *peer = arrival->peer;

	if (peer->fin_seen && seq_le(peer->fin, offset))
		offset = peer->fin - 1;
	if (seq_le(offset, peer->trimmed))
		return;
	/* Where the beginning is missing, it may have been a keep-alive. */
	if (seq_lt(peer->delivered, offset) && !(offset <= 2 && arrival->zeek->partial))
		give_up_before(arrival, offset);
	peer->trimmed = offset;
}

static bool nothing_acked(const struct zeek_end *end)
{
	return !end->ack_wraps && (end->ack == end->start || end->ack == end->start + 1);
}

static bool too_much(const struct zeek *zeek, const struct zeek_end *end)
{
	int64_t unacked = (int32_t)(end->delivered - end->trimmed);
	const struct holes *holes = holes_of(zeek, end);

	if (holes && holes->count) {
		uint32_t above = holes->spans[holes->count - 1].to - end->delivered;

		if (nothing_acked(end) && above > ABOVE_HOLE_MAX)
			return true;
		unacked += holes_octets(holes);
	}
	return unacked > UNACKED_MAX;
}

void zeek_stop_tracing(struct zeek *zeek, struct zeek_end *end)
{
	end->untraced = true;
	if (has_holes(zeek, end))
		holes_free(holes_of(zeek, end));
}

static void keep_above_hole(struct arrival *arrival, uint32_t from, uint32_t to)
{
	struct zeek_rare *more = zeek_rare(arrival->zeek, &arrival->ret);

	if (!more || holes_add(&more->holes[arrival->from], from, to) < 0)
		zeek_stop_tracing(arrival->zeek, arrival->me);
}

void zeek_take_payload(struct arrival *arrival)
{
	struct zeek_end *me = arrival->me;
	uint32_t from = arrival->segment->seq - me->start + arrival_has(arrival, SEGMENT_SYN);
	uint32_t to = from + arrival->segment->payload_len;

	if (me->untraced || seq_le(to, me->trimmed) || seq_le(to, me->delivered))
		return;
	if (seq_lt(from, me->trimmed))
		from = me->trimmed;
	if (seq_le(from, me->delivered))
		reach(arrival->zeek, me, to);
	else
		keep_above_hole(arrival, from, to);
	if (too_much(arrival->zeek, me))
		zeek_stop_tracing(arrival->zeek, me);
}

bool zeek_data_pending(const struct zeek *zeek, const struct zeek_end *end,
		       const struct zeek_end *other)
{
	uint32_t last = end->last - end->start;

	if (end->untraced || seq_lt(last, end->delivered))
		return false;
	if (end->delivered != last && end->delivered != last - 1)
		return true;
	return end->state != ZEEK_RESET && has_holes(zeek, other);
}
