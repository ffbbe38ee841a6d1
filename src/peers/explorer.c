/* SPDX-License-Identifier: GPL-2.0-or-later */
/* explorer.c: executes one schedule after the other, and counts what came of them. */
#include "peers/explorer.h"

#include "peers/equivalence.h"
#include "peers/strategy.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

struct explorer {
	const struct strategy *strategy;
	struct strategy_state state;
	struct explorer_tally tally;
	struct explorer_failure failure;	/* as tally.failed says */
	struct order order;
	struct hashes seen;
	bool executed;			/* the last one, to its end */
	uint64_t left;			/* executions, where there is a limit */
};

/* What an execution came to, besides an -errno. */
enum { GIVEN_UP, EXECUTED };

static const struct strategy *const strategies[EXPLORER_STRATEGIES] = {
	[EXPLORER_EXHAUSTIVE] = &strategy_exhaustive,
	[EXPLORER_RANDOM] = &strategy_random,
	[EXPLORER_PCT] = &strategy_pct,
};

const char *explorer_strategy_name(enum explorer_strategy strategy)
{
	return strategies[strategy]->name;
}

int explorer_strategy_find(const char *name, enum explorer_strategy *strategy)
{
	for (unsigned int i = 0; i < EXPLORER_STRATEGIES; i++) {
		if (strcmp(name, strategies[i]->name) == 0) {
			*strategy = (enum explorer_strategy)i;
			return 0;
		}
	}
	return -EINVAL;
}

struct explorer *explorer_new(const struct explorer_model *model,
			      const struct explorer_options *options)
{
	struct explorer *explorer = calloc(1, sizeof(*explorer));

	if (!explorer)
		return NULL;
	explorer->strategy = strategies[options->strategy];
	explorer->state.model = model;
	explorer->state.options = *options;
	explorer->state.dice.state = options->seed;
	explorer->left = options->iterations;
	return explorer;
}

void explorer_free(struct explorer *explorer)
{
	if (explorer)
		hashes_free(&explorer->seen);
	free(explorer);
}

/* Steps until nobody can go, or going on is not worth it. */
static int run(struct strategy_state *state, const struct strategy *strategy)
{
	const struct explorer_model *model = state->model;
	struct points *points = &state->points;
	uint32_t ready;
	int ret;

	for (points->count = 0; (ready = model->ready(model->arg)); points->count++) {
		struct point *point = &points->at[points->count];
		int thread;

		if (points->count == SCHEDULE_STEPS_MAX)
			return -E2BIG;
		thread = strategy->choose(state, points->count, ready);
		if (thread == STRATEGY_NOBODY)
			return GIVEN_UP;
		if (thread < 0)
			return thread;
		point->thread = (uint8_t)thread;
		model->touches(model->arg, point->thread, &point->footprint);
		ret = model->step(model->arg, point->thread);
		if (ret < 0)
			return ret;
	}
	if (points->count < state->fixed)
		return strategy_diverge(state, EXPLORER_OVER, points->count, 0);
	if (points->count > state->longest)
		state->longest = points->count;
	return EXECUTED;
}

/* One execution from its beginning; what came of it where it was EXECUTED. */
static int execute(struct strategy_state *state, const struct strategy *strategy,
		   struct explorer_result *result)
{
	const struct explorer_model *model = state->model;
	int ret = model->begin(model->arg);
	int end_ret;

	if (ret < 0)
		return ret;
	state->begun = true;
	ret = run(state, strategy);
	end_ret = model->end(model->arg, result);
	return ret < 0 ? ret : end_ret < 0 ? end_ret : ret;
}

static void count_result(struct explorer_tally *tally, const struct explorer_result *result)
{
	tally->failed += result->broken != 0;
	for (unsigned int i = 0; i < EXPLORER_BROKEN_MAX; i++)
		tally->broken[i] += result->broken >> i & 1;
	for (unsigned int i = 0; i < EXPLORER_HAPPENED_MAX; i++)
		tally->happened[i] += result->happened >> i & 1;
}

static void count_points(struct explorer_tally *tally, uint64_t points)
{
	if (tally->schedules == 1 || points < tally->points_min)
		tally->points_min = points;
	if (points > tally->points_max)
		tally->points_max = points;
	tally->points += points;
}

/* Of those that were not seen before, how many others they stand for. */
static int count_equivalent(struct explorer *explorer)
{
	struct explorer_tally *tally = &explorer->tally;
	uint64_t extensions;
	int ret;

	order_of(&explorer->order, &explorer->state.points);
	ret = hashes_add(&explorer->seen, order_hash(&explorer->order));
	if (ret <= 0)
		return ret;
	tally->different++;
	ret = order_extensions(&explorer->order, &extensions);
	if (ret == -ENOMEM)
		return ret;
	if (ret < 0)
		extensions = 1;
	tally->more |= ret < 0 || __builtin_add_overflow(tally->interleavings, extensions,
							 &tally->interleavings);
	return 0;
}

static void keep_schedule(struct schedule *schedule, const struct points *points)
{
	schedule->count = points->count;
	for (size_t i = 0; i < points->count; i++)
		schedule->thread[i] = points->at[i].thread;
}

static void keep_failure(struct explorer *explorer, const struct explorer_result *result)
{
	const struct points *points = &explorer->state.points;
	struct explorer_failure *failure = &explorer->failure;

	if (!result->broken ||
	    (explorer->tally.failed > 1 && points->count >= failure->schedule.count))
		return;
	keep_schedule(&failure->schedule, points);
	failure->result = *result;
}

static int count(struct explorer *explorer, const struct explorer_result *result)
{
	struct explorer_tally *tally = &explorer->tally;

	tally->schedules++;
	tally->drawn += explorer->strategy != &strategy_exhaustive;
	count_result(tally, result);
	count_points(tally, explorer->state.points.count);
	keep_failure(explorer, result);
	return count_equivalent(explorer);
}

/* Whether there is another execution, with pct where the limit has struck and it is to go on so. */
static bool prepare(struct explorer *explorer)
{
	struct explorer_options *options = &explorer->state.options;

	if (!explorer->strategy->prepare(&explorer->state)) {
		explorer->tally.whole = true;
		return false;
	}
	if (explorer->left > 0 || options->iterations == 0)
		return true;
	explorer->left = options->then_pct;
	options->then_pct = 0;
	explorer->strategy = &strategy_pct;
	return explorer->left > 0 && explorer->strategy->prepare(&explorer->state);
}

int explorer_next(struct explorer *explorer)
{
	struct explorer_result result = { 0 };
	int ret;

	if (!prepare(explorer))
		return 0;
	ret = execute(&explorer->state, explorer->strategy, &result);
	if (ret < 0)
		return ret;
	explorer->left--;
	explorer->executed = ret == EXECUTED;
	explorer->tally.begun += ret == GIVEN_UP;
	ret = ret == EXECUTED ? count(explorer, &result) : 0;
	return ret < 0 ? ret : 1;
}

int explorer_replay(struct explorer *explorer, const struct schedule *schedule,
		    struct explorer_result *result)
{
	int ret;

	explorer->state.replayed = schedule;
	strategy_replay.prepare(&explorer->state);
	*result = (struct explorer_result){ 0 };
	ret = execute(&explorer->state, &strategy_replay, result);
	return ret < 0 ? ret : 0;
}

const struct explorer_tally *explorer_tally(const struct explorer *explorer)
{
	return &explorer->tally;
}

bool explorer_last(const struct explorer *explorer, struct schedule *schedule)
{
	keep_schedule(schedule, &explorer->state.points);
	return explorer->executed;
}

const struct explorer_failure *explorer_failure(const struct explorer *explorer)
{
	return explorer->tally.failed ? &explorer->failure : NULL;
}

const struct explorer_divergence *explorer_divergence(const struct explorer *explorer)
{
	return &explorer->state.divergence;
}
