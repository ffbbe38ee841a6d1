/* SPDX-License-Identifier: GPL-2.0-or-later */
/* puppet_meet.c: the calls of a puppet that make sockets: bind, listen, connect, accept. */
#define _GNU_SOURCE 1	/* accept4() */
#include "peers/puppet_parts.h"

#include <errno.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <sys/epoll.h>
#include <unistd.h>

enum { CONNECT_LIMIT_MS = 5000 };	/* over loopback it is done as it is begun */

/*
 * What is sent must not hang on a clock: no Nagle, and no congestion control that paces (BBR).
 * Accepted sockets inherit all of it from their listener.
 */
static int make_socket(const struct puppet_order *order)
{
	const struct puppet_socket *options = &order->socket;
	const int one = 1;
	int fd = socket(order->address.ss_family, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);

	if (fd < 0)
		return fd;
	setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &one, sizeof(one));
	setsockopt(fd, IPPROTO_TCP, TCP_CONGESTION, "reno", sizeof("reno") - 1);
	setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &one, sizeof(one));
	if (options->linger_s >= 0)
		puppet_set_linger(fd, options->linger_s);
	if (options->send_buffer >= 0)
		puppet_set_buffer(fd, SO_SNDBUF, options->send_buffer);
	if (options->receive_buffer >= 0)
		puppet_set_buffer(fd, SO_RCVBUF, options->receive_buffer);
	return fd;
}

static void tell_addresses(int fd, struct puppet_answer *answer)
{
	socklen_t len = sizeof(answer->local);

	getsockname(fd, (struct sockaddr *)&answer->local, &len);
	len = sizeof(answer->remote);
	getpeername(fd, (struct sockaddr *)&answer->remote, &len);
}

/* What of it is in the way of the next one: errno of the first call that failed. */
static void made(int fd, int ret, struct puppet_answer *answer)
{
	if (ret < 0) {
		puppet_result(answer, ret);
		if (fd >= 0)
			close(fd);
		return;
	}
	answer->number = fd;
	tell_addresses(fd, answer);
}

void puppet_call_bind(struct puppet_self *self, const struct puppet_order *order,
		      struct puppet_answer *answer)
{
	int fd = make_socket(order);
	int ret = fd;

	if (fd >= 0)
		ret = bind(fd, (const struct sockaddr *)&order->address, sizeof(order->address));
	made(fd, ret, answer);
	if (ret >= 0)
		self->bound_fd = fd;
}

static int finish_connect(int fd)
{
	struct pollfd watched = { .fd = fd, .events = POLLOUT };
	socklen_t len = sizeof(errno);
	int error = ETIMEDOUT;

	if (poll(&watched, 1, CONNECT_LIMIT_MS) == 1)
		getsockopt(fd, SOL_SOCKET, SO_ERROR, &error, &len);
	errno = error;
	return error ? -1 : 0;
}

void puppet_call_connect(struct puppet_self *self, const struct puppet_order *order,
		      struct puppet_answer *answer)
{
	int fd = make_socket(order);
	int ret = fd;

	(void)self;
	if (fd >= 0)
		ret = connect(fd, (const struct sockaddr *)&order->address,
			      sizeof(order->address));
	if (ret < 0 && errno == EINPROGRESS)
		ret = finish_connect(fd);
	made(fd, ret, answer);
}

void puppet_call_listen(struct puppet_self *self, const struct puppet_order *order,
		      struct puppet_answer *answer)
{
	self->bound_fd = 0;
	puppet_result(answer, listen(order->fd, (int)order->number));
}

void puppet_call_accept(struct puppet_self *self, const struct puppet_order *order,
		      struct puppet_answer *answer)
{
	socklen_t len = sizeof(answer->remote);
	/* Of one that was reset in the queue only accept() still tells who it was. */
	int fd = accept4(puppet_fd(order), (struct sockaddr *)&answer->remote, &len,
			 SOCK_CLOEXEC | SOCK_NONBLOCK);

	(void)self;
	if (fd < 0 && errno == EAGAIN) {
		puppet_block(order, EPOLLIN, answer);
		return;
	}
	made(fd, fd, answer);
	puppet_let_go(order);
}
