/* SPDX-License-Identifier: GPL-2.0-or-later */
/* tracker.c: takes events to the connections they are about. */
#include "core/tracker.h"

#include "core/copy.h"
#include "core/gaps.h"
#include "core/join.h"
#include "core/lifetime.h"
#include "core/look.h"
#include "core/seq.h"
#include "core/stall.h"
#include "core/states.h"
#include "core/units.h"
#include "core/verdict.h"
#include "core/zeek_records.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

enum { MAX_CONNECTIONS = 1000 * 1000 };

/* An opener tries the next address of a name at once. */
#define NEXT_ADDRESS_NS S_NS

/* What is due waits that long, so that not every segment asks. */
#define RUN_NS MS_NS

/* A repetition after a loss comes within that time; a copy in much less. */
#define WAY_SILENT_NS S_NS

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

/* NULL: none is kept, or there is no room for one. */
static struct trail *trail_of(struct tracker *tracker, struct connection *connection)
{
	if (tracker->options.trails != KEEP_NONE && !connection->trail)
		connection->trail = trail_pool_take(&tracker->trails);
	return connection->trail;
}

static struct trail_entry *trail(struct tracker *tracker, struct connection *connection,
				 enum trail_kind kind, enum side side)
{
	struct trail *of = trail_of(tracker, connection);

	return of ? trail_add(of, tracker->now_ns, kind, side) : NULL;
}

static void tell(struct tracker *tracker, struct connection *connection,
		 const struct transition *transition)
{
	struct trail_entry *entry = trail(tracker, connection, TRAIL_TRANSITION,
					  (enum side)transition->end);

	if (entry)
		entry->transition = *transition;
	if (tracker->sink.transition)
		tracker->sink.transition(tracker->sink.arg, connection, transition);
}

static void update_states(struct tracker *tracker, struct connection *connection,
			  enum side sender, uint8_t evidence)
{
	bool told = tracker->options.trails != KEEP_NONE || tracker->sink.transition;
	struct transition transitions[TRANSITIONS_MAX];
	unsigned int count = states_update(connection, sender, tracker->now_ns, evidence,
					   told ? transitions : NULL);

	for (unsigned int i = 0; i < count; i++)
		tell(tracker, connection, &transitions[i]);
	connection->quiet =
		states_last(&connection->half[SIDE_A]) == TCP_STATE_ESTABLISHED &&
		states_last(&connection->half[SIDE_B]) == TCP_STATE_ESTABLISHED;
}

/* Roles and new connections. */

static void guess_by_port(struct connection *connection)
{
	bool lower = connection->end[SIDE_A].port < connection->end[SIDE_B].port;

	connection->client = lower ? SIDE_B : SIDE_A;
	connection->roles_by_port = true;
}

static void guess_roles(const struct tracker *tracker, struct connection *connection)
{
	const struct endpoint *a = &connection->end[SIDE_A], *b = &connection->end[SIDE_B];

	connection->guessed_roles = true;
	if (listeners_find(&tracker->listeners, a))
		connection->client = SIDE_B;
	else if (listeners_find(&tracker->listeners, b))
		connection->client = SIDE_A;
	else
		guess_by_port(connection);
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
	if (segment && (segment->flags & SEGMENT_SYN) && connection->roles_by_port) {
		connection->client = SIDE_B;
		connection->roles_by_port = false;
	}
}

static struct connection *add(struct tracker *tracker, const struct endpoint *from,
			      const struct endpoint *to, const struct segment *segment)
{
	struct connection *connection;

	lifetime_evict(tracker);
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

static bool has_packets(const struct connection *connection)
{
	return connection->half[SIDE_A].packets || connection->half[SIDE_B].packets;
}

/* A socket, or the SYN-ACK, told of it before its SYN came. */
static void note_opener(struct connection *connection, enum side side)
{
	connection->client = (uint8_t)side;
	connection->guessed_roles = false;
	connection->roles_by_port = false;
	connection->resumed = false;
}

/* A SYN that is no repetition begins a new life of the same ports (RFC 9293, 3.6.1). */
static bool begins_anew(const struct connection *connection, enum side side,
			const struct segment *segment)
{
	const struct half *half = &connection->half[side];

	/* Repeated, or, where it was not seen yet, late. */
	if (half->based && half->base == segment->seq + 1)
		return false;
	/* A look at its socket came before. */
	if (half->packets == 0 && states_last(half) == TCP_STATE_SYN_SENT)
		return false;
	/* Both ends open at once: all there is, is the other's SYN. */
	return half->packets > 0 || half->based || !connection_peer(connection, side)->syn_sent;
}

static void remember_refusal(struct tracker *tracker, const struct connection *refused)
{
	struct refusal *refusal = &tracker->refusals[tracker->refusal_next];

	*refusal = (struct refusal){
		.id = refused->id,
		.time_ns = tracker->now_ns,
		.client = refused->end[refused->client],
		.server = refused->end[connection_server(refused)],
	};
	tracker->refusal_next = (tracker->refusal_next + 1) % REFUSALS_MAX;
}

static void pardon(struct connection *refused)
{
	refused->refused_elsewhere_ok = true;
	refused->judged = false;
}

/* As far as addresses tell: one host has several, of both families, on its loopback. */
static bool same_host(const struct endpoint *a, const struct endpoint *b)
{
	return (endpoint_is_loopback(a) && endpoint_is_loopback(b)) ||
	       (a->family == b->family && memcmp(a->addr, b->addr, sizeof(a->addr)) == 0);
}

/* localhost is ::1, then 127.0.0.1: a refusal by the first is no trouble if the second answers. */
static void pardon_refusals(struct tracker *tracker, const struct connection *opened)
{
	const struct endpoint *server = &opened->end[connection_server(opened)];

	for (int i = 0; i < REFUSALS_MAX; i++) {
		const struct refusal *refusal = &tracker->refusals[i];
		struct connection *refused;
		enum side side;

		if (!refusal->id || refusal->time_ns + NEXT_ADDRESS_NS < tracker->now_ns ||
		    refusal->server.port != server->port ||
		    endpoint_equal(&refusal->server, server) ||
		    !same_host(&refusal->client, &opened->end[opened->client]))
			continue;
		refused = table_find(&tracker->table, &refusal->client, &refusal->server, &side);
		if (refused && refused->id == refusal->id)
			pardon(refused);
	}
}

/* Segments. */

static void trail_segment(struct tracker *tracker, struct connection *connection,
			  enum side side, const struct segment *segment, bool accepted)
{
	const struct half *me = &connection->half[side];
	const struct half *peer = connection_peer(connection, side);
	struct trail_entry *entry = trail(tracker, connection, TRAIL_SEGMENT, side);

	if (!entry)
		return;
	entry->segment.seq = me->based ? half_offset(me, segment) : 0;
	entry->segment.ack = (segment->flags & SEGMENT_ACK) && peer->based ?
			     seq_unwrap(segment->ack, peer->base, peer->una) : -1;
	entry->segment.len = segment->payload_len;
	entry->segment.window = me->window;
	entry->segment.flags = segment->flags;
	entry->segment.again = accepted && me->last_again;
	entry->segment.probe = accepted && me->probes > 0 && !(segment->flags & SEGMENT_RST);
	entry->segment.refused = !accepted;
}

/* It was sent again, or is a probe: nobody may ever answer it. */
static void on_try(struct tracker *tracker, struct connection *connection, struct half *me,
		   const struct half *peer)
{
	if (stall_again(me, peer, tracker->now_ns) < 0)
		tracker->out_of_memory = true;
	else if (connection->due == DUE_NEVER)
		lifetime_watch(tracker, connection);
}

static void take_segment(struct tracker *tracker, struct connection *connection,
			 enum side side, const struct segment *segment)
{
	struct half *me = &connection->half[connection->self ? SIDE_A : side];
	struct half *peer = &connection->half[connection->self ? SIDE_A : side_other(side)];
	int64_t nxt = me->nxt;
	bool was_quiet = connection->quiet, was_refusing = me->rst_answers_syn;
	bool plain = !(segment->flags & (SEGMENT_SYN | SEGMENT_FIN | SEGMENT_RST));
	bool accepted;

	accepted = half_segment(me, peer, segment, tracker->now_ns);
	if (accepted && (me->last_again || me->probes > 0) && !(segment->flags & SEGMENT_RST))
		on_try(tracker, connection, me, peer);
	if (me->rst_answers_syn && !was_refusing)
		remember_refusal(tracker, connection);
	if (tracker->options.trails != KEEP_NONE)
		trail_segment(tracker, connection, side, segment, accepted);
	if (!was_quiet || !plain)
		update_states(tracker, connection, side, EVIDENCE_PACKET);
	if (!was_quiet && connection->quiet) {
		look_at(tracker, connection, connection_server(connection));
		pardon_refusals(tracker, connection);
		/* Too early for accept(), perhaps: there will be another look. */
		lifetime_watch(tracker, connection);
	} else {
		look_after(tracker, connection, side, segment,
			   segment->payload_len > 0 && nxt == 0);
	}
	if (!connection->quiet && (connection->due == DUE_NEVER || !plain) &&
	    lifetime_is_unsettled(connection))
		lifetime_watch(tracker, connection);
}

/*
 * A peer that lost its memory opens anew from the same port: the old life of the connection
 * answers that SYN with an ACK of its own numbers, and is reset for it (RFC 9293, 3.5.1, figure
 * 10). Neither segment is of the new life.
 */
static bool of_older_life(const struct connection *connection, enum side side,
			  const struct segment *segment)
{
	const struct half *me = &connection->half[side];
	const struct half *peer = connection_peer(connection, side);

	if (!connection->older || connection->self || (segment->flags & SEGMENT_SYN))
		return false;
	if (!me->syn_sent && peer->syn_sent && !peer->syn_acked)
		return (segment->flags & SEGMENT_ACK) &&
		       segment->ack - peer->base > (uint32_t)peer->nxt;
	return me->syn_sent && !me->syn_acked && (segment->flags & SEGMENT_RST) &&
	       !(segment->flags & SEGMENT_ACK) && segment->seq != me->base;
}

/* The life of the connection that the segment is of, and the side that sent it there. */
static struct connection *taker_of(struct connection *newest, enum side *side,
				   const struct segment *segment)
{
	struct connection *older = newest->older;

	if (!of_older_life(newest, *side, segment))
		return newest;
	if (!endpoint_equal(&older->end[*side], &segment->src))
		*side = side_other(*side);
	return older;
}

static void view_as_zeek(struct tracker *tracker, struct connection *connection,
			 enum side side, const struct segment *segment)
{
	if (tracker->options.zeek != KEEP_NONE &&
	    zeek_records_segment(connection, side, segment, tracker->now_ns,
				 &tracker->sink, &tracker->backlogs) < 0)
		tracker->out_of_memory = true;
}

/* Its receiver drops it, so it is no fact; but Zeek has begun a record by then. */
static void on_corrupt(struct tracker *tracker, const struct segment *segment)
{
	enum side side = SIDE_A;
	struct connection *connection =
		table_find(&tracker->table, &segment->src, &segment->dst, &side);

	tracker->counts.segments++;
	tracker->counts.corrupt++;
	if (!connection && tracker->sink.zeek)
		connection = add(tracker, &segment->src, &segment->dst, segment);
	if (connection)
		view_as_zeek(tracker, connection, side, segment);
}

/*
 * On `any`, bridges, veth pairs and routers show a segment as often as it passes an interface. Each
 * end is followed on the one that showed it first. Where another tells something new, or that one
 * has been silent, the way has changed, and it is followed from there on.
 */
static bool is_copy(const struct tracker *tracker, struct connection *connection,
		    enum side side, const struct segment *segment)
{
	struct half *me = &connection->half[connection->self ? SIDE_A : side];

	if (me->interface == segment->interface)
		return false;
	if (me->packets > 0 && tracker->now_ns < connection->last_ns + WAY_SILENT_NS &&
	    copy_is_known(me, connection_peer(connection, side), segment))
		return true;
	me->interface = segment->interface;
	return false;
}

static void on_segment(struct tracker *tracker, const struct segment *segment)
{
	bool opens = (segment->flags & (SEGMENT_SYN | SEGMENT_ACK)) == SEGMENT_SYN;
	enum side side = SIDE_A, taker_side;
	struct connection *connection =
		table_find(&tracker->table, &segment->src, &segment->dst, &side), *taker;

	if (segment->defects & SEGMENT_DROPPED) {
		on_corrupt(tracker, segment);
		return;
	}
	if (!connection || (opens && begins_anew(connection, side, segment))) {
		side = SIDE_A;
		connection = add(tracker, &segment->src, &segment->dst, segment);
		if (!connection)
			return;
	} else if (opens && connection->resumed) {
		note_opener(connection, side);
	}
	taker_side = side;
	taker = taker_of(connection, &taker_side, segment);
	if (taker != connection)
		connection->older_answered = true;
	if (is_copy(tracker, taker, taker_side, segment)) {
		tracker->counts.copies++;
		return;
	}
	tracker->counts.segments++;
	view_as_zeek(tracker, connection, side, segment);
	taker->last_ns = tracker->now_ns;
	taker->judged = false;
	table_touch(&tracker->table, taker);
	take_segment(tracker, taker, taker_side, segment);
}

/* Socket facts. */

static void trail_fact(struct tracker *tracker, struct connection *connection,
		       enum side side, const struct sock_fact *fact)
{
	struct trail_entry *entry = trail(tracker, connection, TRAIL_SOCKET, side);

	if (!entry)
		return;
	entry->socket = (struct trail_socket){
		.inode = fact->inode,
		.recv_q = fact->recv_q,
		.send_q = fact->send_q,
		.kind = (uint8_t)fact->kind,
		.state = (uint8_t)fact->state,
		.shutdown = fact->shutdown,
		.has_shutdown = fact->has_shutdown,
		.gone = fact->gone,
		.disconnected = fact->kind == SOCK_OBITUARY && !fact->remote.port,
	};
}

/* A socket in one of these states, and no packet of it: a connection from before the start. */
static bool worth_a_record(const struct sock_fact *fact)
{
	return !fact->gone && fact->kind != SOCK_OBITUARY &&
	       fact->state != TCP_STATE_TIME_WAIT && fact->state != TCP_STATE_CLOSED &&
	       fact->state != TCP_STATE_NONE;
}

/*
 * The ports belong to another socket now, whose SYN was not seen: those of a connection that is
 * over, or, without packets, any whose socket was another before. None changes its cookie.
 */
static bool lives_anew(const struct connection *connection, enum side side,
		       const struct sock_fact *fact)
{
	const struct half_socket *socket = connection->half[side].socket;

	if (!socket || !fact->cookie || fact->timer == SOCK_TIMER_TIMEWAIT)
		return false;
	if (!has_packets(connection))
		return socket->latest.cookie && fact->cookie != socket->latest.cookie &&
		       fact->asked_ns >= socket->latest_ns;
	return socket->destroyed && fact->cookie != socket->destroy.cookie &&
	       fact->asked_ns > connection->last_ns &&
	       states_last(&connection->half[side]) == TCP_STATE_CLOSED;
}

static struct connection *find_living(struct tracker *tracker,
				      const struct sock_fact *fact, enum side *side)
{
	struct connection *connection =
		table_find(&tracker->table, &fact->local, &fact->remote, side);
	struct connection *known;
	enum side known_side;

	/* The other end of the older life may be there still. */
	if (connection && connection->older) {
		known = table_find_cookie(&tracker->table, fact->cookie, &known_side);
		if (known) {
			*side = known_side;
			return known;
		}
	}
	if (!worth_a_record(fact) || (connection && !lives_anew(connection, *side, fact)))
		return connection;
	*side = SIDE_A;
	return add(tracker, &fact->local, &fact->remote, NULL);
}

/* Its children that were never accepted have just died before it. */
static void note_listener_end(struct tracker *tracker, const struct endpoint *local)
{
	enum { LOOK_BACK = 4096 };
	struct connection *c = tracker->table.newest;

	for (int i = 0; c && i < LOOK_BACK; i++, c = c->active_prev) {
		enum side server = connection_server(c);
		struct half_socket *socket = c->half[server].socket;

		if (socket && socket->destroyed && c->end[server].port == local->port)
			socket->listener_ended =
				listeners_ended_lately(&tracker->listeners, &c->end[server],
						       socket->destroy_ns);
	}
}

static void on_fact(struct tracker *tracker, const struct sock_fact *fact)
{
	struct connection *connection;
	struct half *peer;
	enum side side;
	uint8_t evidence = EVIDENCE_SOCKET;

	tracker->counts.facts++;
	if (fact->state == TCP_STATE_LISTEN) {
		if (listeners_fact(&tracker->listeners, fact, tracker->now_ns) < 0)
			tracker->out_of_memory = true;
		return;
	}
	if (fact->kind == SOCK_OBITUARY) {
		const struct listener *listener =
			listeners_obituary(&tracker->listeners, fact, tracker->now_ns);

		if (listener) {
			note_listener_end(tracker, &listener->latest.local);
			return;
		}
		evidence = EVIDENCE_DESTROY;
		connection = join_dead(&tracker->table, fact, &side);
	} else {
		connection = find_living(tracker, fact, &side);
	}
	if (!connection)
		return;
	if (connection->self)
		side = SIDE_A;
	peer = &connection->half[connection->self ? side : side_other(side)];
	if (half_fact(&connection->half[side], peer, fact, tracker->now_ns) < 0) {
		tracker->out_of_memory = true;
		return;
	}
	if (fact->kind == SOCK_OBITUARY)
		connection->half[side].socket->listener_ended =
			listeners_ended_lately(&tracker->listeners, &connection->end[side],
					       tracker->now_ns);
	if (!has_packets(connection)) {
		connection->last_ns = tracker->now_ns;
		connection->judged = false;
	}
	table_index(&tracker->table, connection, side);
	trail_fact(tracker, connection, side, fact);
	update_states(tracker, connection, side, evidence);
	if (connection->due == DUE_NEVER && lifetime_is_unsettled(connection))
		lifetime_watch(tracker, connection);
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

	if (connection && trail_of(tracker, connection))
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
