/* SPDX-License-Identifier: GPL-2.0-or-later */
/* command.c: forks it into its cgroup; waits for it; and finds all there are to end. */
#define _GNU_SOURCE 1	/* pipe2() */
#include "observe/command.h"

#include "observe/family.h"
#include "observe/privilege.h"
#include "observe/proc.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

enum {
	TERM_LASTS_MS = 2000,		/* SIGTERM has so long, */
	KILL_LASTS_MS = 1000,		/* and SIGKILL so long: who waits for a disk may take longer */
	LOOK_MS = 10,
};

void command_init(struct command *command)
{
	cgroup_init(&command->cgroup);
}

void command_free(struct command *command)
{
	cgroup_free(&command->cgroup);
}

void command_prepare(struct command *command)
{
	cgroup_remove(&command->cgroup);
	if (cgroup_make(&command->cgroup) < 0)
		prctl(PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0);
}

/* All is as it was given to us. */
_Noreturn static void become(const struct command *command, int error_fd)
{
	int error;

	signal(SIGCHLD, command->child);
	sigprocmask(SIG_SETMASK, &command->mask, NULL);
	privilege_set_aside();
	execvp(command->argv[0], command->argv);
	error = errno;
	(void)!write(error_fd, &error, sizeof(error));
	_exit(127);
}

int command_start(struct command *command)
{
	int ends[2], error = 0;
	ssize_t len;

	if (pipe2(ends, O_CLOEXEC) < 0)
		return -errno;
	command->pid = command->cgroup.fd >= 0 ? cgroup_fork(&command->cgroup) : fork();
	if (command->pid == 0)
		become(command, ends[1]);
	if (command->pid < 0)
		error = errno;
	close(ends[1]);
	do
		len = read(ends[0], &error, sizeof(error));
	while (len < 0 && errno == EINTR);
	close(ends[0]);
	if (!error)
		return command->pid;
	if (command->pid > 0)
		waitpid(command->pid, NULL, 0);
	command->pid = 0;
	return -error;
}

bool command_reap(struct command *command, int *status)
{
	bool ended = false;
	pid_t pid;
	int code;

	while ((pid = waitpid(-1, &code, WNOHANG)) > 0) {
		if (pid != command->pid)
			continue;
		command->pid = 0;
		*status = code;
		ended = true;
	}
	return ended;
}

/* Sends our descendants that signal, or (0) none; how many there are. */
static unsigned int signal_all(int signal)
{
	const int self = getpid();
	struct family family = { .root_fd = -1 };
	struct proc_numbers pids = { 0 };
	unsigned int count = 0;
	DIR *dir = opendir("/proc");

	if (dir && family_open(&family, "/proc", &self, 1, true, NULL) == 0 &&
	    proc_list_numbers(dir, &pids) == 0) {
		for (size_t i = 0; i < pids.count; i++) {
			if (pids.values[i] == self || !family_has(&family, pids.values[i]) ||
			    !proc_is_alive(family.root_fd, pids.values[i]))
				continue;
			if (signal)
				kill(pids.values[i], signal);
			count++;
		}
	}
	free(pids.values);
	if (dir)
		closedir(dir);
	family_free(&family);
	return count;
}

static void kill_all(const struct command *command, int signal)
{
	if (command->cgroup.fd >= 0)
		cgroup_kill(&command->cgroup, signal);
	else
		signal_all(signal);
}

static bool all_gone(const struct command *command)
{
	return !command->pid && (command->cgroup.fd >= 0 ?
				 cgroup_is_empty(&command->cgroup) : signal_all(0) == 0);
}

/* True, and its status, if it ended meanwhile. */
static bool wait_for_all(struct command *command, int limit_ms, int *status)
{
	const struct timespec look = { .tv_nsec = LOOK_MS * 1000 * 1000 };
	bool ended = false;

	for (int ms = 0; ms < limit_ms; ms += LOOK_MS) {
		ended |= command_reap(command, status);
		if (all_gone(command))
			break;
		nanosleep(&look, NULL);
	}
	return ended;
}

bool command_end(struct command *command, int *status)
{
	bool ended;

	kill_all(command, SIGTERM);
	ended = wait_for_all(command, TERM_LASTS_MS, status);
	kill_all(command, SIGKILL);
	return wait_for_all(command, KILL_LASTS_MS, status) || ended;
}
