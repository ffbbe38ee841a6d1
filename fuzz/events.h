/* SPDX-License-Identifier: GPL-2.0-or-later */
/* events.h: events of every kind, about a few endpoints, made from octets. */
#ifndef HALFCLOSE_FUZZ_EVENTS_H
#define HALFCLOSE_FUZZ_EVENTS_H

#include "core/event.h"
#include "fuzz.h"

#include <stdbool.h>

/* The next event, later or (seldom) earlier than *now_ns, which follows; false at the end. */
bool events_next(struct input *input, uint64_t *now_ns, struct event *event);

#endif
