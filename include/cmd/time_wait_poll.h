/* SPDX-License-Identifier: GPL-2.0-or-later */
/* time_wait_poll.h: TIME_WAIT sockets, which no other poll takes in. */
#ifndef HALFCLOSE_CMD_TIME_WAIT_POLL_H
#define HALFCLOSE_CMD_TIME_WAIT_POLL_H

#include "cmd/view.h"

/*
 * Counts those of each destination, if it is time at this tick of the timer, and only where there
 * are enough of them in all; else it is as if none were found. 0, or -errno with err.
 */
int time_wait_poll(struct view *view, uint64_t tick, struct err *err);

/* Counts in view->time_waits those that the filter chooses. 0, or -errno with err. */
int time_wait_count(struct view *view, struct err *err);

#endif
