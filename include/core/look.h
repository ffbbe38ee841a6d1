/* SPDX-License-Identifier: GPL-2.0-or-later */
/* look.h: when the core would know more of an end than the packets say. */
#ifndef HALFCLOSE_CORE_LOOK_H
#define HALFCLOSE_CORE_LOOK_H

#include "core/tracker.h"

/* Asks the sink to look that end's socket and owner up. */
void look_at(const struct tracker *tracker, const struct connection *connection,
	     enum side side);

/*
 * In a connection that goes on: those ends, too, that try something in vain, since one that gives up may
 * die without a packet; both, where one is suspect; and those that may be gone.
 */
void look_again(const struct tracker *tracker, const struct connection *connection);

/* Asks whether either end lives on after a RST, unless it is known to be dead. */
void look_at_reset(const struct tracker *tracker, const struct connection *connection);

/* After a segment of that side; first_data: the first of its data. */
void look_after(const struct tracker *tracker, const struct connection *connection,
		enum side side, const struct segment *segment, bool first_data);

#endif
