/* SPDX-License-Identifier: GPL-2.0-or-later */
/* gaps.h: what evidence is missing: counted, and told once of each kind. */
#ifndef HALFCLOSE_CORE_GAPS_H
#define HALFCLOSE_CORE_GAPS_H

#include "core/tracker.h"

/* Counts more of that kind; the first is a finding, as of time_ns. */
void gaps_note(struct tracker *tracker, const struct gap *gap, uint64_t time_ns);

/* True if the packets of the connection do not show all. */
bool gaps_in(const struct connection *connection);

/* Notes what the packets of a connection that leaves do not show. */
void gaps_of_connection(struct tracker *tracker, const struct connection *connection);

#endif
