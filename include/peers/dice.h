/* SPDX-License-Identifier: GPL-2.0-or-later */
/* dice.h: random numbers that are the same for a seed, on every machine. */
#ifndef HALFCLOSE_PEERS_DICE_H
#define HALFCLOSE_PEERS_DICE_H

#include <stdint.h>

/* SplitMix64 (Steele, Lea, Flood 2014); any state is a good one. */
struct dice {
	uint64_t state;		/* the seed, at first */
};

/* A bijection that leaves no bit where it was. */
static inline uint64_t dice_mix(uint64_t number)
{
	number = (number ^ number >> 30) * UINT64_C(0xbf58476d1ce4e5b9);
	number = (number ^ number >> 27) * UINT64_C(0x94d049bb133111eb);
	return number ^ number >> 31;
}

static inline uint64_t dice_roll(struct dice *dice)
{
	dice->state += UINT64_C(0x9e3779b97f4a7c15);
	return dice_mix(dice->state);
}

/* One of 0 to sides - 1, each as likely as the others; sides is at least 1. */
static inline uint32_t dice_pick(struct dice *dice, uint32_t sides)
{
	uint64_t rest = UINT64_MAX % sides + 1;	/* what the largest multiple of sides leaves over */
	uint64_t roll;

	do
		roll = dice_roll(dice);
	while (rest != sides && roll > UINT64_MAX - rest);
	return (uint32_t)(roll % sides);
}

#endif
