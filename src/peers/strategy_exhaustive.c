/* SPDX-License-Identifier: GPL-2.0-or-later */
/* strategy_exhaustive.c: depth first, with sleep sets (Godefroid 1996): each class once. */
#include "peers/strategy.h"

#include <errno.h>

static uint32_t bit(unsigned int thread)
{
	return UINT32_C(1) << thread;
}

/* Whose step was tried at a point needs no other turn there: it sleeps in what follows. */
static bool prepare(struct strategy_state *state)
{
	struct points *points = &state->points;

	for (size_t depth = points->count; depth-- > 0;) {
		struct point *point = &points->at[depth];
		uint32_t awake;

		point->asleep |= bit(point->thread);
		awake = point->ready & ~point->asleep;
		if (awake) {
			point->thread = (uint8_t)__builtin_ctz(awake);
			state->fixed = depth + 1;
			return true;
		}
	}
	/* None is left to come back to; the first execution has none yet. */
	state->fixed = 0;
	return !state->begun;
}

/* Until a step touches what they touch, to go later is as good as to have gone before. */
static uint32_t still_asleep(const struct strategy_state *state, const struct point *point)
{
	const struct explorer_model *model = state->model;
	uint32_t asleep = 0;

	for (unsigned int i = 0; i < SCHEDULE_THREADS_MAX; i++) {
		struct footprint next;

		if (!(point->asleep & bit(i)))
			continue;
		model->touches(model->arg, i, &next);
		if (footprints_commute(&next, &point->footprint))
			asleep |= bit(i);
	}
	return asleep;
}

/* Who went last goes on, so that schedules are easy to follow; else the first in the text. */
static int pick(const struct points *points, size_t depth)
{
	const struct point *point = &points->at[depth];
	uint32_t awake = point->ready & ~point->asleep;

	if (!awake)
		return STRATEGY_NOBODY;
	if (depth > 0 && awake & bit(points->at[depth - 1].thread))
		return points->at[depth - 1].thread;
	return __builtin_ctz(awake);
}

static bool same_footprint(const struct footprint *one, const struct footprint *other)
{
	return one->reads == other->reads && one->writes == other->writes;
}

/* The step of a point that is repeated: what was known of it has to hold again. */
static int repeat(struct strategy_state *state, size_t depth, uint32_t ready,
		  const struct footprint *footprint)
{
	const struct point *point = &state->points.at[depth];
	bool taken = depth + 1 < state->fixed;	/* the last one of them is another one's turn */

	if (!(ready >> point->thread & 1))
		return strategy_diverge(state, EXPLORER_MAY_NOT_GO, depth, ready);
	if (ready != point->ready)
		return strategy_diverge(state, EXPLORER_OTHERS_MAY, depth, ready);
	if (taken && !same_footprint(footprint, &point->footprint))
		return strategy_diverge(state, EXPLORER_TOUCHES_OTHER, depth, ready);
	return point->thread;
}

static int choose(struct strategy_state *state, size_t depth, uint32_t ready)
{
	const struct explorer_model *model = state->model;
	struct points *points = &state->points;
	struct point *point = &points->at[depth];
	struct footprint footprint;
	int thread;

	if (depth >= state->fixed) {
		point->ready = ready;
		if (depth == 0)
			point->asleep = 0;
	}
	thread = depth < state->fixed ? point->thread : pick(points, depth);
	if (thread == STRATEGY_NOBODY)
		return thread;
	model->touches(model->arg, (unsigned int)thread, &footprint);
	if (depth < state->fixed)
		thread = repeat(state, depth, ready, &footprint);
	if (thread < 0)
		return thread;
	point->footprint = footprint;
	if (depth + 1 >= state->fixed)
		points->at[depth + 1].asleep = still_asleep(state, point);
	return thread;
}

const struct strategy strategy_exhaustive = {
	.name = "exhaustive",
	.prepare = prepare,
	.choose = choose,
};
