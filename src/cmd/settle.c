/* SPDX-License-Identifier: GPL-2.0-or-later */
/* settle.c: goes through the connections that are chosen, and asks what each still waits for. */
#include "cmd/settle.h"

#include "cmd/live.h"
#include "cmd/lookup.h"

static const struct connection *next_chosen(const struct live *live, const struct connection *c)
{
	while (c && !choice_has(live->choice, c))
		c = c->active_next;
	return c;
}

int settle_look(struct live *live, struct err *err)
{
	const struct connection *c;
	int ret = live_catch_up(live, err);

	if (ret < 0)
		return ret;
	lookup_owners(live);
	/* What lookups tell waits in the merge: the table stays as it is meanwhile. */
	for (c = next_chosen(live, live->tracker.table.oldest); c;
	     c = next_chosen(live, c->active_next)) {
		lookup_end(live, c, SIDE_A);
		if (!c->self)
			lookup_end(live, c, SIDE_B);
	}
	return live_catch_up(live, err);
}

static bool sent_its_last(const struct half *half)
{
	return half->fin_sent || half->rst_sent;
}

/* Without packets nothing else tells. */
static bool is_gone(const struct half *half)
{
	return half->socket && half_rare(half->socket)->gone_ns;
}

static bool death_told(const struct half *half)
{
	return !half->socket || !half->socket->seen || half->socket->destroy;
}

bool settle_is_settled(const struct connection *connection)
{
	const struct half *a = connection_half(connection, SIDE_A);
	const struct half *b = connection_half(connection, SIDE_B);
	bool reset = a->rst_sent || b->rst_sent;

	/* It is somebody's who lives on. */
	if (!sent_its_last(a) && !sent_its_last(b) && !is_gone(a) && !is_gone(b))
		return true;
	if (!reset && connection_has_packets(connection) &&
	    !(half_fin_acked(a) && half_fin_acked(b)))
		return false;
	return death_told(a) && death_told(b);
}

bool settle_done(const struct live *live)
{
	const struct connection *c = next_chosen(live, live->tracker.table.oldest);

	while (c && settle_is_settled(c))
		c = next_chosen(live, c->active_next);
	return !c;
}
