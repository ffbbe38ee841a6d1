/* SPDX-License-Identifier: GPL-2.0-or-later */
/* strategy.c: the strategy that repeats a schedule, and what others share with it. */
#include "peers/strategy.h"

#include <errno.h>

int strategy_diverge(struct strategy_state *state, enum explorer_difference difference,
		     size_t depth, uint32_t ready)
{
	state->divergence = (struct explorer_divergence){
		.difference = difference, .point = depth,
		.thread = state->points.at[depth].thread, .ready = ready,
	};
	return -EBADE;
}

static bool prepare_replay(struct strategy_state *state)
{
	state->fixed = state->replayed->count;
	return true;
}

static int choose_replay(struct strategy_state *state, size_t depth, uint32_t ready)
{
	struct point *point = &state->points.at[depth];

	if (depth == state->fixed)
		return strategy_diverge(state, EXPLORER_GOES_ON, depth, ready);
	point->thread = state->replayed->thread[depth];
	if (!(ready >> point->thread & 1))
		return strategy_diverge(state, EXPLORER_MAY_NOT_GO, depth, ready);
	return point->thread;
}

const struct strategy strategy_replay = {
	.name = "replay",
	.prepare = prepare_replay,
	.choose = choose_replay,
};
