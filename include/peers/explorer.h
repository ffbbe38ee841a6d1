/* SPDX-License-Identifier: GPL-2.0-or-later */
/* explorer.h: which schedules are executed, and what came of them all. */
#ifndef HALFCLOSE_PEERS_EXPLORER_H
#define HALFCLOSE_PEERS_EXPLORER_H

#include "peers/outcome.h"
#include "peers/schedule.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* The objects that a step looks at and changes, as bits: variables, listeners, connections, processes. */
struct footprint {
	uint64_t reads, writes;
};

/*
 * What is explored: one execution at a time, from begin() to end(), which follows whatever the
 * others return. After the same steps ready() and touches() say the same, always; whatever
 * decides what a thread's next step touches, or whether it may go, is among what it reads. So steps of
 * two threads may change places where neither writes what the other touches. Functions that
 * return int: 0 or -errno.
 */
struct explorer_model {
	int (*begin)(void *arg);
	uint32_t (*ready)(void *arg);	/* bit i: thread i may go; 0: all are over, or blocked for ever */
	void (*touches)(void *arg, unsigned int thread, struct footprint *footprint);
	int (*step)(void *arg, unsigned int thread);
	int (*end)(void *arg, struct outcome *outcome);	/* NULL: it is given up midway */
	void *arg;		/* borrowed */
};

#endif
