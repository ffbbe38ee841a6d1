/* SPDX-License-Identifier: GPL-2.0-or-later */
/* rerun.c: a schedule executed by a process of its own, for one who watches its connections. */
#define _GNU_SOURCE 1	/* close_range() */
#include "peers/rerun.h"

#include "peers/own_process.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

enum { CHANNEL_FD = 3 };

static void tell(const struct rerun_record *record)
{
	/* Otherwise nobody asks any more, and the next cue will say so. */
	while (send(CHANNEL_FD, record, sizeof(*record), MSG_NOSIGNAL) < 0 && errno == EINTR)
		;
}

static void on_call(void *arg, const struct execution_call *call)
{
	const enum rerun_kind *kind = arg;
	const struct rerun_record record = { .kind = *kind, .call = *call };

	tell(&record);
}

/* Waits for the one who watches; false: he is gone, or has seen enough. */
static bool heard(void)
{
	char octet;
	ssize_t n;

	do
		n = recv(CHANNEL_FD, &octet, 1, 0);
	while (n < 0 && errno == EINTR);
	return n == 1;
}

static bool ask(void)
{
	const struct rerun_record record = { .kind = RERUN_ASKS };

	tell(&record);
	return heard();
}

static int execute(struct execution *execution, const struct schedule *schedule)
{
	int ret = execution_begin(execution);

	for (size_t i = 0; ret == 0 && i < schedule->count; i++) {
		if (!(execution_ready(execution) & UINT32_C(1) << schedule->thread[i]))
			return -EBADE;
		ret = execution_step(execution, schedule->thread[i]);
		if (ret == 0 && !ask())
			return -ECANCELED;
	}
	return ret;
}

static void rerun_all(const struct scenario *scenario, const struct schedule *schedule, bool ipv6)
{
	enum rerun_kind kind = RERUN_CALLED;
	const struct execution_options options = {
		.ipv6 = ipv6,
		.watched = true,
		.called = on_call,
		.arg = &kind,
	};
	struct execution *execution = NULL;
	struct rerun_record over = { .kind = RERUN_OVER };

	over.result = execution_new(&execution, scenario, &options);
	if (over.result == 0)
		over.result = execute(execution, schedule);
	kind = RERUN_BLOCKS;
	if (over.result == 0)
		execution_tell_blocked(execution);
	tell(&over);
	heard();
	execution_free(execution);
}

__attribute__((noreturn))
static void live(pid_t parent, int fd, const struct scenario *scenario,
		 const struct schedule *schedule, bool ipv6)
{
	own_process_begin("explore");
	prctl(PR_SET_PDEATHSIG, SIGKILL);
	if (getppid() != parent)
		_exit(1);
	dup2(fd, CHANNEL_FD);
	/* A socket that the parent has open would live on in here. */
	close_range(CHANNEL_FD + 1, UINT_MAX, 0);
	rerun_all(scenario, schedule, ipv6);
	_exit(0);
}

int rerun_start(struct rerun *rerun, const struct scenario *scenario,
		const struct schedule *schedule, bool ipv6)
{
	pid_t parent = getpid();
	int fds[2];
	int ret = 0;

	if (socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, fds) < 0)
		return -errno;
	rerun->fd = fds[0];
	rerun->pid = fork();
	if (rerun->pid == 0)
		live(parent, fds[1], scenario, schedule, ipv6);
	if (rerun->pid < 0) {
		ret = -errno;
		*rerun = (struct rerun){ 0 };
		close(fds[0]);
	}
	close(fds[1]);
	return ret;
}

int rerun_read(const struct rerun *rerun, struct rerun_record *record)
{
	ssize_t n = recv(rerun->fd, record, sizeof(*record), MSG_DONTWAIT);

	if (n < 0)
		return errno == EAGAIN || errno == EINTR ? 0 : -errno;
	return n == sizeof(*record) ? 1 : -EPIPE;
}

void rerun_cue(const struct rerun *rerun)
{
	send(rerun->fd, "", 1, MSG_NOSIGNAL);
}

void rerun_stop(struct rerun *rerun)
{
	if (rerun->pid <= 0)
		return;
	close(rerun->fd);
	while (waitpid(rerun->pid, NULL, 0) < 0 && errno == EINTR)
		;
	*rerun = (struct rerun){ 0 };
}
