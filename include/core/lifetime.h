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

/* Judges what is due, and lets go what has long been over. */
void lifetime_run(struct tracker *tracker);

/* The last judgement, which counts. */
void lifetime_conclude(struct tracker *tracker, struct connection *connection);

/* After that the connection goes to the sink, and is freed. */
void lifetime_leave(struct tracker *tracker, struct connection *connection);

#endif
