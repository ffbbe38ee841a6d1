/* SPDX-License-Identifier: GPL-2.0-or-later */
/* strategy_random.c: those that draw: random, and pct, for what takes few orderings. */
#include "peers/strategy.h"

static bool prepare_random(struct strategy_state *state)
{
	state->fixed = 0;
	return true;
}

/* The set bit of that rank, from the lowest. */
static int nth_bit(uint32_t mask, uint32_t rank)
{
	while (rank-- > 0)
		mask &= mask - 1;
	return __builtin_ctz(mask);
}

static int choose_random(struct strategy_state *state, size_t depth, uint32_t ready)
{
	(void)depth;
	return nth_bit(ready, dice_pick(&state->dice, (uint32_t)__builtin_popcount(ready)));
}

/* An order of the threads, above the priorities that change points give. */
static void shuffle(struct strategy_state *state)
{
	uint32_t *priority = state->priority;

	for (uint32_t i = 0; i < SCHEDULE_THREADS_MAX; i++) {
		uint32_t other = dice_pick(&state->dice, i + 1);

		priority[i] = priority[other];
		priority[other] = EXPLORER_DEPTH_MAX + i;
	}
}

/*
 * Burckhardt, Kothari, Musuvathi, Nagarakatte: A Randomized Scheduler with Probabilistic
 * Guarantees of Finding Bugs, 2010, 3. How long an execution is, nobody knows before: the longest
 * one so far stands for it, and the first one has no change points.
 */
static bool prepare_pct(struct strategy_state *state)
{
	state->fixed = 0;
	shuffle(state);
	for (unsigned int i = 0; i < EXPLORER_DEPTH_MAX; i++)
		state->change[i] = SCHEDULE_STEPS_MAX;
	for (unsigned int i = 0; i + 1 < state->options.depth && state->longest > 0; i++)
		state->change[i] = dice_pick(&state->dice, (uint32_t)state->longest);
	return true;
}

static unsigned int first_of(const struct strategy_state *state, uint32_t ready)
{
	unsigned int first = (unsigned int)__builtin_ctz(ready);

	for (unsigned int i = first + 1; i < SCHEDULE_THREADS_MAX; i++) {
		if (ready >> i & 1 && state->priority[i] > state->priority[first])
			first = i;
	}
	return first;
}

static int choose_pct(struct strategy_state *state, size_t depth, uint32_t ready)
{
	for (unsigned int i = 0; i + 1 < state->options.depth; i++) {
		if (state->change[i] == depth)
			state->priority[first_of(state, ready)] = i;
	}
	return (int)first_of(state, ready);
}

const struct strategy strategy_random = {
	.name = "random",
	.prepare = prepare_random,
	.choose = choose_random,
};

const struct strategy strategy_pct = {
	.name = "pct",
	.prepare = prepare_pct,
	.choose = choose_pct,
};
