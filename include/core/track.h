/* SPDX-License-Identifier: GPL-2.0-or-later */
/* track.h: the two kinds of news that make and move connections. For tracker.c. */
#ifndef HALFCLOSE_CORE_TRACK_H
#define HALFCLOSE_CORE_TRACK_H

#include "core/tracker.h"

/* Both as of tracker->now_ns. */
void track_segment(struct tracker *tracker, const struct segment *segment);
void track_fact(struct tracker *tracker, const struct event *event);

#endif
