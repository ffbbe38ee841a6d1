/* SPDX-License-Identifier: GPL-2.0-or-later */
/* stale.h: whether all that is to be told has been so for long, so that a moment more changes nothing. */
#ifndef HALFCLOSE_CORE_STALE_H
#define HALFCLOSE_CORE_STALE_H

#include "core/tracker.h"

#include <stdbool.h>

/*
 * True if each connection that is due was judged, and is one that its peer closed before the limit, in
 * which nothing moved since, and nothing waits to be sent or read: no queue that could shrink, no program
 * that could be about to answer or close. What a report of this moment tells of these, their ages say.
 */
bool stale_is_all(const struct tracker *tracker);

#endif
