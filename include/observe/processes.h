/* SPDX-License-Identifier: GPL-2.0-or-later */
/* processes.h: holds processes by pidfd, so that their end is an event, and tells how they ended. */
#ifndef HALFCLOSE_OBSERVE_PROCESSES_H
#define HALFCLOSE_OBSERVE_PROCESSES_H

#include "core/err.h"
#include "core/event.h"

#include <stdbool.h>
#include <stdint.h>

struct processes_held;

enum { PROCESSES_MAX = 512 };	/* a pidfd takes a descriptor */

/*
 * Holds none yet; max: how many at the most, 0: PROCESSES_MAX. Returns 0 or -errno with err; the
 * caller frees *held.
 */
int processes_open(struct processes_held **held, const char *proc_root, unsigned int max,
		   struct err *err);
void processes_free(struct processes_held *held);	/* NULL is fine */

/* A descriptor that is readable when a held process has ended; not the caller's to close. */
int processes_fd(const struct processes_held *held);

/*
 * Holds the process of that owner, unless it does so already, and if the descriptor is still its: else
 * the pid may have become another's. Where it has ended and was waited for, an
 * EVENT_PROCESS tells so at once; where there is no room for one more, of the one that was held for
 * longest that it is watched no more. True if its end will be told.
 */
bool processes_hold(struct processes_held *held, const struct owner *owner, event_fn fn, void *arg);

/*
 * Delivers an EVENT_PROCESS if one is held that had that pid and has ended: it may be another's now.
 * True if it did so.
 */
bool processes_check(struct processes_held *held, int pid, event_fn fn, void *arg);

/*
 * Delivers an EVENT_PROCESS for each that has ended, and holds it no more. How is told by the
 * kernel once it was waited for (PIDFD_GET_INFO, Linux 6.15), and by /proc before that, to who may
 * see it. Never blocks.
 */
void processes_drain(struct processes_held *held, event_fn fn, void *arg);

#endif
