/* SPDX-License-Identifier: GPL-2.0-or-later */
/* wall_clock.h: the time that packets have, too. */
#ifndef HALFCLOSE_PEERS_WALL_CLOCK_H
#define HALFCLOSE_PEERS_WALL_CLOCK_H

#include <stdint.h>
#include <time.h>

/* CLOCK_REALTIME, since the Epoch. */
static inline uint64_t wall_clock_ns(void)
{
	struct timespec now;

	clock_gettime(CLOCK_REALTIME, &now);
	return (uint64_t)now.tv_sec * 1000000000 + (uint64_t)now.tv_nsec;
}

#endif
