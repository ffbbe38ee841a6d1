/* SPDX-License-Identifier: GPL-2.0-or-later */
/* lifetime.h: when a connection is judged, and when it leaves. */
#ifndef HALFCLOSE_CORE_LIFETIME_H
#define HALFCLOSE_CORE_LIFETIME_H

#include "core/tracker.h"

/*
 * A new connection between these ends, which begins with a segment, or (NULL) was found by its
 * socket; there may be a cap, and then the one that was silent for longest leaves. NULL: out of
 * memory, which the tracker notes.
 */
struct connection *lifetime_begin(struct tracker *tracker, const struct endpoint *from,
				  const struct endpoint *to, const struct segment *segment);

/* Something changed, or is to be seen soon: it is looked at again within a moment. */
void lifetime_watch(struct tracker *tracker, struct connection *connection);

/* Nothing is awaited of it: if that lasts, it is put to rest. */
void lifetime_rest_later(struct tracker *tracker, struct connection *connection);

/* A living socket told of itself: where that is suspect, it is looked at again within a moment. */
void lifetime_fact(struct tracker *tracker, struct connection *connection);

/* True if an end is on its way out of ESTABLISHED, or tries something in vain. */
bool lifetime_is_unsettled(const struct connection *connection);

/* Judges what is due, and lets go what has long been over. */
void lifetime_run(struct tracker *tracker);

/* The last judgement, which counts. */
void lifetime_conclude(struct tracker *tracker, struct connection *connection);

/* After that the connection goes to the sink, and is freed. */
void lifetime_leave(struct tracker *tracker, struct connection *connection);

#endif
