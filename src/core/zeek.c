/* SPDX-License-Identifier: GPL-2.0-or-later */
/* zeek.c: one segment after the other, as Zeek takes them; and their numbers. */
#include "core/zeek.h"

#include "core/seq.h"
#include "core/zeek_arrival.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

/* A SYN or RST that is farther from the stream than that does not count for its length. */
enum { JUMP_MAX = 1 << 20 };

/* The beginning. */

static bool is_server_port(uint16_t port)
{
	/* likely_server_ports, as Zeek's own analyzers register them. */
	static const uint16_t ports[] = {
		21, 22, 25, 53, 79, 80, 81, 88, 135, 139, 143, 389, 443, 445, 465, 502, 514,
		563, 585, 587, 614, 631, 636, 989, 990, 992, 993, 995, 1080, 1434, 1883, 2811,
		3128, 3268, 3306, 3389, 5222, 5223, 5269, 5432, 6379, 6666, 6667, 6668, 6669,
		8000, 8080, 8888, 20000,
	};

	for (size_t i = 0; i < sizeof(ports) / sizeof(ports[0]); i++) {
		if (ports[i] == port)
			return true;
	}
	return false;
}

static bool is_broadcast(const struct endpoint *endpoint)
{
	return endpoint->family == FAMILY_IPV4 && !memcmp(endpoint->addr, "\xff\xff\xff\xff", 4);
}

/* Does the first segment come from the responder, by its ports? */
static bool looks_flipped(const struct segment *segment)
{
	bool syn = segment->flags & SEGMENT_SYN, ack = segment->flags & SEGMENT_ACK;
	uint16_t from = segment->src.port, to = segment->dst.port;

	if ((syn && !ack) || !is_server_port(from) || is_broadcast(&segment->src) ||
	    is_broadcast(&segment->dst))
		return false;
	return !is_server_port(to) || (!syn && from < to);
}

/* inactivity.zeek: ftp, ssh, telnet, login. */
static bool is_patient_port(uint16_t port)
{
	return port == 21 || port == 22 || port == 23 || port == 513;
}

struct zeek *zeek_new(enum side from, const struct segment *segment, uint64_t now_ns)
{
	bool flipped = looks_flipped(segment);
	struct zeek *zeek = calloc(1, sizeof(*zeek));
	int ret = 0;

	if (!zeek)
		return NULL;
	zeek->orig = (uint8_t)from;
	zeek->start_ns = zeek->last_ns = now_ns;
	zeek->patient = is_patient_port(flipped ? segment->src.port : segment->dst.port);
	for (int side = SIDE_A; side <= SIDE_B; side++)
		zeek->end[side].delivered = zeek->end[side].trimmed = 1;
	if (flipped)
		zeek_flip(zeek, &ret);
	return zeek;
}

void zeek_free(struct zeek *zeek)
{
	if (!zeek)
		return;
	if (zeek->rare) {
		holes_free(&zeek->rare->holes[SIDE_A]);
		holes_free(&zeek->rare->holes[SIDE_B]);
		free(zeek->rare->history);
		free(zeek->rare);
	}
	free(zeek);
}

struct zeek_rare *zeek_rare(struct zeek *zeek, int *ret)
{
	if (!zeek->rare)
		zeek->rare = calloc(1, sizeof(*zeek->rare));
	if (!zeek->rare)
		*ret = -ENOMEM;
	return zeek->rare;
}

/* Sequence numbers. */

static void note_partial(struct arrival *arrival)
{
	struct zeek *zeek = arrival->zeek;
	bool syn = arrival_has(arrival, SEGMENT_SYN);

	if (zeek->packet_seen[arrival->role])
		return;
	zeek->packet_seen[arrival->role] = true;
	if (arrival->role == ORIG)
		zeek->partial = !syn || arrival_has(arrival, SEGMENT_ACK);
	else if (!zeek->partial)
		zeek->partial = !syn;
}

static void begin_at(struct zeek_end *end, uint32_t start, uint32_t last)
{
	end->start = end->ack = start;
	end->last = last;
	end->last_wraps = last < start;
	end->ack_wraps = 0;
}

/* Does this SYN set the sender's numbers anew, though it was heard of before? */
static bool restarts(const struct arrival *arrival)
{
	const struct zeek_end *me = arrival->me;

	switch ((enum zeek_state)me->state) {
	case ZEEK_INACTIVE:
	case ZEEK_PARTIAL:
	case ZEEK_ESTABLISHED:
		return true;
	case ZEEK_SYN_SENT:
	case ZEEK_SYN_ACK_SENT:
		return arrival->segment->seq != me->start;
	case ZEEK_RESET:
		/* The RST that set them may have been forged. */
		return me->before == ZEEK_INACTIVE;
	case ZEEK_CLOSED:
		return false;
	}
	return false;
}

static void begin_sender(struct arrival *arrival)
{
	const struct segment *segment = arrival->segment;

	if (arrival_has(arrival, SEGMENT_SYN)) {
		arrival->opens = restarts(arrival);
		if (arrival->opens)
			begin_at(arrival->me, segment->seq, segment->seq + arrival_len(arrival));
	} else if (arrival->me->state == ZEEK_INACTIVE) {
		/* As if there had been a SYN before it. */
		begin_at(arrival->me, segment->seq - 1, segment->seq);
	}
}

/* Is seq from before the end's numbers began? Near is where they are now. */
static bool precedes(const struct zeek_end *end, uint32_t seq, uint32_t near, uint16_t wraps)
{
	if (wraps && seq_lt(seq, near) && seq > near)
		wraps--;
	else if (seq_lt(near, seq) && seq < near)
		wraps++;
	return !wraps && seq_lt(seq, end->start);
}

/* Returns the offset that it acknowledges of the peer's stream; 0: none. */
static uint32_t take_ack(struct arrival *arrival)
{
	struct zeek_end *peer = arrival->peer;
	uint32_t ack = arrival->segment->ack;
	int32_t forward = (int32_t)(ack - peer->ack);

	if (!arrival_has(arrival, SEGMENT_ACK))
		return 0;
	if (peer->state == ZEEK_INACTIVE) {
		begin_at(peer, ack - 1, ack - 1);
		return 1;
	}
	if (precedes(peer, ack, peer->ack, peer->ack_wraps))
		return 0;
	/* A 0 that is far away is a field that was not filled in. */
	if (!arrival_has(arrival, SEGMENT_RST) && forward > 0 && (ack || forward <= JUMP_MAX)) {
		peer->ack_wraps = (uint16_t)(peer->ack_wraps + (ack < peer->ack));
		peer->ack = ack;
	}
	return ack - peer->start;
}

static void move_last(struct zeek_end *end, uint32_t last)
{
	end->last_wraps = (uint16_t)(end->last_wraps + (last < end->last));
	end->last = last;
}

static void take_end(struct arrival *arrival)
{
	struct zeek_end *me = arrival->me;
	uint32_t end = arrival->segment->seq + arrival_len(arrival);
	int32_t forward = (int32_t)(end - me->last);

	if ((arrival_has(arrival, SEGMENT_SYN) || arrival_has(arrival, SEGMENT_RST)) &&
	    (forward > JUMP_MAX || forward < -JUMP_MAX))
		return;
	/* Only SYN and FIN were captured of what may be more than 2 GiB. */
	if (arrival_has(arrival, SEGMENT_FIN) && me->last == me->start + 1)
		move_last(me, end);
	else if (me->state == ZEEK_RESET)
		return;
	else if (forward > 0)
		move_last(me, end);
	else if (arrival->segment->payload_len && !arrival->opens)
		zeek_write_scaled(arrival, arrival->from, ZEEK_AGAIN);
}

/* The end. */

static void try_close(struct arrival *arrival, struct zeek_end *end, const struct zeek_end *other)
{
	struct zeek *zeek = arrival->zeek;

	if (!end->closing || end->closed || zeek_data_pending(zeek, end, other))
		return;
	end->closed = true;
	if (zeek->timer == ZEEK_TIMER_CLOSE ||
	    (end->state != ZEEK_RESET && !other->closed && other->state != ZEEK_INACTIVE))
		return;
	zeek->timer = ZEEK_TIMER_CLOSE;
	zeek->timer_ns = zeek->last_ns;
}

static void note_zero_window(struct arrival *arrival)
{
	if (arrival->segment->window == 0 && !arrival_has(arrival, SEGMENT_RST) &&
	    arrival->peer->state != ZEEK_CLOSED && arrival->me->state != ZEEK_RESET)
		zeek_write_scaled(arrival, arrival->from, ZEEK_ZERO_WINDOW);
}

static void take(struct arrival *arrival)
{
	const struct segment *segment = arrival->segment;
	struct zeek *zeek = arrival->zeek;
	struct zeek_end *me = arrival->me;
	uint32_t acked;

	note_partial(arrival);
	begin_sender(arrival);
	arrival->early = precedes(me, segment->seq, me->last, me->last_wraps);
	zeek_write_flags(arrival);
	note_zero_window(arrival);
	if (!zeek->end[SIDE_A].closed || !zeek->end[SIDE_B].closed)
		zeek->last_ns = arrival->now_ns;
	me->packets++;
	me->ip_bytes += segment->ip_len;
	if (arrival_has(arrival, SEGMENT_FIN)) {
		me->fin_seen = true;
		me->fin = segment->seq - me->start + arrival_len(arrival);
	}
	acked = take_ack(arrival);
	take_end(arrival);
	zeek_update_states(arrival);
	if (acked)
		zeek_take_acknowledged(arrival, acked);
	/* Zeek puts fragments together. Here the rest would be a gap, so that there are none. */
	if (segment->defects & SEGMENT_FRAGMENT)
		zeek_stop_tracing(zeek, me);
	if (segment->payload_len && !arrival_has(arrival, SEGMENT_RST) && !arrival->early &&
	    !(segment->defects & SEGMENT_PAYLOAD_CUT))
		zeek_take_payload(arrival);
	try_close(arrival, arrival->peer, me);
	try_close(arrival, me, arrival->peer);
}

int zeek_segment(struct zeek *zeek, enum side from, const struct segment *segment,
		 uint64_t now_ns)
{
	struct arrival arrival = {
		.zeek = zeek,
		.segment = segment,
		.now_ns = now_ns,
		.from = from,
		.role = zeek_role(zeek, from),
		.me = &zeek->end[from],
		.peer = &zeek->end[side_other(from)],
	};

	/* It came too short for Zeek to look into it, but the record is there. */
	if (segment->defects & (SEGMENT_HEADER_CUT | SEGMENT_BAD_HEADER))
		return 0;
	if (segment->defects & SEGMENT_BAD_CHECKSUM)
		zeek_write_scaled(&arrival, from, ZEEK_CORRUPT);
	else
		take(&arrival);
	return arrival.ret;
}
