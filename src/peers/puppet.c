/* SPDX-License-Identifier: GPL-2.0-or-later */
/* puppet.c: puppets, as the one who tells them what to do sees them. */
#define _GNU_SOURCE 1	/* accept4() and others, in the headers */
#include "peers/puppet.h"

#include "peers/puppet_parts.h"
#include "peers/scenario.h"

#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/time.h>
#include <sys/wait.h>
#include <unistd.h>

/* A close() may linger while it is watched; no other call of theirs takes long, unless someone stops them. */
enum { ANSWER_LIMIT_S = SCENARIO_LINGER_MAX + 60 };

/* The child's end of it is the caller's to close. */
static int open_channel(struct puppet *puppet, int *child_fd)
{
	const struct timeval limit = { .tv_sec = ANSWER_LIMIT_S };
	int fds[2];

	if (socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, fds) < 0)
		return -errno;
	setsockopt(fds[0], SOL_SOCKET, SO_RCVTIMEO, &limit, sizeof(limit));
	puppet->fd = fds[0];
	*child_fd = fds[1];
	return 0;
}

__attribute__((noreturn))
static void begin(const struct puppet_stage *stage, const char *name, int channel_fd)
{
	static struct puppet_self self;	/* of the new process, which has nothing else */

	self.stage = *stage;
	snprintf(self.name, sizeof(self.name), "%s", name);
	puppet_become(&self, channel_fd);
	puppet_serve(&self);
}

int puppet_start(struct puppet *puppet, const struct puppet_stage *stage, const char *name)
{
	int child_fd = -1;
	int ret = open_channel(puppet, &child_fd);

	if (ret < 0)
		return ret;
	puppet->pid = fork();
	if (puppet->pid == 0)
		begin(stage, name, child_fd);
	if (puppet->pid < 0) {
		ret = -errno;
		puppet->pid = 0;
		close(puppet->fd);
	}
	close(child_fd);
	return ret;
}

static int hear(const struct puppet *puppet, struct puppet_answer *answer)
{
	ssize_t n;

	do
		n = recv(puppet->fd, answer, sizeof(*answer), 0);
	while (n < 0 && errno == EINTR);
	if (n == sizeof(*answer))
		return 0;
	if (n < 0 && errno == EAGAIN)
		return -ETIMEDOUT;
	return n < 0 && errno != ECONNRESET ? -errno : -EPIPE;
}

static int tell(const struct puppet *puppet, const struct puppet_order *order)
{
	if (send(puppet->fd, order, sizeof(*order), MSG_NOSIGNAL) < 0)
		return errno == ECONNRESET ? -EPIPE : -errno;
	return 0;
}

int puppet_ask(const struct puppet *puppet, const struct puppet_order *order,
	       struct puppet_answer *answer)
{
	int ret = tell(puppet, order);

	return ret < 0 ? ret : hear(puppet, answer);
}

/* The name, and with it the child's end of its channel. */
static int send_channel(const struct puppet *puppet, const char *name, int channel_fd)
{
	union {
		char octets[CMSG_SPACE(sizeof(int))];
		struct cmsghdr align;
	} control = { { 0 } };
	struct iovec text = { .iov_base = (char *)(uintptr_t)name, .iov_len = strlen(name) };
	struct msghdr message = {
		.msg_iov = &text,
		.msg_iovlen = 1,
		.msg_control = control.octets,
		.msg_controllen = sizeof(control.octets),
	};
	struct cmsghdr *header = CMSG_FIRSTHDR(&message);

	header->cmsg_level = SOL_SOCKET;
	header->cmsg_type = SCM_RIGHTS;
	header->cmsg_len = CMSG_LEN(sizeof(int));
	memcpy(CMSG_DATA(header), &channel_fd, sizeof(int));
	return sendmsg(puppet->fd, &message, MSG_NOSIGNAL) < 0 ? -errno : 0;
}

int puppet_fork(const struct puppet *puppet, struct puppet *child, const char *name,
		struct puppet_answer *answer)
{
	const struct puppet_order order = { .call = PUPPET_FORK };
	int child_fd = -1;
	int ret = open_channel(child, &child_fd);

	if (ret < 0)
		return ret;
	ret = tell(puppet, &order);
	if (ret == 0)
		ret = send_channel(puppet, name, child_fd);
	if (ret == 0)
		ret = hear(puppet, answer);
	close(child_fd);
	if (ret == 0 && !answer->error)
		child->pid = (pid_t)answer->number;
	else
		close(child->fd);
	return ret;
}

int puppet_reap(struct puppet *puppet)
{
	pid_t pid;

	do
		pid = waitpid(puppet->pid, NULL, 0);
	while (pid < 0 && errno == EINTR);
	close(puppet->fd);
	*puppet = (struct puppet){ 0 };
	return pid < 0 ? -errno : 0;
}

int puppet_leave(struct puppet *puppet, const struct puppet_order *order)
{
	int ret = tell(puppet, order);

	return ret < 0 ? ret : puppet_reap(puppet);
}

void puppets_end(struct puppet *puppets, size_t count)
{
	const struct puppet_order order = { .call = PUPPET_ABANDON };
	struct puppet_answer answer;

	for (size_t i = 0; i < count; i++) {
		if (puppets[i].pid > 0)
			tell(&puppets[i], &order);
	}
	for (size_t i = 0; i < count; i++) {
		if (puppets[i].pid <= 0)
			continue;
		/* Its end of the channel goes with it. If it does not obey, it goes all the same. */
		hear(&puppets[i], &answer);
		kill(puppets[i].pid, SIGKILL);
		puppet_reap(&puppets[i]);
	}
}
