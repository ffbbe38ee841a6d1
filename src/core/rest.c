/* SPDX-License-Identifier: GPL-2.0-or-later */
/* rest.c: who may rest, where they are kept, and what wakes them. */
#include "core/rest.h"

#include "core/process.h"
#include "core/schedule.h"
#include "core/socket_key.h"
#include "core/states.h"
#include "core/tracker.h"

#include <stdlib.h>

enum { BUCKETS_AT_START = 1024 };

/* The table. */

static struct rested **bucket_of(const struct rested_table *table, uint64_t key)
{
	return &table->buckets[key & (table->bucket_count - 1)];
}

static bool grow(struct rested_table *table)
{
	size_t bucket_count = table->bucket_count ? table->bucket_count * 2 : BUCKETS_AT_START;
	struct rested **buckets = calloc(bucket_count, sizeof(struct rested *));
	struct rested_table grown = { .buckets = buckets, .bucket_count = bucket_count };

	if (!buckets)
		return table->bucket_count > 0;
	for (size_t i = 0; i < table->bucket_count; i++) {
		struct rested *rested = table->buckets[i];

		while (rested) {
			struct rested *next = rested->next, **to = bucket_of(&grown, rested->key);

			rested->next = *to;
			*to = rested;
			rested = next;
		}
	}
	free(table->buckets);
	table->buckets = buckets;
	table->bucket_count = bucket_count;
	return true;
}

static struct rested *find(const struct rested_table *table, uint64_t key)
{
	struct rested *rested = *bucket_of(table, key);

	while (rested && rested->key != key)
		rested = rested->next;
	return rested;
}

/* Where thousands leave one after the other, nobody goes through the same empty buckets each time. */
struct rested *rest_any(struct rested_table *table)
{
	if (table->count == 0)
		return NULL;
	while (!*bucket_of(table, table->hand))
		table->hand++;
	return *bucket_of(table, table->hand);
}

/* To rest. */

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

static void forget_sockets(struct rested_table *table, const struct rested *rested)
{
	for (int which = REST_INODE_A; which <= REST_COOKIE_B; which++)
		rest_index_remove(&table->sockets, rested, (enum rest_key)which);
}

/* Returns false, and changes nothing, if there is no memory for that. */
static bool index_sockets(struct rested_table *table, const struct rested *rested, bool by_cookies)
{
	enum rest_key last = by_cookies ? REST_COOKIE_B : REST_INODE_B;

	for (int which = REST_INODE_A; which <= (int)last; which++) {
		if (rested->cookie[which % 2] &&
		    rest_index_put(&table->sockets, rested, (enum rest_key)which) < 0) {
			forget_sockets(table, rested);
			return false;
		}
	}
	return true;
}

bool rest_put(struct tracker *tracker, struct connection *connection)
{
	struct rested_table *table = &tracker->rested;
	struct rested *rested, **bucket;

	if (!tracker->options.rest_after_ns || !may_rest(tracker, connection) ||
	    (table->count >= table->bucket_count && !grow(table)))
		return false;
	if (table->count == 0)
		table->patterns.count = 0;
	rested = rested_pack(&tracker->options.table_key, &table->patterns, connection);
	if (!rested || !index_sockets(table, rested, !connection_has_packets(connection))) {
		free(rested);
		return false;
	}
	let_go(tracker, connection);
	bucket = bucket_of(table, rested->key);
	rested->next = *bucket;
	*bucket = rested;
	table->count++;
	return true;
}

/* Awake. */

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

static void take_out(struct rested_table *table, struct rested *rested)
{
	struct rested **link = bucket_of(table, rested->key);

	while (*link != rested)
		link = &(*link)->next;
	*link = rested->next;
	table->count--;
	forget_sockets(table, rested);
	free(rested);
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
	take_out(&tracker->rested, rested);
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
	rested = find(&tracker->rested,
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

void rest_free(struct rested_table *table)
{
	struct connection connection;
	struct rested *rested;

	while ((rested = rest_any(table))) {
		rested_peek(rested, &table->patterns, &connection);
		table_free_owned(&connection);
		take_out(table, rested);
	}
	rest_index_free(&table->sockets);
	free(table->buckets);
	*table = (struct rested_table){ 0 };
}
