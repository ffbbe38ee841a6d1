/* SPDX-License-Identifier: GPL-2.0-or-later */
/* hang.h: an open connection, as it is, and what those who have its ends wait in. */
#ifndef HALFCLOSE_SHOW_HANG_H
#define HALFCLOSE_SHOW_HANG_H

#include "core/connection.h"
#include "core/owner.h"
#include "core/thread_wait.h"
#include "show/style.h"

#include <stdint.h>
#include <stdio.h>

struct hang {
	const struct connection *connection;	/* borrowed */
	uint64_t time_ns;
	/* Borrowed; of an end that was not accepted, or not even answered, its listener's; or NULL. */
	const struct owner *owners[2];
	struct thread_waits waits[2];		/* by side; empty: nobody is known to have that end */
};

/* The ends, their states and queues, and the threads: for people, and as a line of JSON. */
void hang_text(FILE *out, const struct style *style, const struct hang *hang);
void hang_record(FILE *out, const struct hang *hang);

/* What the threads of a process wait in; of its name comm the octets up to a NUL. */
void hang_process(FILE *out, const struct style *style, int pid,
		  const char comm[OWNER_COMM_MAX], const struct thread_waits *waits);

#endif
