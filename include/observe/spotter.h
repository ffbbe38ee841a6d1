/* SPDX-License-Identifier: GPL-2.0-or-later */
/* spotter.h: a process that asks of each socket that connects whether it is of a chosen cgroup. */
#ifndef HALFCLOSE_OBSERVE_SPOTTER_H
#define HALFCLOSE_OBSERVE_SPOTTER_H

#include "core/err.h"
#include "core/event.h"

#include <stdbool.h>
#include <stdint.h>
#include <sys/types.h>

/*
 * A socket is asked for its cgroup while it lives, which may be less than what a dump takes, or the wait
 * for a processor. This process does nothing but ask, right at the SYN, and goes in front of all
 * others as long as that takes little.
 */
struct spotter {
	pid_t pid;	/* 0: it was not started */
	int fd;		/* owned; readable when it has something to tell */
};

/*
 * Starts it, for SYNs that leave that device; NULL, or "any": all. Best before anything is opened, and before
 * privileges are given up. 0; -errno with err: -EPERM, who may not capture.
 */
int spotter_start(struct spotter *spotter, const char *device, struct err *err);

/* From now on it is about that cgroup; 0: none. */
void spotter_choose(struct spotter *spotter, uint64_t cgroup);

/*
 * Delivers, as from sockets_probe(), what it was told of sockets of that cgroup, and no others. False: it
 * is gone.
 */
bool spotter_drain(struct spotter *spotter, event_fn fn, void *arg);

/* Ends it. All zero is fine. */
void spotter_stop(struct spotter *spotter);

#endif
