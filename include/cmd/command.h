/* SPDX-License-Identifier: GPL-2.0-or-later */
/* command.h: the commands, and what they have in common. */
#ifndef HALFCLOSE_CMD_COMMAND_H
#define HALFCLOSE_CMD_COMMAND_H

#include "cmd/options.h"
#include "core/err.h"

/* Exit statuses, as halfclose(1) has them. */
enum {
	STATUS_OK = 0,
	STATUS_FINDINGS = 1,
	STATUS_FAILED = 2,
	/* Of run, whose other statuses are its command's, as timeout(1) and env(1) have them. */
	STATUS_TIMED_OUT = 124,
	STATUS_RUN_FAILED = 125,
	STATUS_CANNOT_RUN = 126,
	STATUS_NOT_FOUND = 127,
};

/*
 * Each does one command and returns the exit status, or -errno with err, which main() prints
 * and turns into STATUS_FAILED, or of run into STATUS_RUN_FAILED.
 */
int cmd_tui(const struct options *options, struct err *err);
int cmd_watch(const struct options *options, struct err *err);
int cmd_report(const struct options *options, struct err *err);
int cmd_record(const struct options *options, struct err *err);
int cmd_run(const struct options *options, struct err *err);
int cmd_annotate(const struct options *options, struct err *err);
int cmd_demo(const struct options *options, struct err *err);
int cmd_explore(const struct options *options, struct err *err);
int cmd_explain(const struct options *options, struct err *err);

#endif
