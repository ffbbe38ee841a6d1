/* SPDX-License-Identifier: GPL-2.0-or-later */
/* rest.c: who may rest, and what wakes them. */
#include "core/rest.h"

#include "core/process.h"
#include "core/schedule.h"
#include "core/socket_key.h"
#include "core/states.h"
#include "core/tracker.h"

#include <stdlib.h>

static bool rare_rests(const struct half_rare *rare)
{
	return !rare->wait && !rare->sharing && !rare->gone_ns && !rare->unread_ns &&
	       !rare->unaccepted_ns;
}

static bool kept_rests(const struct sock_kept *kept)
{
	return kept->inode && kept->cookie && kept->state == TCP_STATE_ESTABLISHED &&
	       !kept->recv_q && !kept->send_q && !kept->retransmits &&
	       kept->timer != SOCK_TIMER_ON && kept->timer != SOCK_TIMER_PERSIST;
}

/* One that is not in view has nothing to wait for. */
static bool socket_rests(const struct half_socket *socket)
{
	if (!socket)
		return true;
	return !socket->destroy && !socket->owner_left && rare_rests(half_rare(socket)) &&
	       (!socket->seen || (kept_rests(&socket->latest) &&
				  socket->latest.inode == socket->inode));
}

static uint64_t idles_for_ns(const struct tracker *tracker)
{
	bool hurry = tracker->table.due[DUE_REST].count > AWAKE_MAX;

	return tracker->options.rest_after_ns / (hurry ? REST_HURRY : 1);
}

static bool may_rest(const struct tracker *tracker, const struct connection *connection)
{
	for (int side = SIDE_A; side <= SIDE_B; side++) {
		enum tcp_state state = states_last(&connection->half[side]);

		if ((state != TCP_STATE_ESTABLISHED && state != TCP_STATE_NONE) ||
		    !socket_rests(connection->half[side].socket))
			return false;
	}
	return !due_awaits(connection) && connection->finding_count == 0 &&
	       !connection->older && !connection->newer && !connection->self &&
	       (!connection_has_packets(connection) ||
		tracker->now_ns > connection->last_ns + idles_for_ns(tracker));
}

/* What it owns, but for the sockets, is owned by what is packed. */
static void let_go(struct tracker *tracker, struct connection *connection)
{
	for (int side = SIDE_A; side <= SIDE_B; side++) {
		process_rest(connection->half[side].socket);
		connection->half[side].stall = NULL;
		connection->half[side].unseen = NULL;
	}
	pool_give(&tracker->backlogs, connection->zeek_backlog);
	connection->zeek_backlog = NULL;
	connection->zeek = NULL;
	if (connection->trail)
		trail_rest(connection->trail);
	connection->trail = NULL;
	connection->findings = NULL;
	table_remove(&tracker->table, connection);
}

bool rest_put(struct tracker *tracker, struct connection *connection)
{
	struct rested_table *table = &tracker->rested;
	struct rested *rested;

	if (!tracker->options.rest_after_ns || !may_rest(tracker, connection) ||
	    !rested_table_make_room(table))
		return false;
	rested = rested_pack(&tracker->options.table_key, &table->patterns, connection);
	if (!rested || !rested_table_add(table, rested, !connection_has_packets(connection))) {
		free(rested);
		return false;
	}
	let_go(tracker, connection);
	return true;
}

/* All of it, and in the table; or nothing has changed, and it is NULL. */
static struct connection *unpack_into(struct tracker *tracker, const struct rested *rested)
{
	struct connection whole, *connection;

	if (!rested_unpack(rested, &tracker->rested.patterns, &tracker->backlogs, &whole))
		return NULL;
	connection = table_put(&tracker->table, &whole);
	if (connection)
		return connection;
	pool_give(&tracker->backlogs, whole.zeek_backlog);
	half_socket_free(whole.half[SIDE_A].socket);
	half_socket_free(whole.half[SIDE_B].socket);
	return NULL;
}

struct connection *rest_wake(struct tracker *tracker, struct rested *rested)
{
	struct connection *connection = unpack_into(tracker, rested);

	if (!connection) {
		tracker->out_of_memory = true;
		return NULL;
	}
	for (int side = SIDE_A; side <= SIDE_B; side++) {
		if (!connection->half[side].socket)
			continue;
		table_index(&tracker->table, connection, (enum side)side);
		process_wake(rested->process[side], connection->half[side].socket);
	}
	if (connection->trail)
		trail_wake(connection->trail);
	rested_table_remove(&tracker->rested, rested);
	schedule_rest(tracker, connection);
	return connection;
}

/* The one between these ends, and the side of the first of them; or NULL. */
static struct rested *find_between(const struct tracker *tracker, const struct endpoint *first,
				   const struct endpoint *second, enum side *side)
{
	struct rested *rested;
	bool crossed;

	if (tracker->rested.count == 0)
		return NULL;
	rested = rested_table_find(&tracker->rested,
				   hash_both(&tracker->options.table_key, first, second, &crossed));
	if (rested)
		*side = crossed == rested->crossed ? SIDE_A : SIDE_B;
	return rested;
}

struct connection *rest_find(struct tracker *tracker, const struct endpoint *first,
			     const struct endpoint *second, enum side *side)
{
	struct connection *connection = table_find(&tracker->table, first, second, side);
	struct rested *rested;

	if (connection)
		return connection;
	rested = find_between(tracker, first, second, side);
	return rested ? rest_wake(tracker, rested) : NULL;
}

static enum side side_with(const struct rested *rested, uint32_t inode)
{
	return rested->inode[SIDE_A] == inode ? SIDE_A : SIDE_B;
}

struct half_socket *rest_find_inode(struct tracker *tracker, uint32_t inode)
{
	struct half_socket *socket = table_find_inode(&tracker->table, inode);
	struct connection *connection;
	struct rested *rested;
	enum side side;

	if (socket)
		return socket;
	rested = rest_index_find(&tracker->rested.sockets, key_of_inode(inode));
	if (!rested)
		return NULL;
	side = side_with(rested, inode);
	connection = rest_wake(tracker, rested);
	return connection ? connection->half[side].socket : NULL;
}

struct connection *rest_find_cookie(struct tracker *tracker, uint64_t cookie, enum side *side)
{
	struct connection *connection = table_find_cookie(&tracker->table, cookie, side);
	struct rested *rested;

	if (connection)
		return connection;
	rested = rest_index_find(&tracker->rested.sockets, cookie);
	if (!rested)
		return NULL;
	*side = rested->cookie[SIDE_A] == cookie ? SIDE_A : SIDE_B;
	return rest_wake(tracker, rested);
}

bool rest_wants_owner(const struct rested_table *table, uint32_t inode)
{
	const struct rested *rested = rest_index_find(&table->sockets, key_of_inode(inode));

	return rested && (rested->unowned & rested_bit(side_with(rested, inode)));
}

/* Polls may come seldom: if the peer was missing, it was so in the one before this. */
bool rest_sight(const struct tracker *tracker, const struct sock_fact *fact, uint64_t time_ns)
{
	enum side side, other;
	struct rested *rested = find_between(tracker, &fact->local, &fact->remote, &side);

	if (!rested)
		return false;
	other = side_other(side);
	if (rested->cookie[side] != fact->cookie || rested->inode[side] != fact->inode ||
	    (rested->cookie[other] &&
	     rested->seen_ns[side] > rested->seen_ns[other] + SOCK_MISSED_NS))
		return false;
	if (time_ns > rested->seen_ns[side])
		rested->seen_ns[side] = time_ns;
	return true;
}

void rest_wake_process(struct tracker *tracker, const struct process *process)
{
	const struct rested_table *table = &tracker->rested;

	for (size_t i = 0; process->resting > 0 && i < table->bucket_count; i++) {
		struct rested *rested = table->buckets[i], *next;

		for (; rested; rested = next) {
			next = rested->next;
			if (rested->process[SIDE_A] == process ||
			    rested->process[SIDE_B] == process)
				rest_wake(tracker, rested);
		}
	}
}
