/* SPDX-License-Identifier: GPL-2.0-or-later */
/* rules_stall.c: an end that waits in vain: for an answer, for an ACK, for room at the other end. */
#include "core/judged.h"

#include "core/stall.h"
#include "core/units.h"

/* No TCP waits less before it repeats a SYN: RFC 6298, 2.1. */
#define SYN_GAP_NS S_NS

/* A hang, from when to when. */
struct hang {
	uint64_t since_ns;
	uint64_t until_ns;	/* 0: it lasts */
	uint32_t queued;	/* bytes that waited to be sent; 0: unknown */
};

static uint64_t hang_ns(const struct judged *j, const struct hang *hang)
{
	uint64_t end_ns = hang->until_ns ? hang->until_ns : j->context->now_ns;

	return end_ns > hang->since_ns ? end_ns - hang->since_ns : 0;
}

static bool lasts(const struct judged *j, const struct hang *hang)
{
	return hang_ns(j, hang) >= j->context->limit_ns;
}

/* It came to hold when the limit was over; what was given up before, then. */
static void set_hang(const struct judged *j, const struct hang *hang, struct finding *finding)
{
	finding->span_ns = hang_ns(j, hang);
	finding->time_ns = lasts(j, hang) ? hang->since_ns + j->context->limit_ns :
					    hang->until_ns;
	finding->until_ns = hang->until_ns;
	finding->evidence = judged_evidence(j->me);
}

/* When the kernel was first known to have it no more; 0: it was not. */
static uint64_t gone_since(const struct half_socket *socket)
{
	if (!socket)
		return 0;
	return socket->destroy ? socket->destroy->time_ns : half_rare(socket)->gone_ns;
}

static bool seen_asking(const struct half *half)
{
	return half->socket && half->socket->seen &&
	       half->socket->latest.state == TCP_STATE_SYN_SENT;
}

/* When the first SYN went out, at the latest. */
static uint64_t asked_since(const struct judged *j)
{
	uint64_t since_ns = j->connection->start_ns, tries_ns, seen_ns;

	if (!seen_asking(j->me))
		return since_ns;
	tries_ns = j->me->socket->latest.retransmits * SYN_GAP_NS;
	seen_ns = j->me->socket->latest.time_ns;
	return seen_ns > tries_ns && seen_ns - tries_ns < since_ns ? seen_ns - tries_ns : since_ns;
}

/* Not a SYN that was captured twice. */
static bool repeated_syn(const struct judged *j)
{
	const struct stall *stall = j->me->stall;

	if (stall && stall->again_ns >= j->connection->start_ns + STALL_APART_NS)
		return true;
	return seen_asking(j->me) && j->me->socket->latest.retransmits > 0;
}

/* Its kernel heard the other end, whose packets we missed. */
static bool socket_connected(const struct half_socket *socket)
{
	return socket && ((socket->seen && socket->latest.state != TCP_STATE_SYN_SENT) ||
			  (socket->destroy && socket->destroy->info &&
			   sock_info(socket->destroy)->bytes_acked > 0));
}

/* Who goes on was answered, captured or not; and a SYN may be answered by an older life. */
static bool unanswered(const struct judged *j)
{
	bool opener = j->me->packets ? j->me->opened : seen_asking(j->me);

	return opener && !j->me->acked_any && j->peer->packets == 0 &&
	       !socket_connected(j->me->socket) && !j->connection->self &&
	       !j->connection->older_answered;
}

/* When the opener stopped asking, as its socket says, or its silence; 0: it did not. */
static uint64_t asked_until(const struct judged *j)
{
	const struct half_socket *socket = j->me->socket;
	const struct stall *stall = j->me->stall;
	uint64_t gap_ns;

	if (gone_since(socket))
		return gone_since(socket);
	if (half_socket_lives(socket) || !stall)
		return 0;
	gap_ns = stall->gap_ms * MS_NS;
	if (stall->tries == 1 && stall->again_ns > j->connection->start_ns)
		gap_ns = stall->again_ns - j->connection->start_ns;
	return stall_overdue(stall->again_ns, gap_ns, j->context->now_ns) ? stall->again_ns : 0;
}

/* That it repeats the SYN proves that it had no answer up to then; so does its socket. */
static bool proven_unanswered(const struct judged *j, uint64_t since_ns)
{
	const struct half_socket *socket = j->me->socket;
	uint64_t proven_ns = j->me->stall ? j->me->stall->again_ns : 0;

	if (gone_since(socket))
		return true;
	if (socket && socket->seen && socket->latest.time_ns > proven_ns)
		proven_ns = socket->latest.time_ns;
	return proven_ns >= since_ns + j->context->limit_ns;
}

bool rule_no_answer(const struct judged *j, struct finding *finding)
{
	struct hang hang = { .since_ns = asked_since(j) };
	bool answered_late = j->me->stall && j->me->stall->answer_ns && j->me->opened;

	/* That is the listener's finding. */
	if (j->connection->queue_full)
		return false;
	if (!repeated_syn(j) || !(answered_late || unanswered(j)))
		return false;
	hang.until_ns = answered_late ? j->me->stall->answer_ns : asked_until(j);
	if (!lasts(j, &hang) && (answered_late || !hang.until_ns))
		return false;
	set_hang(j, &hang, finding);
	finding->certainty = answered_late || proven_unanswered(j, hang.since_ns) ?
			     CERTAINTY_OBSERVED : CERTAINTY_INFERRED;
	return true;
}

/* When it was over, as far as that is known. */
static uint64_t gave_up_at(const struct judged *j)
{
	if (j->sent_reset && j->cause == RESET_CAUSE_TIMEOUT)
		return j->reset_ns;
	return gone_since(j->me->socket) ? gone_since(j->me->socket) : j->me->stall->again_ns;
}

/* What the other end, out of view, may have answered no packet tells. */
static bool unseen(const struct judged *j)
{
	return !connection_has_packets(j->connection) && !half_in_view(j->peer);
}

bool rule_timed_out(const struct judged *j, struct finding *finding)
{
	bool keepalive = j->sent_reset && j->cause == RESET_CAUSE_TIMEOUT;
	const struct half_socket *socket = j->me->socket;
	struct byte_count left;

	if (!keepalive && !verdict_gave_up(j->connection, j->side))
		return false;
	left = verdict_undelivered(j->connection, j->side);
	finding->time_ns = gave_up_at(j);
	finding->bytes = left.bytes;
	/* Keep-alive probes nothing but an empty queue. */
	finding->at_least = !keepalive && left.at_least;
	finding->certainty = !finding->at_least && !unseen(j) && (gone_since(socket) ||
						    (keepalive && half_in_view(j->me))) ?
			     CERTAINTY_OBSERVED : CERTAINTY_INFERRED;
	finding->evidence = judged_evidence(j->me);
	return true;
}

/*
 * When probing ended, if it was no open window that ended it; 0: it goes on. For an orphan nobody
 * waits: orphaned-data.
 */
static uint64_t probed_until(const struct judged *j)
{
	const struct half_socket *socket = j->me->socket;
	const struct stall *stall = j->me->stall;

	if (socket && socket->orphan_seen)
		return half_rare(socket)->orphan_ns;
	if (j->peer->rst_sent)
		return j->peer->rst_ns;
	if (j->me->rst_sent)
		return j->me->rst_ns;
	if (gone_since(socket))
		return gone_since(socket);
	if (half_socket_lives(socket))
		return 0;
	return half_fin_acked(j->me) ||
	       stall_overdue(stall->again_ns, stall->gap_ms * MS_NS, j->context->now_ns) ?
	       stall->again_ns : 0;
}

/* As the packets tell: now, or before. */
static bool window_was_shut(const struct judged *j, struct hang *hang)
{
	const struct stall *stall = j->me->stall;

	if (!stall)
		return false;
	if (stall_probes(j->me) && !stall_keeps_alive(j->me)) {
		*hang = (struct hang){ stall->probing_ns, probed_until(j), stall->queued };
		if (lasts(j, hang))
			return true;
	}
	*hang = (struct hang){ stall->probed_ns, stall->probed_until_ns, stall->probed_queued };
	return hang->until_ns && lasts(j, hang);
}

/* As the writer's socket tells, which probes for what it cannot send. */
static bool persists(const struct judged *j, struct hang *hang)
{
	const struct half_socket *socket = j->me->socket;

	if (!half_socket_lives(socket) || socket->orphan_seen ||
	    socket->latest.timer != SOCK_TIMER_PERSIST || socket->latest.send_q == 0)
		return false;
	*hang = (struct hang){
		.since_ns = judged_same_since(socket, sock_info(&socket->latest)->last_data_sent_ms),
		.queued = sock_queued(&socket->latest),
	};
	return socket->latest.time_ns >= hang->since_ns + j->context->limit_ns;
}

bool rule_zero_window(const struct judged *j, struct finding *finding)
{
	struct hang hang;

	if (j->connection->self)
		return false;
	if (!window_was_shut(j, &hang) && !persists(j, &hang))
		return false;
	set_hang(j, &hang, finding);
	finding->bytes = hang.queued;
	finding->certainty = CERTAINTY_OBSERVED;
	if (!hang.queued) {
		finding->bytes = half_data_between(j->me, j->me->una, j->me->nxt);
		finding->at_least = true;
		finding->certainty = CERTAINTY_INFERRED;
	}
	return true;
}
