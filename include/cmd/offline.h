/* SPDX-License-Identifier: GPL-2.0-or-later */
/* offline.h: a capture in a file, from its beginning to its end. */
#ifndef HALFCLOSE_CMD_OFFLINE_H
#define HALFCLOSE_CMD_OFFLINE_H

#include "core/err.h"
#include "core/tracker.h"
#include "observe/capture.h"
#include "show/summary.h"

/*
 * Gives the tracker all that is in a capture that has begun. 0; 1, with err: the file is damaged, and
 * what is there was read up to that; -EINTR: signal_fd (-1: none) has a signal; -errno with err.
 */
int offline_read(struct capture *capture, struct tracker *tracker, int signal_fd, struct err *err);

void offline_summary(struct capture *capture, const struct tracker *tracker,
		     struct summary *summary);

#endif
