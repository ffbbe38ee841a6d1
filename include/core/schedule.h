/* SPDX-License-Identifier: GPL-2.0-or-later */
/* schedule.h: when a connection is to be looked at again. */
#ifndef HALFCLOSE_CORE_SCHEDULE_H
#define HALFCLOSE_CORE_SCHEDULE_H

#include "core/tracker.h"

/* Something changed, or is to be seen soon: it is looked at again within a moment. */
void schedule_watch(struct tracker *tracker, struct connection *connection);

/* Nothing is awaited of it: if that lasts, it is put to rest. */
void schedule_rest(struct tracker *tracker, struct connection *connection);

/* A living socket told of itself: where that is suspect, it is looked at again within a moment. */
void schedule_fact(struct tracker *tracker, struct connection *connection);

/* True if an end is on its way out of ESTABLISHED, or tries something in vain. */
bool schedule_is_unsettled(const struct connection *connection);

/* It was judged: when it is to be again, by what lasts or is awaited, or when it may leave. */
void schedule_again(struct tracker *tracker, struct connection *connection);

#endif
