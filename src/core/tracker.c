/* SPDX-License-Identifier: GPL-2.0-or-later */
/* tracker.c: takes events to the connections they are about. */
#include "core/tracker.h"

#include "core/accept_queue.h"
#include "core/gaps.h"
#include "core/lifetime.h"
#include "core/look.h"
#include "core/pileup.h"
#include "core/progress.h"
#include "core/silence.h"
#include "core/sharing.h"
#include "core/track.h"
#include "core/units.h"
#include "core/verdict.h"
#include "core/zeek_records.h"

#include <errno.h>
#include <stdlib.h>

/* How long connections that are over are kept for stragglers. */
#define ENDED_NS (5 * S_NS)

/*
 * Nor more than that many: at ten thousand ends a second a retransmission, which comes within the
 * 200 ms of TCP_RTO_MIN (include/net/tcp.h), still finds its own. All of them fit a cache.
 */
enum { ENDED_MAX = 2048 };

/* What is due waits that long, so that not every segment asks. */
#define RUN_NS MS_NS

/* The year 2262. A file may claim later times: of these no sum with a duration must wrap. */
#define TIME_MAX_NS ((uint64_t)INT64_MAX)

int tracker_init(struct tracker *tracker, const struct tracker_options *options,
		 const struct sink *sink)
{
	*tracker = (struct tracker){ .options = *options, .sink = *sink };
	if (!tracker->options.stall_after_ns)
		tracker->options.stall_after_ns = 5 * S_NS;
	if (!tracker->options.max_connections)
		tracker->options.max_connections = TRACKER_CONNECTIONS;
	if (!tracker->options.ended_ns)
		tracker->options.ended_ns = ENDED_NS;
	if (!tracker->options.ended_max)
		tracker->options.ended_max = ENDED_MAX;
	zeek_records_pool(&tracker->backlogs);
	return table_init(&tracker->table, &options->table_key);
}

void tracker_free(struct tracker *tracker)
{
	table_free(&tracker->table);
	rest_free(&tracker->rested);
	sightings_free(&tracker->sightings);
	process_free_all(&tracker->processes);
	trail_pool_free(&tracker->trails);
	pool_free(&tracker->backlogs);
	listeners_free(&tracker->listeners);
	places_free(&tracker->places);
}

/* Owners, calls. */

static struct half *half_of(const struct half_socket *socket)
{
	return &socket->connection->half[socket->side];
}

static const struct half *peer_of(const struct half_socket *socket)
{
	return connection_peer(socket->connection, (enum side)socket->side);
}

static bool is_another(const struct owner *known, const struct owner *owner)
{
	return known->known == OWNER_FOUND && known->inode == owner->inode &&
	       (known->pid != owner->pid || known->fd != owner->fd);
}

static void take_owner(struct tracker *tracker, struct half_socket *socket,
		       const struct owner *owner)
{
	socket->owner_left = false;
	/* Once found it is kept: "was pid 812 nginx" is worth more than "none". */
	if (owner->known != OWNER_FOUND) {
		if (socket->owner.known != OWNER_FOUND)
			socket->owner = *owner;
		return;
	}
	if (is_another(&socket->owner, owner)) {
		if (sharing_pass_on(half_of(socket), socket->connection->start_ns,
				    tracker->now_ns) < 0)
			tracker->out_of_memory = true;
		socket->used_ns = 0;
	}
	socket->owner = *owner;
	if (!socket->first_pid)
		socket->first_pid = owner->pid;
	if (process_join(&tracker->processes, socket, owner) < 0)
		tracker->out_of_memory = true;
}

static void on_owner(struct tracker *tracker, const struct owner *owner)
{
	struct half_socket *socket = rest_find_inode(tracker, owner->inode);

	listeners_owner(&tracker->listeners, owner);
	if (!socket)
		return;
	take_owner(tracker, socket, owner);
	rest_put(tracker, socket->connection);
}

static void on_holders(struct tracker *tracker, const struct holders *holders)
{
	struct half_socket *socket = rest_find_inode(tracker, holders->inode);

	if (socket && sharing_survey(socket, holders, tracker->now_ns) < 0)
		tracker->out_of_memory = true;
}

bool tracker_is_calm(const struct tracker *tracker)
{
	return tracker->table.due[DUE_SOON].count == 0 &&
	       tracker->table.due[DUE_LATER].count == 0 && tracker->places.count == 0;
}

bool tracker_wants_owner(const struct tracker *tracker, uint32_t inode)
{
	const struct half_socket *socket = table_find_inode(&tracker->table, inode);

	if (socket && (socket->owner.inode != inode || socket->owner_left))
		return true;
	return rest_wants_owner(&tracker->rested, inode) ||
	       listeners_want_owner(&tracker->listeners, inode);
}

bool tracker_wants_holders(const struct tracker *tracker, uint32_t inode)
{
	const struct half_socket *socket = table_find_inode(&tracker->table, inode);

	return socket && sharing_wants_survey(socket, tracker->now_ns);
}

static void on_holder(struct tracker *tracker, const struct holder_check *check)
{
	const struct half_socket *socket = rest_find_inode(tracker, check->inode);

	if (socket)
		half_holder(half_of(socket), peer_of(socket), check, tracker->now_ns);
}

/* Those that were not closing yet, each once, though both its ends be the process's. */
static void count_open(struct process *process)
{
	for (struct half_socket *member = process->members; member; member = member->process_next) {
		const struct connection *connection = member->connection;
		enum side side = (enum side)member->side;
		const struct half_socket *other = peer_of(member)->socket;

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
		if (half_exited(half_of(member)))
			return true;
	}
	return false;
}

/* As sshd and inetd do, somebody else listens, and starts a process for each connection. */
static bool is_worker(const struct tracker *tracker, const struct process *process)
{
	for (struct half_socket *member = process->members; member; member = member->process_next) {
		const struct connection *connection = member->connection;
		enum side server = connection_server(connection);
		const struct listener *listener =
			listeners_find(&tracker->listeners, &connection->end[server]);

		if (connection->half[server].socket == member && listener &&
		    listener->owner.known == OWNER_FOUND && listener->owner.pid != process->pid)
			return true;
	}
	return false;
}

/* Each of its ends is judged anew; one without a FIN or RST yet is looked at, since others may hold it. */
static void look_at_members(struct tracker *tracker, const struct process *process)
{
	for (struct half_socket *member = process->members; member; member = member->process_next) {
		struct connection *connection = member->connection;
		enum side side = (enum side)member->side;
		const struct half *half = half_of(member);

		if (!half->fin_sent && !half->rst_sent)
			look_at(tracker, connection, side);
		lifetime_watch(tracker, connection);
	}
}

static void on_process(struct tracker *tracker, const struct process_news *news)
{
	struct process *process = process_find(&tracker->processes, news->pid);

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

static void on_waits(struct tracker *tracker, const struct wait_check *check)
{
	const struct half_socket *socket = rest_find_inode(tracker, check->inode);

	if (socket && silence_note_wait(half_of(socket), check, tracker->now_ns) < 0)
		tracker->out_of_memory = true;
}

static void on_call(struct tracker *tracker, const struct call *call, uint64_t time_ns)
{
	enum side side;
	struct connection *connection =
		rest_find(tracker, &call->local, &call->remote, &side);

	if (connection && progress_trail(tracker, connection))
		trail_add_call(connection->trail, time_ns, side, call->text);
}

static void on_counters(struct tracker *tracker, const struct kernel_counters *grown)
{
	kernel_counters_add(&tracker->counts.kernel, grown);
	if (grown->value[KERNEL_LISTEN_OVERFLOWS]) {
		if (tracker->overflow_ns != tracker->counted_ns)
			tracker->no_overflow_ns = tracker->counted_ns;
		tracker->overflow_ns = tracker->now_ns;
	}
	tracker->counted_ns = tracker->now_ns;
}

static uint64_t sane_time(uint64_t time_ns)
{
	return time_ns < TIME_MAX_NS ? time_ns : TIME_MAX_NS;
}

static void run_what_is_due(struct tracker *tracker)
{
	if (tracker->now_ns < tracker->run_ns)
		return;
	tracker->run_ns = tracker->now_ns + RUN_NS;
	lifetime_run(tracker);
}

static void tell_shortage(struct tracker *tracker)
{
	const struct gap gap = { GAP_OUT_OF_MEMORY, 1 };

	if (tracker->out_of_memory && !tracker->counts.gaps[GAP_OUT_OF_MEMORY])
		gaps_note(tracker, &gap, tracker->now_ns);
}

void tracker_event(struct tracker *tracker, const struct event *event)
{
	uint64_t time_ns = sane_time(event->time_ns);

	if (!tracker->first_ns)
		tracker->first_ns = time_ns;
	if (time_ns > tracker->now_ns)
		tracker->now_ns = time_ns;
	run_what_is_due(tracker);
	switch (event->kind) {
	case EVENT_SEGMENT:
		track_segment(tracker, &event->segment);
		break;
	case EVENT_SOCKET:
		track_fact(tracker, event);
		break;
	case EVENT_OWNER:
		on_owner(tracker, &event->owner);
		break;
	case EVENT_HOLDER:
		on_holder(tracker, &event->holder);
		break;
	case EVENT_PROCESS:
		on_process(tracker, &event->process);
		break;
	case EVENT_WAITS:
		on_waits(tracker, &event->waits);
		break;
	case EVENT_HOLDERS:
		on_holders(tracker, &event->holders);
		break;
	case EVENT_CALL:
		on_call(tracker, &event->call, time_ns);
		break;
	case EVENT_GAP:
		gaps_note(tracker, &event->gap, time_ns);
		break;
	case EVENT_TICK:
		tell_shortage(tracker);
		break;
	case EVENT_COUNTERS:
		on_counters(tracker, &event->counters);
		break;
	case EVENT_TIME_WAITS:
		pileup_note(tracker, &event->time_waits);
		break;
	}
}

void tracker_place(struct tracker *tracker, const struct place *now)
{
	int ret = places_hold(&tracker->places, now, tracker->now_ns, &tracker->sink);

	if (ret == -ENOMEM)
		tracker->out_of_memory = true;
	/* One for which there is no place is not remembered either: so they are not counted. */
	if (ret == -ENOSPC && !tracker->counts.gaps[GAP_PLACES_UNTOLD])
		gaps_note(tracker, &(struct gap){ GAP_PLACES_UNTOLD, 1 }, tracker->now_ns);
	if (ret > 0)
		tracker->counts.findings[now->finding.severity]++;
}

/* One or the other. */
struct leaving {
	uint64_t id;
	struct connection *connection;
	struct rested *rested;
};

static int by_id(const void *a, const void *b)
{
	const struct leaving *first = a, *second = b;

	return first->id < second->id ? -1 : first->id > second->id;
}

static void list_all(const struct tracker *tracker, struct leaving *all)
{
	size_t n = 0;

	for (struct connection *c = tracker->table.oldest; c; c = c->active_next)
		all[n++] = (struct leaving){ .id = c->id, .connection = c };
	for (size_t i = 0; i < tracker->rested.bucket_count; i++) {
		for (struct rested *r = tracker->rested.buckets[i]; r; r = r->next)
			all[n++] = (struct leaving){ .id = rested_id(r, &tracker->rested.patterns),
					       .rested = r };
	}
}

/* Returns false, if there is no memory to wake it. */
static bool let_leave(struct tracker *tracker, struct connection *connection)
{
	if (connection)
		lifetime_leave(tracker, connection);
	return connection;
}

static void let_all_leave(struct tracker *tracker)
{
	struct rested *rested;
	size_t count = tracker->table.count + tracker->rested.count;
	struct leaving *all = calloc(count + 1, sizeof(*all));

	if (all) {
		list_all(tracker, all);
		qsort(all, count, sizeof(*all), by_id);
	}
	for (size_t i = 0; all && i < count; i++)
		let_leave(tracker, all[i].rested ? rest_wake(tracker, all[i].rested) :
						   all[i].connection);
	free(all);
	/* Without memory for the order they leave as they were last active. */
	while (tracker->table.oldest)
		lifetime_leave(tracker, tracker->table.oldest);
	while ((rested = rest_any(&tracker->rested)) &&
	       let_leave(tracker, rest_wake(tracker, rested)))
		;
}

static void go_on_to(struct tracker *tracker, uint64_t now_ns)
{
	if (sane_time(now_ns) > tracker->now_ns)
		tracker->now_ns = sane_time(now_ns);
}

void tracker_conclude(struct tracker *tracker, uint64_t now_ns)
{
	go_on_to(tracker, now_ns);
	for (struct connection *c = tracker->table.oldest; c; c = c->active_next)
		lifetime_conclude(tracker, c);
	tell_shortage(tracker);
}

void tracker_finish(struct tracker *tracker, uint64_t now_ns)
{
	go_on_to(tracker, now_ns);
	let_all_leave(tracker);
	accept_queue_finish(tracker);
	places_leave(&tracker->places, &tracker->sink);
	tell_shortage(tracker);
}
