/* SPDX-License-Identifier: GPL-2.0-or-later */
/* live_clock.h: what comes to a live tracker by itself, where nothing happens on the network. */
#ifndef HALFCLOSE_CMD_LIVE_CLOCK_H
#define HALFCLOSE_CMD_LIVE_CLOCK_H

#include "cmd/live.h"

/* Each takes part in live->loop. 0, or -errno with err; live_free() in either case. */

/* The timer of ticks, and signals, which are blocked. */
int live_open_clock(struct live *live, struct err *err);

/* The processes that are held, whose ends are told. */
int live_open_processes(struct live *live, struct err *err);

#endif
