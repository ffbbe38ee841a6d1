/* SPDX-License-Identifier: GPL-2.0-or-later */
/* rest.c: packs a connection with its sockets, and unpacks it as it was. */
#include "core/rest.h"

#include "core/lifetime.h"
#include "core/pack.h"
#include "core/process.h"
#include "core/states.h"
#include "core/tracker.h"
#include "core/zeek_records.h"

#include <stdlib.h>
#include <string.h>

enum { BUCKETS_AT_START = 1024 };

/* What half_rare() has of an idle socket is packed too. */
enum {
	SOCKET_PACKED_MAX = PACK_MAX(sizeof(struct half_socket)) + PACK_MAX(sizeof(struct half_rare)),
	PACKED_MAX = PACK_MAX(sizeof(struct connection)) + 2 * SOCKET_PACKED_MAX + ZEEK_PACKED_MAX,
};

_Static_assert(sizeof(struct connection) % PACK_WORD == 0, "whole words");
_Static_assert(sizeof(struct half_socket) % PACK_WORD == 0, "whole words");
_Static_assert(sizeof(struct half_rare) % PACK_WORD == 0, "whole words");

static uint8_t bit(int side)
{
	return (uint8_t)(1U << side);
}

/* Fields that are near one another become small: each is its own inverse, and keeps 0. */

static uint64_t apart(uint64_t value, uint64_t from)
{
	return value && value != from ? value ^ from : value;
}

static void times_apart(void *object, const size_t *offsets, size_t count, uint64_t from_ns)
{
	for (size_t i = 0; i < count; i++) {
		uint64_t *time_ns = (uint64_t *)((char *)object + offsets[i]);

		*time_ns = apart(*time_ns, from_ns);
	}
}

static void connection_apart(struct connection *connection)
{
	static const size_t times[] = {
		offsetof(struct connection, last_ns),
		offsetof(struct connection, half[SIDE_A].last_data_ns),
		offsetof(struct connection, half[SIDE_A].turn_ns),
		offsetof(struct connection, half[SIDE_B].last_data_ns),
		offsetof(struct connection, half[SIDE_B].turn_ns),
	};

	times_apart(connection, times, sizeof(times) / sizeof(times[0]), connection->start_ns);
}

static void rare_apart(struct half_rare *rare, uint64_t start_ns)
{
	static const size_t times[] = {
		offsetof(struct half_rare, informed_ns),
		offsetof(struct half_rare, data_in_ns),
		offsetof(struct half_rare, data_out_ns),
		offsetof(struct half_rare, emptied_ns),
		offsetof(struct half_rare, paused_ns),
		offsetof(struct half_rare, waits_ns),
	};

	times_apart(rare, times, sizeof(times) / sizeof(times[0]), start_ns);
}

/* The owner is mostly the process that the socket is a member of, and the first one that it had. */
static void owner_apart(struct half_socket *socket, const struct process *process)
{
	struct owner *owner = &socket->owner;

	socket->first_pid ^= process->pid;
	owner->pid ^= process->pid;
	for (size_t i = 0; i < sizeof(owner->comm); i++)
		owner->comm[i] = (char)(owner->comm[i] ^ process->comm[i]);
}

static void socket_apart(struct half_socket *socket, const struct process *process,
			 uint64_t start_ns)
{
	static const size_t times[] = {
		offsetof(struct half_socket, same_since_ns),
		offsetof(struct half_socket, used_ns),
	};

	times_apart(socket, times, sizeof(times) / sizeof(times[0]), start_ns);
	if (process)
		owner_apart(socket, process);
}

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
	return !table_awaits(connection) && connection->finding_count == 0 &&
	       !connection->older && !connection->newer && !connection->self &&
	       (!connection_has_packets(connection) ||
		tracker->now_ns > connection->last_ns + idles_for_ns(tracker));
}

/* Polls come without tcp_info; and of when there was data, packets tell better than it. */
static bool keeps_rare(const struct connection *connection, const struct half_rare *rare)
{
	return rare && (!connection_has_packets(connection) || rare->emptied_ns ||
			rare->paused_ns || rare->waits_ns);
}

/* Without what the rested has, and what waking it makes anew. */
static uint8_t *pack_socket(uint8_t *out, const struct half_socket *socket, bool with_rare,
			    uint64_t start_ns)
{
	struct half_socket lean = *socket;
	struct half_rare rare = *half_rare(socket);

	lean.latest = (struct sock_kept){ .state = socket->latest.state };
	lean.owner.inode ^= lean.inode;
	lean.inode = 0;
	lean.process = NULL;
	lean.process_prev = lean.process_next = NULL;
	lean.rare = NULL;
	lean.connection = NULL;
	lean.by_cookie = lean.by_inode = (struct index_node){ 0 };
	socket_apart(&lean, socket->process, start_ns);
	rare_apart(&rare, start_ns);
	out = pack(out, &lean, sizeof(lean));
	return with_rare ? pack(out, &rare, sizeof(rare)) : out;
}

static uint8_t *pack_connection(uint8_t *out, const struct connection *connection)
{
	struct connection lean = *connection;

	lean.hash_next = lean.active_prev = lean.active_next = NULL;
	lean.due_prev = lean.due_next = NULL;
	lean.due_ns = 0;
	lean.due = DUE_NEVER;
	lean.hash = 0;
	lean.zeek_backlog = NULL;
	lean.half[SIDE_A].socket = lean.half[SIDE_B].socket = NULL;
	connection_apart(&lean);
	return pack(out, &lean, sizeof(lean));
}

/* All but its place in the table. NULL: out of memory. */
static struct rested *make(const struct table_key *key, const struct connection *connection)
{
	uint8_t packed[PACKED_MAX], *end = pack_connection(packed, connection);
	struct rested *rested, head = { 0 };
	size_t size;

	head.key = hash_both(key, &connection->end[SIDE_A], &connection->end[SIDE_B], &head.crossed);
	for (int side = SIDE_A; side <= SIDE_B; side++) {
		const struct half_socket *socket = connection->half[side].socket;

		if (!socket)
			continue;
		head.has_socket |= bit(side);
		head.cookie[side] = socket->latest.cookie;
		head.seen_ns[side] = socket->latest.time_ns;
		head.inode[side] = socket->inode;
		head.process[side] = socket->process;
		if (socket->owner.inode != socket->inode)
			head.unowned |= bit(side);
		if (keeps_rare(connection, socket->rare))
			head.has_rare |= bit(side);
		end = pack_socket(end, socket, head.has_rare & bit(side), connection->start_ns);
	}
	head.has_backlog = connection->zeek_backlog;
	if (head.has_backlog)
		end = zeek_records_pack(end, connection->zeek_backlog);
	size = (size_t)(end - packed);
	rested = malloc(offsetof(struct rested, packed) + size);
	if (!rested)
		return NULL;
	memcpy(rested, &head, offsetof(struct rested, packed));
	memcpy(rested->packed, packed, size);
	return rested;
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
	connection->trail = NULL;
	connection->findings = NULL;
	table_remove(&tracker->table, connection);
}

/* Another socket may have its inode by now. */
static void forget_key(struct rested_table *table, const struct rested *rested, uint64_t key)
{
	if (key_map_find(&table->sockets, key) == rested)
		key_map_remove(&table->sockets, key);
}

static void forget_sockets(struct rested_table *table, const struct rested *rested)
{
	for (int side = SIDE_A; side <= SIDE_B; side++) {
		forget_key(table, rested, key_of_inode(rested->inode[side]));
		forget_key(table, rested, rested->cookie[side]);
	}
}

/* Returns false, and changes nothing, if there is no memory for that. */
static bool index_sockets(struct rested_table *table, struct rested *rested, bool by_cookies)
{
	struct key_map *map = &table->sockets;

	for (int side = SIDE_A; side <= SIDE_B; side++) {
		if (!rested->cookie[side])
			continue;
		if (key_map_put(map, key_of_inode(rested->inode[side]), rested) < 0 ||
		    (by_cookies && key_map_put(map, rested->cookie[side], rested) < 0)) {
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
	if (connection->trail)
		trail_trim(connection->trail);
	rested = make(&tracker->options.table_key, connection);
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

static const uint8_t *unpack_socket(struct half_socket *socket, const uint8_t *in,
				    const struct process *process, uint64_t start_ns)
{
	struct half_rare *rare = socket->rare;

	in = unpack(socket, sizeof(*socket), in);
	socket_apart(socket, process, start_ns);
	socket->rare = rare;
	if (!rare)
		return in;
	in = unpack(rare, sizeof(*rare), in);
	rare_apart(rare, start_ns);
	return in;
}

/* Those of both ends are made first, as there may be no memory for them. */
static bool make_sockets(struct half half[2], const struct rested *rested)
{
	for (int side = SIDE_A; side <= SIDE_B; side++) {
		if ((rested->has_socket & bit(side)) &&
		    (!half_socket(&half[side]) ||
		     ((rested->has_rare & bit(side)) && !half_make_rare(half[side].socket))))
			return false;
	}
	return true;
}

/* Returns false, if there is no memory for Zeek's part. */
static bool unpack_all(struct tracker *tracker, struct connection *connection,
		       const struct rested *rested, const struct half made[2])
{
	const uint8_t *in = unpack(connection, sizeof(*connection), rested->packed);

	connection_apart(connection);
	for (int side = SIDE_A; side <= SIDE_B; side++) {
		struct half_socket *socket = made[side].socket;

		connection->half[side].socket = socket;
		if (!socket)
			continue;
		in = unpack_socket(socket, in, rested->process[side], connection->start_ns);
		socket->latest.time_ns = socket->latest.asked_ns = rested->seen_ns[side];
		socket->latest.cookie = rested->cookie[side];
		socket->latest.inode = socket->inode = rested->inode[side];
		socket->owner.inode ^= socket->inode;
	}
	if (rested->has_backlog)
		connection->zeek_backlog = zeek_records_unpack(in, &tracker->backlogs);
	return !rested->has_backlog || connection->zeek_backlog;
}

/* All of it, and in the table; or nothing has changed, and it is NULL. */
static struct connection *unpack_into(struct tracker *tracker, const struct rested *rested)
{
	struct half made[2] = { 0 };
	struct connection whole = { .id = 0 }, *connection = NULL;

	if (make_sockets(made, rested) && unpack_all(tracker, &whole, rested, made))
		connection = table_put(&tracker->table, &whole);
	if (connection)
		return connection;
	pool_give(&tracker->backlogs, whole.zeek_backlog);
	half_socket_free(made[SIDE_A].socket);
	half_socket_free(made[SIDE_B].socket);
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
	take_out(&tracker->rested, rested);
	lifetime_rest_later(tracker, connection);
	return connection;
}

uint64_t rest_id(const struct rested *rested)
{
	struct connection connection;

	unpack(&connection, sizeof(connection), rested->packed);
	return connection.id;
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
	rested = key_map_find(&tracker->rested.sockets, key_of_inode(inode));
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
	rested = key_map_find(&tracker->rested.sockets, cookie);
	if (!rested)
		return NULL;
	*side = rested->cookie[SIDE_A] == cookie ? SIDE_A : SIDE_B;
	return rest_wake(tracker, rested);
}

bool rest_wants_owner(const struct rested_table *table, uint32_t inode)
{
	const struct rested *rested = key_map_find(&table->sockets, key_of_inode(inode));

	return rested && (rested->unowned & bit(side_with(rested, inode)));
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
		unpack(&connection, sizeof(connection), rested->packed);
		table_free_owned(&connection);
		take_out(table, rested);
	}
	key_map_free(&table->sockets);
	free(table->buckets);
	*table = (struct rested_table){ 0 };
}
