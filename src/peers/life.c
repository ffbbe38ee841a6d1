/* SPDX-License-Identifier: GPL-2.0-or-later */
/* life.c: how a peer begins, has children, and comes to its end. */
#define _GNU_SOURCE 1	/* sigabbrev_np() */
#include "peers/calls.h"

#include "peers/call_log.h"

#include <errno.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <unistd.h>

void peer_init(struct peer *peer, enum peer_role role, const struct sockaddr_storage *address)
{
	*peer = (struct peer){
		.role = role,
		.address = *address,
		.meeting_fd = -1,
		.cue_fd = -1,
		.report_fd = -1,
		.listener = -1,
	};
	for (int i = 0; i < PEER_CONNECTIONS_MAX; i++)
		peer->connections[i].fd = -1;
}

static void close_quietly(int *fd)
{
	if (*fd >= 0)
		close(*fd);
	*fd = -1;
}

static void report_end(struct peer *peer, int result)
{
	struct peer_record record;
	int64_t written = 0, read = 0;

	for (int i = 0; i < PEER_CONNECTIONS_MAX; i++) {
		written += peer->connections[i].written;
		read += peer->connections[i].read;
	}
	call_begin(&record, "%jd bytes written, %jd bytes read", (intmax_t)written, (intmax_t)read);
	record.end_ns = record.time_ns;
	record.last = true;
	record.result = result;
	call_report(peer, &record);
}

void peer_finish(struct peer *peer, int result)
{
	/* Who breaks off says why, before the other one says what came of it. */
	report_end(peer, result);
	close_quietly(&peer->meeting_fd);
	for (int i = 0; i < PEER_CONNECTIONS_MAX; i++)
		close_quietly(&peer->connections[i].fd);
}

void peer_free(struct peer *peer)
{
	close_quietly(&peer->cue_fd);
	close_quietly(&peer->listener);
	close_quietly(&peer->report_fd);
}

/* It dies with the peer that made it, which may be killed at any time, and may have been. */
__attribute__((noreturn))
static void live_as_child(struct peer *peer, pid_t parent, int (*child)(struct peer *peer))
{
	prctl(PR_SET_PDEATHSIG, SIGKILL);
	if (getppid() != parent)
		_exit(0);
	prctl(PR_SET_NAME, "demo-child");
	peer->child = true;
	peer->thread = "child";
	child(peer);
	if (peer->out)
		_exit(0);
	for (;;)
		pause();
}

int peer_fork(struct peer *peer, int (*child)(struct peer *peer))
{
	struct peer_record record;
	pid_t parent = getpid(), pid;

	call_begin(&record, "fork()");
	pid = fork();
	if (pid == 0)
		live_as_child(peer, parent, child);
	return (int)call_end(peer, &record, pid, "");
}

/* Said before it is done, and on each connection that ends by it; behind it nothing can be said. */
static void say_end(struct peer *peer, const char *call)
{
	for (peer->at = 0; peer->at < PEER_CONNECTIONS_MAX; peer->at++) {
		struct peer_record record;

		if (peer_at(peer)->fd < 0)
			continue;
		call_begin(&record, "%s", call);
		record.end_ns = record.time_ns;
		call_report(peer, &record);
	}
	peer->at = 0;
	if (!peer->child)
		report_end(peer, 0);
}

/* As abort() and a handler do that has done its part: nothing comes of blocking or ignoring it. */
__attribute__((noreturn))
static void die_of(int number)
{
	sigset_t mask;

	signal(number, SIG_DFL);
	sigemptyset(&mask);
	sigaddset(&mask, number);
	sigprocmask(SIG_UNBLOCK, &mask, NULL);
	kill(getpid(), number);
	for (;;)
		pause();
}

/* core(5): with a limit of 1 no core is written, and none is piped to a program either. */
void peer_abort(struct peer *peer)
{
	const struct rlimit no_core = { 1, 1 };

	setrlimit(RLIMIT_CORE, &no_core);
	say_end(peer, "abort()");
	die_of(SIGABRT);
}

void peer_raise(struct peer *peer, int number)
{
	char call[24];

	snprintf(call, sizeof(call), "raise(SIG%s)", sigabbrev_np(number));
	say_end(peer, call);
	die_of(number);
}
