/* SPDX-License-Identifier: GPL-2.0-or-later */
/* command.h: a command and all that descends from it, as who started it has them. For launcher.c. */
#ifndef HALFCLOSE_OBSERVE_COMMAND_H
#define HALFCLOSE_OBSERVE_COMMAND_H

#include "observe/cgroup.h"

#include <signal.h>
#include <stdbool.h>
#include <sys/types.h>

/* What it gets from us is set by the caller; command_init() and command_start() set the rest. */
struct command {
	char *const *argv;	/* borrowed */
	sigset_t mask;		/* its signals' */
	void (*child)(int);	/* and its SIGCHLD */
	struct cgroup cgroup;	/* its own, where one can be had */
	pid_t pid;		/* 0: it does not run */
};

void command_init(struct command *command);

/* Who is left in its cgroup goes back to where it came from, and the cgroup goes. */
void command_free(struct command *command);

/* A new cgroup for it. Where none is to be had, the caller becomes the parent of its orphans. */
void command_prepare(struct command *command);

/* Its pid; -errno: what execve() said, or there is no process to be had. */
int command_start(struct command *command);

/* Waits for those of our children that have ended. True, and its status of wait(2): it was among them. */
bool command_reap(struct command *command, int *status);

/*
 * Ends all: SIGTERM, and SIGKILL two seconds later to who is still there; and waits for that. True, and
 * its status, as command_reap().
 */
bool command_end(struct command *command, int *status);

#endif
