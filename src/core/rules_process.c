/* SPDX-License-Identifier: GPL-2.0-or-later */
/* rules_process.c: processes that ended, and sockets that outlived who had used them. */
#include "core/judged.h"

#include "core/half_holder.h"
#include "core/process.h"
#include "core/sharing.h"

#include <signal.h>

/* So a user, a pipe or timeout(1) ends a client: it is as good as an exit() of its own. */
static bool ends_clients(int signal)
{
	return signal == SIGHUP || signal == SIGINT || signal == SIGPIPE || signal == SIGTERM;
}

/*
 * What its end cost: bytes that it had not read, and bytes that its kernel did not deliver. A client
 * that had said all there was gave up the rest of the reply; and what the other end's RST threw away
 * was that end's to answer for.
 */
static uint64_t bytes_left(const struct judged *j)
{
	uint64_t unread = verdict_unread(j->connection, j->side).bytes;
	uint64_t unsent = verdict_undelivered(j->connection, j->side).bytes;

	if (!j->me->socket->destroy || j->was_reset)
		return 0;
	return judged_is_client(j) && unsent == 0 ? 0 : unread + unsent;
}

/* The last word was that end's, as packets show it, or the sockets' ages. */
static bool had_last_word(const struct half *half, const struct half *peer)
{
	const struct half_rare *rare = half->socket ? half_rare(half->socket) : NULL;

	if (half->packets)
		return half->last_data_ns > 0 && half->last_data_ns >= peer->last_data_ns;
	return rare && rare->informed_ns && rare->data_out_ns > rare->data_in_ns;
}

/* Both ends are its own: nobody else misses anything. */
static bool talks_to_itself(const struct judged *j, const struct process *process)
{
	return j->peer->socket && j->peer->socket->process == process;
}

/*
 * All that was said had been read, and what was asked answered: a client has its answer, or the other
 * end has closed too, and a server has said the last word. With a listener went those who come next.
 */
static bool is_complete(const struct judged *j, const struct process *process)
{
	/* A client that aborts while it is answered has enough of that: `curl | head`. */
	bool enough = judged_is_client(j) && j->me->rst_had_ack && had_last_word(j->peer, j->me);

	if (bytes_left(j) > 0 || j->was_reset || (j->sent_reset && !enough))
		return false;
	if (talks_to_itself(j, process))
		return true;
	if (judged_is_client(j))
		return had_last_word(j->peer, j->me) || j->peer->fin_sent ||
		       verdict_state(j->connection, side_other(j->side)) == TCP_STATE_CLOSED;
	return !process->listened && had_last_word(j->me, j->peer);
}

/* What was asked last may be answered yet, by a FIN or, since nobody reads, with a RST. */
static bool may_complete(const struct judged *j, const struct process *process)
{
	return judged_is_client(j) && !j->peer->fin_sent && !j->sent_reset && !j->was_reset &&
	       !bytes_left(j) && !j->context->final &&
	       j->context->now_ns < process->ended_ns + j->context->limit_ns;
}

/*
 * A status other than 0 is the program's own word on what it was started for: curl -f tells of a 404 by
 * it, grep that it found nothing, a test that it failed. It is a connection's trouble where that was cut.
 */
static bool failed_early(const struct judged *j, const struct process *process)
{
	return process->end.status && !is_complete(j, process) && !may_complete(j, process);
}

/* Or it may have called exit(0) with the work done, which closes connections too. */
static bool ended_early(const struct judged *j, const struct process *process)
{
	const struct process_news *end = &process->end;

	if (judged_is_client(j) && ends_clients(end->signal))
		return false;
	if (!end->status_known)
		return process->listened || process->open > 1 || bytes_left(j) > 0;
	/* One that serves one connection says by its status how that went: sshd's is 255 at each goodbye. */
	if (process->worker && process->open == 1 && !end->signal)
		return bytes_left(j) > 0;
	return end->signal || failed_early(j, process) || bytes_left(j) > 0;
}

bool rule_process_ended(const struct judged *j, struct finding *finding)
{
	const struct process *process = j->me->socket ? j->me->socket->process : NULL;

	if (!process || !process->ended_ns || !half_exited(j->me) ||
	    !verdict_closes_by_exit(j->connection, j->side) || !ended_early(j, process))
		return false;
	finding->time_ns = process->ended_ns;
	finding->bytes = bytes_left(j);
	finding->certainty = process->end.status_known ? CERTAINTY_OBSERVED : CERTAINTY_INFERRED;
	finding->evidence = judged_evidence(j->me);
	return true;
}

/* A living socket that somebody holds, seen so when the limit was over. */
static bool held_on(const struct judged *j, uint64_t since_ns)
{
	const struct half_socket *socket = j->me->socket;

	return !socket->destroy && !half_rare(socket)->gone_ns && socket->latest.inode &&
	       !j->me->fin_sent && !j->me->rst_sent && !j->peer->rst_sent &&
	       socket->latest.time_ns >= since_ns + j->context->limit_ns;
}

bool rule_held_elsewhere(const struct judged *j, struct finding *finding)
{
	const struct sharing *sharing =
		j->me->socket ? half_rare(j->me->socket)->sharing : NULL;

	if (!sharing || !sharing_is_left(j->me, j->connection->start_ns) ||
	    !held_on(j, sharing->former_ns))
		return false;
	finding->time_ns = sharing->former_ns + j->context->limit_ns;
	finding->span_ns = j->context->now_ns - sharing->former_ns;
	finding->certainty = CERTAINTY_OBSERVED;
	finding->evidence = judged_evidence(j->me);
	return true;
}
