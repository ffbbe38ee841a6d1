/* SPDX-License-Identifier: GPL-2.0-or-later */
/* equivalence.c: which steps have to come before which, and in how many ways the rest may go. */
#include "peers/equivalence.h"

#include "peers/dice.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

/* Positions of all threads together: at most so many are counted through, in milliseconds. */
enum { POSITIONS_MAX = 1 << 18 };

/* Numbers the threads that took a step, in the order of their own numbers. */
static void number_threads(struct order *order, const struct points *points, uint8_t *number)
{
	size_t taken[SCHEDULE_THREADS_MAX] = { 0 };
	size_t first = 0;

	for (size_t i = 0; i < points->count; i++)
		taken[points->at[i].thread]++;
	order->threads = 0;
	for (unsigned int i = 0; i < SCHEDULE_THREADS_MAX; i++) {
		if (!taken[i])
			continue;
		number[i] = (uint8_t)order->threads;
		order->thread[order->threads] = (uint8_t)i;
		order->first[order->threads] = first;
		order->steps[order->threads++] = taken[i];
		first += taken[i];
	}
}

void order_of(struct order *order, const struct points *points)
{
	uint8_t number[SCHEDULE_THREADS_MAX] = { 0 };
	size_t done[SCHEDULE_THREADS_MAX] = { 0 };
	size_t step[SCHEDULE_STEPS_MAX];	/* of each point, its place in before[] */

	number_threads(order, points, number);
	for (size_t i = 0; i < points->count; i++) {
		unsigned int me = number[points->at[i].thread];
		uint16_t *before = order->before[order->first[me] + done[me]];

		step[i] = done[me]++;
		memset(before, 0, sizeof(order->before[0]));
		for (size_t j = 0; j < i; j++) {
			unsigned int other = number[points->at[j].thread];

			if (other != me && !footprints_commute(&points->at[i].footprint,
							       &points->at[j].footprint))
				before[other] = (uint16_t)(step[j] + 1);
		}
	}
}

uint64_t order_hash(const struct order *order)
{
	uint64_t hash = order->threads;

	for (unsigned int i = 0; i < order->threads; i++) {
		hash = dice_mix(hash + order->thread[i]);
		hash = dice_mix(hash + order->steps[i]);
		for (size_t step = 0; step < order->steps[i]; step++) {
			for (unsigned int j = 0; j < order->threads; j++)
				hash = dice_mix(hash + order->before[order->first[i] + step][j] + 1);
		}
	}
	return hash;
}

/* Whether the thread's next step may come when each thread is where position says. */
static bool may_come(const struct order *order, unsigned int thread, const size_t *position)
{
	const uint16_t *before;

	if (position[thread] == order->steps[thread])
		return false;
	before = order->before[order->first[thread] + position[thread]];
	for (unsigned int i = 0; i < order->threads; i++) {
		if (before[i] > position[i])
			return false;
	}
	return true;
}

/* The positions are a number whose digits they are; weight: what one step of a thread adds. */
static bool weigh(const struct order *order, size_t *weight, size_t *total)
{
	*total = 1;
	for (unsigned int i = 0; i < order->threads; i++) {
		weight[i] = *total;
		if (order->steps[i] + 1 > POSITIONS_MAX / *total)
			return false;
		*total *= order->steps[i] + 1;
	}
	return true;
}

/* The next number. */
static void advance(const struct order *order, size_t *position)
{
	for (unsigned int i = 0; i < order->threads; i++) {
		if (position[i]++ < order->steps[i])
			return;
		position[i] = 0;
	}
}

/* ways[n]: in how many ways one gets to the positions of n. Each step leads to a larger n. */
static int count_ways(const struct order *order, const size_t *weight, size_t total,
		      uint64_t *ways)
{
	size_t position[SCHEDULE_THREADS_MAX] = { 0 };

	ways[0] = 1;
	for (size_t n = 0; n < total; n++, advance(order, position)) {
		for (unsigned int i = 0; ways[n] && i < order->threads; i++) {
			if (may_come(order, i, position) &&
			    __builtin_add_overflow(ways[n + weight[i]], ways[n],
						   &ways[n + weight[i]]))
				return -E2BIG;
		}
	}
	return 0;
}

int order_extensions(const struct order *order, uint64_t *count)
{
	size_t weight[SCHEDULE_THREADS_MAX], total;
	uint64_t *ways;
	int ret;

	if (!weigh(order, weight, &total))
		return -E2BIG;
	ways = calloc(total, sizeof(*ways));
	if (!ways)
		return -ENOMEM;
	ret = count_ways(order, weight, total, ways);
	*count = ways[total - 1];
	free(ways);
	return ret;
}

static uint64_t *slot_of(const struct hashes *hashes, uint64_t hash)
{
	size_t at = hash & (hashes->size - 1);

	while (hashes->slots[at] && hashes->slots[at] != hash)
		at = (at + 1) & (hashes->size - 1);
	return &hashes->slots[at];
}

static int grow(struct hashes *hashes)
{
	struct hashes larger = { .size = hashes->size ? 2 * hashes->size : 64,
				 .used = hashes->used };

	larger.slots = calloc(larger.size, sizeof(*larger.slots));
	if (!larger.slots)
		return -ENOMEM;
	for (size_t i = 0; i < hashes->size; i++) {
		if (hashes->slots[i])
			*slot_of(&larger, hashes->slots[i]) = hashes->slots[i];
	}
	free(hashes->slots);
	*hashes = larger;
	return 0;
}

int hashes_add(struct hashes *hashes, uint64_t hash)
{
	uint64_t *slot;

	hash += !hash;
	if (2 * hashes->used >= hashes->size && grow(hashes) < 0)
		return -ENOMEM;
	slot = slot_of(hashes, hash);
	if (*slot)
		return 0;
	*slot = hash;
	hashes->used++;
	return 1;
}

void hashes_free(struct hashes *hashes)
{
	free(hashes->slots);
	*hashes = (struct hashes){ 0 };
}
