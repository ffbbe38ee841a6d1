/* SPDX-License-Identifier: GPL-2.0-or-later */
/* rules_process.c: processes that ended, and left their connections to the kernel. */
#include "core/judged.h"

#include "core/process.h"

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

	if (!j->me->socket->destroyed || j->was_reset)
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
