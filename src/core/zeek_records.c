/* SPDX-License-Identifier: GPL-2.0-or-later */
/* zeek_records.c: ends Zeek's records where Zeek does. */
#include "core/zeek_records.h"

#include "core/zeek.h"

#include <errno.h>

static bool ends(const struct zeek *zeek, const struct segment *segment, uint64_t now_ns)
{
	return zeek_expired(zeek, now_ns) || zeek_replaced_by(zeek, segment);
}

int zeek_records_segment(struct connection *connection, enum side from,
			 const struct segment *segment, uint64_t now_ns,
			 const struct sink *sink)
{
	struct zeek *zeek = connection->zeek;

	if (zeek && !zeek->over && ends(zeek, segment, now_ns)) {
		zeek->over = true;
		if (sink->zeek) {
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
