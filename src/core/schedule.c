/* SPDX-License-Identifier: GPL-2.0-or-later */
/* schedule.c: how soon, by what it may turn into meanwhile. */
#include "core/schedule.h"

#include "core/accept_queue.h"
#include "core/sharing.h"
#include "core/stall.h"
#include "core/states.h"
#include "core/suspect.h"
#include "core/units.h"
#include "core/verdict.h"

#define SOON_NS (50 * MS_NS)

/* The interval of looks at what lasts: a second, or the limit where that is shorter. */
#define LATER_NS (1000 * MS_NS)
#define LATER_MIN_NS (100 * MS_NS)

/* How long a program may hold a socket that was reset, before its notification counts as lost. */
#define AWAIT_NS (300 * S_NS)

/* A half-close is looked at often while it is young. */
#define YOUNG_NS (1000 * MS_NS)

/* A reset program may hold its dead socket for long: what it left unread is told at its death. */
static bool awaits_death(const struct tracker *tracker,
			 const struct connection *connection)
{
	enum side by;

	if (!tracker->options.sockets || !verdict_reset_by(connection, &by) ||
	    tracker->now_ns > connection->last_ns + AWAIT_NS)
		return false;
	for (int side = SIDE_A; side <= SIDE_B; side++) {
		const struct half_socket *socket = connection->half[side].socket;

		if (socket && socket->seen && socket->inode && !socket->destroy)
			return true;
	}
	return false;
}

static bool is_closing(const struct connection *connection)
{
	for (int side = SIDE_A; side <= SIDE_B; side++) {
		if (tcp_state_rank(states_last(&connection->half[side])) >
		    tcp_state_rank(TCP_STATE_ESTABLISHED))
			return true;
	}
	return false;
}

/* By its socket's word, or its packets. */
static bool stalls(const struct half *half, const struct half *peer)
{
	const struct half_socket *socket = half->socket;

	if (half_socket_lives(socket) &&
	    (socket->latest.timer == SOCK_TIMER_PERSIST || socket->latest.retransmits > 0))
		return true;
	return stall_goes_on(half, peer);
}

/* It does not change while the tracker runs, as the list of what is due needs it. */
static void watch_later(struct tracker *tracker, struct connection *connection)
{
	uint64_t later_ns = tracker->options.stall_after_ns;

	if (later_ns > LATER_NS)
		later_ns = LATER_NS;
	if (later_ns < LATER_MIN_NS)
		later_ns = LATER_MIN_NS;
	due_put(tracker->table.due, connection, DUE_LATER, tracker->now_ns + later_ns);
}

/*
 * What was left to another is told of once the limit is over, by a look that comes then: for the last
 * second before that it is looked at often.
 */
static bool is_nearly_told(const struct tracker *tracker, const struct connection *connection)
{
	uint64_t limit_ns = tracker->options.stall_after_ns, now_ns = tracker->now_ns;

	for (int side = SIDE_A; side <= SIDE_B; side++) {
		uint64_t left_ns = sharing_left_ns(connection_half(connection, (enum side)side),
						   connection->start_ns);

		if (left_ns && now_ns + LATER_NS > left_ns + limit_ns &&
		    now_ns < left_ns + limit_ns + 2 * SOON_NS)
			return true;
	}
	return false;
}

bool schedule_is_unsettled(const struct connection *connection)
{
	const struct half *a = &connection->half[SIDE_A], *b = &connection->half[SIDE_B];

	return is_closing(connection) || stalls(a, b) || stalls(b, a);
}

static uint64_t closing_since(const struct connection *connection)
{
	uint64_t a = connection->half[SIDE_A].fin_ns, b = connection->half[SIDE_B].fin_ns;

	if (!a || !b)
		return a + b;
	return a < b ? a : b;
}

void schedule_again(struct tracker *tracker, struct connection *connection)
{
	struct due_list *lists = tracker->table.due;
	uint64_t now_ns = tracker->now_ns;

	if (accept_queue_awaits_count(tracker, connection)) {
		schedule_watch(tracker, connection);
	} else if (states_over(connection)) {
		if (awaits_death(tracker, connection))
			watch_later(tracker, connection);
		else if (tracker->options.ended_findings && connection->finding_count)
			due_put(lists, connection, DUE_KEPT, UINT64_MAX);
		else
			due_put(lists, connection, DUE_LEAVE,
				now_ns + tracker->options.ended_ns);
	} else if (!schedule_is_unsettled(connection)) {
		if (is_nearly_told(tracker, connection))
			schedule_watch(tracker, connection);
		else if (suspect_is(tracker, connection))
			watch_later(tracker, connection);
		else
			schedule_rest(tracker, connection);
	} else if (now_ns < closing_since(connection) + YOUNG_NS) {
		schedule_watch(tracker, connection);
	} else {
		watch_later(tracker, connection);
	}
}

void schedule_rest(struct tracker *tracker, struct connection *connection)
{
	if (tracker->options.rest_after_ns)
		due_put(tracker->table.due, connection, DUE_REST,
			tracker->now_ns + tracker->options.rest_after_ns);
	else
		due_drop(tracker->table.due, connection);
}

void schedule_fact(struct tracker *tracker, struct connection *connection)
{
	bool waits = !due_awaits(connection) &&
		     (schedule_is_unsettled(connection) ||
		      suspect_is(tracker, connection));
	/* A RST seemed to have ended it, and did not arrive. */
	bool revived = (connection->due == DUE_LEAVE || connection->due == DUE_KEPT) &&
		       !states_over(connection);

	if (waits || revived)
		schedule_watch(tracker, connection);
}

void schedule_watch(struct tracker *tracker, struct connection *connection)
{
	/* Without sockets nothing happens between packets, so it is judged at its end alone. */
	if (tracker->options.sockets || states_over(connection))
		due_put(tracker->table.due, connection, DUE_SOON, tracker->now_ns + SOON_NS);
	else
		due_drop(tracker->table.due, connection);
}
