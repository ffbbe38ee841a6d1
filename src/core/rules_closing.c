/* SPDX-License-Identifier: GPL-2.0-or-later */
/* rules_closing.c: half-closes in use and in vain, and what is left when nobody closes. */
#include "core/judged.h"

#include "core/accept_queue.h"
#include "core/half_holder.h"
#include "core/units.h"

/* A half-close shorter than that is the ordinary gap between two closes. */
#define HALF_CLOSE_NS (50 * MS_NS)

static uint64_t age_ns(const struct judged *j, uint64_t since_ns)
{
	return j->context->now_ns > since_ns ? j->context->now_ns - since_ns : 0;
}

/* Since when has the kernel been trying to send the same bytes? */
static uint64_t stuck_since(const struct half_socket *socket)
{
	return judged_same_since(socket, sock_info(&socket->latest)->last_data_sent_ms);
}

/* Its window opens in leaps: a slow reader takes from its own queue meanwhile. */
static bool goes_on_reading(const struct half_socket *socket, uint64_t limit_ns)
{
	uint64_t unread_ns = socket ? half_rare(socket)->unread_ns : 0;

	return half_socket_lives(socket) &&
	       unread_ns && !socket->unread_from_start &&
	       socket->latest.time_ns < unread_ns + limit_ns;
}

bool rule_orphaned_data(const struct judged *j, struct finding *finding)
{
	const struct half_socket *socket = j->me->socket;
	struct byte_count left = verdict_undelivered(j->connection, j->side);

	if (!socket || !socket->seen || socket->latest.inode ||
	    !tcp_state_fin_waits(socket->latest.state))
		return false;
	if (socket->destroy) {
		finding->time_ns = socket->destroy->time_ns;
	} else {
		if (socket->latest.time_ns < stuck_since(socket) + j->context->limit_ns ||
		    goes_on_reading(j->peer->socket, j->context->limit_ns))
			return false;
		left.bytes = socket->latest.send_q - (socket->latest.send_q > 0);
		left.at_least = false;
		finding->time_ns = stuck_since(socket);
	}
	if (left.bytes == 0)
		return false;
	finding->bytes = left.bytes;
	finding->certainty = CERTAINTY_OBSERVED;
	finding->evidence = judged_evidence(j->me);
	return true;
}

/* When the end came to CLOSE_WAIT; from tcp_info, at the latest, where no packet told. */
static uint64_t close_wait_since(const struct judged *j)
{
	const struct half_socket *socket = j->me->socket;

	/* A FIN carries an ACK: it came with, or before, the latest one. */
	return j->peer->fin_sent ? j->peer->fin_ns :
	       judged_same_since(socket, sock_info(&socket->latest)->last_ack_recv_ms);
}

/*
 * Since when it could know of the end and act on it: who reads what came before the FIN, slowly (a download
 * with a limit, into a pipe), neglects nothing.
 */
static uint64_t free_to_close_since(const struct judged *j)
{
	const struct half_socket *socket = j->me->socket;
	uint64_t since_ns = close_wait_since(j), read_ns;

	if (!socket)
		return since_ns;
	read_ns = socket->took_some && half_rare(socket)->unread_ns ? half_rare(socket)->unread_ns :
								      half_rare(socket)->emptied_ns;
	return read_ns > since_ns ? read_ns : since_ns;
}

/* It is at it still. */
static bool reads_what_came(const struct judged *j)
{
	const struct half_socket *socket = j->me->socket;

	return socket && socket->took_some && goes_on_reading(socket, j->context->limit_ns) &&
	       verdict_unread(j->connection, j->side).bytes > 0;
}

static bool sent_since_fin(const struct judged *j)
{
	return j->me->late;
}

/* When it was over for the end, at the latest; 0: it goes on. What ended it may not have been captured. */
static uint64_t over_ns(const struct judged *j)
{
	const struct half_socket *mine = j->me->socket;

	if (j->me->fin_sent)
		return j->me->fin_ns;
	if (j->me->rst_sent)
		return j->me->rst_ns;
	if (!mine)
		return 0;
	return mine->destroy ? mine->destroy->time_ns : half_rare(mine)->gone_ns;
}

/* A report drops the warning where the end then closed in time and had nothing to say. */
static bool ended_well(const struct judged *j)
{
	uint64_t end_ns = over_ns(j);
	/* Without packets the counters tell whether it had. */
	bool said_more = connection_has_packets(j->connection) ?
			 sent_since_fin(j) :
			 verdict_undelivered(j->connection, j->side).bytes > 0;

	return end_ns && !said_more && end_ns < free_to_close_since(j) + j->context->limit_ns;
}

/* Until when its next write would have been lost. One that is gone has been so since it was last seen. */
static uint64_t doomed_until(const struct judged *j)
{
	const struct half_socket *mine = j->me->socket;
	uint64_t end_ns = over_ns(j);

	if (j->me->fin_sent)
		return j->me->fin_ns;
	if (j->peer->rst_sent)
		return j->peer->rst_ns;
	if (mine && !j->me->rst_sent && !mine->destroy && half_rare(mine)->gone_ns)
		return mine->latest.time_ns;
	return end_ns ? end_ns : j->context->now_ns;
}

/*
 * One end has let go of its socket, and the other was told by its FIN and can still write; as the
 * packets say, or the sockets alone.
 */
static bool doomed_pair(const struct judged *j)
{
	const struct half_socket *mine = j->me->socket, *theirs = j->peer->socket;

	/* Nobody writes on what nobody has accepted: not-accepted. */
	if (j->connection->self || !half_released(j->peer, j->me) ||
	    half_closed_second(j->peer, j->me) || accept_queue_has(j->me))
		return false;
	if (!j->peer->fin_sent)
		return theirs->latest.state == TCP_STATE_FIN_WAIT2 && mine && mine->seen &&
		       mine->latest.state == TCP_STATE_CLOSE_WAIT;
	/* Nobody has seen its socket, and its FIN may be among what was dropped. */
	if (j->context->dropped && !(mine && mine->seen))
		return false;
	/* It died before, or has never heard of the FIN. */
	return !j->me->fin_undelivered &&
	       !(mine && mine->destroy && mine->destroy->time_ns < j->peer->fin_ns) &&
	       !(mine && half_rare(mine)->gone_ns && half_rare(mine)->gone_ns < j->peer->fin_ns);
}

bool rule_doomed_half_close(const struct judged *j, struct finding *finding)
{
	uint64_t until_ns = doomed_until(j), since_ns;

	if (!doomed_pair(j) || reads_what_came(j))
		return false;
	since_ns = free_to_close_since(j);
	if (j->peer->socket->shutdown_seen && half_rare(j->peer->socket)->orphan_ns > since_ns)
		since_ns = half_rare(j->peer->socket)->orphan_ns;
	if (until_ns < since_ns + HALF_CLOSE_NS || ended_well(j))
		return false;
	finding->time_ns = since_ns + HALF_CLOSE_NS;
	finding->until_ns = until_ns < j->context->now_ns ? until_ns : 0;
	finding->certainty = j->me->socket && j->me->socket->seen ? CERTAINTY_OBSERVED :
								    CERTAINTY_INFERRED;
	finding->evidence = judged_evidence_both(j);
	return true;
}

/* A living CLOSE_WAIT with a descriptor, seen when the limit was over. */
static bool lazy_close_wait(const struct judged *j)
{
	const struct half_socket *socket = j->me->socket;

	return half_socket_lives(socket) &&
	       verdict_state(j->connection, j->side) == TCP_STATE_CLOSE_WAIT &&
	       socket->latest.state == TCP_STATE_CLOSE_WAIT && socket->latest.inode &&
	       socket->latest.time_ns >= free_to_close_since(j) + j->context->limit_ns;
}

static void lasting_finding(const struct judged *j, struct finding *finding)
{
	finding->time_ns = free_to_close_since(j) + j->context->limit_ns;
	finding->certainty = CERTAINTY_OBSERVED;
	finding->evidence = judged_evidence(j->me) | (j->peer->fin_sent ? EVIDENCE_PACKET : 0);
	finding->span_ns = age_ns(j, close_wait_since(j));
}

static bool peer_in_view(const struct judged *j)
{
	return j->peer->socket && j->peer->socket->seen;
}

static bool sent_lately(const struct judged *j)
{
	const struct half_socket *socket = j->me->socket;
	uint64_t sent_ns;

	if (j->me->packets)
		return sent_since_fin(j);
	if (!socket->latest.info)
		return false;
	sent_ns = socket->latest.time_ns - sock_info(&socket->latest)->last_data_sent_ms * MS_NS;
	return sent_ns > close_wait_since(j);
}

bool rule_eof_ignored(const struct judged *j, struct finding *finding)
{
	bool peer_reads = peer_in_view(j) && !half_released(j->peer, j->me) &&
			  !half_rare(j->peer->socket)->gone_ns &&
			  !j->peer->socket->destroy;

	if (!lazy_close_wait(j) || j->me->socket->latest.recv_q > 0 || sent_lately(j) ||
	    peer_reads)
		return false;
	lasting_finding(j, finding);
	if (!peer_in_view(j))
		finding->certainty = CERTAINTY_INFERRED;
	return true;
}

bool rule_eof_unread(const struct judged *j, struct finding *finding)
{
	if (!lazy_close_wait(j) || j->me->socket->latest.recv_q == 0 ||
	    verdict_unread(j->connection, j->side).bytes > 0)
		return false;
	lasting_finding(j, finding);
	/* A close_notify is known by its length alone. */
	if (j->me->socket->latest.recv_q > 1 && !connection_has_packets(j->connection))
		finding->certainty = CERTAINTY_INFERRED;
	return true;
}

static bool went_through(const struct half *half, enum tcp_state state)
{
	for (unsigned int i = 0; i < half->state_count; i++) {
		if (half->states[i] == state)
			return true;
	}
	return false;
}

/*
 * FINs that do not acknowledge each other look as if they had crossed. But one may have been lost
 * on its way: its sender alone goes through CLOSING, and sends it again. Then only a socket tells.
 */
bool rule_simultaneous_close(const struct judged *j, struct finding *finding)
{
	bool seen = judged_both_in_view(j);

	if (j->connection->self || !went_through(j->me, TCP_STATE_CLOSING) ||
	    !went_through(j->peer, TCP_STATE_CLOSING) ||
	    (!seen && (j->me->fin_again || j->peer->fin_again)))
		return false;
	/* It is both ends', and said once. */
	if (j->me->fin_ns > j->peer->fin_ns ||
	    (j->me->fin_ns == j->peer->fin_ns && j->side == SIDE_B))
		return false;
	finding->time_ns = j->peer->fin_ns;
	finding->span_ns = j->peer->fin_ns - j->me->fin_ns;
	finding->certainty = seen ? CERTAINTY_OBSERVED : CERTAINTY_INFERRED;
	finding->evidence = judged_evidence_both(j);
	return true;
}

/* A half-close in proper use: the end that sent its FIN first goes on reading. */
bool rule_half_closed(const struct judged *j, struct finding *finding)
{
	bool shut = j->me->socket && j->me->socket->shutdown_seen &&
		    j->me->socket->reads_on_seen;
	uint64_t end_ns = j->peer->fin_sent ? j->peer->fin_ns : j->context->now_ns;
	uint64_t bytes = half_read_on(j->me, j->peer);

	if (!j->me->fin_sent || half_closed_second(j->me, j->peer) || j->connection->self)
		return false;
	if (j->peer->rst_sent || j->me->rst_sent)
		end_ns = j->peer->rst_sent ? j->peer->rst_ns : j->me->rst_ns;
	if (shut && j->me->socket->orphan_seen && half_rare(j->me->socket)->orphan_ns < end_ns)
		end_ns = half_rare(j->me->socket)->orphan_ns;
	/* The other's FIN, or a RST, came before its own: there was no half-close. */
	if (end_ns < j->me->fin_ns)
		return false;
	if (!(shut && end_ns >= j->me->fin_ns + HALF_CLOSE_NS) && bytes == 0)
		return false;
	finding->time_ns = j->me->fin_ns;
	finding->until_ns = end_ns < j->context->now_ns || j->context->final ? end_ns : 0;
	finding->span_ns = end_ns - j->me->fin_ns;
	finding->carried = bytes;
	finding->certainty = shut ? CERTAINTY_OBSERVED : CERTAINTY_INFERRED;
	finding->evidence = judged_evidence_both(j);
	return true;
}
