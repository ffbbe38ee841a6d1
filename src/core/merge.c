/* SPDX-License-Identifier: GPL-2.0-or-later */
/* merge.c: a ring, sorted by time, of what waits for earlier packets. */
#include "core/merge.h"

#include <errno.h>
#include <stdlib.h>

/* After a burst, a larger ring is given back. */
enum { KEPT_MAX = 4096 };

void merge_init(struct merge *merge, event_fn deliver, void *arg)
{
	*merge = (struct merge){ .deliver = deliver, .arg = arg };
}

void merge_free(struct merge *merge)
{
	free(merge->held);
	*merge = (struct merge){ 0 };
}

static int grow(struct merge *merge)
{
	size_t capacity = merge->capacity ? merge->capacity * 2 : 64;
	struct event *held = calloc(capacity, sizeof(*held));

	if (!held)
		return -ENOMEM;
	for (size_t i = 0; i < merge->count; i++)
		held[i] = merge->held[(merge->first + i) % merge->capacity];
	free(merge->held);
	merge->held = held;
	merge->capacity = capacity;
	merge->first = 0;
	return 0;
}

static void give_back(struct merge *merge)
{
	free(merge->held);
	merge->held = NULL;
	merge->capacity = merge->first = 0;
}

void merge_flush(struct merge *merge, uint64_t until_ns)
{
	while (merge->count && merge->held[merge->first].time_ns <= until_ns) {
		/* A copy: delivering may hold another event and move the ring. */
		struct event event = merge->held[merge->first];

		merge->first = (merge->first + 1) % merge->capacity;
		merge->count--;
		merge->deliver(merge->arg, &event);
	}
	if (merge->count == 0 && merge->capacity > KEPT_MAX)
		give_back(merge);
}

void merge_packet(struct merge *merge, const struct event *event)
{
	if (merge->count && event->time_ns > merge->held[merge->first].time_ns)
		merge_flush(merge, event->time_ns - 1);
	merge->deliver(merge->arg, event);
}

static struct event *slot(struct merge *merge, size_t i)
{
	return &merge->held[(merge->first + i) % merge->capacity];
}

int merge_hold(struct merge *merge, const struct event *event)
{
	size_t at;

	if (merge->count == merge->capacity) {
		int ret = grow(merge);

		if (ret < 0)
			return ret;
	}
	for (at = merge->count++; at > 0; at--) {
		const struct event *before = slot(merge, at - 1);

		if (before->time_ns <= event->time_ns)
			break;
		*slot(merge, at) = *before;
	}
	*slot(merge, at) = *event;
	return 0;
}
