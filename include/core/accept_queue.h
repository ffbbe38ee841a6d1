/* SPDX-License-Identifier: GPL-2.0-or-later */
/* accept_queue.h: connections that wait for accept(), and listeners that are full of them. */
#ifndef HALFCLOSE_CORE_ACCEPT_QUEUE_H
#define HALFCLOSE_CORE_ACCEPT_QUEUE_H

#include "core/owner.h"
#include "core/tracker.h"

#include <stdint.h>

enum { ACCEPT_OWNERS_MAX = 3 };

/* The queue in which an end waits: of one listener, or of those that share its address and port. */
struct accept_wait {
	struct owner owners[ACCEPT_OWNERS_MAX];	/* of the first of them */
	uint32_t listeners;
	uint64_t waiting;	/* connections in their queues */
	uint64_t backlog;	/* the sum of theirs */
};

/* True if its socket lives and waits for accept(): open, and no descriptor was ever seen. */
bool accept_queue_has(const struct half *half);

/*
 * Before a connection is judged: notes what the listener of its server tells of it, and tells of the
 * listener what the connection shows.
 */
void accept_queue_note(struct tracker *tracker, struct connection *connection);

/*
 * True for a moment after it was let in, if that was not by its first SYN: whether that was dropped, the
 * kernel's counters will tell.
 */
bool accept_queue_awaits_count(const struct tracker *tracker, const struct connection *connection);

/* A look at a listener: tells if its queue is full, or is so no more. */
void accept_queue_look(struct tracker *tracker, const struct listener *listener);

/* The listener is gone, and with it what waited. */
void accept_queue_gone(struct tracker *tracker, const struct listener *listener);

/* The end: listeners whose death nobody told of are gone. */
void accept_queue_finish(struct tracker *tracker);

#endif
