/* SPDX-License-Identifier: GPL-2.0-or-later */
/* rules_gone.c: sockets that are gone, and ends that do not know it. */
#include "core/judged.h"

#include "core/units.h"

/* A FIN or RST that came its way at all has arrived by then. */
#define NEWS_TAKES_NS S_NS

/* The kernel's timers are rounded up, and its answer says whole ticks. */
#define TIMER_SLACK_NS (100 * MS_NS)

/* It was there and open, and an exact lookup found it no more: a tuple never seen proves nothing. */
static bool vanished(const struct half_socket *socket)
{
	return socket && socket->seen && half_rare(socket)->gone_ns &&
	       tcp_state_rank(socket->latest.state) >= tcp_state_rank(TCP_STATE_ESTABLISHED);
}

static bool was_told(const struct half *me, const struct half *peer)
{
	if (peer->fin_sent && !me->fin_undelivered)
		return true;
	return peer->rst_sent && peer->rst_ns < half_rare(peer->socket)->gone_ns &&
	       !me->rst_undelivered;
}

/* A descriptor is open, and whoever has it may wait for ever. */
static bool believes(const struct half_socket *socket)
{
	enum tcp_state state = socket->latest.state;

	return socket->latest.inode != 0 &&
	       (state == TCP_STATE_ESTABLISHED || state == TCP_STATE_FIN_WAIT1 ||
		state == TCP_STATE_FIN_WAIT2);
}

/* When it learned of it, by the RST that answers what it sends then; 0: it did not. */
static uint64_t learned_at(const struct judged *j)
{
	return j->peer->rst_sent && j->peer->rst_ns > half_rare(j->peer->socket)->gone_ns ?
	       j->peer->rst_ns : 0;
}

bool rule_peer_gone(const struct judged *j, struct finding *finding)
{
	const struct half_socket *mine = j->me->socket, *theirs = j->peer->socket;

	if (j->connection->self || j->cause == RESET_CAUSE_FORGED || !vanished(theirs) || !mine ||
	    !mine->seen || !believes(mine) || was_told(j->me, j->peer) ||
	    mine->latest.time_ns < half_rare(theirs)->gone_ns + NEWS_TAKES_NS)
		return false;
	finding->until_ns = learned_at(j);
	if (!finding->until_ns && !half_socket_lives(mine))
		return false;
	finding->time_ns = half_rare(theirs)->gone_ns;
	finding->span_ns = (finding->until_ns ? finding->until_ns : j->context->now_ns) -
			   half_rare(theirs)->gone_ns;
	finding->bytes = sock_queued(&mine->latest);
	finding->certainty = CERTAINTY_OBSERVED;
	finding->evidence = judged_evidence_both(j);
	return true;
}

/* A minisocket answers data with a RST, and is gone then too. */
static bool ended_before(const struct half *me, const struct half *peer, uint64_t expired_ns)
{
	if (me->rst_sent)
		return me->rst_ns < expired_ns;
	return (peer->fin_sent && peer->fin_ns < half_rare(me->socket)->gone_ns) ||
	       (peer->rst_sent && peer->rst_ns < half_rare(me->socket)->gone_ns);
}

bool rule_fin_wait2_expired(const struct judged *j, struct finding *finding)
{
	const struct half_socket *socket = j->me->socket;
	uint64_t expired_ns;

	if (!vanished(socket) || socket->latest.state != TCP_STATE_FIN_WAIT2 ||
	    socket->latest.timer != SOCK_TIMER_TIMEWAIT)
		return false;
	expired_ns = socket->latest.time_ns + half_rare(socket)->expires_ms * MS_NS;
	if (half_rare(socket)->gone_ns + TIMER_SLACK_NS < expired_ns ||
	    ended_before(j->me, j->peer, expired_ns))
		return false;
	finding->time_ns = expired_ns;
	finding->certainty = CERTAINTY_OBSERVED;
	finding->evidence = judged_evidence(j->me);
	return true;
}
