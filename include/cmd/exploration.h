/* SPDX-License-Identifier: GPL-2.0-or-later */
/* exploration.h: one scenario, executed in one order after the other. */
#ifndef HALFCLOSE_CMD_EXPLORATION_H
#define HALFCLOSE_CMD_EXPLORATION_H

#include "cmd/options.h"
#include "peers/builtin.h"
#include "peers/execution.h"
#include "peers/explorer.h"
#include "peers/scenario.h"

/* One point of the execution that is followed: what the thread's turn was. */
struct exploration_turn {
	unsigned int thread;
	unsigned int step;	/* in the scenario's steps */
	bool blocks;		/* it was begun, or went on, and is not over yet */
	bool omitted;		/* its `when` did not hold */
	bool called;		/* text is the system call; else it made none that is over */
	char text[EXECUTION_TEXT_MAX];
};

/* What exploration_run() and exploration_replay() came to stands in explorer, outcome and turns. */
struct exploration {
	const struct options *options;	/* borrowed, as builtin is */
	const struct scenario_builtin *builtin;	/* NULL: of a file, options->topic */
	struct scenario scenario;
	enum explorer_strategy strategy;	/* the first one, if options->strategy does not say */
	uint32_t check;			/* schedule_check() of its text */
	struct execution *execution;	/* owned, as explorer is */
	struct explorer *explorer;
	struct explorer_model model;	/* what is executed, and followed; */
	struct explorer_model inner;	/* the execution's own */
	void (*executed)(const struct exploration *exploration);	/* after each; or NULL */
	int interrupted;		/* the signal that ended it early: SIGINT or SIGTERM; 0: none */
	uint64_t took_ns;
	struct scenario_outcome outcome;	/* of the last execution, as result is */
	struct explorer_result result;
	bool follows;			/* turns are kept */
	size_t turn_count;
	struct exploration_turn turns[SCHEDULE_STEPS_MAX];
};

enum { EXPLORATION_LIMIT = 10000, EXPLORATION_DRAWN = 1000, EXPLORATION_DEPTH = 3 };

/*
 * Reads the scenario: the built-in one, or the file options->topic. 0, or -errno with err.
 * exploration_close() in either case.
 */
int exploration_open(struct exploration *exploration, const struct options *options,
		     const struct scenario_builtin *builtin, struct err *err);
void exploration_close(struct exploration *exploration);

/*
 * Executes what the options ask for, until all is done or a signal says that it is enough. 0, or
 * -errno with err.
 */
int exploration_run(struct exploration *exploration, struct err *err);

/* Executes that schedule, and keeps the turns. 0, or -errno with err. */
int exploration_replay(struct exploration *exploration, const struct schedule *schedule,
		       struct err *err);

/* The schedule that a string of --replay stands for. 0; -ESTALE, another errno, with err. */
int exploration_schedule(const struct exploration *exploration, const char *text,
			 struct schedule *schedule, struct err *err);

/* "close-vs-accept broken", or the file's name, escaped. */
void exploration_name(const struct exploration *exploration, char *buf, size_t size);

#endif
