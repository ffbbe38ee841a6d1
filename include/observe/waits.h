/* SPDX-License-Identifier: GPL-2.0-or-later */
/* waits.h: what the threads of a process wait for, from /proc/PID/task/TID/syscall. */
#ifndef HALFCLOSE_OBSERVE_WAITS_H
#define HALFCLOSE_OBSERVE_WAITS_H

#include "core/owner.h"

/* Whether a thread waits for that descriptor to be readable, as the text of its syscall file says. */
enum waits waits_parse(const char *syscall, int fd);

/*
 * The same of a whole process: the one of its threads that says most. WAITS_UNKNOWN where some may
 * not be read, which takes the right to trace it, and no other reads the descriptor.
 */
enum waits waits_of(int root_fd, int pid, int fd);

#endif
