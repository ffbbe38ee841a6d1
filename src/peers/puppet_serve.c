/* SPDX-License-Identifier: GPL-2.0-or-later */
/* puppet_serve.c: a puppet's process: how it begins, obeys, forks and ends. */
#define _GNU_SOURCE 1	/* close_range(), dup3() */
#include "peers/puppet_parts.h"

#include "peers/own_process.h"
#include "peers/scenario.h"
#include "peers/wall_clock.h"

#include <assert.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <sched.h>
#include <signal.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <unistd.h>

static_assert((int)PUPPET_CHANNEL_FD + 1 == PUPPET_EPOLL_FD, "both are moved there together");
static_assert((int)PUPPET_FIRST_FREE_FD + SCENARIO_STEPS_MAX + SCENARIO_PEERS_MAX < PUPPET_HELD_FD,
	      "a step makes one at most");

/* Whichever has the other's number by now; both are above, or they would have been moved. */
static void move_descriptors(int channel_fd, int epoll_fd)
{
	int channel = fcntl(channel_fd, F_DUPFD, PUPPET_FIRST_FREE_FD);
	int epoll = fcntl(epoll_fd, F_DUPFD, PUPPET_FIRST_FREE_FD);

	dup2(channel, PUPPET_CHANNEL_FD);
	dup2(epoll, PUPPET_EPOLL_FD);
	close_range(PUPPET_FIRST_FREE_FD, UINT_MAX, 0);
}

static void end_with(pid_t parent)
{
	prctl(PR_SET_PDEATHSIG, SIGKILL);
	if (getppid() != parent)
		_exit(1);
}

/* Where the limit is low, as `ulimit -n` may have it, blocked calls still have their descriptors. */
static void raise_limit(void)
{
	struct rlimit files;

	if (getrlimit(RLIMIT_NOFILE, &files) < 0 || files.rlim_cur > PUPPET_LAST_FD)
		return;
	files.rlim_cur = files.rlim_max > PUPPET_LAST_FD ? PUPPET_LAST_FD + 1 : files.rlim_max;
	setrlimit(RLIMIT_NOFILE, &files);
}

void puppet_become(struct puppet_self *self, int channel_fd)
{
	const struct rlimit none = { 0 };

	end_with(self->stage.parent);
	move_descriptors(channel_fd, self->stage.epoll_fd);
	setrlimit(RLIMIT_CORE, &none);
	raise_limit();
	own_process_begin(self->name);
}

/* What the parent's threads are blocked in is theirs, and so is its channel. */
static void become_child(struct puppet_self *self, int channel_fd)
{
	end_with(self->stage.parent);
	close_range(PUPPET_HELD_FD, PUPPET_LAST_FD, 0);
	dup2(channel_fd, PUPPET_CHANNEL_FD);
	close(channel_fd);
	if (self->bound_fd)
		close(self->bound_fd);
	self->bound_fd = 0;
	memset(self->lingering, 0, sizeof(self->lingering));
	prctl(PR_SET_NAME, self->name);
}

static int receive_channel(struct puppet_self *self)
{
	union {
		char octets[CMSG_SPACE(sizeof(int))];
		struct cmsghdr align;
	} control;
	struct iovec text = { .iov_base = self->name, .iov_len = sizeof(self->name) - 1 };
	struct msghdr message = {
		.msg_iov = &text,
		.msg_iovlen = 1,
		.msg_control = control.octets,
		.msg_controllen = sizeof(control.octets),
	};
	ssize_t n = recvmsg(PUPPET_CHANNEL_FD, &message, MSG_CMSG_CLOEXEC);
	const struct cmsghdr *header = CMSG_FIRSTHDR(&message);
	int fd;

	if (n < 0 || !header || header->cmsg_type != SCM_RIGHTS)
		_exit(1);
	self->name[n] = '\0';
	memcpy(&fd, CMSG_DATA(header), sizeof(fd));
	return fd;
}

/* By CLONE_PARENT the child is our parent's, which so can wait for it and take it along. */
static pid_t fork_sibling(void)
{
	const unsigned long flags = CLONE_PARENT | SIGCHLD;

#ifdef __s390__	/* clone(2): the first two change places */
	return (pid_t)syscall(SYS_clone, NULL, flags, NULL, NULL, NULL);
#else
	return (pid_t)syscall(SYS_clone, flags, NULL, NULL, NULL, NULL);
#endif
}

void puppet_call_fork(struct puppet_self *self, const struct puppet_order *order,
		      struct puppet_answer *answer)
{
	char name[sizeof(self->name)];
	int channel_fd;
	pid_t pid;

	(void)order;
	memcpy(name, self->name, sizeof(name));
	channel_fd = receive_channel(self);
	pid = fork_sibling();
	if (pid == 0) {
		become_child(self, channel_fd);
		puppet_serve(self);
	}
	puppet_result(answer, pid);
	memcpy(self->name, name, sizeof(name));
	close(channel_fd);
}

void puppet_call_kill(struct puppet_self *self, const struct puppet_order *order,
		      struct puppet_answer *answer)
{
	(void)self;
	puppet_result(answer, kill((pid_t)order->number, SIGKILL));
}

void puppet_call_exit(struct puppet_self *self, const struct puppet_order *order,
		      struct puppet_answer *answer)
{
	(void)self;
	(void)answer;
	_exit((int)order->number);
}

void puppet_call_crash(struct puppet_self *self, const struct puppet_order *order,
		       struct puppet_answer *answer)
{
	(void)self;
	(void)order;
	(void)answer;
	/* Where cores go to a program, the limit does not keep it from being started. */
	prctl(PR_SET_DUMPABLE, 0);
	kill(getpid(), SIGABRT);
	_exit(1);
}

/* Not by signals: a process that ends of one would close in good order. */
void puppet_call_abandon(struct puppet_self *self, const struct puppet_order *order,
			 struct puppet_answer *answer)
{
	(void)self;
	(void)order;
	(void)answer;
	for (int fd = PUPPET_FIRST_FREE_FD; fd <= PUPPET_LAST_FD; fd++)
		puppet_set_linger(fd, 0);
	_exit(0);
}

static void obey(struct puppet_self *self, const struct puppet_order *order,
		 struct puppet_answer *answer)
{
	static void (*const calls[PUPPET_CALL_COUNT])(struct puppet_self *,
						      const struct puppet_order *,
						      struct puppet_answer *) = {
#define X(symbol, name) [PUPPET_##symbol] = puppet_call_##name,
		PUPPET_CALL_LIST(X)
#undef X
	};

	answer->begin_ns = wall_clock_ns();
	calls[order->call](self, order, answer);
	answer->end_ns = wall_clock_ns();
}

void puppet_serve(struct puppet_self *self)
{
	struct puppet_order order;

	for (;;) {
		struct puppet_answer answer = { 0 };
		ssize_t n = recv(PUPPET_CHANNEL_FD, &order, sizeof(order), 0);

		if (n != sizeof(order) && !(n < 0 && errno == EINTR))
			_exit(0);
		if (n < 0)
			continue;
		obey(self, &order, &answer);
		if (send(PUPPET_CHANNEL_FD, &answer, sizeof(answer), MSG_NOSIGNAL) < 0)
			_exit(1);
	}
}

void puppet_result(struct puppet_answer *answer, int64_t ret)
{
	if (ret < 0)
		answer->error = errno;
	else
		answer->number = ret;
}
