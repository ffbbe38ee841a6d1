/* SPDX-License-Identifier: GPL-2.0-or-later */
/* clock.c: reads the packets' clock. */
#include "observe/clock.h"

#include <time.h>

uint64_t clock_now_ns(void)
{
	struct timespec now;

	clock_gettime(CLOCK_REALTIME, &now);
	return (uint64_t)now.tv_sec * 1000000000 + (uint64_t)now.tv_nsec;
}
