/* SPDX-License-Identifier: GPL-2.0-or-later */
/* thread_wait.h: what the threads of a process wait in, when somebody looked. */
#ifndef HALFCLOSE_CORE_THREAD_WAIT_H
#define HALFCLOSE_CORE_THREAD_WAIT_H

#include <stdbool.h>
#include <stddef.h>

enum { THREAD_CALL_MAX = 40, THREAD_WAITS_MAX = 4 };

struct thread_wait {
	int tid;
	char call[THREAD_CALL_MAX];	/* "recvfrom", "system call 281"; empty: in none, it runs */
	int fd;				/* the descriptor that it is about; -1: no single one */
	bool watches;			/* which is an epoll's, that has the socket's in its list */
};

/* Those that wait for one descriptor first. */
struct thread_waits {
	struct thread_wait rows[THREAD_WAITS_MAX];
	size_t count;			/* of rows */
	size_t others;			/* threads for which there is no room */
	bool hidden;			/* no permission to look at them */
};

#endif
