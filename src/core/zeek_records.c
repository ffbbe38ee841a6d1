/* SPDX-License-Identifier: GPL-2.0-or-later */
/* zeek_records.c: ends Zeek's records where Zeek does. */
#include "core/zeek_records.h"

#include "core/pack.h"
#include "core/zeek.h"

#include <errno.h>

static bool ends(const struct zeek *zeek, const struct segment *segment, uint64_t now_ns)
{
	return zeek_expired(zeek, now_ns) || zeek_replaced_by(zeek, segment);
}

/* What Zeek's rules read of a segment. */
struct noted {
	uint64_t now_ns;
	uint32_t seq, ack, payload_len, ip_len;
	uint16_t window;
	uint8_t flags, defects;
	uint8_t from;			/* enum side */
};

/* As many as most connections have. */
enum { BACKLOG_MAX = 16 };

struct zeek_backlog {
	uint8_t count;
	struct noted noted[BACKLOG_MAX];
};

void zeek_records_pool(struct pool *backlogs)
{
	pool_init(backlogs, sizeof(struct zeek_backlog));
}

_Static_assert(sizeof(struct noted) % PACK_WORD == 0, "whole words");
_Static_assert(1 + PACK_MAX(BACKLOG_MAX * sizeof(struct noted)) <= ZEEK_PACKED_MAX, "it fits");

uint8_t *zeek_records_pack(uint8_t *out, const struct zeek_backlog *backlog)
{
	*out++ = backlog->count;
	return pack(out, backlog->noted, NULL, backlog->count * sizeof(backlog->noted[0]));
}

struct zeek_backlog *zeek_records_unpack(const uint8_t *in, struct pool *backlogs)
{
	struct zeek_backlog *backlog = pool_take(backlogs);

	if (!backlog)
		return NULL;
	backlog->count = *in++;
	unpack(backlog->noted, NULL, backlog->count * sizeof(backlog->noted[0]), in);
	return backlog;
}

static int take(struct connection *connection, enum side from, const struct segment *segment,
		uint64_t now_ns, const struct sink *sink)
{
	struct zeek *zeek = connection->zeek;

	if (zeek && !zeek->over && ends(zeek, segment, now_ns)) {
		zeek->over = true;
		if (sink && sink->zeek) {
			zeek_records_end(connection, sink);
			zeek_free(zeek);
			connection->zeek = zeek = NULL;
		}
	}
	if (zeek && zeek->over)
		return 0;
	if (!zeek)
		connection->zeek = zeek = zeek_new(from, segment, now_ns);
	return zeek ? zeek_segment(zeek, from, segment, now_ns) : -ENOMEM;
}

int zeek_records_settle(struct connection *connection, struct pool *backlogs)
{
	struct zeek_backlog *backlog = connection->zeek_backlog;
	int ret = 0;

	connection->zeek_backlog = NULL;
	for (unsigned int i = 0; backlog && i < backlog->count && ret == 0; i++) {
		const struct noted *noted = &backlog->noted[i];
		enum side from = (enum side)noted->from;
		const struct segment segment = {
			.src = connection->end[from],
			.dst = connection->end[side_other(from)],
			.seq = noted->seq,
			.ack = noted->ack,
			.payload_len = noted->payload_len,
			.ip_len = noted->ip_len,
			.window = noted->window,
			.flags = noted->flags,
			.defects = noted->defects,
		};

		ret = take(connection, from, &segment, noted->now_ns, NULL);
	}
	pool_give(backlogs, backlog);
	return ret;
}

static void note(struct zeek_backlog *backlog, enum side from, const struct segment *segment,
		 uint64_t now_ns)
{
	backlog->noted[backlog->count++] = (struct noted){
		.now_ns = now_ns,
		.seq = segment->seq,
		.ack = segment->ack,
		.payload_len = segment->payload_len,
		.ip_len = segment->ip_len,
		.window = segment->window,
		.flags = segment->flags,
		.defects = segment->defects,
		.from = (uint8_t)from,
	};
}

int zeek_records_segment(struct connection *connection, enum side from,
			 const struct segment *segment, uint64_t now_ns,
			 const struct sink *sink, struct pool *backlogs)
{
	struct zeek_backlog *backlog = connection->zeek_backlog;
	int ret;

	if (!backlog && !connection->zeek && !sink->zeek) {
		connection->zeek_backlog = backlog = pool_take(backlogs);
		if (!backlog)
			return -ENOMEM;
		backlog->count = 0;
	}
	if (backlog && backlog->count < BACKLOG_MAX) {
		note(backlog, from, segment, now_ns);
		return 0;
	}
	ret = zeek_records_settle(connection, backlogs);
	return ret < 0 ? ret : take(connection, from, segment, now_ns, sink);
}

void zeek_records_end(const struct connection *connection, const struct sink *sink)
{
	if (sink->zeek && connection->zeek)
		sink->zeek(sink->arg, connection, connection->zeek);
}

bool zeek_records_open(const struct connection *connection, uint64_t now_ns,
		       const struct sink *sink)
{
	return sink->zeek && connection->zeek && !zeek_expired(connection->zeek, now_ns);
}
