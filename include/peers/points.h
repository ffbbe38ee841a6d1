/* SPDX-License-Identifier: GPL-2.0-or-later */
/* points.h: one execution, as the explorer remembers it: each choice of a thread. */
#ifndef HALFCLOSE_PEERS_POINTS_H
#define HALFCLOSE_PEERS_POINTS_H

#include "peers/explorer.h"

struct point {
	struct footprint footprint;	/* of the step that was taken */
	uint32_t ready;		/* the threads that could go */
	uint32_t asleep;	/* of these, those whose turn is what others stand for */
	uint8_t thread;		/* the one that went */
};

struct points {
	size_t count;
	struct point at[SCHEDULE_STEPS_MAX + 1];	/* the one after the last is being prepared */
};

static inline bool footprints_commute(const struct footprint *one, const struct footprint *other)
{
	return !(one->writes & (other->reads | other->writes)) && !(other->writes & one->reads);
}

#endif
