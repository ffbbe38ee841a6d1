/* SPDX-License-Identifier: GPL-2.0-or-later */
/* merge.h: brings packets and socket facts into one order of time. */
#ifndef HALFCLOSE_CORE_MERGE_H
#define HALFCLOSE_CORE_MERGE_H

#include "core/event.h"

#include <stddef.h>

/*
 * Packets wait in the capture ring, while socket facts, owners and the like are known at
 * once. So the latter are held here until the ring was drained up to their time.
 */
struct merge {
	event_fn deliver;	/* borrowed, with arg */
	void *arg;
	struct event *held;	/* owned; a ring of capacity events, oldest at first */
	size_t capacity, first, count;
};

void merge_init(struct merge *merge, event_fn deliver, void *arg);
void merge_free(struct merge *merge);

/* A packet: delivers what is held from before it, then the packet. */
void merge_packet(struct merge *merge, const struct event *event);

/* Anything else: held, in its order of time. Returns 0, or -ENOMEM, in which case it is lost. */
int merge_hold(struct merge *merge, const struct event *event);

/* The ring has been drained: delivers all that is held up to until_ns. */
void merge_flush(struct merge *merge, uint64_t until_ns);

#endif
