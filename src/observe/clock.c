/* SPDX-License-Identifier: GPL-2.0-or-later */
/* clock.c: reads the clocks. */
#include "observe/clock.h"

#include <time.h>

static uint64_t read_clock(clockid_t clock)
{
	struct timespec now;

	clock_gettime(clock, &now);
	return (uint64_t)now.tv_sec * 1000000000 + (uint64_t)now.tv_nsec;
}

uint64_t clock_now_ns(void)
{
	return read_clock(CLOCK_REALTIME);
}

uint64_t clock_spent_ns(void)
{
	return read_clock(CLOCK_THREAD_CPUTIME_ID);
}
