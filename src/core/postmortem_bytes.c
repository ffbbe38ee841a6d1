/* SPDX-License-Identifier: GPL-2.0-or-later */
/* postmortem_bytes.c: what was written, read and lost, as the sockets' own counters have it. */
#include "core/postmortem.h"

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

const struct sock_kept *postmortem_death(const struct half *half)
{
	const struct sock_kept *death = half->socket ? half->socket->destroy : NULL;

	return death && death->info && !death->disconnected ? death : NULL;
}

bool postmortem_aborted(const struct half *half)
{
	return half_disconnected(half) &&
	       tcp_state_rank(half_latest_state(half)) >= tcp_state_rank(TCP_STATE_ESTABLISHED);
}

/* Not all kernels count data by itself; a SYN and a FIN may be all that was acknowledged. */
static bool counts_data(const struct sock_kept *fact)
{
	return fact->info && (fact->info->data_sent > 0 || fact->info->bytes_acked <= 2);
}

enum fin_arrival postmortem_fin(const struct half *me, const struct half *peer)
{
	const struct sock_kept *mine = postmortem_death(me), *theirs = postmortem_death(peer);

	if (mine && theirs && counts_data(theirs))
		return mine->info->bytes_received > theirs->info->data_sent ? FIN_CAME : FIN_NEVER_CAME;
	return mine && half_fin_received(me, peer, mine) ? FIN_CAME : FIN_UNCERTAIN;
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
	const struct sock_kept *death = postmortem_death(me);
	enum fin_arrival fin = postmortem_fin(me, peer);

	/* Who aborts by SO_LINGER had read all, else its kernel would have taken that for the cause. */
	if (postmortem_aborted(me) && half_was_held(me))
		return exactly(0);
	if (!death)
		return (struct byte_count){ 0 };
	if ((fin != FIN_NEVER_CAME && may_be_notify(connection, less(death->recv_q, 1))) ||
	    (fin != FIN_CAME && may_be_notify(connection, death->recv_q)))
		return exactly(0);
	if (fin == FIN_UNCERTAIN && death->recv_q > 0)
		return at_least(death->recv_q - 1);
	return exactly(less(death->recv_q, fin == FIN_CAME));
}

/* Its own FIN waits behind what was never sent, and counts there: that is known of who was seen. */
static bool fin_may_wait(const struct half *half)
{
	return half->socket->orphan_seen ||
	       (half->socket->seen && !tcp_state_is_open(half_latest_state(half)));
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
	const struct sock_kept *death = postmortem_death(half);

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
	const struct sock_kept *fact = postmortem_death(half);

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

	if (postmortem_death(half))
		return postmortem_death(half);
	return socket && socket->seen && socket->latest.info && socket->latest.asked_ns > died_ns &&
	       hears_on(&socket->latest) ? &socket->latest : NULL;
}

struct byte_count postmortem_undelivered(const struct connection *connection, enum side side)
{
	const struct half *me = connection_half(connection, side);
	const struct half *peer = connection_peer(connection, side);
	struct byte_count written = postmortem_written(connection, side), kept;
	const struct sock_kept *theirs = final_of(peer, me);

	if (postmortem_fin(peer, me) == FIN_CAME)
		return exactly(0);
	if (!theirs || !written.known) {
		kept = kept_by(connection, side);
		kept.bytes = of_written(kept.bytes, written);
		return kept;
	}
	written.at_least |= theirs == postmortem_death(peer) && postmortem_fin(peer, me) == FIN_UNCERTAIN;
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
