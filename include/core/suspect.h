/* SPDX-License-Identifier: GPL-2.0-or-later */
/* suspect.h: the few of many open connections of which a hang or leak could come to hold. */
#ifndef HALFCLOSE_CORE_SUSPECT_H
#define HALFCLOSE_CORE_SUSPECT_H

#include "core/tracker.h"

#include <stdbool.h>

/*
 * True if a lasting finding holds, or could come to hold, of an end with a living socket, as far as
 * that socket and the packets told: it is to be looked at again, and judged. It is asked at each fact
 * of each socket, of which 100,000 may be idle, and so compares no more than a few numbers.
 */
bool suspect_is(const struct tracker *tracker, const struct connection *connection);

#endif
