/* SPDX-License-Identifier: GPL-2.0-or-later */
/* clock.h: the clock that packets are stamped with. */
#ifndef HALFCLOSE_OBSERVE_CLOCK_H
#define HALFCLOSE_OBSERVE_CLOCK_H

#include <stdint.h>

/* CLOCK_REALTIME in nanoseconds since the Epoch, which is what packets are stamped with. */
uint64_t clock_now_ns(void);

#endif
