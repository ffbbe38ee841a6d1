/* SPDX-License-Identifier: GPL-2.0-or-later */
/* unseen.c: holes in what was captured, until they are filled or given up. */
#include "core/unseen.h"

#include <stdlib.h>

static struct unseen *make(struct unseen **unseen)
{
	if (!*unseen)
		*unseen = calloc(1, sizeof(**unseen));
	return *unseen;
}

/* What is captured behind low without a hole between is behind it no longer. */
static void raise_low(struct unseen *unseen)
{
	uint32_t low = (uint32_t)unseen->low;

	unseen->low += holes_reach(&unseen->above, low) - low;
}

static void miss(struct unseen *unseen, int64_t from, int64_t to)
{
	unseen->missed += (uint64_t)(to - from);
	if (from != unseen->missed_to)
		unseen->missed_from = from;
	unseen->missed_to = to;
}

/* Several queues of one interface may hand over an acknowledgement before what it is of. */
static void take_back(struct unseen *unseen, int64_t from, int64_t to)
{
	int64_t first = from > unseen->missed_from ? from : unseen->missed_from;
	int64_t last = to < unseen->missed_to ? to : unseen->missed_to;

	if (first >= last)
		return;
	unseen->missed -= (uint64_t)(last - first);
	if (first == unseen->missed_from)
		unseen->missed_from = last;
	else
		unseen->missed_to = first;
}

void unseen_captured(struct unseen **unseen, int64_t nxt, int64_t from, int64_t to)
{
	bool has_hole = *unseen && (*unseen)->above.count;

	if (*unseen)
		take_back(*unseen, from, to);
	if ((!has_hole && from <= nxt) || !make(unseen))
		return;
	if (!has_hole)
		(*unseen)->low = nxt;
	if (holes_add(&(*unseen)->above, (uint32_t)from, (uint32_t)to) < 0)
		holes_free(&(*unseen)->above);
	raise_low(*unseen);
}

/* How many octets there are between low and what is captured next, or una. */
static int64_t hole(const struct unseen *unseen, int64_t una)
{
	int64_t len = unseen->above.spans[0].from - (uint32_t)unseen->low;

	return len < una - unseen->low ? len : una - unseen->low;
}

void unseen_acknowledged(struct unseen *unseen, int64_t una)
{
	while (unseen->above.count && unseen->low < una) {
		int64_t len = hole(unseen, una);

		miss(unseen, unseen->low, unseen->low + len);
		unseen->low += len;
		raise_low(unseen);
	}
}

void unseen_add(struct unseen **unseen, int64_t from, int64_t to)
{
	if (make(unseen))
		miss(*unseen, from, to);
}

void unseen_free(struct unseen *unseen)
{
	if (!unseen)
		return;
	holes_free(&unseen->above);
	free(unseen);
}
