/* SPDX-License-Identifier: GPL-2.0-or-later */
/* zeek_records.h: into which of Zeek's records the segments of a connection fall. */
#ifndef HALFCLOSE_CORE_ZEEK_RECORDS_H
#define HALFCLOSE_CORE_ZEEK_RECORDS_H

#include "core/connection.h"
#include "core/pool.h"
#include "core/sink.h"

#include <stdbool.h>
#include <stdint.h>

/*
 * Zeek ends records by timers, and begins them, by rules of its own. Where the sink takes
 * records, each that ends is sent, and connection->zeek is the latest; else it is the one that
 * holds the connection's first segment, and stays that. Returns 0 or -ENOMEM.
 *
 * Where the sink takes none, nobody may ever ask: so the first segments are only noted down, and
 * connection->zeek is NULL until there are more, or zeek_records_settle().
 */
int zeek_records_segment(struct connection *connection, enum side from,
			 const struct segment *segment, uint64_t now_ns,
			 const struct sink *sink, struct pool *backlogs);

/* Somebody asks: connection->zeek is made of what was noted down. Returns 0 or -ENOMEM. */
int zeek_records_settle(struct connection *connection, struct pool *backlogs);

/* The most octets that a backlog may be packed into. */
enum { ZEEK_PACKED_MAX = 640 };

/* Packs (core/pack.h) a backlog. Returns behind the last octet. */
uint8_t *zeek_records_pack(uint8_t *out, const struct zeek_backlog *backlog);

/* The other way round. NULL: out of memory. */
struct zeek_backlog *zeek_records_unpack(const uint8_t *in, struct pool *backlogs);

/* Where connection->zeek_backlog comes from. */
void zeek_records_pool(struct pool *backlogs);

/* The connection leaves: sends the last one, if the sink takes records. */
void zeek_records_end(const struct connection *connection, const struct sink *sink);

/* True if the sink takes records, and later segments may belong to the latest one. */
bool zeek_records_open(const struct connection *connection, uint64_t now_ns,
		       const struct sink *sink);

#endif
