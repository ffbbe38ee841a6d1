/* SPDX-License-Identifier: GPL-2.0-or-later */
/* explore_ladder.h: a schedule, executed once more and watched: what its connections looked like. */
#ifndef HALFCLOSE_CMD_EXPLORE_LADDER_H
#define HALFCLOSE_CMD_EXPLORE_LADDER_H

#include "cmd/options.h"
#include "core/err.h"
#include "peers/scenario.h"
#include "peers/schedule.h"

#include <stdbool.h>

/*
 * Prints the ladder of each connection, with the peers' calls and what is found in it. hangs: a
 * thread is blocked for ever in the end, and time is given to see that. Afterwards privileges that
 * were not needed are gone. 0; -errno with err: -EBADE: it went another way.
 */
int explore_ladder(const struct options *options, const struct scenario *scenario,
		   const struct schedule *schedule, bool hangs, struct err *err);

/*
 * The same by a process of its own, so that the caller may do afterwards what he may now. Where
 * there is no ladder, a line on stderr says why.
 */
void explore_ladder_aside(const struct options *options, const struct scenario *scenario,
			  const struct schedule *schedule, bool hangs);

#endif
