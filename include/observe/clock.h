/* SPDX-License-Identifier: GPL-2.0-or-later */
/* clock.h: the clock that packets are stamped with, and the one that costs are measured by. */
#ifndef HALFCLOSE_OBSERVE_CLOCK_H
#define HALFCLOSE_OBSERVE_CLOCK_H

#include <stdint.h>

/* CLOCK_REALTIME in nanoseconds since the Epoch, which is what packets are stamped with. */
uint64_t clock_now_ns(void);

/* The time that we have run, and not waited for others: what something costs. */
uint64_t clock_spent_ns(void);

#endif
