/* SPDX-License-Identifier: GPL-2.0-or-later */
/* run.h: a command that is watched: once, or each time anew. */
#ifndef HALFCLOSE_CMD_RUN_H
#define HALFCLOSE_CMD_RUN_H

#include "cmd/live.h"
#include "cmd/options.h"
#include "cmd/recorder.h"
#include "cmd/reporter.h"
#include "core/err.h"
#include "observe/launcher.h"
#include "observe/spotter.h"
#include "show/page.h"

#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>

struct run {
	const struct options *options;	/* borrowed */
	FILE *out;			/* owned, if it is not stderr */
	struct launcher launcher;
	struct spotter spotter;
	struct recorder recorder;	/* of -w */
	struct live live;
	struct reporter reporter;
	struct page page;		/* what is told of a run, if that is not known to be wanted */
	struct watch launcher_watch, spotter_watch, settle_watch;
	int settle_fd;			/* owned; a timer; -1: the command runs */
	uint64_t number, struck;	/* of the run; runs in which something was found */
	uint64_t started_tick, ended_ns;
	int status;			/* of the command, as wait(2) has it */
	bool by_cgroup;			/* it has one */
	bool ended;			/* so that status holds */
	bool reported;			/* the run's report, and its recording, are wanted */
	bool timed_out;
	int not_run;			/* -errno: why it could not be started */
	bool told_to_end;		/* by a signal: this run is the last */
};

static inline bool run_is_repeated(const struct run *run)
{
	return run->options->repeat > 1;
}

/* It did not do what it was to do, or not in its time. */
static inline bool run_has_failed(const struct run *run)
{
	return run->timed_out || run->status != 0;
}

/* As live_options.on_signal, and .opening: what the spotter tells is taken in. */
void run_on_signal(void *run, int signal, bool sent);
int run_watch_spotter(void *run, struct live *live, struct err *err);

/* Starts the command, and watches until it has ended, or its time is over. 0, or -errno with err. */
int run_command(struct run *run, struct err *err);

/* Makes the reporter, of what comes from now on. 0, or -errno with err. */
int run_begin_report(struct run *run, struct err *err);

/* What the command hangs in, while it does. */
int run_report_hang(struct run *run, struct err *err);

/* Lets all connections leave, and tells of them; of one run of several, if that is wanted. */
int run_report(struct run *run, struct err *err);

/* Of several runs, that there was nothing to be told of, or how often. */
void run_say_end(const struct run *run);

#endif
