/* SPDX-License-Identifier: GPL-2.0-or-later */
/* quiet.c: one processor for all, and the moment when no segment is on its way through it. */
#define _GNU_SOURCE 1	/* sched_getcpu() and the like */
#include "peers/quiet.h"

#include <errno.h>
#include <netinet/in.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

enum {
	/* Segments that the first one's wait provoked are before the second one. */
	ROUNDS = 2,
	TRIES = 100,		/* a full queue drops datagrams, too */
	TRY_MS = 50,
	PROCESSORS_MAX = 1 << 20,	/* no kernel has more */
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

/* The kernel does not say how many it has, but which are too few. */
static int remember_place(struct quiet *quiet)
{
	for (unsigned int count = CPU_SETSIZE; count <= PROCESSORS_MAX; count *= 2) {
		int ret;

		quiet->before_size = CPU_ALLOC_SIZE(count);
		quiet->before = CPU_ALLOC(count);
		if (!quiet->before)
			return -ENOMEM;
		ret = sched_getaffinity(0, quiet->before_size, quiet->before) < 0 ? -errno : 0;
		if (ret == 0)
			return 0;
		CPU_FREE(quiet->before);
		if (ret != -EINVAL)
			return ret;
	}
	return -EINVAL;
}

int quiet_open(struct quiet *quiet)
{
	int ret = open_datagram(&quiet->fd);

	if (ret < 0)
		return ret;
	quiet->sent = 0;
	ret = remember_place(quiet);
	if (ret < 0)
		close(quiet->fd);
	return ret;
}

void quiet_close(struct quiet *quiet)
{
	CPU_FREE(quiet->before);
	close(quiet->fd);
}

int quiet_settle(void)
{
	int cpu = sched_getcpu(), ret;
	size_t size = CPU_ALLOC_SIZE(cpu + 1);
	cpu_set_t *one = cpu < 0 ? NULL : CPU_ALLOC((size_t)cpu + 1);

	if (!one)
		return cpu < 0 ? -errno : -ENOMEM;
	CPU_ZERO_S(size, one);
	CPU_SET_S((size_t)cpu, size, one);
	ret = sched_setaffinity(0, size, one) < 0 ? -errno : 0;
	CPU_FREE(one);
	return ret;
}

void quiet_leave(const struct quiet *quiet)
{
	sched_setaffinity(0, quiet->before_size, quiet->before);
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
