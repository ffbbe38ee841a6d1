/* SPDX-License-Identifier: GPL-2.0-or-later */
/* execution.h: a scenario on real sockets, step by step, in the order that is asked for. */
#ifndef HALFCLOSE_PEERS_EXECUTION_H
#define HALFCLOSE_PEERS_EXECUTION_H

#include "peers/explorer.h"
#include "peers/scenario.h"

#include <stdbool.h>
#include <stdint.h>
#include <sys/socket.h>
#include <sys/types.h>

enum { EXECUTION_TEXT_MAX = 64 };

/* One system call, for those who follow. A process's end is told for each connection that it has. */
struct execution_call {
	unsigned int thread;		/* whose */
	unsigned int step;		/* in the scenario's steps */
	pid_t pid;
	uint64_t begin_ns, end_ns;	/* CLOCK_REALTIME; begin_ns: when the step was begun */
	bool waited;			/* it was blocked in between */
	struct sockaddr_storage local, remote;	/* all zero while the socket has none */
	char text[EXECUTION_TEXT_MAX];	/* "write(5) = 5", "write(5) = -1 EPIPE", "exit(1)" */
};

/* All-zero is what an explorer wants. */
struct execution_options {
	bool ipv6;
	bool watched;			/* somebody does: SO_LINGER takes its seconds, and is not
					   cut short, and all listen at 127.0.0.1 */
	void (*called)(void *arg, const struct execution_call *call);	/* or NULL */
	void *arg;
};

struct execution;

/* The scenario is copied. -ENOMEM, or another -errno. */
int execution_new(struct execution **execution, const struct scenario *scenario,
		  const struct execution_options *options);
void execution_free(struct execution *execution);	/* NULL is fine */

/*
 * As struct explorer_model has them. A process for each peer and all that it needs are made by
 * begin(), and are gone after end(), whatever the others returned; in between this process stays
 * on one processor with them. After each step the kernel is quiet: nothing is on its way, and
 * nothing will be answered but what a timer waits for. Those that return int: 0, or -errno: it
 * cannot go on.
 */
int execution_begin(struct execution *execution);

/*
 * The threads that may go, as bits. One whose next step can only wait may not (where that makes
 * no difference to anyone: it has no `when`, and no other thread could close what it waits
 * for). SO_LINGER's time is up when nobody else may go.
 */
uint32_t execution_ready(const struct execution *execution);
void execution_touches(const struct execution *execution, unsigned int thread,
		       struct footprint *footprint);

/* Where in the scenario's steps the thread is; behind its last one, if it is past that. */
unsigned int execution_next(const struct execution *execution, unsigned int thread);

/* Begins the thread's next step, or goes on with the one that was blocked. */
int execution_step(struct execution *execution, unsigned int thread);
void execution_end(struct execution *execution);

/* What came of the last one, if nobody goes any more: from its last step to the next begin(). */
void execution_outcome(const struct execution *execution, struct scenario_outcome *outcome);

/*
 * When nobody may go, as long as execution_outcome() may be asked: whether the thread waits for
 * ever, in its execution_next() step; call is then "read(5)", or empty: it is in none.
 */
bool execution_waits(const struct execution *execution, unsigned int thread,
		     char call[EXECUTION_TEXT_MAX]);

/* When nobody may go: tells of each call that will never return, as "read(5) blocks". */
void execution_tell_blocked(const struct execution *execution);

/*
 * All of it for an explorer: what happened is bit (1 << figure) for each scenario_figure that is
 * not 0, what broke is bit (1 << i) for the scenario's i-th expect.
 */
void execution_model(struct execution *execution, struct explorer_model *model);

#endif
