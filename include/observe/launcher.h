/* SPDX-License-Identifier: GPL-2.0-or-later */
/* launcher.h: a process that starts a command for one which may start none any more. */
#ifndef HALFCLOSE_OBSERVE_LAUNCHER_H
#define HALFCLOSE_OBSERVE_LAUNCHER_H

#include "core/err.h"

#include <stdint.h>
#include <sys/types.h>

/*
 * Who watches gives up his privileges, and the right to start processes, before the command begins. The
 * launcher has neither read a packet nor given up anything: so the command has what its caller has,
 * his user, descriptors, signals and process group. It and its descendants are in a cgroup
 * of their own, where one can be had; else the launcher is the parent of those whose parent has ended.
 */
struct launcher {
	pid_t pid;	/* 0: it was not started */
	int fd;		/* owned; readable when the command has ended: launcher_ended() */
};

/*
 * Starts it, before anything is opened or given up, or a signal ignored. argv is the command's. 0, or
 * -errno with err.
 */
int launcher_start(struct launcher *launcher, char *const *argv, struct err *err);

/*
 * Makes everything ready for the command to begin. *cgroup is the id of its cgroup, 0 without one.
 * What an earlier run left behind goes on in the cgroup of its caller. 0, or -EPIPE with err: the
 * launcher is gone.
 */
int launcher_prepare(struct launcher *launcher, uint64_t *cgroup, struct err *err);

/*
 * Starts the command. Its pid; with err: -errno, as execve() has it (-ENOENT: there is no such program), or
 * -EPIPE.
 */
int launcher_run(struct launcher *launcher, struct err *err);

/* 1, and its status as wait(2) has it: the command has ended; 0: not yet; -EPIPE with err. */
int launcher_ended(struct launcher *launcher, int *status, struct err *err);

/* Sends the command a signal, if it runs. */
void launcher_signal(struct launcher *launcher, int signal);

/*
 * Ends the command with all that is left of it: SIGTERM, and SIGKILL two seconds later to who is still
 * there. Waits for that.
 */
void launcher_end(struct launcher *launcher);

/* Ends the launcher. The command, if it runs, goes on. All zero is fine. */
void launcher_stop(struct launcher *launcher);

#endif
