/* SPDX-License-Identifier: GPL-2.0-or-later */
/* strategy.h: who goes next, and whether there is another execution: a row for each strategy. */
#ifndef HALFCLOSE_PEERS_STRATEGY_H
#define HALFCLOSE_PEERS_STRATEGY_H

#include "peers/dice.h"
#include "peers/points.h"

enum { STRATEGY_NOBODY = SCHEDULE_THREADS_MAX };

/* What the strategies remember from one execution to the next. */
struct strategy_state {
	const struct explorer_model *model;	/* borrowed */
	struct explorer_options options;
	struct dice dice;
	bool begun;			/* there was an execution */
	struct points points;		/* of this execution, or of the last one */
	size_t fixed;			/* exhaustive, replay: so many steps are repeated */
	const struct schedule *replayed;	/* replay; borrowed */
	uint32_t priority[SCHEDULE_THREADS_MAX];	/* pct: the highest goes */
	size_t change[EXPLORER_DEPTH_MAX];	/* pct: at these points one loses it */
	size_t longest;			/* pct: steps of the longest execution so far */
	struct explorer_divergence divergence;
};

struct strategy {
	const char *name;

	/* Before an execution: false: there is none left. */
	bool (*prepare)(struct strategy_state *state);

	/*
	 * The one of the ready threads that goes at points.at[depth]. STRATEGY_NOBODY: the execution
	 * is not worth going on with; -EBADE with state->divergence.
	 */
	int (*choose)(struct strategy_state *state, size_t depth, uint32_t ready);
};

/* Says how, at which point; returns -EBADE. */
int strategy_diverge(struct strategy_state *state, enum explorer_difference difference,
		     size_t depth, uint32_t ready);

extern const struct strategy strategy_exhaustive, strategy_random, strategy_pct, strategy_replay;

#endif
