/* SPDX-License-Identifier: GPL-2.0-or-later */
/* tracker.c: takes events to the connections they are about. */
#include "core/tracker.h"

#include "core/accept_queue.h"
#include "core/gaps.h"
#include "core/lifetime.h"
#include "core/pileup.h"
#include "core/progress.h"
#include "core/track.h"
#include "core/units.h"
#include "core/zeek_records.h"

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
	rested_table_free(&tracker->rested);
	sightings_free(&tracker->sightings);
	process_free_all(&tracker->processes);
	trail_pool_free(&tracker->trails);
	pool_free(&tracker->backlogs);
	listeners_free(&tracker->listeners);
	places_free(&tracker->places);
}

bool tracker_is_calm(const struct tracker *tracker)
{
	return tracker->table.due[DUE_SOON].count == 0 &&
	       tracker->table.due[DUE_LATER].count == 0 && tracker->places.count == 0;
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
		track_owner(tracker, &event->owner);
		break;
	case EVENT_HOLDER:
		track_holder(tracker, &event->holder);
		break;
	case EVENT_PROCESS:
		track_process(tracker, &event->process);
		break;
	case EVENT_WAITS:
		track_waits(tracker, &event->waits);
		break;
	case EVENT_HOLDERS:
		track_holders(tracker, &event->holders);
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
	while ((rested = rested_table_any(&tracker->rested)) &&
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
