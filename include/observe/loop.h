/* SPDX-License-Identifier: GPL-2.0-or-later */
/* loop.h: one thread waits for everything: each event is a readable descriptor. */
#ifndef HALFCLOSE_OBSERVE_LOOP_H
#define HALFCLOSE_OBSERVE_LOOP_H

#include "core/err.h"

#include <stdbool.h>
#include <stdint.h>

struct loop {
	int epoll_fd;
	bool done;		/* set it and loop_run() returns */
};

/* Owned by the caller, who keeps it where it is until loop_remove(). */
struct watch {
	int fd;
	int (*ready)(void *arg, struct err *err);	/* < 0 ends the loop */
	void *arg;
};

/* Each returns 0, or -errno with err. loop_free() closes no watched descriptor. */
int loop_init(struct loop *loop, struct err *err);
int loop_add(struct loop *loop, const struct watch *watch, struct err *err);
void loop_remove(struct loop *loop, const struct watch *watch);
void loop_free(struct loop *loop);

/* Runs until done (0), or until a watch or the waiting fails: what that returned. */
int loop_run(struct loop *loop, struct err *err);

/*
 * A timer for a watch: readable each period_ns (at least 1) of CLOCK_MONOTONIC, for the
 * first time after one period. Returns a descriptor to close, or -errno with err.
 */
int loop_timer_open(uint64_t period_ns, struct err *err);

/* How many periods have passed since it was last asked; 0: none. Never blocks. */
uint64_t loop_timer_read(int timer_fd);

/* Forgets what has passed: the next period begins now. */
void loop_timer_restart(int timer_fd);

/*
 * Signals (the last is 0) for a watch: blocks them (processes started from now on inherit that), and
 * returns a descriptor to close, or -errno with err.
 */
int loop_signals_open(const int *signals, struct err *err);

/* The number of a signal that came, or 0. Never blocks. */
int loop_signals_read(int signal_fd);

/*
 * The same; *sent: by a process. A terminal's keys are sent by the kernel, to all in front of it.
 */
int loop_signals_whence(int signal_fd, bool *sent);

#endif
