/* SPDX-License-Identifier: GPL-2.0-or-later */
/* rested.c: packs a connection with its sockets, and unpacks it as it was. */
#include "core/rested.h"

#include "core/pack.h"
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

/* Polls come without tcp_info; and of when there was data, packets tell better than it. */
static bool keeps_rare(const struct connection *connection, const struct half_rare *rare)
{
	return rare && (!connection_has_packets(connection) || rare->emptied_ns ||
			rare->paused_ns || rare->waits_ns);
}

static uint8_t *pack_parts(uint8_t *out, const struct rested *head, const struct lean *lean,
			   const struct lean *pattern)
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
static void add_pattern(struct rested_patterns *patterns, const struct lean *lean)
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
static uint8_t *pack_by_some(uint8_t *out, struct rested *head, const struct lean *lean,
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
	struct lean lean;
	size_t size;

	lean_make(&lean, connection);
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
				    const struct lean *pattern, int side,
				    const struct process *process, uint64_t start_ns)
{
	struct half_rare *rare = socket->rare;

	in = unpack(socket, &pattern->sockets[side], sizeof(*socket), in);
	lean_socket_apart(socket, process, start_ns);
	socket->rare = rare;
	if (!rare)
		return in;
	in = unpack(rare, &pattern->rares[side], sizeof(*rare), in);
	lean_rare_apart(rare, start_ns);
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

	lean_connection_apart(connection);
	return in;
}

/* Returns behind the last octet read. */
static const uint8_t *unpack_parts(struct connection *connection, const struct rested *rested,
				   const struct rested_patterns *patterns,
				   const struct half made[2])
{
	const struct lean *pattern = &patterns->rows[rested->pattern];
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
