/* SPDX-License-Identifier: GPL-2.0-or-later */
/* postmortem.c: reads the kernel's notifications of dead sockets where no packet tells what they did. */
#include "core/postmortem.h"

#include "core/units.h"

/* Sockets that one RST ended die together, be it one close() later; the notifications as well. */
#define AT_ONCE_NS (5 * MS_NS)

/* Of an end that is not in view a few repetitions may have been answered by a RST. */
enum { TRIES_MIN = 3 };

/* A file may claim more: of these no sum with a queue must wrap. */
#define COUNTED_MAX ((uint64_t)INT64_MAX - UINT32_MAX)

static struct byte_count exactly(uint64_t bytes)
{
	return (struct byte_count){ .bytes = bytes, .known = true };
}

static struct byte_count at_least(uint64_t bytes)
{
	return (struct byte_count){ .bytes = bytes, .known = true, .at_least = true };
}

static uint64_t less(uint64_t from, uint64_t bytes)
{
	return from > bytes ? from - bytes : 0;
}

static uint64_t not_above(uint64_t bytes, uint64_t limit)
{
	return bytes < limit ? bytes : limit;
}

/* No more than was written, if that is known: the numbers of a file need not fit together. */
static uint64_t of_written(uint64_t bytes, struct byte_count written)
{
	return written.known && !written.at_least ? not_above(bytes, written.bytes) : bytes;
}

static enum tcp_state last_seen(const struct half *half)
{
	return half->socket && half->socket->seen ? half->socket->latest.state : TCP_STATE_NONE;
}

/* Its notification, if its counters hold: tcp_disconnect() sets them to 0. */
static const struct sock_kept *death_of(const struct half *half)
{
	const struct sock_kept *death = half->socket ? half->socket->destroy : NULL;

	return death && death->info && !death->disconnected ? death : NULL;
}

/* tcp_disconnect() after connect() failed is no abort: nothing was open. */
static bool was_aborted(const struct half *half)
{
	return half_disconnected(half) &&
	       tcp_state_rank(last_seen(half)) >= tcp_state_rank(TCP_STATE_ESTABLISHED);
}

/* Not all kernels count data by itself; a SYN and a FIN may be all that was acknowledged. */
static bool counts_data(const struct sock_kept *fact)
{
	return fact->info && (fact->info->data_sent > 0 || fact->info->bytes_acked <= 2);
}

enum fin {
	FIN_UNKNOWN,
	FIN_NONE,
	FIN_CAME,	/* its receiver counts it, with the data in front of it */
};

/* Did the peer's FIN come, before it died? */
static enum fin fin_to(const struct half *me, const struct half *peer)
{
	const struct sock_kept *mine = death_of(me), *theirs = death_of(peer);

	if (mine && theirs && counts_data(theirs))
		return mine->info->bytes_received > theirs->info->data_sent ? FIN_CAME : FIN_NONE;
	return mine && half_fin_received(me, peer, mine) ? FIN_CAME : FIN_UNKNOWN;
}

static bool may_be_notify(const struct connection *connection, uint64_t bytes)
{
	return segment_len_of_close_notify((int64_t)bytes, &connection->end[SIDE_A],
					   &connection->end[SIDE_B]);
}

struct byte_count postmortem_unread(const struct connection *connection, enum side side)
{
	const struct half *me = connection_half(connection, side);
	const struct half *peer = connection_peer(connection, side);
	const struct sock_kept *death = death_of(me);
	enum fin fin = fin_to(me, peer);

	/* Who aborts by SO_LINGER had read all, else its kernel would have taken that for the cause. */
	if (was_aborted(me) && half_was_held(me))
		return exactly(0);
	if (!death)
		return (struct byte_count){ 0 };
	if ((fin != FIN_NONE && may_be_notify(connection, less(death->recv_q, 1))) ||
	    (fin != FIN_CAME && may_be_notify(connection, death->recv_q)))
		return exactly(0);
	if (fin == FIN_UNKNOWN && death->recv_q > 0)
		return at_least(death->recv_q - 1);
	return exactly(less(death->recv_q, fin == FIN_CAME));
}

/* Its own FIN waits behind what was never sent, and counts there: that is known of who was seen. */
static bool fin_may_wait(const struct half *half)
{
	return half->socket->orphan_seen || (half->socket->seen && !tcp_state_is_open(last_seen(half)));
}

static uint64_t written_by(const struct sock_kept *fact, bool fin_waits)
{
	return not_above(fact->info->data_sent, COUNTED_MAX) +
	       less(fact->info->notsent_bytes, fin_waits);
}

/* A close() that leaves data unread sends no FIN. Any other may have come, and not been seen. */
static struct byte_count written_by_death(const struct half *half, const struct sock_kept *death)
{
	if (fin_may_wait(half) || !death->info->notsent_bytes)
		return exactly(written_by(death, fin_may_wait(half)));
	return death->recv_q > 1 ? exactly(written_by(death, false)) :
				   at_least(written_by(death, true));
}

struct byte_count postmortem_written(const struct connection *connection, enum side side)
{
	const struct half *half = connection_half(connection, side);
	const struct half_socket *socket = half->socket;
	const struct sock_kept *death = death_of(half);

	if (death && counts_data(death))
		return written_by_death(half, death);
	/* What it wrote since, before it died or was seen, no counter has. */
	if (socket && socket->seen && counts_data(&socket->latest))
		return at_least(written_by(&socket->latest, fin_may_wait(half)));
	return (struct byte_count){ 0 };
}

/* What its own kernel still kept of it, unacknowledged, where the other end's tells nothing. */
static struct byte_count kept_by(const struct connection *connection, enum side side)
{
	const struct half *half = connection_half(connection, side);
	const struct half_socket *socket = half->socket;
	const struct sock_kept *fact = death_of(half);

	if (!fact && socket && socket->destroy && !socket->destroy->disconnected)
		fact = socket->destroy;
	if (!fact)
		return (struct byte_count){ 0 };
	if (may_be_notify(connection, fact->send_q) ||
	    may_be_notify(connection, less(fact->send_q, 1)))
		return exactly(0);
	if (!fact->send_q || fin_may_wait(half))
		return exactly(less(fact->send_q, 1));
	return at_least(fact->send_q - 1);
}

/* No FIN has come to it, and it is a full socket, which counts what comes. */
static bool hears_on(const struct sock_kept *fact)
{
	return fact->state == TCP_STATE_ESTABLISHED ||
	       (fact->timer != SOCK_TIMER_TIMEWAIT &&
		(fact->state == TCP_STATE_FIN_WAIT1 || fact->state == TCP_STATE_FIN_WAIT2));
}

/* All that it ever received of the other end: as it died, or was seen open when that had. */
static const struct sock_kept *final_of(const struct half *half, const struct half *dead)
{
	const struct half_socket *socket = half->socket;
	uint64_t died_ns = dead->socket && dead->socket->destroy ? dead->socket->destroy->time_ns :
								   UINT64_MAX;

	if (death_of(half))
		return death_of(half);
	return socket && socket->seen && socket->latest.info && socket->latest.asked_ns > died_ns &&
	       hears_on(&socket->latest) ? &socket->latest : NULL;
}

struct byte_count postmortem_undelivered(const struct connection *connection, enum side side)
{
	const struct half *me = connection_half(connection, side);
	const struct half *peer = connection_peer(connection, side);
	struct byte_count written = postmortem_written(connection, side), kept;
	const struct sock_kept *theirs = final_of(peer, me);

	if (fin_to(peer, me) == FIN_CAME)
		return exactly(0);
	if (!theirs || !written.known) {
		kept = kept_by(connection, side);
		kept.bytes = of_written(kept.bytes, written);
		return kept;
	}
	written.at_least |= theirs == death_of(peer) && fin_to(peer, me) == FIN_UNKNOWN;
	written.bytes = less(written.bytes, theirs->info->bytes_received);
	/* What a program says before it closes, and nobody is to read. */
	if (may_be_notify(connection, written.bytes))
		return exactly(0);
	return written;
}

struct byte_count postmortem_lost(const struct connection *connection, enum side from)
{
	struct byte_count lost = postmortem_undelivered(connection, from);
	const struct half *reader = connection_peer(connection, from);
	struct byte_count unread = postmortem_unread(connection, side_other(from));
	struct byte_count written = postmortem_written(connection, from);

	/* Never accepted: nobody read a byte. */
	if (half_disconnected(reader) && !half_was_held(reader))
		return written;
	lost.bytes = of_written(lost.bytes + unread.bytes, written);
	lost.at_least = lost.bytes > 0 && (lost.at_least || unread.at_least || !lost.known);
	/* What SO_LINGER threw away is in no counter. */
	lost.known = lost.bytes > 0 ||
		     (lost.known && !half_disconnected(connection_half(connection, from)));
	return lost;
}

/* In FIN_WAIT2 and TIME_WAIT a minisocket goes on, and the full socket's death tells of no RST. */
static bool left_minisocket(const struct half *half)
{
	enum tcp_state state = last_seen(half);

	return state == TCP_STATE_FIN_WAIT2 || state == TCP_STATE_TIME_WAIT;
}

/* The peer was gone before: its end was another's doing, and left this end what it had. */
static bool was_left(const struct half *me, const struct half *peer)
{
	const struct sock_kept *mine = me->socket->destroy;
	const struct sock_kept *theirs = peer->socket ? peer->socket->destroy : NULL;

	return theirs && theirs->time_ns + AT_ONCE_NS < mine->time_ns && !left_minisocket(peer);
}

/* A RST would have ended it too; whatever became of it since. */
static bool lives_after(const struct half *half, uint64_t time_ns)
{
	const struct half_socket *socket = half->socket;

	return socket && socket->seen && socket->latest.asked_ns > time_ns + DELIVERY_TAKES_NS &&
	       socket->latest.timer != SOCK_TIMER_TIMEWAIT;
}

/* Both FINs had come: what it left unread then is lost without a RST. */
static bool ended_before(const struct half *me, const struct half *peer)
{
	return fin_to(me, peer) == FIN_CAME && fin_to(peer, me) == FIN_CAME;
}

static bool aborted(const struct connection *connection, enum side side, struct postmortem *reset)
{
	const struct half *me = connection_half(connection, side);

	if (!was_aborted(me) || !(half_was_held(me) || me->socket->listener_ended))
		return false;
	reset->cause = half_was_held(me) ? RESET_CAUSE_LINGER_ZERO : RESET_CAUSE_NOT_ACCEPTED;
	reset->time_ns = me->socket->destroy->time_ns;
	return true;
}

/* Its kernel was at it still, and not answered. */
static bool was_trying(const struct half *half)
{
	const struct half_socket *socket = half->socket;

	return socket && socket->seen &&
	       (socket->latest.retransmits > 0 ||
		(socket->latest.timer == SOCK_TIMER_PERSIST && socket->latest.send_q > 0));
}

/* Who waits for room is answered, and may be reset any time: then these are few, or none. */
static bool tried_often(const struct half *half)
{
	const struct half_socket *socket = half->socket;

	return socket && socket->seen && socket->latest.retransmits >= TRIES_MIN;
}

/* It had closed for good, as the other end was told, which wrote on and met a RST. */
static bool refused_late_data(const struct connection *connection, enum side side,
			      struct postmortem *reset)
{
	const struct half *me = connection_half(connection, side);
	const struct half *peer = connection_peer(connection, side);
	const struct sock_kept *theirs = death_of(peer);

	if (!theirs || !death_of(me) || fin_to(peer, me) != FIN_CAME || was_trying(peer) ||
	    !postmortem_undelivered(connection, side_other(side)).bytes)
		return false;
	reset->cause = RESET_CAUSE_DATA_AFTER_CLOSE;
	reset->first = true;
	reset->time_ns = theirs->time_ns;
	return true;
}

/* What it left unread had been left to it by who died before, and refused what it wrote. */
static bool was_refused(const struct connection *connection, enum side side)
{
	const struct sock_kept *mine = death_of(connection_half(connection, side));
	const struct sock_kept *theirs = death_of(connection_peer(connection, side));
	struct postmortem reset;

	return theirs && theirs->time_ns <= mine->time_ns &&
	       refused_late_data(connection, side_other(side), &reset);
}

/*
 * Whom an end out of view may have reset leaves data unread too: servers every day, clients seldom
 * but in the midst of what they send (a 413 waits behind it).
 */
static bool gives_up_reply(const struct connection *connection, enum side side)
{
	return side == (enum side)connection->client && !connection->roles_by_port &&
	       !postmortem_undelivered(connection, side).bytes;
}

static bool closed_unread(const struct connection *connection, enum side side,
			  struct postmortem *reset)
{
	const struct half *me = connection_half(connection, side);
	const struct half *peer = connection_peer(connection, side);
	const struct sock_kept *death = death_of(me);

	if (!death || !postmortem_unread(connection, side).bytes || was_left(me, peer) ||
	    ended_before(me, peer) || lives_after(peer, death->time_ns) ||
	    was_refused(connection, side) ||
	    (!half_in_view(peer) && !gives_up_reply(connection, side)))
		return false;
	reset->cause = RESET_CAUSE_UNREAD_DATA;
	reset->first = fin_to(me, peer) == FIN_NONE;
	reset->time_ns = death->time_ns;
	return true;
}

typedef bool (*proof_fn)(const struct connection *connection, enum side side,
			 struct postmortem *reset);

bool postmortem_reset(const struct connection *connection, struct postmortem *reset)
{
	static const proof_fn proofs[] = { aborted, closed_unread, refused_late_data };

	if (connection->self || connection_has_packets(connection))
		return false;
	for (size_t i = 0; i < sizeof(proofs) / sizeof(proofs[0]); i++) {
		struct postmortem a = { .by = SIDE_A }, b = { .by = SIDE_B };
		bool by_a = proofs[i](connection, SIDE_A, &a), by_b = proofs[i](connection, SIDE_B, &b);

		/* Who died first ended the other one. */
		if (by_a || by_b) {
			*reset = by_a && (!by_b || a.time_ns <= b.time_ns) ? a : b;
			return true;
		}
	}
	return false;
}

bool postmortem_gave_up(const struct connection *connection, enum side side)
{
	const struct half *me = connection_half(connection, side);
	const struct half *peer = connection_peer(connection, side);
	const struct sock_kept *death = death_of(me);
	uint64_t gone_ns = me->socket ? half_rare(me->socket)->gone_ns : 0;

	if (connection->self || connection_has_packets(connection) || !(death || gone_ns) ||
	    tcp_state_rank(last_seen(me)) < tcp_state_rank(TCP_STATE_ESTABLISHED))
		return false;
	/* Of a socket whose descriptor is still held no notification comes. A FIN alone is no loss. */
	if (!half_queued(death ? death : &me->socket->latest) ||
	    !verdict_undelivered(connection, side).bytes)
		return false;
	if (half_in_view(peer))
		return was_trying(me) && lives_after(peer, gone_ns ? gone_ns : death->time_ns);
	return death && tried_often(me);
}
