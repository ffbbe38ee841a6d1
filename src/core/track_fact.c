/* SPDX-License-Identifier: GPL-2.0-or-later */
/* track_fact.c: what a socket says, to the connection whose end it is. */
#include "core/track.h"

#include "core/accept_queue.h"
#include "core/join.h"
#include "core/lifetime.h"
#include "core/progress.h"
#include "core/roles.h"
#include "core/schedule.h"
#include "core/states.h"

static bool same_to_read(const struct trail_socket *a, const struct trail_socket *b)
{
	return a->inode == b->inode && a->recv_q == b->recv_q && a->send_q == b->send_q &&
	       (a->kind == SOCK_OBITUARY) == (b->kind == SOCK_OBITUARY) && a->state == b->state &&
	       a->shutdown == b->shutdown && a->has_shutdown == b->has_shutdown &&
	       a->gone == b->gone && a->disconnected == b->disconnected;
}

/* Polls say the same of an idle socket again and again. */
static void trail_fact(struct tracker *tracker, struct connection *connection,
		       enum side side, const struct sock_fact *fact)
{
	const struct trail *trail = progress_trail(tracker, connection);
	const struct trail_entry *latest = trail ? trail_latest_fact(trail, side) : NULL;
	struct trail_entry *entry;
	const struct trail_socket now = {
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

	if (latest && same_to_read(&latest->socket, &now))
		return;
	entry = progress_entry(tracker, connection, TRAIL_SOCKET, side);
	if (entry)
		entry->socket = now;
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
	if (!connection_has_packets(connection))
		return socket->latest.cookie && fact->cookie != socket->latest.cookie &&
		       fact->asked_ns >= socket->latest.time_ns;
	return socket->destroy && fact->cookie != socket->destroy->cookie &&
	       fact->asked_ns > connection->last_ns &&
	       states_last(&connection->half[side]) == TCP_STATE_CLOSED;
}

static struct connection *find_living(struct tracker *tracker,
				      const struct sock_fact *fact, enum side *side)
{
	struct connection *connection =
		rest_find(tracker, &fact->local, &fact->remote, side);
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
	return lifetime_begin(tracker, &fact->local, &fact->remote, NULL);
}

/* Its children that were never accepted have just died before it. */
static void note_listener_end(struct tracker *tracker, const struct endpoint *local)
{
	enum { LOOK_BACK = 4096 };
	struct connection *c = tracker->table.newest;

	for (int i = 0; c && i < LOOK_BACK; i++, c = c->active_prev) {
		enum side server = connection_server(c);
		struct half_socket *socket = c->half[server].socket;

		if (socket && socket->destroy && c->end[server].port == local->port)
			socket->listener_ended |=
				listeners_ended_lately(&tracker->listeners, &c->end[server],
						       socket->destroy->time_ns);
	}
}

static void on_listener(struct tracker *tracker, const struct sock_fact *fact)
{
	const struct listener *listener =
		listeners_fact(&tracker->listeners, fact, tracker->now_ns);

	if (listener)
		accept_queue_look(tracker, listener);
	else
		tracker->out_of_memory = true;
}

/*
 * What answered the SYN with RST? The kernel names the listener that would take it now. That one did
 * not, if it was there before. But a minisocket of an older life may have (in FIN_WAIT2, and it is gone
 * with that: tcp_timewait_state_process()), and a listener does where MPTCP's token is none of its own.
 */
static void note_who_refused(struct tracker *tracker, const struct connection *connection,
			     enum side side, const struct sock_fact *fact)
{
	const struct half *half = &connection->half[side];

	if (!fact->gone || !fact->here || !half->rst_answers_syn || fact->asked_ns < half->rst_ns ||
	    !half->socket)
		return;
	if (!fact->listener)
		half->socket->nobody_listens = !listeners_find(&tracker->listeners, &fact->local);
	else
		half->socket->listened =
			!connection->older && !connection_peer(connection, side)->joins &&
			listeners_knew(&tracker->listeners, fact->listener, connection->start_ns);
}

/*
 * A listener that takes SYNs when an end of it was reset lives on: what waits for accept() is reset only
 * when its listener has left the kernel's table (inet_csk_listen_stop()). So that end had been accepted.
 */
static void note_accepted(struct tracker *tracker, const struct connection *connection,
			  enum side side, const struct sock_fact *fact)
{
	const struct half *half = &connection->half[side];

	if (fact->gone && fact->listener && half->socket && half->rst_sent &&
	    fact->asked_ns >= half->rst_ns && side == connection_server(connection))
		half->socket->accepted |= listeners_only(&tracker->listeners, &fact->local,
							 fact->listener, connection->start_ns);
}

/* So that it can be joined. One that died through tcp_disconnect() has lost an address. */
static void wake_dead(struct tracker *tracker, const struct sock_fact *fact)
{
	enum side side;

	if (fact->remote.port)
		rest_find(tracker, &fact->local, &fact->remote, &side);
	else
		rest_find_cookie(tracker, fact->cookie, &side);
}

/* One of a connection; a listener's death is taken in here. */
static struct connection *find_dead(struct tracker *tracker, const struct sock_fact *fact,
				    enum side *side)
{
	const struct listener *listener =
		listeners_obituary(&tracker->listeners, fact, tracker->now_ns);

	if (listener) {
		accept_queue_gone(tracker, listener);
		note_listener_end(tracker, &listener->latest.local);
		return NULL;
	}
	wake_dead(tracker, fact);
	return join_dead(&tracker->table, fact, side);
}

static void take_into(struct tracker *tracker, struct connection *connection, enum side side,
		      const struct sock_fact *fact)
{
	struct half *half = &connection->half[side];
	struct half *peer = &connection->half[connection->self ? side : side_other(side)];
	bool died = fact->kind == SOCK_OBITUARY;

	if (half_fact(half, peer, fact, tracker->now_ns) < 0) {
		tracker->out_of_memory = true;
		return;
	}
	note_who_refused(tracker, connection, side, fact);
	note_accepted(tracker, connection, side, fact);
	roles_asking(connection, side, fact);
	roles_count(connection, side, fact);
	if (died)
		half->socket->listener_ended =
			listeners_ended_lately(&tracker->listeners, &connection->end[side],
					       tracker->now_ns);
	if (!connection_has_packets(connection)) {
		connection->last_ns = tracker->now_ns;
		connection->judged = false;
	}
	table_index(&tracker->table, connection, side);
	trail_fact(tracker, connection, side, fact);
	progress_states(tracker, connection, side, died ? EVIDENCE_DESTROY : EVIDENCE_SOCKET);
	schedule_fact(tracker, connection);
	rest_put(tracker, connection);
}

static void take_fact(struct tracker *tracker, const struct sock_fact *fact)
{
	struct connection *connection;
	enum side side;

	if (fact->state == TCP_STATE_LISTEN) {
		on_listener(tracker, fact);
		return;
	}
	connection = fact->kind == SOCK_OBITUARY ? find_dead(tracker, fact, &side) :
						   find_living(tracker, fact, &side);
	if (connection)
		take_into(tracker, connection, connection->self ? SIDE_A : side, fact);
}

/* What there is to know of it has been told: no suspicion (suspect.c) can hold of it. */
static bool is_idle(const struct sock_fact *fact)
{
	return fact->kind == SOCK_POLL && fact->state == TCP_STATE_ESTABLISHED && fact->inode &&
	       fact->cookie && !fact->has_info && fact->has_shutdown && !fact->shutdown &&
	       !fact->recv_q && !fact->send_q && !fact->retransmits &&
	       (fact->timer == SOCK_TIMER_OFF || fact->timer == SOCK_TIMER_KEEPALIVE);
}

static bool has_connection(struct tracker *tracker, const struct sock_fact *fact)
{
	enum side side;

	return tracker->table.count > 0 &&
	       table_find(&tracker->table, &fact->local, &fact->remote, &side);
}

bool tracker_sight(struct tracker *tracker, const struct event *event)
{
	const struct sock_fact *fact = &event->socket;
	int ret;

	if (!is_idle(fact))
		return false;
	if (rest_sight(tracker, fact, event->time_ns)) {
		tracker->counts.facts++;
		return true;
	}
	if (!tracker->options.sightings || has_connection(tracker, fact))
		return false;
	ret = sightings_note(&tracker->sightings, &tracker->options.table_key, fact,
			     event->time_ns);
	if (ret < 0)
		return false;
	tracker->counts.facts++;
	tracker->counts.connections += (uint64_t)ret;
	return true;
}

void tracker_sight_soon(const struct tracker *tracker, const struct event *event)
{
	if (tracker->options.sightings)
		sightings_soon(&tracker->sightings, &tracker->options.table_key,
			       &event->socket.local, &event->socket.remote);
}

/* Something else than that it idles is told of a socket: then it has a connection after all. */
static void recall(struct tracker *tracker, const struct sock_fact *fact)
{
	uint64_t now_ns = tracker->now_ns;
	struct sock_fact seen[2];

	if (!sightings_take(&tracker->sightings, &tracker->options.table_key, &fact->local,
			    &fact->remote, seen))
		return;
	tracker->counts.connections--;
	tracker->now_ns = seen[0].asked_ns;
	for (int i = 0; i < 2; i++) {
		if (seen[i].inode)
			take_fact(tracker, &seen[i]);
	}
	tracker->now_ns = now_ns;
}

void track_fact(struct tracker *tracker, const struct event *event)
{
	if (tracker_sight(tracker, event))
		return;
	tracker->counts.facts++;
	recall(tracker, &event->socket);
	take_fact(tracker, &event->socket);
}
