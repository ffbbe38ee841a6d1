/* SPDX-License-Identifier: GPL-2.0-or-later */
/* track_segment.c: a segment, to the connection and the end that sent it. */
#include "core/track.h"

#include "core/copy.h"
#include "core/lifetime.h"
#include "core/look.h"
#include "core/progress.h"
#include "core/refusals.h"
#include "core/roles.h"
#include "core/schedule.h"
#include "core/seq.h"
#include "core/stall.h"
#include "core/states.h"
#include "core/units.h"
#include "core/zeek_records.h"

/* A repetition after a loss comes within that time; a copy in much less. */
#define WAY_SILENT_NS S_NS

/* Where the opener's direction is not captured: who had gone on has begun again. */
static bool accepts_anew(const struct connection *connection, enum side side,
			 const struct segment *segment)
{
	const struct half *half = &connection->half[side];

	return half->acked_any && half->base != segment->seq + 1 &&
	       connection_peer(connection, side)->packets == 0;
}

/* A SYN that is answered by an ACK, and then by a SYN, to which the opener's is answered in turn. */
static bool splits_handshake(const struct half *half, const struct half *peer)
{
	return peer->opened && peer->syn_acked && !peer->acked_any && !half->syn_sent &&
	       half->nxt == 0 && !half->rst_sent;
}

/* A SYN that is no repetition begins a new life of the same ports (RFC 9293, 3.6.1). */
static bool begins_anew(const struct connection *connection, enum side side,
			const struct segment *segment)
{
	const struct half *half = &connection->half[side];

	if (!(segment->flags & SEGMENT_SYN))
		return false;
	if (segment->flags & SEGMENT_ACK)
		return accepts_anew(connection, side, segment);
	/* Repeated, or, where it was not seen yet, late. */
	if (half->based && half->base == segment->seq + 1)
		return false;
	/* A look at its socket came before. */
	if (half->packets == 0 && states_last(half) == TCP_STATE_SYN_SENT)
		return false;
	if (splits_handshake(half, connection_peer(connection, side)))
		return false;
	/* Both ends open at once: all there is, is the other's SYN. */
	return half->packets > 0 || half->based || !connection_peer(connection, side)->syn_sent;
}

static void trail_segment(struct tracker *tracker, struct connection *connection,
			  enum side side, const struct segment *segment, bool accepted)
{
	const struct half *me = &connection->half[side];
	const struct half *peer = connection_peer(connection, side);
	struct trail_entry *entry = progress_entry(tracker, connection, TRAIL_SEGMENT, side);

	if (!entry)
		return;
	entry->segment.seq = me->based ? half_offset(me, segment) : 0;
	entry->segment.ack = (segment->flags & SEGMENT_ACK) && peer->based ?
			     seq_unwrap(segment->ack, peer->base, peer->una) : -1;
	entry->segment.len = segment->payload_len;
	entry->segment.window = me->window;
	entry->segment.flags = segment->flags;
	entry->segment.again = accepted && me->last_again;
	entry->segment.probe = accepted && me->probes > 0 && !(segment->flags & SEGMENT_RST);
	entry->segment.refused = !accepted;
}

/* It was sent again, or is a probe: nobody may ever answer it. */
static void on_try(struct tracker *tracker, struct connection *connection, struct half *me,
		   const struct half *peer)
{
	if (stall_again(me, peer, tracker->now_ns) < 0) {
		tracker->out_of_memory = true;
		return;
	}
	/* Behind what is stuck a FIN may wait, of which only the socket knows. */
	if (me->stall->again_ns == tracker->now_ns && !me->fin_sent && connection->quiet)
		look_at(tracker, connection, me == &connection->half[SIDE_A] ? SIDE_A : SIDE_B);
	if (!due_awaits(connection))
		schedule_watch(tracker, connection);
}

static void take_segment(struct tracker *tracker, struct connection *connection,
			 enum side side, const struct segment *segment)
{
	struct half *me = &connection->half[connection->self ? SIDE_A : side];
	struct half *peer = &connection->half[connection->self ? SIDE_A : side_other(side)];
	int64_t nxt = me->nxt;
	bool was_quiet = connection->quiet, was_refusing = me->rst_answers_syn;
	bool plain = !(segment->flags & (SEGMENT_SYN | SEGMENT_FIN | SEGMENT_RST));
	bool accepted;

	accepted = half_segment(me, peer, segment, tracker->now_ns);
	if (accepted && (me->last_again || me->probes > 0) && !(segment->flags & SEGMENT_RST))
		on_try(tracker, connection, me, peer);
	if (me->rst_answers_syn && !was_refusing)
		refusals_note(tracker, connection);
	if (tracker->options.trails != KEEP_NONE)
		trail_segment(tracker, connection, side, segment, accepted);
	if (!was_quiet || !plain) {
		progress_states(tracker, connection, side, EVIDENCE_PACKET);
		tracker->counts.resets += (segment->flags & SEGMENT_RST) != 0;
	}
	if (!was_quiet && connection->quiet) {
		look_at(tracker, connection, connection_server(connection));
		refusals_pardon(tracker, connection);
		/* Too early for accept(), perhaps: there will be another look. */
		schedule_watch(tracker, connection);
	} else {
		look_after(tracker, connection, side, segment,
			   segment->payload_len > 0 && nxt == 0);
	}
	if (!connection->quiet && (!due_awaits(connection) || !plain) &&
	    schedule_is_unsettled(connection))
		schedule_watch(tracker, connection);
}

/*
 * A peer that lost its memory opens anew from the same port: the old life of the connection
 * answers that SYN with an ACK of its own numbers, and is reset for it (RFC 9293, 3.5.1, figure
 * 10). Neither segment is of the new life.
 */
static bool of_older_life(const struct connection *connection, enum side side,
			  const struct segment *segment)
{
	const struct half *me = &connection->half[side];
	const struct half *peer = connection_peer(connection, side);

	if (!connection->older || connection->self || (segment->flags & SEGMENT_SYN))
		return false;
	if (!me->syn_sent && peer->syn_sent && !peer->syn_acked)
		return (segment->flags & SEGMENT_ACK) &&
		       segment->ack - peer->base > (uint32_t)peer->nxt;
	return me->syn_sent && !me->syn_acked && (segment->flags & SEGMENT_RST) &&
	       !(segment->flags & SEGMENT_ACK) && segment->seq != me->base;
}

/* The life of the connection that the segment is of, and the side that sent it there. */
static struct connection *taker_of(struct connection *newest, enum side *side,
				   const struct segment *segment)
{
	struct connection *older = newest->older;

	if (!of_older_life(newest, *side, segment))
		return newest;
	if (!endpoint_equal(&older->end[*side], &segment->src))
		*side = side_other(*side);
	return older;
}

static void view_as_zeek(struct tracker *tracker, struct connection *connection,
			 enum side side, const struct segment *segment)
{
	if (tracker->options.zeek != KEEP_NONE &&
	    zeek_records_segment(connection, side, segment, tracker->now_ns,
				 &tracker->sink, &tracker->backlogs) < 0)
		tracker->out_of_memory = true;
}

/* Its receiver drops it, so it is no fact; but Zeek has begun a record by then. */
static void on_corrupt(struct tracker *tracker, const struct segment *segment)
{
	enum side side = SIDE_A;
	struct connection *connection =
		rest_find(tracker, &segment->src, &segment->dst, &side);

	tracker->counts.segments++;
	tracker->counts.corrupt++;
	if (!connection && tracker->sink.zeek)
		connection = lifetime_begin(tracker, &segment->src, &segment->dst, segment);
	if (connection)
		view_as_zeek(tracker, connection, side, segment);
}

/*
 * On `any`, bridges, veth pairs and routers show a segment as often as it passes an interface. Each
 * end is followed on the one that showed it first. Where another tells something new, or that one
 * has been silent, the way has changed, and it is followed from there on.
 */
static bool is_copy(const struct tracker *tracker, struct connection *connection,
		    enum side side, const struct segment *segment)
{
	struct half *me = &connection->half[connection->self ? SIDE_A : side];

	if (me->interface == segment->interface)
		return false;
	if (me->packets > 0 && tracker->now_ns < connection->last_ns + WAY_SILENT_NS &&
	    copy_is_known(me, connection_peer(connection, side), segment))
		return true;
	me->interface = segment->interface;
	return false;
}

void track_segment(struct tracker *tracker, const struct segment *segment)
{
	bool opens = (segment->flags & (SEGMENT_SYN | SEGMENT_ACK)) == SEGMENT_SYN;
	enum side side = SIDE_A, taker_side;
	struct connection *connection =
		rest_find(tracker, &segment->src, &segment->dst, &side), *taker;

	if (segment->defects & SEGMENT_DROPPED) {
		on_corrupt(tracker, segment);
		return;
	}
	if (!connection || begins_anew(connection, side, segment)) {
		side = SIDE_A;
		connection = lifetime_begin(tracker, &segment->src, &segment->dst, segment);
		if (!connection)
			return;
	} else if (opens && connection->resumed) {
		roles_opener(connection, side);
	}
	taker_side = side;
	taker = taker_of(connection, &taker_side, segment);
	if (taker != connection)
		connection->older_answered = true;
	if (is_copy(tracker, taker, taker_side, segment)) {
		tracker->counts.copies++;
		return;
	}
	tracker->counts.segments++;
	view_as_zeek(tracker, connection, side, segment);
	taker->last_ns = tracker->now_ns;
	taker->judged = false;
	table_touch(&tracker->table, taker);
	take_segment(tracker, taker, taker_side, segment);
}
