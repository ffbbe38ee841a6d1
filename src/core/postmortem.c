/* SPDX-License-Identifier: GPL-2.0-or-later */
/* postmortem.c: which of two dead sockets reset the other, where no packet tells. */
#include "core/postmortem.h"

#include "core/units.h"

/* Sockets that one RST ended die together, be it one close() later; the notifications as well. */
#define AT_ONCE_NS (5 * MS_NS)

/* Of an end that is not in view a few repetitions may have been answered by a RST. */
enum { TRIES_MIN = 3 };

/* In FIN_WAIT2 and TIME_WAIT a minisocket goes on, and the full socket's death tells of no RST. */
static bool left_minisocket(const struct half *half)
{
	enum tcp_state state = half_latest_state(half);

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
	return postmortem_fin(me, peer) == FIN_CAME && postmortem_fin(peer, me) == FIN_CAME;
}

static bool aborted(const struct connection *connection, enum side side, struct postmortem *reset)
{
	const struct half *me = connection_half(connection, side);

	if (!postmortem_aborted(me) || !(half_was_held(me) || me->socket->listener_ended))
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
	const struct sock_kept *theirs = postmortem_death(peer);

	if (!theirs || !postmortem_death(me) || postmortem_fin(peer, me) != FIN_CAME ||
	    was_trying(peer) ||
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
	const struct sock_kept *mine = postmortem_death(connection_half(connection, side));
	const struct sock_kept *theirs = postmortem_death(connection_peer(connection, side));
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
	const struct sock_kept *death = postmortem_death(me);

	if (!death || !postmortem_unread(connection, side).bytes || was_left(me, peer) ||
	    ended_before(me, peer) || lives_after(peer, death->time_ns) ||
	    was_refused(connection, side) ||
	    (!half_in_view(peer) && !gives_up_reply(connection, side)))
		return false;
	reset->cause = RESET_CAUSE_UNREAD_DATA;
	reset->first = postmortem_fin(me, peer) == FIN_NEVER_CAME;
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
	const struct sock_kept *death = postmortem_death(me);
	uint64_t gone_ns = me->socket ? half_rare(me->socket)->gone_ns : 0;

	if (connection->self || connection_has_packets(connection) || !(death || gone_ns) ||
	    tcp_state_rank(half_latest_state(me)) < tcp_state_rank(TCP_STATE_ESTABLISHED))
		return false;
	/* Of a socket whose descriptor is still held no notification comes. A FIN alone is no loss. */
	if (!sock_queued(death ? death : &me->socket->latest) ||
	    !verdict_undelivered(connection, side).bytes)
		return false;
	if (half_in_view(peer))
		return was_trying(me) && lives_after(peer, gone_ns ? gone_ns : death->time_ns);
	return death && tried_often(me);
}
