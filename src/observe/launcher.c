/* SPDX-License-Identifier: GPL-2.0-or-later */
/* launcher.c: requests go to it over a socket; it forks, waits, and says how it ended. */
#define _GNU_SOURCE 1	/* pipe2() */
#include "observe/launcher.h"

#include "observe/cgroup.h"
#include "observe/family.h"
#include "observe/privilege.h"
#include "observe/proc.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/signalfd.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

enum {
	TERM_LASTS_MS = 2000,		/* SIGTERM has so long, */
	KILL_LASTS_MS = 1000,		/* and SIGKILL so long: who waits for a disk may take longer */
	LOOK_MS = 10,
};

enum what { PREPARE, RUN, SIGNAL, END };

struct request {
	enum what what;
	int signal;
};

/* To each request but SIGNAL one with its word; ENDED comes by itself. */
enum word { PREPARED, STARTED, ENDED, OVER };

struct answer {
	enum word word;
	int code;		/* of STARTED: the pid or -errno; of ENDED: the status */
	uint64_t cgroup;	/* of PREPARED */
};

/* The launcher's side. */
struct launching {
	int fd, signal_fd;
	char *const *argv;
	sigset_t mask;		/* the command's, */
	void (*child)(int);	/* and its SIGCHLD */
	struct cgroup cgroup;
	pid_t pid;		/* the command's; 0: it does not run */
};

static void tell(const struct launching *launching, enum word word, int code)
{
	const struct answer answer = { .word = word, .code = code,
				       .cgroup = launching->cgroup.id };

	/* Who does not hear it is gone, as the next request will say. */
	send(launching->fd, &answer, sizeof(answer), MSG_NOSIGNAL);
}

/* Starting. */

/* All is as it was given to us. */
_Noreturn static void become(const struct launching *launching, int error_fd)
{
	int error;

	signal(SIGCHLD, launching->child);
	sigprocmask(SIG_SETMASK, &launching->mask, NULL);
	privilege_set_aside();
	execvp(launching->argv[0], launching->argv);
	error = errno;
	(void)!write(error_fd, &error, sizeof(error));
	_exit(127);
}

/* The pid; -errno: what execve() said, or there is no process to be had. */
static int start(struct launching *launching)
{
	int ends[2], error = 0;
	ssize_t len;

	if (pipe2(ends, O_CLOEXEC) < 0)
		return -errno;
	launching->pid = launching->cgroup.fd >= 0 ? cgroup_fork(&launching->cgroup) : fork();
	if (launching->pid == 0)
		become(launching, ends[1]);
	if (launching->pid < 0)
		error = errno;
	close(ends[1]);
	do
		len = read(ends[0], &error, sizeof(error));
	while (len < 0 && errno == EINTR);
	close(ends[0]);
	if (!error)
		return launching->pid;
	if (launching->pid > 0)
		waitpid(launching->pid, NULL, 0);
	launching->pid = 0;
	return -error;
}

/* Where no cgroup tells who belongs to it, the launcher stays their forebear. */
static void prepare(struct launching *launching)
{
	cgroup_remove(&launching->cgroup);
	if (cgroup_make(&launching->cgroup) < 0)
		prctl(PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0);
	tell(launching, PREPARED, 0);
}

/* Waiting. */

static void reap(struct launching *launching)
{
	struct signalfd_siginfo info;
	pid_t pid;
	int status;

	while (read(launching->signal_fd, &info, sizeof(info)) == sizeof(info))
		;
	while ((pid = waitpid(-1, &status, WNOHANG)) > 0) {
		if (pid != launching->pid)
			continue;
		launching->pid = 0;
		tell(launching, ENDED, status);
	}
}

/* Ending. */

/* Calls fn, or not, for our descendants; how many there are. */
static unsigned int for_each_child(int signal)
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

static void kill_all(const struct launching *launching, int signal)
{
	if (launching->cgroup.fd >= 0)
		cgroup_kill(&launching->cgroup, signal);
	else
		for_each_child(signal);
}

static bool all_gone(struct launching *launching)
{
	reap(launching);
	return !launching->pid && (launching->cgroup.fd >= 0 ?
				   cgroup_is_empty(&launching->cgroup) : for_each_child(0) == 0);
}

static void wait_for_all(struct launching *launching, int limit_ms)
{
	const struct timespec look = { .tv_nsec = LOOK_MS * 1000 * 1000 };

	for (int ms = 0; ms < limit_ms && !all_gone(launching); ms += LOOK_MS)
		nanosleep(&look, NULL);
}

static void end(struct launching *launching)
{
	kill_all(launching, SIGTERM);
	wait_for_all(launching, TERM_LASTS_MS);
	kill_all(launching, SIGKILL);
	wait_for_all(launching, KILL_LASTS_MS);
	tell(launching, OVER, 0);
}

/* The process. */

static bool serve(struct launching *launching)
{
	struct request request;
	ssize_t len = recv(launching->fd, &request, sizeof(request), 0);

	if (len < 0 && errno == EINTR)
		return true;
	if (len != sizeof(request))
		return false;
	switch (request.what) {
	case PREPARE:
		prepare(launching);
		break;
	case RUN:
		tell(launching, STARTED, start(launching));
		break;
	case SIGNAL:
		if (launching->pid)
			kill(launching->pid, request.signal);
		break;
	case END:
		end(launching);
		break;
	}
	return true;
}

/* The keys of a terminal are for the command; the launcher has to outlive it. */
static void block_signals(struct launching *launching)
{
	sigset_t all, child;

	launching->child = signal(SIGCHLD, SIG_DFL);
	sigfillset(&all);
	sigprocmask(SIG_BLOCK, &all, &launching->mask);
	sigemptyset(&child);
	sigaddset(&child, SIGCHLD);
	launching->signal_fd = signalfd(-1, &child, SFD_NONBLOCK | SFD_CLOEXEC);
}

_Noreturn static void run(struct launching *launching)
{
	bool asked = true;

	block_signals(launching);
	cgroup_init(&launching->cgroup);
	while (asked) {
		struct pollfd fds[] = { { .fd = launching->fd, .events = POLLIN },
					{ .fd = launching->signal_fd, .events = POLLIN } };

		if (poll(fds, 2, -1) < 0)
			continue;
		if (fds[1].revents)
			reap(launching);
		if (fds[0].revents)
			asked = serve(launching);
	}
	/* Also where nobody asks since he was killed. */
	cgroup_free(&launching->cgroup);
	_exit(0);
}

/* Ours. */

static int gone(struct err *err)
{
	return err_set(err, -EPIPE, "the process that starts the command is gone");
}

int launcher_start(struct launcher *launcher, char *const *argv, struct err *err)
{
	struct launching launching = { .argv = argv };
	int pair[2], ret;
	pid_t pid;

	*launcher = (struct launcher){ 0 };
	if (socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, pair) < 0)
		return err_sys(err, -errno, "cannot start the command");
	pid = fork();
	if (pid == 0) {
		close(pair[0]);
		launching.fd = pair[1];
		run(&launching);
	}
	ret = pid < 0 ? -errno : 0;
	close(pair[1]);
	if (ret < 0) {
		close(pair[0]);
		return err_sys(err, ret, "cannot start the command");
	}
	*launcher = (struct launcher){ .pid = pid, .fd = pair[0] };
	return 0;
}

static void ask(const struct launcher *launcher, enum what what, int signal)
{
	const struct request request = { .what = what, .signal = signal };

	/* If it is gone, there will be no answer. */
	send(launcher->fd, &request, sizeof(request), MSG_NOSIGNAL);
}

static int receive(const struct launcher *launcher, int flags, struct answer *answer)
{
	ssize_t len;

	do
		len = recv(launcher->fd, answer, sizeof(*answer), flags);
	while (len < 0 && errno == EINTR);
	if (len < 0 && errno == EAGAIN)
		return -EAGAIN;
	return len == sizeof(*answer) ? 0 : -EPIPE;
}

/* The command may have ended meanwhile. */
static int receive_word(const struct launcher *launcher, enum word word, struct answer *answer,
			struct err *err)
{
	do {
		if (receive(launcher, 0, answer) < 0)
			return gone(err);
	} while (answer->word != word);
	return 0;
}

int launcher_prepare(struct launcher *launcher, uint64_t *cgroup, struct err *err)
{
	struct answer answer;
	int ret;

	ask(launcher, PREPARE, 0);
	ret = receive_word(launcher, PREPARED, &answer, err);
	*cgroup = ret < 0 ? 0 : answer.cgroup;
	return ret;
}

int launcher_run(struct launcher *launcher, struct err *err)
{
	struct answer answer;
	int ret;

	ask(launcher, RUN, 0);
	ret = receive_word(launcher, STARTED, &answer, err);
	if (ret < 0)
		return ret;
	return answer.code < 0 ? err_sys(err, answer.code, "cannot run the command") :
				 answer.code;
}

int launcher_ended(struct launcher *launcher, int *status, struct err *err)
{
	struct answer answer;
	int ret = receive(launcher, MSG_DONTWAIT, &answer);

	if (ret == -EAGAIN)
		return 0;
	if (ret < 0 || answer.word != ENDED)
		return gone(err);
	*status = answer.code;
	return 1;
}

void launcher_signal(struct launcher *launcher, int signal)
{
	ask(launcher, SIGNAL, signal);
}

void launcher_end(struct launcher *launcher)
{
	struct answer answer;

	ask(launcher, END, 0);
	receive_word(launcher, OVER, &answer, NULL);
}

void launcher_stop(struct launcher *launcher)
{
	if (!launcher->pid)
		return;
	close(launcher->fd);
	while (waitpid(launcher->pid, NULL, 0) < 0 && errno == EINTR)
		;
	*launcher = (struct launcher){ 0 };
}
