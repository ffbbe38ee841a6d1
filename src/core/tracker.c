/* SPDX-License-Identifier: GPL-2.0-or-later */
/* tracker.c: takes events to the connections they are about. */
#include "core/tracker.h"

#include "core/gaps.h"
#include "core/lifetime.h"
#include "core/progress.h"
#include "core/track.h"
#include "core/units.h"
#include "core/zeek_records.h"

#include <stdlib.h>

enum { MAX_CONNECTIONS = 1000 * 1000 };

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
		tracker->options.max_connections = MAX_CONNECTIONS;
	zeek_records_pool(&tracker->backlogs);
	return table_init(&tracker->table, &options->table_key);
}

void tracker_free(struct tracker *tracker)
{
	table_free(&tracker->table);
	trail_pool_free(&tracker->trails);
	pool_free(&tracker->backlogs);
	listeners_free(&tracker->listeners);
}

/* Owners, calls. */

static void on_owner(struct tracker *tracker, const struct owner *owner)
{
	enum side side;
	struct connection *connection =
		table_find_inode(&tracker->table, owner->inode, &side);

	listeners_owner(&tracker->listeners, owner);
	/* Once found it is kept: "was pid 812 nginx" is worth more than "none". */
	if (connection && (owner->known == OWNER_FOUND ||
			   connection->half[side].socket->owner.known != OWNER_FOUND))
		connection->half[side].socket->owner = *owner;
}

bool tracker_wants_owner(const struct tracker *tracker, uint32_t inode)
{
	enum side side;
	const struct connection *connection =
		table_find_inode(&tracker->table, inode, &side);

	if (connection && connection->half[side].socket->owner.inode != inode)
		return true;
	return listeners_want_owner(&tracker->listeners, inode);
}

static void on_holder(struct tracker *tracker, const struct holder_check *check)
{
	enum side side;
	struct connection *connection =
		table_find_inode(&tracker->table, check->inode, &side);

	if (connection)
		half_holder(&connection->half[side], connection_peer(connection, side), check,
			    tracker->now_ns);
}

static void on_call(struct tracker *tracker, const struct call *call, uint64_t time_ns)
{
	enum side side;
	struct connection *connection =
		table_find(&tracker->table, &call->local, &call->remote, &side);

	if (connection && progress_trail(tracker, connection))
		trail_add_call(connection->trail, time_ns, side, call->text);
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
		track_fact(tracker, &event->socket);
		break;
	case EVENT_OWNER:
		on_owner(tracker, &event->owner);
		break;
	case EVENT_HOLDER:
		on_holder(tracker, &event->holder);
		break;
	case EVENT_CALL:
		on_call(tracker, &event->call, time_ns);
		break;
	case EVENT_GAP:
		gaps_note(tracker, &event->gap, time_ns);
		break;
	case EVENT_TICK:
		break;
	}
}

static int by_id(const void *a, const void *b)
{
	const struct connection *first = *(struct connection *const *)a;
	const struct connection *second = *(struct connection *const *)b;

	return first->id < second->id ? -1 : first->id > second->id;
}

void tracker_finish(struct tracker *tracker, uint64_t now_ns)
{
	size_t count = tracker->table.count, i = 0;
	struct connection **all = calloc(count + 1, sizeof(*all));

	if (sane_time(now_ns) > tracker->now_ns)
		tracker->now_ns = sane_time(now_ns);
	/* Without memory for the order they leave as they were last active. */
	if (!all) {
		while (tracker->table.oldest)
			lifetime_leave(tracker, tracker->table.oldest);
		return;
	}
	for (struct connection *c = tracker->table.oldest; c; c = c->active_next)
		all[i++] = c;
	qsort(all, count, sizeof(*all), by_id);
	for (i = 0; i < count; i++)
		lifetime_leave(tracker, all[i]);
	free(all);
}
