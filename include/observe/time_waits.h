/* SPDX-License-Identifier: GPL-2.0-or-later */
/* time_waits.h: how many TIME_WAIT sockets there are to one destination. */
#ifndef HALFCLOSE_OBSERVE_TIME_WAITS_H
#define HALFCLOSE_OBSERVE_TIME_WAITS_H

#include "core/sock_fact.h"
#include "observe/counters.h"

#include <stddef.h>
#include <stdint.h>

/* Each end of a connection that waits, as far as it takes up a port that is given out. */
struct time_waits {
	struct time_wait_pair {
		struct endpoint remote;
		struct endpoint local;	/* its port 0: they are counted by address */
	} *pairs;			/* owned */
	size_t count, capacity;
	struct port_range ports;	/* the ephemeral ones */
};

/* Of these ports; time_waits_free() in the end. */
void time_waits_init(struct time_waits *waits, const struct port_range *ports);
void time_waits_free(struct time_waits *waits);

/* Takes a socket, if it is in TIME_WAIT and its own port is one of those. 0 or -ENOMEM. */
int time_waits_add(struct time_waits *waits, const struct sock_fact *fact);

typedef void (*time_waits_fn)(void *arg, const struct endpoint *destination, uint64_t count);

/* Calls fn for each pair of an address of ours and a destination that has at least so many. */
void time_waits_each(struct time_waits *waits, uint64_t least, time_waits_fn fn, void *arg);

#endif
