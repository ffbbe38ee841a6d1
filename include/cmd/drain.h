/* SPDX-License-Identifier: GPL-2.0-or-later */
/* drain.h: takes the packets of all captures, in order of time. */
#ifndef HALFCLOSE_CMD_DRAIN_H
#define HALFCLOSE_CMD_DRAIN_H

#include "core/err.h"
#include "core/event.h"

#include <stddef.h>

struct live;

/* Packets of one capture, of several, until those before them have come out of the others. */
struct drain_queue {
	struct event *events;		/* owned */
	size_t first, count, capacity;
};

void drain_queue_free(struct drain_queue *queue);

/*
 * Takes packets until the rings are empty: then all that was held up to the beginning of the last,
 * vain attempt is in order. A packet may make us look a socket up, whose answer is held again. It
 * ends early if packets come faster, so that the other descriptors have their turn. 0, or -errno
 * with err.
 */
int live_catch_up(struct live *live, struct err *err);

#endif
