/* SPDX-License-Identifier: GPL-2.0-or-later */
/* holes.c: a sorted list of spans. */
#include "core/holes.h"

#include "core/seq.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

static void take_out(struct holes *holes, unsigned int first, unsigned int count)
{
	memmove(&holes->spans[first], &holes->spans[first + count],
		(holes->count - first - count) * sizeof(holes->spans[0]));
	holes->count = (uint16_t)(holes->count - count);
}

static int make_room(struct holes *holes)
{
	unsigned int capacity = holes->capacity ? holes->capacity * 2u : 4;
	struct span *spans;

	if (holes->count < holes->capacity)
		return 0;
	if (holes->count == HOLES_MAX)
		return -E2BIG;
	spans = realloc(holes->spans, capacity * sizeof(*spans));
	if (!spans)
		return -ENOMEM;
	holes->spans = spans;
	holes->capacity = (uint16_t)capacity;
	return 0;
}

/* The first span that ends at or behind seq. */
static unsigned int find(const struct holes *holes, uint32_t seq)
{
	unsigned int i = holes->count;

	/* From the end, where new data goes. */
	while (i > 0 && seq_le(seq, holes->spans[i - 1].to))
		i--;
	return i;
}

int holes_add(struct holes *holes, uint32_t from, uint32_t to)
{
	unsigned int first = find(holes, from), end = first;
	int ret;

	for (; end < holes->count && seq_le(holes->spans[end].from, to); end++) {
		if (seq_lt(holes->spans[end].from, from))
			from = holes->spans[end].from;
		if (seq_lt(to, holes->spans[end].to))
			to = holes->spans[end].to;
	}
	if (end > first) {
		holes->spans[first] = (struct span){ from, to };
		take_out(holes, first + 1, end - first - 1);
		return 0;
	}
	ret = make_room(holes);
	if (ret < 0)
		return ret;
	memmove(&holes->spans[first + 1], &holes->spans[first],
		(holes->count - first) * sizeof(holes->spans[0]));
	holes->spans[first] = (struct span){ from, to };
	holes->count++;
	return 0;
}

uint32_t holes_reach(struct holes *holes, uint32_t at)
{
	unsigned int reached = 0;

	for (; reached < holes->count && seq_le(holes->spans[reached].from, at); reached++) {
		if (seq_lt(at, holes->spans[reached].to))
			at = holes->spans[reached].to;
	}
	if (reached)
		take_out(holes, 0, reached);
	return at;
}

uint32_t holes_octets(const struct holes *holes)
{
	uint32_t octets = 0;

	for (unsigned int i = 0; i < holes->count; i++)
		octets += holes->spans[i].to - holes->spans[i].from;
	return octets;
}

void holes_free(struct holes *holes)
{
	free(holes->spans);
	*holes = (struct holes){ 0 };
}
