/* SPDX-License-Identifier: GPL-2.0-or-later */
/* time_waits.c: sorts them, and counts those that are alike. */
#include "observe/time_waits.h"
#include "core/array.h"

#include <errno.h>
#include <stdlib.h>

void time_waits_init(struct time_waits *waits, const struct port_range *ports)
{
	*waits = (struct time_waits){ .ports = *ports };
}

void time_waits_free(struct time_waits *waits)
{
	free(waits->pairs);
	*waits = (struct time_waits){ 0 };
}

int time_waits_add(struct time_waits *waits, const struct sock_fact *fact)
{
	struct time_wait_pair *pairs, *pair;

	/* A server that closed first keeps its own port, which is no loss. */
	if (fact->state != TCP_STATE_TIME_WAIT || fact->local.port < waits->ports.low ||
	    fact->local.port > waits->ports.high)
		return 0;
	pairs = array_make_room(waits->pairs, waits->count, &waits->capacity, sizeof(*pairs));
	if (!pairs)
		return -ENOMEM;
	waits->pairs = pairs;
	pair = &pairs[waits->count++];
	*pair = (struct time_wait_pair){ .remote = fact->remote, .local = fact->local };
	pair->local.port = 0;
	return 0;
}

static int compare(const void *a, const void *b)
{
	const struct time_wait_pair *left = a, *right = b;
	int order = endpoint_compare(&left->remote, &right->remote);

	return order ? order : endpoint_compare(&left->local, &right->local);
}

void time_waits_each(struct time_waits *waits, uint64_t least, time_waits_fn fn, void *arg)
{
	size_t first = 0;

	if (waits->count)
		qsort(waits->pairs, waits->count, sizeof(*waits->pairs), compare);
	for (size_t i = 1; i <= waits->count; i++) {
		if (i < waits->count && compare(&waits->pairs[first], &waits->pairs[i]) == 0)
			continue;
		if (i - first >= least)
			fn(arg, &waits->pairs[first].remote, i - first);
		first = i;
	}
}
