/* SPDX-License-Identifier: GPL-2.0-or-later */
/* rerun.h: a schedule executed by a process of its own, for one who watches its connections. */
#ifndef HALFCLOSE_PEERS_RERUN_H
#define HALFCLOSE_PEERS_RERUN_H

#include "peers/execution.h"
#include "peers/schedule.h"

/* A call, or what is between them. */
enum rerun_kind {
	RERUN_CALLED,	/* that call was made, */
	RERUN_BLOCKS,	/* or was begun, and will never return */
	RERUN_ASKS,	/* goes on at rerun_cue(): whoever watches has seen all up to now */
	RERUN_OVER,	/* all was done; its sockets stay until rerun_stop(). result holds */
};

struct rerun_record {
	enum rerun_kind kind;
	int result;		/* 0; -errno: it broke off */
	struct execution_call call;
};

/* All-zero is one that was never started. */
struct rerun {
	pid_t pid;
	int fd;			/* owned, while there is a pid: what it tells */
};

/* Returns 0 or -errno, with nothing left behind. */
int rerun_start(struct rerun *rerun, const struct scenario *scenario,
		const struct schedule *schedule, bool ipv6);

/* Takes what it tells next, without waiting: 1; 0: nothing now; -EPIPE: it has ended; -errno. */
int rerun_read(const struct rerun *rerun, struct rerun_record *record);
void rerun_cue(const struct rerun *rerun);

/* Ends it and all that it has; fine to call twice. */
void rerun_stop(struct rerun *rerun);

#endif
