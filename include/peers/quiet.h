/* SPDX-License-Identifier: GPL-2.0-or-later */
/* quiet.h: one processor for all, and the moment when no segment is on its way through it. */
#ifndef HALFCLOSE_PEERS_QUIET_H
#define HALFCLOSE_PEERS_QUIET_H

#include <sched.h>
#include <stddef.h>
#include <stdint.h>

/*
 * On loopback a segment goes into a queue of the processor that sent it, in order, and is
 * handled there, mostly before send() returns. So with all that send on one processor, a
 * datagram to ourselves that has come back was preceded by every segment before it.
 */
struct quiet {
	int fd;			/* owned: a datagram socket that is connected to itself */
	uint32_t sent;		/* datagrams, each of which has its number in it */
	cpu_set_t *before;	/* owned: where this process might run until then, */
	size_t before_size;	/* in so many octets: a kernel may have more processors than a cpu_set_t */
};

/* 0 or -errno. */
int quiet_open(struct quiet *quiet);
void quiet_close(struct quiet *quiet);

/*
 * Keeps this process, and those that it forks from now on, on the processor where it is: 0 or
 * -errno. And lets it go where there is less to do.
 */
int quiet_settle(void);
void quiet_leave(const struct quiet *quiet);

/*
 * Returns when all segments were handled that had been sent before, those that they
 * provoked too, but not what awaits a timer. 0, or -errno.
 */
int quiet_wait(struct quiet *quiet);

#endif
