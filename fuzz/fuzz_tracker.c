/* SPDX-License-Identifier: GPL-2.0-or-later */
/* fuzz_tracker.c: any sequence of events: options, then as events.c reads them. */
#include "core/rules.h"
#include "core/states.h"
#include "core/tracker.h"
#include "core/verdict.h"
#include "core/zeek.h"
#include "events.h"

#include <string.h>

/* Not so many events that an id would not fit. */
enum { CONNECTIONS_MAX = 4096, START_S = 1767323045 };

/* What the sink was told. */
struct told {
	uint8_t last_to[CONNECTIONS_MAX][2];	/* enum tcp_state; by id and end */
	bool ended[CONNECTIONS_MAX];
	uint64_t ended_count;
};

/* Figure 5 of RFC 9293; a RST or the kernel closes from anywhere, and data may ride on a SYN. */
static bool may_follow(enum tcp_state from, enum tcp_state to)
{
	static const bool successors[TCP_STATE_COUNT][TCP_STATE_COUNT] = {
		[TCP_STATE_SYN_SENT] = { [TCP_STATE_SYN_RECV] = true,
					 [TCP_STATE_ESTABLISHED] = true },
		[TCP_STATE_SYN_RECV] = { [TCP_STATE_ESTABLISHED] = true },
		[TCP_STATE_ESTABLISHED] = { [TCP_STATE_FIN_WAIT1] = true,
					    [TCP_STATE_CLOSE_WAIT] = true },
		[TCP_STATE_FIN_WAIT1] = { [TCP_STATE_FIN_WAIT2] = true,
					  [TCP_STATE_CLOSING] = true,
					  [TCP_STATE_TIME_WAIT] = true },
		[TCP_STATE_FIN_WAIT2] = { [TCP_STATE_TIME_WAIT] = true },
		[TCP_STATE_CLOSING] = { [TCP_STATE_TIME_WAIT] = true },
		[TCP_STATE_CLOSE_WAIT] = { [TCP_STATE_LAST_ACK] = true },
	};

	return from == TCP_STATE_NONE || successors[from][to] ||
	       (to == TCP_STATE_CLOSED && from != TCP_STATE_CLOSED);
}

static void check_states(const struct connection *connection, enum side side)
{
	const struct half *half = connection_half(connection, side);
	enum tcp_state last = TCP_STATE_NONE, now = verdict_state(connection, side);

	CLAIM(half->state_count <= HALF_STATES_MAX);
	for (unsigned int i = 0; i < half->state_count; i++) {
		CLAIM(may_follow(last, half->states[i]));
		last = half->states[i];
	}
	CLAIM(now == TCP_STATE_NONE || now == last);
	/* Nothing is acknowledged behind a FIN. */
	CLAIM(!half->fin_sent || half->una <= half->fin + 1 || connection->self);
}

static void check_bytes(const struct connection *connection, enum side side)
{
	struct byte_count written = verdict_written(connection, side);
	struct byte_count undelivered = verdict_undelivered(connection, side);
	struct byte_count lost = verdict_lost(connection, side);
	struct byte_count sent = verdict_sent(connection, side);
	struct byte_count acked = verdict_acked(connection, side);

	/* What no counter says was written, a dead socket's queue may hold. */
	bool all_written = written.known && !(written.at_least && !connection_has_packets(connection));

	CLAIM(written.bytes <= INT64_MAX && undelivered.bytes <= INT64_MAX);
	CLAIM(!all_written || undelivered.bytes <= written.bytes);
	CLAIM(!all_written || !lost.known || lost.bytes <= written.bytes);
	CLAIM(!sent.known || !acked.known || acked.bytes <= sent.bytes);
	CLAIM(verdict_unread(connection, side).bytes <= UINT32_MAX);
	CLAIM(verdict_unsent(connection, side).bytes <= INT64_MAX);
}

static void check_finding(const struct tracker *tracker, const struct connection *connection,
			  unsigned int i)
{
	const struct finding *finding = &connection->findings[i];

	CLAIM(finding->id < FINDING_COUNT && finding->severity < SEVERITY_COUNT);
	CLAIM(finding->end <= SIDE_B && finding->evidence != 0);
	CLAIM(finding->offset >= FINDING_NO_OFFSET);
	CLAIM(finding->time_ns <= tracker->now_ns && finding->until_ns <= tracker->now_ns);
	CLAIM(finding->span_ns <= tracker->now_ns);
	for (unsigned int j = 0; j < i; j++)
		CLAIM(connection->findings[j].id != finding->id ||
		      connection->findings[j].end != finding->end);
}

static void check(const struct tracker *tracker, const struct told *told)
{
	size_t count = tracker->rested.count, awake = 0;

	for (const struct connection *c = tracker->table.oldest; c; c = c->active_next) {
		for (int side = SIDE_A; side <= SIDE_B; side++) {
			check_states(c, (enum side)side);
			check_bytes(c, (enum side)side);
		}
		for (unsigned int i = 0; i < c->finding_count; i++)
			check_finding(tracker, c, i);
		awake++;
	}
	CLAIM(awake == tracker->table.count);
	count += awake;
	CLAIM(count == tracker->counts.connections - told->ended_count);
	CLAIM(count <= tracker->options.max_connections);
}

static void on_transition(void *arg, const struct connection *connection,
			  const struct transition *transition)
{
	struct told *told = arg;
	uint8_t *last_to = &told->last_to[connection->id][transition->end];

	CLAIM(transition->from == *last_to && transition->to != TCP_STATE_NONE);
	CLAIM(transition->trigger < TRIGGER_COUNT && !told->ended[connection->id]);
	*last_to = transition->to;
}

/* No more is lost than was written, or waits in a queue; what lasted was of its time. */
static void check_final(const struct connection *connection, const struct finding *finding)
{
	CLAIM(rules_lasting(finding->id) ||
	      finding->bytes <= verdict_written(connection, SIDE_A).bytes +
				verdict_written(connection, SIDE_B).bytes + UINT32_MAX);
}

static void check_zeek(const struct zeek *zeek)
{
	const char *history = zeek_history(zeek);

	CLAIM(zeek_conn_state(zeek) && strlen(history) == zeek->history_len);
	CLAIM(strspn(history, "^SHAFRDWTCGIQshafrdwtcgiq") == zeek->history_len);
	CLAIM(zeek->last_ns >= zeek->start_ns);
	for (int side = SIDE_A; side <= SIDE_B; side++)
		CLAIM(zeek_bytes(zeek, (enum side)side) < (uint64_t)1 << 49);
}

static void on_zeek(void *arg, const struct connection *connection, const struct zeek *zeek)
{
	const struct told *told = arg;

	CLAIM(!told->ended[connection->id]);
	check_zeek(zeek);
}

static void on_ended(void *arg, const struct connection *connection)
{
	struct told *told = arg;

	CLAIM(connection->id < CONNECTIONS_MAX && !told->ended[connection->id]);
	CLAIM(connection->finding_count <= RULES_MAX);
	for (unsigned int i = 0; i < connection->finding_count; i++)
		check_final(connection, &connection->findings[i]);
	CLAIM(outcome_name(verdict_outcome(connection)));
	if (connection->zeek)
		check_zeek(connection->zeek);
	told->ended[connection->id] = true;
	told->ended_count++;
}

static void on_placed(void *arg, const struct finding *finding)
{
	const struct place *place = finding->place;

	(void)arg;
	CLAIM(finding->id == FINDING_ACCEPT_QUEUE_FULL || finding->id == FINDING_TIME_WAIT_PILEUP);
	CLAIM(finding->id == FINDING_TIME_WAIT_PILEUP ? place->count * 5 > place->room * 4 :
	      place->count > place->room || finding->certainty == CERTAINTY_INFERRED);
	CLAIM(finding->evidence != 0);
	CLAIM(finding->until_ns ? finding->span_ns == finding->until_ns - finding->time_ns :
	      finding->span_ns <= finding->place->said_ns);
}

int LLVMFuzzerTestOneInput(const uint8_t *octets, size_t len)
{
	struct input input = { octets, len < CONNECTIONS_MAX ? len : CONNECTIONS_MAX };
	uint8_t how = take8(&input);
	const struct tracker_options options = {
		.max_connections = 1 + (how & 3),
		.trails = (enum keep)((how >> 2 & 1) + (how >> 6 & 1)),
		.sockets = how & 8,
		.packets = how & 16,
		.stall_after_ns = how & 32 ? 1 : 0,
		.rest_after_ns = how & 1,
		.zeek = how & 64 ? KEEP_ALL : KEEP_OF_FINDINGS,
	};
	struct told told = { .ended_count = 0 };
	const struct sink sink = { .arg = &told, .transition = on_transition,
				   .ended = on_ended, .placed = on_placed,
				   .zeek = how & 128 ? on_zeek : NULL };
	uint64_t now_ns = (uint64_t)START_S * 1000000000;
	struct tracker tracker;
	struct event event;

	CLAIM(tracker_init(&tracker, &options, &sink) == 0);
	while (events_next(&input, &now_ns, &event)) {
		/* What is no source says nothing. */
		if (!(event.kind == EVENT_SEGMENT ? options.packets : options.sockets))
			event.kind = EVENT_TICK;
		tracker_event(&tracker, &event);
		check(&tracker, &told);
	}
	tracker_finish(&tracker, now_ns);
	CLAIM(tracker.table.count == 0 && tracker.rested.count == 0 && tracker.counts.connections == told.ended_count);
	tracker_free(&tracker);
	return 0;
}
