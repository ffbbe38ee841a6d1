/* SPDX-License-Identifier: GPL-2.0-or-later */
/* look.h: when the core would know more of an end than the packets say. */
#ifndef HALFCLOSE_CORE_LOOK_H
#define HALFCLOSE_CORE_LOOK_H

#include "core/tracker.h"

/* Asks the sink to look that end's socket and owner up. */
void look_at(const struct tracker *tracker, const struct connection *connection,
	     enum side side);

/* In an open connection: those ends whose descriptor was never seen. */
void look_at_unknown(const struct tracker *tracker, const struct connection *connection);

/* Those ends that try something in vain: one that gives up may die without a packet. */
void look_at_stalled(const struct tracker *tracker, const struct connection *connection);

/* Both ends of an open connection in which one is suspect, but for those above. */
void look_at_suspect(const struct tracker *tracker, const struct connection *connection);

/* Asks whether an end lives on after a RST in its name, unless it is known to be dead. */
void look_at_resetter(const struct tracker *tracker, const struct connection *connection);

/* After a segment of that side; first_data: the first of its data. */
void look_after(const struct tracker *tracker, const struct connection *connection,
		enum side side, const struct segment *segment, bool first_data);

#endif
