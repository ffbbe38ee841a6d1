/* SPDX-License-Identifier: GPL-2.0-or-later */
/* track_process.c: the end of a process, to the connections whose ends it owned. */
#include "core/track.h"

#include "core/half_holder.h"
#include "core/look.h"
#include "core/schedule.h"
#include "core/verdict.h"

/* Those that were not closing yet, each once, though both its ends be the process's. */
static void count_open(struct process *process)
{
	for (struct half_socket *member = process->members; member; member = member->process_next) {
		const struct connection *connection = member->connection;
		enum side side = (enum side)member->side;
		const struct half_socket *other = track_peer(member)->socket;

		if (verdict_closes_by_exit(connection, side) &&
		    !(side == SIDE_B && other && other->process == process &&
		      verdict_closes_by_exit(connection, SIDE_A)))
			process->open++;
	}
}

/*
 * A thousand sockets take a process some time to close as it ends, and their FINs are no longer right
 * before its end then. One was seen to be: so are the others, but for those behind which the process
 * was seen to live on (half_exited()).
 */
static bool all_at_once(const struct process *process)
{
	for (struct half_socket *member = process->members; member; member = member->process_next) {
		if (half_exited(track_half(member)))
			return true;
	}
	return false;
}

/*
 * The listener of one of its connections that is another process's, as sshd and inetd start a process
 * for each connection; NULL: there is none.
 */
static const struct listener *another_listens(const struct tracker *tracker,
					      const struct process *process)
{
	for (struct half_socket *member = process->members; member; member = member->process_next) {
		const struct connection *connection = member->connection;
		enum side server = connection_server(connection);
		const struct listener *listener =
			listeners_find(&tracker->listeners, &connection->end[server]);

		if (connection->half[server].socket == member && listener &&
		    listener->owner.known == OWNER_FOUND && listener->owner.pid != process->pid)
			return listener;
	}
	return NULL;
}

static bool is_worker(struct tracker *tracker, const struct process *process)
{
	const struct listener *listener = another_listens(tracker, process);

	if (listener)
		listeners_hand_on(&tracker->listeners, listener);
	return listener;
}

/* Each of its ends is judged anew; one without a FIN or RST yet is looked at, since others may hold it. */
static void look_at_members(struct tracker *tracker, const struct process *process)
{
	for (struct half_socket *member = process->members; member; member = member->process_next) {
		struct connection *connection = member->connection;
		enum side side = (enum side)member->side;
		const struct half *half = track_half(member);

		if (!half->fin_sent && !half->rst_sent)
			look_at(tracker, connection, side);
		schedule_watch(tracker, connection);
	}
}

void track_process(struct tracker *tracker, const struct process_news *news)
{
	struct process *process = process_find(&tracker->processes, news->pid);

	listeners_unwatch(&tracker->listeners, news->pid);
	if (!news->ended)
		tracker->counts.processes_let_go++;
	if (!process || process->ended_ns)
		return;
	process->watched = news->ended;
	if (!news->ended)
		return;
	rest_wake_process(tracker, process);
	process->end = *news;
	process->ended_ns = tracker->now_ns;
	process->listened = listeners_owned_by(&tracker->listeners, news->pid);
	process->worker = !process->listened && is_worker(tracker, process);
	process->at_once = all_at_once(process);
	count_open(process);
	look_at_members(tracker, process);
}
