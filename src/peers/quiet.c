/* SPDX-License-Identifier: GPL-2.0-or-later */
/* quiet.c: one processor for all, and the moment when no segment is on its way through it. */
#define _GNU_SOURCE 1	/* sched_getcpu() and the like */
#include "peers/quiet.h"

#include <errno.h>
#include <netinet/in.h>
#include <poll.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

enum {
	/* Segments that the first one's wait provoked are before the second one. */
	ROUNDS = 2,
	TRIES = 100,		/* a full queue drops datagrams, too */
	TRY_MS = 50,
};

static int connect_to_itself(int fd, struct sockaddr *address, socklen_t len)
{
	if (bind(fd, address, len) < 0 || getsockname(fd, address, &len) < 0 ||
	    connect(fd, address, len) < 0)
		return -errno;
	return 0;
}

static int open_datagram(int *fd)
{
	struct sockaddr_in in = {
		.sin_family = AF_INET,
		.sin_addr.s_addr = htonl(INADDR_LOOPBACK),
	};
	int ret;

	*fd = socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
	if (*fd < 0)
		return -errno;
	ret = connect_to_itself(*fd, (struct sockaddr *)&in, sizeof(in));
	if (ret < 0)
		close(*fd);
	return ret;
}

int quiet_open(struct quiet *quiet)
{
	int ret = open_datagram(&quiet->fd);

	quiet->sent = 0;
	if (ret == 0 && sched_getaffinity(0, sizeof(quiet->before), &quiet->before) < 0) {
		ret = -errno;
		close(quiet->fd);
	}
	return ret;
}

void quiet_close(struct quiet *quiet)
{
	close(quiet->fd);
}

int quiet_settle(void)
{
	cpu_set_t one;

	CPU_ZERO(&one);
	CPU_SET((unsigned int)sched_getcpu(), &one);
	return sched_setaffinity(0, sizeof(one), &one) < 0 ? -errno : 0;
}

void quiet_leave(const struct quiet *quiet)
{
	sched_setaffinity(0, sizeof(quiet->before), &quiet->before);
}

/* 1: the last one came back; 0: it was lost. Mostly it is there at once, and nobody waits. */
static int catch(const struct quiet *quiet)
{
	struct pollfd watched = { .fd = quiet->fd, .events = POLLIN };
	uint32_t number;

	for (;;) {
		ssize_t n = recv(quiet->fd, &number, sizeof(number), 0);

		if (n == sizeof(number) && number == quiet->sent)
			return 1;
		if (n < 0 && errno != EAGAIN && errno != EINTR)
			return -errno;
		if (n < 0 && errno == EAGAIN && poll(&watched, 1, TRY_MS) == 0)
			return 0;
	}
}

static int pass(struct quiet *quiet)
{
	for (int i = 0; i < TRIES; i++) {
		int ret;

		quiet->sent++;
		if (send(quiet->fd, &quiet->sent, sizeof(quiet->sent), 0) < 0 &&
		    errno != ENOBUFS && errno != EINTR)
			return -errno;
		ret = catch(quiet);
		if (ret)
			return ret < 0 ? ret : 0;
	}
	return -ETIMEDOUT;
}

int quiet_wait(struct quiet *quiet)
{
	for (int i = 0; i < ROUNDS; i++) {
		int ret = pass(quiet);

		if (ret < 0)
			return ret;
	}
	return 0;
}
