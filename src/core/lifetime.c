/* SPDX-License-Identifier: GPL-2.0-or-later */
/* lifetime.c: judges connections as they come due, and lets them go. */
#include "core/lifetime.h"

#include "core/accept_queue.h"
#include "core/findings.h"
#include "core/gaps.h"
#include "core/half_holder.h"
#include "core/look.h"
#include "core/roles.h"
#include "core/rules.h"
#include "core/schedule.h"
#include "core/silence.h"
#include "core/stall.h"
#include "core/states.h"
#include "core/units.h"
#include "core/verdict.h"
#include "core/zeek_records.h"

/* How long a RST waits for the notifications of both sockets before it is judged. */
#define SETTLE_NS (100 * MS_NS)

/* In a capture no more than that many wait, so that they are still in the cache when judged. */
enum { SOON_MAX = 32 };

/* For so long after a RST its ends are looked at, if they were too early. */
#define YOUNG_NS (1000 * MS_NS)

/* One that waits for accept(), or was too short to be seen accepted, is taken to be the listener's. */
static void borrow_owner(struct tracker *tracker, struct connection *connection)
{
	enum side server = connection_server(connection);
	struct half *half = &connection->half[server];
	const struct listener *listener =
		listeners_since(&tracker->listeners, &connection->end[server],
				connection->start_ns);

	if (!listener || listener->owner.known != OWNER_FOUND || connection->self ||
	    !(half->syn_sent || accept_queue_has(half) || (half->socket && half->socket->listened)) ||
	    !half_socket(half))
		return;
	if (half->socket->owner.known != OWNER_FOUND)
		half->socket->owner = listener->owner;
	if (listener_serves(listener))
		half_lender_lives(half, tracker->now_ns);
}

static void judge(struct tracker *tracker, struct connection *connection, bool final)
{
	const struct rules_context context = {
		.now_ns = tracker->now_ns,
		.limit_ns = tracker->options.stall_after_ns,
		.dropped = tracker->counts.gaps[GAP_PACKETS_DROPPED] > 0,
		.final = final,
	};

	connection->judged = true;
	connection->has_gaps = gaps_in(connection);
	for (int side = SIDE_A; side <= SIDE_B; side++) {
		if (connection->half[side].stall)
			connection->half[side].stall->seen_ns = tracker->now_ns;
	}
	borrow_owner(tracker, connection);
	if (silence_note(connection, tracker->now_ns, tracker->options.stall_after_ns) < 0)
		tracker->out_of_memory = true;
	accept_queue_note(tracker, connection);
	if (findings_update(connection, &context, &tracker->sink) < 0)
		tracker->out_of_memory = true;
}

static void give_trail(struct tracker *tracker, struct connection *connection)
{
	trail_pool_give(&tracker->trails, connection->trail);
	connection->trail = NULL;
}

static void settle_zeek(struct tracker *tracker, struct connection *connection)
{
	if (zeek_records_settle(connection, &tracker->backlogs) < 0)
		tracker->out_of_memory = true;
}

static void count_end(struct tracker_counts *counts, const struct connection *connection)
{
	enum side by;

	for (unsigned int i = 0; i < connection->finding_count; i++)
		counts->findings[connection->findings[i].severity]++;
	if (verdict_reset_by(connection, &by))
		counts->causes[verdict_reset_cause(connection)]++;
	counts->gave_up += verdict_gave_up(connection, SIDE_A) ||
			   verdict_gave_up(connection, SIDE_B);
}

void lifetime_conclude(struct tracker *tracker, struct connection *connection)
{
	/* A capture tells no more than when it was last judged. */
	if (tracker->options.sockets || !connection->judged)
		judge(tracker, connection, true);
	findings_sort(connection);
	count_end(&tracker->counts, connection);
	if (connection->has_gaps)
		gaps_of_connection(tracker, connection);
}

void lifetime_leave(struct tracker *tracker, struct connection *connection)
{
	lifetime_conclude(tracker, connection);
	if (connection->finding_count || tracker->options.zeek == KEEP_ALL)
		settle_zeek(tracker, connection);
	zeek_records_end(connection, &tracker->sink);
	if (tracker->sink.ended)
		tracker->sink.ended(tracker->sink.arg, connection);
	give_trail(tracker, connection);
	pool_give(&tracker->backlogs, connection->zeek_backlog);
	connection->zeek_backlog = NULL;
	for (int side = SIDE_A; side <= SIDE_B; side++)
		process_leave(&tracker->processes, connection->half[side].socket);
	table_remove(&tracker->table, connection);
}

/* Silent for long enough that what comes would be of another connection. */
static bool may_leave(const struct tracker *tracker, const struct connection *connection)
{
	return tracker->now_ns >= connection->last_ns + tracker->options.ended_ns &&
	       !zeek_records_open(connection, tracker->now_ns, &tracker->sink);
}

/* A capture has told by then what it tells: there are no notifications to wait for. */
static bool settled(const struct tracker *tracker, const struct connection *connection)
{
	enum side by;

	return !tracker->options.sockets || !verdict_reset_by(connection, &by) ||
	       tracker->now_ns >= connection_half(connection, by)->rst_ns + SETTLE_NS;
}

/* A good end needs no ladder; a RST that comes later still has its own line. */
static void forget_trail(struct tracker *tracker, struct connection *connection)
{
	if (tracker->options.trails != KEEP_OF_FINDINGS || connection->finding_count ||
	    !states_over(connection))
		return;
	give_trail(tracker, connection);
}

/*
 * Where thousands end each second, stragglers come sooner than these would be forgotten. In
 * conn.log they would be records of their own.
 */
static void bound_lingering(struct tracker *tracker)
{
	const struct due_list *leaving = &tracker->table.due[DUE_LEAVE];
	const struct due_list *kept = &tracker->table.due[DUE_KEPT];

	while (!tracker->sink.zeek && leaving->count > tracker->options.ended_max)
		lifetime_leave(tracker, leaving->first);
	while (kept->count > tracker->options.ended_max)
		lifetime_leave(tracker, kept->first);
}

static void put_to_rest(struct tracker *tracker, struct connection *connection)
{
	if (!rest_put(tracker, connection))
		schedule_rest(tracker, connection);
}

/*
 * Not each of them may rest: one that may not is not tried again until it could have idled for long
 * enough.
 */
static void bound_awake(struct tracker *tracker)
{
	enum { TRIES = 256 };
	const struct due_list *awake = &tracker->table.due[DUE_REST];
	uint64_t after_ns = tracker->options.rest_after_ns;
	uint64_t early_ns = tracker->now_ns + after_ns - after_ns / REST_HURRY;

	for (int i = 0; i < TRIES && awake->count > AWAKE_MAX && awake->first->due_ns <= early_ns; i++)
		put_to_rest(tracker, awake->first);
}

static struct connection *next_due(const struct tracker *tracker)
{
	const struct due_list *soon = &tracker->table.due[DUE_SOON];

	if (!tracker->options.sockets && soon->count > SOON_MAX)
		return soon->first;
	return due_first(tracker->table.due, tracker->now_ns);
}

static bool awaits_process(const struct tracker *tracker, const struct connection *connection)
{
	const struct half *a = connection_half(connection, SIDE_A);
	const struct half *b = connection_half(connection, SIDE_B);

	return half_process_awaited(a, b, tracker->now_ns) ||
	       half_process_awaited(b, a, tracker->now_ns);
}

/*
 * On a busy host nobody may have come to look since a RST must have arrived: whose socket lives on had
 * no time to die of it when it was looked at.
 */
static bool looked_too_soon(const struct tracker *tracker, const struct connection *connection)
{
	enum side by;

	if (!verdict_reset_by(connection, &by) ||
	    tracker->now_ns > connection_half(connection, by)->rst_ns + YOUNG_NS)
		return false;
	for (int side = SIDE_A; side <= SIDE_B; side++) {
		const struct half_socket *socket = connection->half[side].socket;

		if (half_socket_lives(socket) && socket->inode &&
		    socket->latest.asked_ns <=
			    connection_half(connection, by)->rst_ns + DELIVERY_TAKES_NS)
			return true;
	}
	return false;
}

/* A RST is young, or someone closed on a reader: there is more to be learned, and it is asked for. */
static bool awaits_more(const struct tracker *tracker, const struct connection *connection)
{
	if (settled(tracker, connection) &&
	    !(tracker->options.sockets && looked_too_soon(tracker, connection)))
		return awaits_process(tracker, connection);
	look_at_reset(tracker, connection);
	return true;
}

void lifetime_run(struct tracker *tracker)
{
	struct connection *connection;

	bound_lingering(tracker);
	bound_awake(tracker);
	while ((connection = next_due(tracker))) {
		if (connection->due == DUE_REST) {
			put_to_rest(tracker, connection);
			continue;
		}
		if (connection->due == DUE_LEAVE && may_leave(tracker, connection)) {
			lifetime_leave(tracker, connection);
			continue;
		}
		if (awaits_more(tracker, connection)) {
			schedule_watch(tracker, connection);
			continue;
		}
		if (!states_over(connection))
			look_again(tracker, connection);
		judge(tracker, connection, false);
		forget_trail(tracker, connection);
		schedule_again(tracker, connection);
	}
}

/* Those at rest have been silent for longer than the others, and are in no order. */
static void evict(struct tracker *tracker)
{
	while (tracker->table.count + tracker->rested.count >= tracker->options.max_connections) {
		struct rested *rested = rested_table_any(&tracker->rested);
		struct connection *connection = rested ? rest_wake(tracker, rested) :
							 tracker->table.oldest;

		if (!connection)
			return;
		tracker->counts.evicted++;
		lifetime_leave(tracker, connection);
	}
}

struct connection *lifetime_begin(struct tracker *tracker, const struct endpoint *from,
				  const struct endpoint *to, const struct segment *segment)
{
	struct connection *connection;

	evict(tracker);
	connection = table_add(&tracker->table, from, to);
	if (!connection) {
		tracker->out_of_memory = true;
		return NULL;
	}
	connection->start_ns = tracker->now_ns;
	connection->last_ns = tracker->now_ns;
	roles_assign(connection, &tracker->listeners, segment);
	tracker->counts.connections++;
	return connection;
}
