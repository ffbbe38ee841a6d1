/* SPDX-License-Identifier: GPL-2.0-or-later */
/* explorer.h: which schedules are executed, and what came of them all. */
#ifndef HALFCLOSE_PEERS_EXPLORER_H
#define HALFCLOSE_PEERS_EXPLORER_H

#include "peers/schedule.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* What a step looks at and changes, as bits: variables, listeners, connections, processes. */
struct footprint {
	uint64_t reads, writes;
};

enum { EXPLORER_HAPPENED_MAX = 32, EXPLORER_BROKEN_MAX = 64 };

/* What came of an execution, as far as it is counted; the model knows what the bits mean. */
struct explorer_result {
	uint32_t happened;	/* bytes were lost, a thread hangs, ... */
	uint64_t broken;	/* expectations that do not hold: it failed */
};

/*
 * What is explored: one execution at a time. After the same steps ready() and touches() say the
 * same, always; and whatever decides what a thread's next step touches, or whether it may go, is
 * among what it reads. So steps of two threads may change places where neither writes what the
 * other touches. Functions that return int: 0 or -errno.
 */
struct explorer_model {
	int (*begin)(void *arg);
	uint32_t (*ready)(void *arg);	/* bit i: thread i may go; 0: all are over, or blocked for ever */
	void (*touches)(void *arg, unsigned int thread, struct footprint *footprint);
	int (*step)(void *arg, unsigned int thread);
	int (*end)(void *arg, struct explorer_result *result);	/* after each begin() that returned 0 */
	void *arg;		/* borrowed */
};

enum explorer_strategy {
	EXPLORER_EXHAUSTIVE,	/* depth first, one of all that differ only in what commutes */
	EXPLORER_RANDOM,	/* each thread that may go is as likely as the others */
	EXPLORER_PCT,		/* priorities that change depth - 1 times (Burckhardt et al. 2010) */
	EXPLORER_STRATEGIES
};

/* "exhaustive", "random", "pct". */
const char *explorer_strategy_name(enum explorer_strategy strategy);

/* 0, or -EINVAL: there is none of that name. */
int explorer_strategy_find(const char *name, enum explorer_strategy *strategy);

enum { EXPLORER_DEPTH_MAX = 16 };

struct explorer_options {
	enum explorer_strategy strategy;
	uint64_t seed;
	uint64_t iterations;	/* executions at most; 0: of the exhaustive one, no limit */
	uint64_t then_pct;	/* executions with pct where that limit struck; else 0 */
	unsigned int depth;	/* of pct, 1 to EXPLORER_DEPTH_MAX: how many orderings the bug takes */
};

/*
 * What was executed. Interleavings are all orders of the steps that there are, and a schedule
 * stands for those that differ from it only in the order of steps that commute: the same happens in
 * each. How many these are is counted, not estimated: the linear extensions of the order that the
 * schedule's dependent steps have.
 */
struct explorer_tally {
	uint64_t schedules;	/* executed to their end */
	uint64_t drawn;		/* of these, by random or pct */
	uint64_t different;	/* no two of which stand for the same interleavings */
	uint64_t begun;		/* given up midway: only what others stand for was ahead */
	uint64_t interleavings;	/* that the different ones stand for, themselves included */
	bool more;		/* there are more than that: too many to be counted */
	bool whole;		/* no interleaving is left out */
	uint64_t failed;	/* schedules in which an expectation did not hold; */
	uint64_t broken[EXPLORER_BROKEN_MAX];	/* in which that one did not, */
	uint64_t happened[EXPLORER_HAPPENED_MAX];	/* and in which that happened */
	uint64_t points, points_min, points_max;	/* how often a thread was chosen: in all, in one */
};

/* How an execution went another way than the one that it repeats. */
enum explorer_difference {
	EXPLORER_MAY_NOT_GO,	/* the thread that is to go may not */
	EXPLORER_OTHERS_MAY,	/* it may, but the others that may are not those of before */
	EXPLORER_TOUCHES_OTHER,	/* its step touches something else than before */
	EXPLORER_OVER,		/* it is over, and more steps were to come */
	EXPLORER_GOES_ON,	/* threads may go, and it was to be over */
};

struct explorer_divergence {
	enum explorer_difference difference;
	size_t point;		/* after so many steps */
	unsigned int thread;	/* the one that is to go, where there is one */
	uint32_t ready;		/* those that may */
};

/* The shortest schedule that broke an expectation, the first of these. */
struct explorer_failure {
	struct schedule schedule;
	struct explorer_result result;
};

struct explorer;

/* NULL: no memory. The model is borrowed. */
struct explorer *explorer_new(const struct explorer_model *model,
			      const struct explorer_options *options);
void explorer_free(struct explorer *explorer);	/* NULL is fine */

/*
 * Executes the next schedule, or begins and gives up one that others stand for. 1; 0: there is
 * nothing left to do; -EBADE: it did not go the way that it had gone (explorer_divergence());
 * -E2BIG: it has more than SCHEDULE_STEPS_MAX steps; or the -errno of the model.
 */
int explorer_next(struct explorer *explorer);

/*
 * Executes that schedule: what came of it, and 0, or as explorer_next(). The tally stays as it was;
 * explorer_next() is not to be called after it.
 */
int explorer_replay(struct explorer *explorer, const struct schedule *schedule,
		    struct explorer_result *result);

const struct explorer_tally *explorer_tally(const struct explorer *explorer);

/* The execution of the last explorer_next(): false if it was given up midway. */
bool explorer_last(const struct explorer *explorer, struct schedule *schedule);

/* NULL: none failed. */
const struct explorer_failure *explorer_failure(const struct explorer *explorer);
const struct explorer_divergence *explorer_divergence(const struct explorer *explorer);

#endif
