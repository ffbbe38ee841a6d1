/* SPDX-License-Identifier: GPL-2.0-or-later */
/* rested.c: packs a connection with its sockets, and unpacks it as it was. */
#include "core/rested.h"

#include "core/pack.h"
#include "core/process.h"
#include "core/table.h"
#include "core/zeek_records.h"

#include <stdlib.h>
#include <string.h>

/* What half_rare() has of an idle socket is packed too. */
enum {
	SOCKET_PACKED_MAX = PACK_MAX(sizeof(struct half_socket)) + PACK_MAX(sizeof(struct half_rare)),
	PACKED_MAX = PACK_MAX(sizeof(struct connection)) + 2 * SOCKET_PACKED_MAX + ZEEK_PACKED_MAX,
};

/* Octets beside the head; half of them are masks. */
enum { LITTLE = 80 };

_Static_assert(sizeof(struct connection) % PACK_WORD == 0, "whole words");
_Static_assert(sizeof(struct half_socket) % PACK_WORD == 0, "whole words");
_Static_assert(sizeof(struct half_rare) % PACK_WORD == 0, "whole words");

/* Fields that are near one another become small: each is its own inverse, and keeps 0. */

/* The same one becomes 1, which so is no difference. */
static uint64_t apart(uint64_t value, uint64_t from)
{
	if (value == 0 || value == (from ^ 1))
		return value;
	if (value == from)
		return 1;
	return value == 1 ? from : value ^ from;
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

/* Polls come without tcp_info; and of when there was data, packets tell better than it. */
static bool keeps_rare(const struct connection *connection, const struct half_rare *rare)
{
	return rare && (!connection_has_packets(connection) || rare->emptied_ns ||
			rare->paused_ns || rare->waits_ns);
}

/* Without what the rested has, and what waking it makes anew. */
static struct half_socket lean_socket(const struct half_socket *socket, uint64_t start_ns)
{
	struct half_socket lean = *socket;

	lean.latest = (struct sock_kept){ .state = socket->latest.state };
	lean.owner.inode ^= lean.inode;
	lean.inode = 0;
	lean.process = NULL;
	lean.process_prev = lean.process_next = NULL;
	lean.rare = NULL;
	lean.connection = NULL;
	lean.by_cookie = lean.by_inode = (struct index_node){ 0 };
	socket_apart(&lean, socket->process, start_ns);
	return lean;
}

static struct half_rare lean_rare(const struct half_socket *socket, uint64_t start_ns)
{
	struct half_rare lean = *half_rare(socket);

	rare_apart(&lean, start_ns);
	return lean;
}

static struct connection lean_connection(const struct connection *connection)
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
	return lean;
}

static void make_lean(struct rested_lean *lean, const struct connection *connection)
{
	static const struct half_socket none;

	lean->connection = lean_connection(connection);
	for (int side = SIDE_A; side <= SIDE_B; side++) {
		const struct half_socket *socket = connection->half[side].socket;

		lean->sockets[side] = socket ? lean_socket(socket, connection->start_ns) : none;
		lean->rares[side] = lean_rare(socket ? socket : &none, connection->start_ns);
	}
}

static uint8_t *pack_parts(uint8_t *out, const struct rested *head, const struct rested_lean *lean,
			   const struct rested_lean *pattern)
{
	out = pack(out, &lean->connection, &pattern->connection, sizeof(lean->connection));
	for (int side = SIDE_A; side <= SIDE_B; side++) {
		if (head->has_socket & rested_bit(side))
			out = pack(out, &lean->sockets[side], &pattern->sockets[side],
				   sizeof(lean->sockets[side]));
		if (head->has_rare & rested_bit(side))
			out = pack(out, &lean->rares[side], &pattern->rares[side],
				   sizeof(lean->rares[side]));
	}
	return out;
}

/* Few have what these are for. */
static void add_pattern(struct rested_patterns *patterns, const struct rested_lean *lean)
{
	struct connection *connection = &patterns->rows[patterns->count].connection;

	patterns->rows[patterns->count++] = *lean;
	connection->trail = NULL;
	connection->zeek = NULL;
	connection->findings = NULL;
	for (int side = SIDE_A; side <= SIDE_B; side++) {
		connection->half[side].stall = NULL;
		connection->half[side].unseen = NULL;
	}
}

/*
 * By the first pattern that leaves little; else by a new one, or the one that leaves the least. Says
 * which in the head.
 */
static uint8_t *pack_by_some(uint8_t *out, struct rested *head, const struct rested_lean *lean,
			     struct rested_patterns *patterns)
{
	unsigned int first = patterns->latest, best = 0;
	ptrdiff_t least = PTRDIFF_MAX;

	for (unsigned int tried = 0; tried < patterns->count; tried++) {
		unsigned int i = (first + tried) % patterns->count;
		uint8_t *end = pack_parts(out, head, lean, &patterns->rows[i]);

		patterns->latest = head->pattern = (uint8_t)i;
		if (end - out <= LITTLE)
			return end;
		if (end - out < least) {
			least = end - out;
			best = i;
		}
	}
	if (patterns->count < REST_PATTERNS_MAX) {
		best = patterns->count;
		add_pattern(patterns, lean);
	}
	patterns->latest = head->pattern = (uint8_t)best;
	return pack_parts(out, head, lean, &patterns->rows[best]);
}

/* All but what is packed. */
static struct rested make_head(const struct table_key *key, const struct connection *connection)
{
	struct rested head = { .has_backlog = connection->zeek_backlog };

	head.key = hash_both(key, &connection->end[SIDE_A], &connection->end[SIDE_B], &head.crossed);
	for (int side = SIDE_A; side <= SIDE_B; side++) {
		const struct half_socket *socket = connection->half[side].socket;

		if (!socket)
			continue;
		head.has_socket |= rested_bit(side);
		head.cookie[side] = socket->latest.cookie;
		head.seen_ns[side] = socket->latest.time_ns;
		head.inode[side] = socket->inode;
		head.process[side] = socket->process;
		if (socket->owner.inode != socket->inode)
			head.unowned |= rested_bit(side);
		if (keeps_rare(connection, socket->rare))
			head.has_rare |= rested_bit(side);
	}
	return head;
}

struct rested *rested_pack(const struct table_key *key, struct rested_patterns *patterns,
			   const struct connection *connection)
{
	struct rested *rested, head = make_head(key, connection);
	uint8_t packed[PACKED_MAX], *end;
	struct rested_lean lean;
	size_t size;

	make_lean(&lean, connection);
	end = pack_by_some(packed, &head, &lean, patterns);
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

static const uint8_t *unpack_socket(struct half_socket *socket, const uint8_t *in,
				    const struct rested_lean *pattern, int side,
				    const struct process *process, uint64_t start_ns)
{
	struct half_rare *rare = socket->rare;

	in = unpack(socket, &pattern->sockets[side], sizeof(*socket), in);
	socket_apart(socket, process, start_ns);
	socket->rare = rare;
	if (!rare)
		return in;
	in = unpack(rare, &pattern->rares[side], sizeof(*rare), in);
	rare_apart(rare, start_ns);
	return in;
}

/* Those of both ends are made first, as there may be no memory for them. */
static bool make_sockets(struct half half[2], const struct rested *rested)
{
	for (int side = SIDE_A; side <= SIDE_B; side++) {
		if ((rested->has_socket & rested_bit(side)) &&
		    (!half_socket(&half[side]) ||
		     ((rested->has_rare & rested_bit(side)) && !half_make_rare(half[side].socket))))
			return false;
	}
	return true;
}

static const uint8_t *unpack_connection(struct connection *connection,
					const struct rested *rested,
					const struct rested_patterns *patterns)
{
	const uint8_t *in = unpack(connection, &patterns->rows[rested->pattern].connection,
				   sizeof(*connection), rested->packed);

	connection_apart(connection);
	return in;
}

/* Returns behind the last octet read. */
static const uint8_t *unpack_parts(struct connection *connection, const struct rested *rested,
				   const struct rested_patterns *patterns,
				   const struct half made[2])
{
	const struct rested_lean *pattern = &patterns->rows[rested->pattern];
	const uint8_t *in = unpack_connection(connection, rested, patterns);

	for (int side = SIDE_A; side <= SIDE_B; side++) {
		struct half_socket *socket = made[side].socket;

		connection->half[side].socket = socket;
		if (!socket)
			continue;
		in = unpack_socket(socket, in, pattern, side, rested->process[side],
				   connection->start_ns);
		socket->latest.time_ns = socket->latest.asked_ns = rested->seen_ns[side];
		socket->latest.cookie = rested->cookie[side];
		socket->latest.inode = socket->inode = rested->inode[side];
		socket->owner.inode ^= socket->inode;
	}
	return in;
}

bool rested_unpack(const struct rested *rested, const struct rested_patterns *patterns,
		   struct pool *backlogs, struct connection *connection)
{
	struct half made[2] = { 0 };
	const uint8_t *in;

	if (make_sockets(made, rested)) {
		in = unpack_parts(connection, rested, patterns, made);
		if (rested->has_backlog)
			connection->zeek_backlog = zeek_records_unpack(in, backlogs);
		if (!rested->has_backlog || connection->zeek_backlog)
			return true;
	}
	half_socket_free(made[SIDE_A].socket);
	half_socket_free(made[SIDE_B].socket);
	return false;
}

void rested_peek(const struct rested *rested, const struct rested_patterns *patterns,
		 struct connection *connection)
{
	unpack_connection(connection, rested, patterns);
}

uint64_t rested_id(const struct rested *rested, const struct rested_patterns *patterns)
{
	struct connection connection;

	rested_peek(rested, patterns, &connection);
	return connection.id;
}
