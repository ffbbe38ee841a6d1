/* SPDX-License-Identifier: GPL-2.0-or-later */
/* tracker.c: takes events to the connections they are about. */
#include "core/tracker.h"

#include "core/rules.h"
#include "core/seq.h"
#include "core/states.h"
#include "core/verdict.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#define MS_NS ((uint64_t)1000 * 1000)

enum { MAX_CONNECTIONS = 1000 * 1000 };

/* How long a RST waits for the notifications of both sockets before it is judged. */
#define SETTLE_NS (100 * MS_NS)
#define SOON_NS (50 * MS_NS)
#define LATER_NS (1000 * MS_NS)

/* How long a connection that is over is kept for stragglers. */
#define LEAVE_NS (5000 * MS_NS)

/* A half-close is looked at often while it is young. */
#define YOUNG_NS (1000 * MS_NS)

/* An opener tries the next address of a name at once. */
#define NEXT_ADDRESS_NS (1000 * MS_NS)

int tracker_init(struct tracker *tracker, const struct tracker_options *options,
		 const struct sink *sink)
{
	*tracker = (struct tracker){ .options = *options, .sink = *sink };
	if (!tracker->options.stall_after_ns)
		tracker->options.stall_after_ns = 5000 * MS_NS;
	if (!tracker->options.max_connections)
		tracker->options.max_connections = MAX_CONNECTIONS;
	return table_init(&tracker->table);
}

void tracker_free(struct tracker *tracker)
{
	table_free(&tracker->table);
	listeners_free(&tracker->listeners);
}

static void trail(struct tracker *tracker, struct connection *connection,
		  const struct trail_entry *entry)
{
	if (!tracker->options.keep_trails)
		return;
	if (!connection->trail)
		connection->trail = trail_new();
	if (connection->trail)
		trail_add(connection->trail, entry);
	else
		tracker->out_of_memory = true;
}

static void on_transition(void *arg, struct connection *connection,
			  const struct transition *transition)
{
	struct tracker *tracker = arg;
	struct trail_entry entry = {
		.time_ns = transition->time_ns,
		.kind = TRAIL_TRANSITION,
		.side = transition->end,
		.transition = *transition,
	};

	trail(tracker, connection, &entry);
	if (tracker->sink.transition)
		tracker->sink.transition(tracker->sink.arg, connection, transition);
}

static void update_states(struct tracker *tracker, struct connection *connection,
			  enum side sender, uint64_t time_ns, uint8_t evidence)
{
	states_update(connection, sender, time_ns, evidence, on_transition, tracker);
	connection->quiet =
		states_last(&connection->half[SIDE_A]) == TCP_STATE_ESTABLISHED &&
		states_last(&connection->half[SIDE_B]) == TCP_STATE_ESTABLISHED;
}

static void look(struct tracker *tracker, const struct connection *connection,
		 enum side side)
{
	if (tracker->sink.look)
		tracker->sink.look(tracker->sink.look_arg, connection,
				   connection->self ? SIDE_A : side);
}

static enum side other(enum side side)
{
	return side == SIDE_A ? SIDE_B : SIDE_A;
}

/* Judging. */

static struct finding *told(struct connection *connection, const struct finding *finding)
{
	for (unsigned int i = 0; i < connection->finding_count; i++) {
		struct finding *known = &connection->findings[i];

		if (known->id == finding->id && known->end == finding->end)
			return known;
	}
	return NULL;
}

static void tell(struct tracker *tracker, struct connection *connection,
		 const struct finding *finding)
{
	struct finding *findings =
		realloc(connection->findings,
			(connection->finding_count + 1u) * sizeof(*findings));

	if (!findings) {
		tracker->out_of_memory = true;
		return;
	}
	connection->findings = findings;
	findings[connection->finding_count++] = *finding;
	if (tracker->sink.finding)
		tracker->sink.finding(tracker->sink.arg, connection, finding);
}

static bool among(const struct finding *findings, unsigned int count,
		  const struct finding *wanted)
{
	for (unsigned int i = 0; i < count; i++) {
		if (findings[i].id == wanted->id && findings[i].end == wanted->end)
			return true;
	}
	return false;
}

static void forget(struct connection *connection, unsigned int i)
{
	connection->finding_count--;
	memmove(&connection->findings[i], &connection->findings[i + 1],
		(connection->finding_count - i) * sizeof(connection->findings[0]));
}

/* What held and holds no more: a leak or hang has ended, a verdict has become a better one. */
static void review(struct connection *connection, const struct finding *now,
		   unsigned int count, const struct rules_context *context)
{
	for (unsigned int i = connection->finding_count; i-- > 0;) {
		struct finding *known = &connection->findings[i];
		bool dropped = context->final && known->id == FINDING_DOOMED_HALF_CLOSE;

		if (among(now, count, known))
			continue;
		if (!rules_lasting(known->id) || dropped)
			forget(connection, i);
		else if (!known->until_ns)
			known->until_ns = context->now_ns;
	}
}

/* A connection too short to be seen accepted is taken to have been the listener's. */
static void borrow_owner(struct tracker *tracker, struct connection *connection)
{
	enum side server = connection_server(connection);
	struct half *half = &connection->half[server];
	const struct listener *listener =
		listeners_find(&tracker->listeners, &connection->end[server]);

	if (!listener || listener->owner.known != OWNER_FOUND || connection->self ||
	    !half->syn_sent || !half_socket(half) ||
	    half->socket->owner.known == OWNER_FOUND)
		return;
	half->socket->owner = listener->owner;
}

static void judge(struct tracker *tracker, struct connection *connection, bool final)
{
	struct rules_context context = {
		.now_ns = tracker->now_ns,
		.limit_ns = tracker->options.stall_after_ns,
		.final = final,
		.sockets = tracker->options.sockets,
	};
	struct finding now[RULES_MAX];
	unsigned int count;

	borrow_owner(tracker, connection);
	count = rules_judge(connection, &context, now);
	review(connection, now, count, &context);
	for (unsigned int i = 0; i < count; i++) {
		struct finding *known = told(connection, &now[i]);

		if (known)
			*known = now[i];
		else
			tell(tracker, connection, &now[i]);
	}
}

/* Leaving. */

static int by_weight(const void *a, const void *b)
{
	const struct finding *first = a, *second = b;

	if (first->severity != second->severity)
		return first->severity > second->severity ? -1 : 1;
	return first->id - second->id;
}

static void leave(struct tracker *tracker, struct connection *connection)
{
	judge(tracker, connection, true);
	if (connection->findings)
		qsort(connection->findings, connection->finding_count,
		      sizeof(*connection->findings), by_weight);
	for (unsigned int i = 0; i < connection->finding_count; i++)
		tracker->counts.findings[connection->findings[i].severity]++;
	if (tracker->sink.ended)
		tracker->sink.ended(tracker->sink.arg, connection);
	table_remove(&tracker->table, connection);
}

static bool is_over(const struct connection *connection)
{
	for (int side = SIDE_A; side <= SIDE_B; side++) {
		enum tcp_state state = verdict_state(connection, (enum side)side);

		if (state != TCP_STATE_CLOSED && state != TCP_STATE_TIME_WAIT &&
		    state != TCP_STATE_NONE)
			return false;
	}
	return true;
}

/* A reset program may hold its dead socket for long: what it left unread is told at its death. */
static bool awaits_death(const struct tracker *tracker,
			 const struct connection *connection)
{
	enum side by;

	if (!tracker->options.sockets || !verdict_reset_by(connection, &by))
		return false;
	for (int side = SIDE_A; side <= SIDE_B; side++) {
		const struct half_socket *socket = connection->half[side].socket;

		if (socket && socket->seen && socket->inode && !socket->destroyed)
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

static uint64_t closing_since(const struct connection *connection)
{
	uint64_t a = connection->half[SIDE_A].fin_ns, b = connection->half[SIDE_B].fin_ns;

	if (!a || !b)
		return a + b;
	return a < b ? a : b;
}

static void schedule(struct tracker *tracker, struct connection *connection)
{
	struct table *table = &tracker->table;
	uint64_t now_ns = tracker->now_ns;

	if (is_over(connection)) {
		if (awaits_death(tracker, connection))
			table_due(table, connection, DUE_LATER, now_ns + LATER_NS);
		else
			table_due(table, connection, DUE_LEAVE, now_ns + LEAVE_NS);
	} else if (!is_closing(connection)) {
		table_not_due(table, connection);
	} else if (now_ns < closing_since(connection) + YOUNG_NS) {
		table_due(table, connection, DUE_SOON, now_ns + SOON_NS);
	} else {
		table_due(table, connection, DUE_LATER, now_ns + LATER_NS);
	}
}

static bool settled(const struct connection *connection, uint64_t now_ns)
{
	enum side by;

	return !verdict_reset_by(connection, &by) ||
	       now_ns >= connection_half(connection, by)->rst_ns + SETTLE_NS;
}

/* An end whose descriptor was never seen. */
static bool unknown_holder(const struct half *half)
{
	return !half->socket || !half->socket->inode;
}

static void look_at_unknown(struct tracker *tracker, const struct connection *connection)
{
	for (int side = SIDE_A; connection->quiet && side <= SIDE_B; side++) {
		if (unknown_holder(&connection->half[side]))
			look(tracker, connection, (enum side)side);
	}
}

static void run_due(struct tracker *tracker)
{
	struct connection *connection;

	while ((connection = table_next_due(&tracker->table, tracker->now_ns))) {
		bool idle = tracker->now_ns >= connection->last_ns + LEAVE_NS;

		if (connection->due == DUE_LEAVE && idle) {
			leave(tracker, connection);
			continue;
		}
		if (!settled(connection, tracker->now_ns)) {
			table_due(&tracker->table, connection, DUE_SOON,
				  tracker->now_ns + SOON_NS);
			continue;
		}
		look_at_unknown(tracker, connection);
		judge(tracker, connection, false);
		schedule(tracker, connection);
	}
}

static void evict(struct tracker *tracker)
{
	while (tracker->table.count >= tracker->options.max_connections) {
		tracker->counts.evicted++;
		leave(tracker, tracker->table.oldest);
	}
}

/* Roles and new connections. */

static void guess_roles(const struct tracker *tracker, struct connection *connection)
{
	const struct endpoint *a = &connection->end[SIDE_A], *b = &connection->end[SIDE_B];

	connection->guessed_roles = true;
	if (listeners_find(&tracker->listeners, a))
		connection->client = SIDE_B;
	else if (listeners_find(&tracker->listeners, b))
		connection->client = SIDE_A;
	else
		connection->client = a->port < b->port ? SIDE_B : SIDE_A;
}

/* The end that sent a SYN is the client; the one that sent a SYN-ACK is not. */
static void assign_roles(const struct tracker *tracker, struct connection *connection,
			 const struct segment *segment)
{
	if (segment && (segment->flags & SEGMENT_SYN) && !(segment->flags & SEGMENT_ACK)) {
		connection->client = SIDE_A;
		return;
	}
	connection->resumed = true;
	guess_roles(tracker, connection);
	if (segment && (segment->flags & SEGMENT_SYN) &&
	    !listeners_find(&tracker->listeners, &connection->end[SIDE_B]))
		connection->client = SIDE_B;
}

static struct connection *add(struct tracker *tracker, const struct endpoint *from,
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
	assign_roles(tracker, connection, segment);
	tracker->counts.connections++;
	return connection;
}

/* A SYN that is no repetition begins a new life of the same ports (RFC 9293, 3.6.1). */
static bool begins_anew(const struct connection *connection, enum side side,
			const struct segment *segment)
{
	const struct half *half = &connection->half[side];

	if (!(segment->flags & SEGMENT_SYN) || (segment->flags & SEGMENT_ACK))
		return false;
	if (half->syn_sent && half->base == segment->seq + 1)
		return false;
	/* Both ends open at once: all there is, is the other's SYN. */
	return half->packets > 0 || connection_peer(connection, side)->packets == 0 ||
	       connection_peer(connection, side)->syn_acked;
}

/* localhost is ::1, then 127.0.0.1: a refusal by the first is no trouble if the second answers. */
static void pardon_refusals(struct tracker *tracker, const struct connection *opened)
{
	const struct endpoint *server = &opened->end[connection_server(opened)];

	for (struct connection *c = tracker->table.newest; c; c = c->active_prev) {
		if (c->last_ns + NEXT_ADDRESS_NS < tracker->now_ns)
			return;
		if (c->end[connection_server(c)].port == server->port &&
		    !endpoint_equal(&c->end[connection_server(c)], server) &&
		    verdict_outcome(c) == OUTCOME_REFUSED)
			c->refused_elsewhere_ok = true;
	}
}

/* Segments. */

static void trail_segment(struct tracker *tracker, struct connection *connection,
			  enum side side, const struct segment *segment,
			  const struct half *before)
{
	const struct half *me = &connection->half[side];
	const struct half *peer = connection_peer(connection, side);
	struct trail_entry entry = {
		.time_ns = tracker->now_ns,
		.kind = TRAIL_SEGMENT,
		.side = (uint8_t)side,
		.segment = {
			.ack = -1,
			.len = segment->payload_len,
			.window = me->window,
			.flags = segment->flags,
		},
	};

	if (me->based)
		entry.segment.seq = half_offset(me, segment);
	if ((segment->flags & SEGMENT_ACK) && peer->based)
		entry.segment.ack = seq_unwrap(segment->ack, peer->base, peer->una);
	entry.segment.again = segment_len(segment) > 0 && before->packets > 0 &&
			      before->nxt == me->nxt && before->fin_sent == me->fin_sent &&
			      before->syn_sent == me->syn_sent;
	trail(tracker, connection, &entry);
}

static void look_where_needed(struct tracker *tracker, const struct connection *connection,
			      enum side side, const struct segment *segment,
			      bool first_data)
{
	if (segment->flags & (SEGMENT_FIN | SEGMENT_RST)) {
		look(tracker, connection, side);
		if (!connection->self)
			look(tracker, connection, other(side));
	} else if (segment->flags & SEGMENT_SYN) {
		look(tracker, connection, side);
		if (!(segment->flags & SEGMENT_ACK))
			look(tracker, connection, other(side));
	} else if (first_data) {
		look_at_unknown(tracker, connection);
	}
}

static void take_segment(struct tracker *tracker, struct connection *connection,
			 enum side side, const struct segment *segment)
{
	struct half *me = &connection->half[connection->self ? SIDE_A : side];
	struct half *peer = &connection->half[connection->self ? SIDE_A : other(side)];
	struct half before = *me;
	bool was_quiet = connection->quiet;
	bool plain = !(segment->flags & (SEGMENT_SYN | SEGMENT_FIN | SEGMENT_RST));

	half_segment(me, peer, segment, tracker->now_ns);
	trail_segment(tracker, connection, side, segment, &before);
	if (!was_quiet || !plain)
		update_states(tracker, connection, side, tracker->now_ns, EVIDENCE_PACKET);
	if (!was_quiet && connection->quiet) {
		look(tracker, connection, connection_server(connection));
		pardon_refusals(tracker, connection);
		/* Too early for accept(), perhaps: there will be another look. */
		table_due(&tracker->table, connection, DUE_SOON, tracker->now_ns + SOON_NS);
	} else {
		look_where_needed(tracker, connection, side, segment,
				  segment->payload_len > 0 && before.nxt == 0);
	}
	if (!connection->quiet && (connection->due == DUE_NEVER || !plain) &&
	    is_closing(connection))
		table_due(&tracker->table, connection, DUE_SOON, tracker->now_ns + SOON_NS);
}

static void on_segment(struct tracker *tracker, const struct segment *segment)
{
	enum side side = SIDE_A;
	struct connection *connection =
		table_find(&tracker->table, &segment->src, &segment->dst, &side);

	tracker->counts.segments++;
	if (!connection || begins_anew(connection, side, segment)) {
		side = SIDE_A;
		connection = add(tracker, &segment->src, &segment->dst, segment);
		if (!connection)
			return;
	}
	connection->last_ns = tracker->now_ns;
	table_touch(&tracker->table, connection);
	take_segment(tracker, connection, side, segment);
}

/* Socket facts. */

static void trail_fact(struct tracker *tracker, struct connection *connection,
		       enum side side, const struct sock_fact *fact)
{
	struct trail_entry entry = {
		.time_ns = tracker->now_ns,
		.kind = TRAIL_SOCKET,
		.side = (uint8_t)side,
		.socket = {
			.inode = fact->inode,
			.recv_q = fact->recv_q,
			.send_q = fact->send_q,
			.kind = (uint8_t)fact->kind,
			.state = (uint8_t)fact->state,
			.shutdown = fact->shutdown,
			.has_shutdown = fact->has_shutdown,
			.gone = fact->gone,
			.disconnected = fact->kind == SOCK_OBITUARY && !fact->remote.port,
		},
	};

	trail(tracker, connection, &entry);
}

/* Could the socket that died be the one of that half? */
static bool may_be(const struct half *half, const struct sock_fact *fact)
{
	const struct half_socket *socket = half->socket;

	return !socket || (!socket->destroyed &&
			   (!socket->seen || !socket->latest.cookie ||
			    socket->latest.cookie == fact->cookie));
}

/*
 * A socket that died through tcp_disconnect() has lost its remote port, and its local address
 * too where the kernel chose it: where its cookie was never seen, the latest RST from its local
 * port tells whose it was.
 */
static struct connection *find_disconnected(const struct tracker *tracker,
					    const struct sock_fact *fact, enum side *side)
{
	enum { LOOK_BACK = 256 };
	struct connection *c = tracker->table.newest;

	for (int i = 0; c && i < LOOK_BACK; i++, c = c->active_prev) {
		for (int end = SIDE_A; end <= SIDE_B; end++) {
			const struct half *half = &c->half[end];

			if (c->end[end].port == fact->local.port && half->rst_sent &&
			    half->rst_had_ack && may_be(half, fact)) {
				*side = (enum side)end;
				return c;
			}
		}
	}
	return NULL;
}

/* The life of the ports to which the notification belongs: it may come after the next began. */
static struct connection *find_dead(const struct tracker *tracker,
				    const struct sock_fact *fact, enum side *side)
{
	struct connection *connection =
		table_find_cookie(&tracker->table, fact->cookie, side);

	if (connection)
		return connection;
	if (!fact->remote.port)
		return find_disconnected(tracker, fact, side);
	connection = table_find(&tracker->table, &fact->local, &fact->remote, side);
	while (connection && !may_be(&connection->half[*side], fact)) {
		enum side first = *side;

		connection = connection->older;
		if (connection && !endpoint_equal(&connection->end[first], &fact->local))
			*side = other(first);
	}
	return connection;
}

/* A socket in one of these states, and no packet of it: a connection from before the start. */
static bool worth_a_record(const struct sock_fact *fact)
{
	return !fact->gone && fact->kind != SOCK_OBITUARY &&
	       fact->state != TCP_STATE_TIME_WAIT && fact->state != TCP_STATE_CLOSED &&
	       fact->state != TCP_STATE_NONE;
}

static struct connection *find_living(struct tracker *tracker,
				      const struct sock_fact *fact, enum side *side)
{
	struct connection *connection =
		table_find(&tracker->table, &fact->local, &fact->remote, side);

	if (connection || !worth_a_record(fact))
		return connection;
	*side = SIDE_A;
	return add(tracker, &fact->local, &fact->remote, NULL);
}

static void on_fact(struct tracker *tracker, const struct sock_fact *fact)
{
	struct connection *connection;
	enum side side;
	uint8_t evidence = EVIDENCE_SOCKET;

	tracker->counts.facts++;
	if (fact->state == TCP_STATE_LISTEN) {
		if (listeners_fact(&tracker->listeners, fact, tracker->now_ns) < 0)
			tracker->out_of_memory = true;
		return;
	}
	if (fact->kind == SOCK_OBITUARY) {
		evidence = EVIDENCE_DESTROY;
		connection = find_dead(tracker, fact, &side);
	} else {
		connection = find_living(tracker, fact, &side);
	}
	if (!connection)
		return;
	if (connection->self)
		side = SIDE_A;
	if (half_fact(&connection->half[side], connection_peer(connection, side), fact,
		      tracker->now_ns) < 0) {
		tracker->out_of_memory = true;
		return;
	}
	table_index(&tracker->table, connection, side);
	trail_fact(tracker, connection, side, fact);
	update_states(tracker, connection, side, tracker->now_ns, evidence);
	if (connection->due == DUE_NEVER && is_closing(connection))
		table_due(&tracker->table, connection, DUE_SOON, tracker->now_ns + SOON_NS);
}

/* Owners, calls, gaps. */

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
	struct trail_entry entry = { .time_ns = time_ns, .kind = TRAIL_CALL };
	enum side side;
	struct connection *connection =
		table_find(&tracker->table, &call->local, &call->remote, &side);

	if (!connection)
		return;
	entry.side = (uint8_t)side;
	memcpy(entry.call, call->text, sizeof(entry.call));
	entry.call[sizeof(entry.call) - 1] = '\0';
	trail(tracker, connection, &entry);
}

static void on_gap(struct tracker *tracker, const struct gap *gap, uint64_t time_ns)
{
	struct finding finding;
	bool first = tracker->counts.gaps[gap->kind] == 0;

	tracker->counts.gaps[gap->kind] += gap->count;
	if (!first)
		return;
	rules_gap(&finding, gap->kind, gap->count, time_ns);
	tracker->counts.findings[finding.severity]++;
	if (tracker->sink.finding)
		tracker->sink.finding(tracker->sink.arg, NULL, &finding);
}

void tracker_event(struct tracker *tracker, const struct event *event)
{
	if (!tracker->first_ns)
		tracker->first_ns = event->time_ns;
	if (event->time_ns > tracker->now_ns)
		tracker->now_ns = event->time_ns;
	run_due(tracker);
	switch (event->kind) {
	case EVENT_SEGMENT:
		on_segment(tracker, &event->segment);
		break;
	case EVENT_SOCKET:
		on_fact(tracker, &event->socket);
		break;
	case EVENT_OWNER:
		on_owner(tracker, &event->owner);
		break;
	case EVENT_HOLDER:
		on_holder(tracker, &event->holder);
		break;
	case EVENT_CALL:
		on_call(tracker, &event->call, event->time_ns);
		break;
	case EVENT_GAP:
		on_gap(tracker, &event->gap, event->time_ns);
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

	if (now_ns > tracker->now_ns)
		tracker->now_ns = now_ns;
	/* Without memory for the order they leave as they were last active. */
	if (!all) {
		while (tracker->table.oldest)
			leave(tracker, tracker->table.oldest);
		return;
	}
	for (struct connection *c = tracker->table.oldest; c; c = c->active_next)
		all[i++] = c;
	qsort(all, count, sizeof(*all), by_id);
	for (i = 0; i < count; i++)
		leave(tracker, all[i]);
	free(all);
}
