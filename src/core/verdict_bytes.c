/* SPDX-License-Identifier: GPL-2.0-or-later */
/* verdict_bytes.c: the bytes that were written, read and lost, from packets and queues. */
#include "core/verdict.h"

#include "core/half_holder.h"
#include "core/postmortem.h"
#include "core/stall.h"

/* More than that was never queued on a socket: the numbers do not fit together. */
#define QUEUE_MAX ((int64_t)1 << 31)

static struct byte_count exactly(int64_t bytes)
{
	return (struct byte_count){ .bytes = bytes > 0 ? (uint64_t)bytes : 0, .known = true };
}

static struct byte_count at_least(int64_t bytes)
{
	struct byte_count count = exactly(bytes);

	count.at_least = true;
	return count;
}

static struct byte_count unknown(void)
{
	return (struct byte_count){ 0 };
}

/* Acknowledged data, without the FIN. */
static int64_t acked_data(const struct half *half)
{
	return half->fin_sent && half->una > half->fin ? half->fin : half->una;
}

/* Does the queue of a socket that died, or lives, count a FIN of its own? */
static bool queue_counts_fin(const struct half *half, const struct half *peer)
{
	if (half->fin_sent)
		return half->una <= half->fin;
	return verdict_fin_waited(half, peer) ||
	       (half->socket->seen && tcp_state_fin_waits(half->socket->latest.state));
}

/*
 * tcp_disconnect() adds 2 and the largest window that the peer ever offered to the sequence
 * number, so that the next life of the socket does not meet segments of this one
 * (net/ipv4/tcp.c, 6.18): take them off again. The queue counts what was in flight too; but an ACK that
 * came microseconds before may have found no time, and the packets know better what was.
 */
static int64_t disconnected_queue(const struct half *half, const struct half *peer)
{
	const struct sock_kept *destroy = half->socket->destroy;
	int64_t added = 2 + (int64_t)peer->window_max;
	int64_t unsent = (int64_t)sock_info(destroy)->notsent_bytes - added;

	if (!destroy->info || half->una > half->nxt)
		return (int64_t)destroy->send_q - added;
	return unsent < 0 ? -1 : half->nxt - half->una + unsent;
}

/* Bytes written but not acknowledged when the socket was last seen alive or died; -1: unknown. */
static int64_t queued_data(const struct half *half, const struct half *peer)
{
	const struct half_socket *socket = half->socket;
	int64_t queued;

	if (!socket)
		return -1;
	/* Without both SYNs the scale of the window is unknown, and with it what to take off. */
	if (half_disconnected(half) && (!half->syn_sent || !peer->syn_sent))
		return -1;
	if (socket->destroy)
		queued = half_disconnected(half) ? disconnected_queue(half, peer) :
						   (int64_t)socket->destroy->send_q;
	else if (socket->seen && socket->latest.timer != SOCK_TIMER_TIMEWAIT)
		queued = socket->latest.send_q;
	else
		return -1;
	if (queued > 0 && queue_counts_fin(half, peer))
		queued--;
	/* So does a SYN that was never acknowledged: a RST's ACK is not taken for one. */
	if (queued > 0 && half->opened && !peer->based)
		queued--;
	return queued >= 0 && queued < QUEUE_MAX ? queued : -1;
}

/*
 * A fact of a living socket is older than the packets since: only its own count of what was
 * acknowledged fits its queue. An active opener's count holds its SYN, a passive one's does not.
 */
static int64_t written_when_seen(const struct connection *connection, enum side side)
{
	const struct half *half = connection_half(connection, side);
	const struct sock_kept *fact = &half->socket->latest;
	bool opener = side == (enum side)connection->client;
	bool fin = fact->state == TCP_STATE_FIN_WAIT2 || tcp_state_fin_waits(fact->state);

	return (int64_t)(sock_info(fact)->bytes_acked + fact->send_q) - opener - fin;
}

/* What no packet showed, one that was thrown away or one that waits to be read, its length tells. */
static bool is_as_long_as_notify(const struct connection *connection, int64_t len)
{
	return segment_len_of_close_notify(len, &connection->end[SIDE_A],
					   &connection->end[SIDE_B]);
}

/* Where no packet was seen a dead socket's counters are all there is. */
static bool without_packets(const struct connection *connection, enum side side)
{
	const struct half_socket *socket = connection_half(connection, side)->socket;

	return socket && socket->destroy && !connection_has_packets(connection);
}

/*
 * A FIN behind unsent data is in no packet, and counts as one in the queue of the dead. One that a RST
 * ended may have closed moments before, unseen; but not if its descriptor was open after the RST, nor
 * if the RST's sender died first, who aborted: without a descriptor both die at once, the other first.
 */
static bool may_hold_fin(const struct half *half, const struct half *peer)
{
	const struct half_socket *socket = half->socket, *aborted = peer->socket;

	if (!peer->rst_sent || half->rst_sent || queue_counts_fin(half, peer) || socket->open_at_reset ||
	    stall_gave_up(half, peer))
		return false;
	return !(peer->rst_had_ack && aborted && aborted->destroy &&
		 aborted->destroy->time_ns < socket->destroy->time_ns);
}

struct byte_count verdict_written(const struct connection *connection, enum side side)
{
	const struct half *half = connection_half(connection, side);
	const struct half *peer = connection_peer(connection, side);
	const struct half_socket *socket = half->socket;
	int64_t queued = queued_data(half, peer);

	if (without_packets(connection, side))
		return postmortem_written(connection, side);
	/* Who never answered a SYN has written nothing. */
	if (!half->packets && peer->opened && !peer->syn_acked)
		return exactly(0);
	/* After a FIN nothing more is written, and the FIN tells how much was. */
	if (half->fin_sent)
		return exactly(half->fin);
	if (socket && socket->destroy && queued >= 0) {
		int64_t written = acked_data(half) + queued;

		if (written > half->nxt && may_hold_fin(half, peer))
			return at_least(written - 1);
		if (half->packets && is_as_long_as_notify(connection, written - half->nxt))
			written = half->nxt;
		return exactly(written > half->nxt ? written : half->nxt);
	}
	if (queued >= 0 && socket->latest.time_ns >= connection->last_ns && half->packets) {
		int64_t written = acked_data(half) + queued;

		return at_least(written > half->nxt ? written : half->nxt);
	}
	if (socket && socket->seen && socket->latest.info && !connection->resumed) {
		int64_t written = written_when_seen(connection, side);

		if (written > half->nxt)
			return at_least(written);
	}
	if (!half->packets)
		return queued >= 0 ? at_least(queued) : unknown();
	return at_least(half->nxt);
}

/* What was sent before the first offset, in a capture that begins in the middle, is not counted. */
static int64_t not_before_start(int64_t offset)
{
	return offset > 0 ? offset : 0;
}

struct byte_count verdict_undelivered(const struct connection *connection, enum side side)
{
	const struct half *half = connection_half(connection, side);
	int64_t arrived = half_received(connection_peer(connection, side), half);
	struct byte_count written = verdict_written(connection, side);

	if (without_packets(connection, side))
		return postmortem_undelivered(connection, side);
	written.bytes = half_data_between(half, not_before_start(arrived),
					  (int64_t)written.bytes);
	return written;
}

/* The queue without the FIN; a close_notify still counts. */
static int64_t unread_octets(const struct half *me, const struct half *peer,
			     const struct sock_kept *fact)
{
	return (int64_t)fact->recv_q - (fact->recv_q > 0 && half_fin_received(me, peer, fact));
}

struct byte_count verdict_unread(const struct connection *connection, enum side side)
{
	const struct half *me = connection_half(connection, side);
	const struct half *peer = connection_peer(connection, side);
	const struct half_socket *socket = me->socket;
	const struct sock_kept *fact;
	int64_t unread, end;

	if (!socket || (!socket->destroy && !socket->seen))
		return unknown();
	if (without_packets(connection, side))
		return postmortem_unread(connection, side);
	end = half_received(me, peer);
	fact = socket->destroy ? socket->destroy : &socket->latest;
	unread = unread_octets(me, peer, fact);
	if (half_fin_received(me, peer, fact) && !connection_has_packets(connection) &&
	    is_as_long_as_notify(connection, unread))
		unread = 0;
	if (half_disconnected(me) && !half_was_held(me))
		unread = end;
	return exactly((int64_t)half_data_between(peer, end - unread, end));
}

/* How far a program has read the other end's stream, or will have at the most. */
enum reading {
	READING_ON,		/* it still can read what is there and what comes */
	READING_WHAT_IS_THERE,	/* nothing more will come */
	READING_ENDED,		/* at *limit */
	READING_UNKNOWN,	/* ended, at *limit at the most */
};

/*
 * A close() with SO_LINGER {1,0} leaves nothing unread, or it would be a RST of another cause (__tcp_close() of
 * net/ipv4/tcp.c); connect() to AF_UNSPEC throws that away too, and leaves no count. It is the latter where
 * the descriptor was open behind the RST, or the RST was the other's: a close() finds nothing to abort then.
 */
static bool disconnected_unread(const struct half *me, const struct half *peer)
{
	const struct half_socket *socket = me->socket;

	if (!half_was_held(me))
		return false;
	/* That all was read only a look that came after the last of it can say. */
	if (socket->held_after_reset)
		return peer->nxt > 0 &&
		       (!socket->seen || socket->latest.time_ns < peer->last_data_ns ||
			unread_octets(me, peer, &socket->latest) > 0);
	return peer->rst_sent && !me->rst_sent;
}

static enum reading reading(const struct connection *connection, enum side side,
			    int64_t *limit)
{
	const struct half *me = connection_half(connection, side);
	const struct half *peer = connection_peer(connection, side);
	bool closed = half_released(me, peer);
	bool reset = me->rst_sent && !half_reset_forged(me);

	*limit = half_received(me, peer);
	if (me->socket && me->socket->destroy && !half_disconnected(me)) {
		*limit -= unread_octets(me, peer, me->socket->destroy);
		return READING_ENDED;
	}
	if (me->fin_sent && (closed || (reset && !me->rst_had_ack))) {
		/* A FIN, not a RST, was sent: nothing was unread. Later data is refused. */
		int64_t read = me->fin_ack > peer->fin && peer->fin_sent ? peer->fin :
									   me->fin_ack;

		if (peer->una > read)
			read = acked_data(peer);
		*limit = read;
		return READING_ENDED;
	}
	/* Never accepted: nobody read a byte. */
	if (verdict_never_accepted(me)) {
		*limit = 0;
		return READING_ENDED;
	}
	if (half_disconnected(me)) {
		if (!half_was_held(me))
			*limit = 0;
		return disconnected_unread(me, peer) ? READING_UNKNOWN : READING_ENDED;
	}
	if (reset)
		return READING_UNKNOWN;
	if (peer->rst_sent)
		return READING_WHAT_IS_THERE;
	return READING_ON;
}

/* The writer's stream is dead: what it holds will not be sent any more. */
static bool writer_dead(const struct half *writer, const struct half *reader)
{
	return writer->rst_sent || reader->rst_sent ||
	       (writer->socket && writer->socket->destroy) || stall_gave_up(writer, reader);
}

/*
 * What an end that sent a RST had queued, with a FIN behind it or not, no packet says; but that there was
 * nothing, when all it had sent was acknowledged and the window open: else it would have sent more.
 */
static bool aborted_unseen(const struct connection *connection, enum side side)
{
	const struct half *half = connection_half(connection, side);

	if (half->nxt <= half->una &&
	    half_sends_at_once(half, connection_peer(connection, side)))
		return false;
	return half->rst_sent && !half->rst_answers_syn &&
	       verdict_reset_cause(connection) == RESET_CAUSE_UNKNOWN;
}

/*
 * What was on its way when its writer aborted may have come in front of the RST, which only counts
 * where nothing is missing before it (RFC 5961, 3.2), and been read, though no ACK says so. Of a reader
 * in view its death tells.
 */
static bool may_have_arrived(const struct half *writer)
{
	return writer->rst_sent && writer->rst_had_ack && !half_in_view(writer) &&
	       !half_reset_forged(writer);
}

/* Nothing says what was in the queue of that end when it came to nothing. */
static bool queue_unseen(const struct connection *connection, enum side side)
{
	const struct half *half = connection_half(connection, side);

	return !half->fin_sent && !(half->socket && half->socket->destroy) &&
	       (verdict_gave_up(connection, side) || aborted_unseen(connection, side));
}

struct byte_count verdict_lost(const struct connection *connection, enum side from)
{
	enum side to = side_other(from);
	const struct half *writer = connection_half(connection, from);
	struct byte_count written = verdict_written(connection, from), lost;
	int64_t read;
	enum reading how = reading(connection, to, &read);

	/* One stream, which is not lost twice. */
	if (connection->self && from != SIDE_A)
		return exactly(0);
	if (without_packets(connection, from) || without_packets(connection, to))
		return postmortem_lost(connection, from);
	if (how == READING_ON && !writer_dead(writer, connection_half(connection, to)))
		return exactly(0);
	if (!written.known)
		return unknown();
	lost = exactly((int64_t)half_data_between(writer, not_before_start(read),
						  (int64_t)written.bytes));
	if (lost.bytes > 0 && how == READING_WHAT_IS_THERE && may_have_arrived(writer))
		return unknown();
	/* Written before a clean end and acknowledged: there is no more that could be missing. */
	lost.at_least = written.at_least && lost.bytes > 0;
	if (how == READING_UNKNOWN || queue_unseen(connection, from)) {
		lost.at_least = lost.bytes > 0;
		lost.known = lost.bytes > 0 || (writer->nxt == 0 && !writer->rst_sent);
	}
	return lost;
}

/* No packet of it tells how much; a lookup that found no socket does. */
static bool sent_unseen(const struct connection *connection, const struct half *half)
{
	return connection->resumed || half_in_view(half);
}

struct byte_count verdict_sent(const struct connection *connection, enum side side)
{
	const struct half *half = connection_half(connection, side);

	if (!half->based)
		return sent_unseen(connection, half) ? unknown() : exactly(0);
	return connection->resumed ? at_least(half->nxt) : exactly(half->nxt);
}

struct byte_count verdict_acked(const struct connection *connection, enum side side)
{
	const struct half *half = connection_half(connection, side);

	if (!half->based)
		return sent_unseen(connection, half) ? unknown() : exactly(0);
	/* Who went on was answered; but that direction was not captured. */
	if (half->acked_any && connection_peer(connection, side)->packets == 0)
		return unknown();
	return connection->resumed ? at_least(acked_data(half)) : exactly(acked_data(half));
}

/* Of a socket that tcp_info told of, without the FIN. */
static int64_t notsent(const struct half *half, const struct half *peer)
{
	int64_t bytes = half->socket->latest.info->notsent_bytes;

	return bytes - (bytes > 0 && queue_counts_fin(half, peer));
}

struct byte_count verdict_unsent(const struct connection *connection, enum side side)
{
	const struct half *half = connection_half(connection, side);
	const struct half *peer = connection_peer(connection, side);
	const struct half_socket *socket = half->socket;
	struct byte_count written;

	if (!socket || (!socket->destroy && !socket->seen))
		return unknown();
	if (half->fin_sent)
		return exactly(0);
	if (!half->packets)
		return socket->seen && socket->latest.info ? exactly(notsent(half, peer)) : unknown();
	/* The queue of a living socket says it only while no packet has changed it. */
	if (!socket->destroy && socket->latest.time_ns < connection->last_ns)
		return unknown();
	written = verdict_written(connection, side);
	return exactly((int64_t)written.bytes - half->nxt);
}
