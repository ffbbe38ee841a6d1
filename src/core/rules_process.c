/* SPDX-License-Identifier: GPL-2.0-or-later */
/* rules_process.c: processes that ended, and sockets that outlived who had used them. */
#include "core/judged.h"

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
	bool client = j->side == (enum side)j->connection->client;
	uint64_t unread = verdict_unread(j->connection, j->side).bytes;
	uint64_t unsent = verdict_undelivered(j->connection, j->side).bytes;

	if (!j->me->socket->destroy || j->was_reset)
		return 0;
	return client && unsent == 0 ? 0 : unread + unsent;
}

/* Or it may have called exit(0) with the work done, which closes connections too. */
static bool ended_early(const struct judged *j, const struct process *process)
{
	bool client = j->side == (enum side)j->connection->client;
	const struct process_news *end = &process->end;

	if (client && ends_clients(end->signal))
		return false;
	if (!end->status_known)
		return process->listened || process->open > 1 || bytes_left(j) > 0;
	/* One that serves one connection says by its status how that went: sshd's is 255 at each goodbye. */
	if (process->worker && process->open == 1 && !end->signal)
		return bytes_left(j) > 0;
	return end->signal || end->status || bytes_left(j) > 0;
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
