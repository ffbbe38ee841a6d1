/* SPDX-License-Identifier: GPL-2.0-or-later */
/* refusals.c: a short memory of those who were refused. */
#include "core/refusals.h"

#include "core/units.h"

#include <string.h>

/* An opener tries the next address of a name at once. */
#define NEXT_ADDRESS_NS S_NS

void refusals_note(struct tracker *tracker, const struct connection *refused)
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
	return a->scope == b->scope &&
	       ((endpoint_is_loopback(a) && endpoint_is_loopback(b)) ||
		(a->family == b->family && memcmp(a->addr, b->addr, sizeof(a->addr)) == 0));
}

void refusals_pardon(struct tracker *tracker, const struct connection *opened)
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
