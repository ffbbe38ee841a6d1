/* SPDX-License-Identifier: GPL-2.0-or-later */
/* schedule.h: the order in which threads took their steps, and the string that repeats it. */
#ifndef HALFCLOSE_PEERS_SCHEDULE_H
#define HALFCLOSE_PEERS_SCHEDULE_H

#include <stddef.h>
#include <stdint.h>

enum {
	SCHEDULE_THREADS_MAX = 32,	/* as bits of a mask */
	SCHEDULE_STEPS_MAX = 1024,	/* scenarios have no loops: longer is none of them */
	SCHEDULE_TEXT_MAX = 2 * SCHEDULE_STEPS_MAX + 16,
};

struct schedule {
	size_t count;
	uint8_t thread[SCHEDULE_STEPS_MAX];	/* whose step it was */
};

/* The letter of a thread: 'a' is that of the first. */
char schedule_letter(unsigned int thread);

/* What a string says of the scenario that it belongs to: a number made of its text. */
uint32_t schedule_check(const char *text);

/*
 * "x1-6f3d09c2-a3ba2": the version, the check, and the steps: three of thread a, one of b, two of
 * a. Nothing in it means anything to a shell. buf has SCHEDULE_TEXT_MAX octets.
 */
void schedule_print(const struct schedule *schedule, uint32_t check, char *buf);

/*
 * Reads it back. 0; -EINVAL: no such string; -ENOTSUP: of another version; -ESTALE: of another
 * scenario, or of one that was changed since; -E2BIG: too long.
 */
int schedule_parse(struct schedule *schedule, uint32_t check, const char *text);

#endif
