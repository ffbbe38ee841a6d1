/* SPDX-License-Identifier: GPL-2.0-or-later */
/* waits.h: what the threads of a process wait for, from /proc/PID/task/TID/syscall. */
#ifndef HALFCLOSE_OBSERVE_WAITS_H
#define HALFCLOSE_OBSERVE_WAITS_H

#include "core/thread_wait.h"

#include <stdbool.h>

/* True if a thread is blocked in reading that descriptor, as the text of its syscall file says. */
bool waits_parse(const char *syscall, int fd);

/*
 * True if a thread of the process is. Who has not the right to trace it does not learn of any.
 */
bool waits_reading(int root_fd, int pid, int fd);

/* What the text of a thread's syscall file says of it, in words; all but tid and watches is set. */
void waits_describe(struct thread_wait *wait, const char *syscall);

/*
 * What the threads of a process wait in, first those that wait for that descriptor (-1: none). False: the
 * process is gone.
 */
bool waits_list(int root_fd, int pid, int fd, struct thread_waits *waits);

#endif
