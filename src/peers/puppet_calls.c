/* SPDX-License-Identifier: GPL-2.0-or-later */
/* puppet_calls.c: the calls of a puppet on its sockets, none of which sleeps. */
#define _GNU_SOURCE 1	/* accept4() */
#include "peers/puppet_parts.h"

#include <errno.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <linux/tcp.h>
#include <poll.h>
#include <string.h>
#include <sys/epoll.h>
#include <unistd.h>

enum {
	CHUNK = 65536,
	CONNECT_LIMIT_MS = 5000,	/* over loopback it is done as it is begun */
};

static int held_fd(const struct puppet_order *order)
{
	return PUPPET_HELD_FD + (int)order->thread;
}

/* Of a resumed call, which goes on even if the descriptor itself was closed. */
static int fd_of(const struct puppet_order *order)
{
	return order->resumed ? held_fd(order) : order->fd;
}

int puppet_hold(const struct puppet_order *order, uint32_t events)
{
	struct epoll_event event = { .events = events, .data.u32 = order->thread };
	int fd;

	if (order->resumed)
		return 0;
	fd = fcntl(order->fd, F_DUPFD_CLOEXEC, held_fd(order));
	if (fd < 0)
		return -1;
	return epoll_ctl(PUPPET_EPOLL_FD, EPOLL_CTL_ADD, fd, &event);
}

void puppet_let_go(const struct puppet_order *order)
{
	if (!order->resumed)
		return;
	epoll_ctl(PUPPET_EPOLL_FD, EPOLL_CTL_DEL, held_fd(order), NULL);
	close(held_fd(order));
}

int puppet_set_linger(int fd, int64_t seconds)
{
	const struct linger linger = {
		.l_onoff = seconds >= 0,
		.l_linger = seconds >= 0 ? (int)seconds : 0,
	};

	return setsockopt(fd, SOL_SOCKET, SO_LINGER, &linger, sizeof(linger));
}

static int set_buffer(int fd, int option, int64_t octets)
{
	int value = (int)octets;

	return setsockopt(fd, SOL_SOCKET, option, &value, sizeof(value));
}

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
		set_buffer(fd, SO_SNDBUF, options->send_buffer);
	if (options->receive_buffer >= 0)
		set_buffer(fd, SO_RCVBUF, options->receive_buffer);
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

static void block(const struct puppet_order *order, uint32_t events,
		  struct puppet_answer *answer)
{
	answer->blocked = true;
	if (puppet_hold(order, events) < 0)
		answer->error = errno;
}

void puppet_call_accept(struct puppet_self *self, const struct puppet_order *order,
		      struct puppet_answer *answer)
{
	socklen_t len = sizeof(answer->remote);
	/* Of one that was reset in the queue only accept() still tells who it was. */
	int fd = accept4(fd_of(order), (struct sockaddr *)&answer->remote, &len,
			 SOCK_CLOEXEC | SOCK_NONBLOCK);

	(void)self;
	if (fd < 0 && errno == EAGAIN) {
		block(order, EPOLLIN, answer);
		return;
	}
	made(fd, fd, answer);
	puppet_let_go(order);
}

static size_t chunk(const struct puppet_order *order, const struct puppet_answer *answer)
{
	int64_t left = order->number - answer->number;

	return left < CHUNK ? (size_t)left : CHUNK;
}

void puppet_call_send(struct puppet_self *self, const struct puppet_order *order,
		      struct puppet_answer *answer)
{
	static const char data[CHUNK];	/* what it is matters to nobody */
	int fd = fd_of(order);
	ssize_t n;

	(void)self;
	do {
		n = send(fd, data, chunk(order, answer), MSG_NOSIGNAL | MSG_DONTWAIT);
		if (n > 0)
			answer->number += n;
	} while (n >= 0 && answer->number < order->number);
	if (n < 0 && errno == EAGAIN)
		block(order, EPOLLOUT, answer);
	else if (n < 0)
		answer->error = errno;
	puppet_look(answer->blocked ? held_fd(order) : fd, answer);
	if (!answer->blocked)
		puppet_let_go(order);
}

static void receive(const struct puppet_order *order, struct puppet_answer *answer)
{
	static char data[CHUNK];
	int flags = MSG_DONTWAIT | (order->call == PUPPET_PEEK ? MSG_PEEK : 0);
	ssize_t n;

	do {
		n = recv(fd_of(order), data, chunk(order, answer), flags);
		if (n > 0)
			answer->number += n;
	} while (n > 0 && order->call == PUPPET_READ && answer->number < order->number);
	if (n < 0 && errno == EAGAIN && order->call != PUPPET_PEEK) {
		block(order, EPOLLIN, answer);
		return;
	}
	if (n < 0)
		answer->error = errno;
	answer->end = n == 0 && chunk(order, answer) > 0;
	puppet_let_go(order);
}

void puppet_look(int fd, struct puppet_answer *answer)
{
	struct tcp_info info = { 0 };
	socklen_t len = sizeof(info);

	getsockopt(fd, IPPROTO_TCP, TCP_INFO, &info, &len);
	answer->state = info.tcpi_state;
	answer->unacked = info.tcpi_unacked;
	answer->unsent = info.tcpi_notsent_bytes;
}

void puppet_call_read(struct puppet_self *self, const struct puppet_order *order,
		      struct puppet_answer *answer)
{
	(void)self;
	receive(order, answer);
}

void puppet_call_recv(struct puppet_self *self, const struct puppet_order *order,
		      struct puppet_answer *answer)
{
	(void)self;
	receive(order, answer);
}

void puppet_call_peek(struct puppet_self *self, const struct puppet_order *order,
		      struct puppet_answer *answer)
{
	(void)self;
	receive(order, answer);
}

void puppet_call_listen(struct puppet_self *self, const struct puppet_order *order,
		      struct puppet_answer *answer)
{
	self->bound_fd = 0;
	puppet_result(answer, listen(order->fd, (int)order->number));
}

void puppet_call_shutdown(struct puppet_self *self, const struct puppet_order *order,
		      struct puppet_answer *answer)
{
	(void)self;
	puppet_result(answer, shutdown(order->fd, (int)order->number));
}

void puppet_call_linger(struct puppet_self *self, const struct puppet_order *order,
		      struct puppet_answer *answer)
{
	(void)self;
	puppet_result(answer, puppet_set_linger(order->fd, order->number));
}

void puppet_call_sndbuf(struct puppet_self *self, const struct puppet_order *order,
		      struct puppet_answer *answer)
{
	(void)self;
	puppet_result(answer, set_buffer(order->fd, SO_SNDBUF, order->number));
}

void puppet_call_rcvbuf(struct puppet_self *self, const struct puppet_order *order,
		      struct puppet_answer *answer)
{
	(void)self;
	puppet_result(answer, set_buffer(order->fd, SO_RCVBUF, order->number));
}

void puppet_call_dup(struct puppet_self *self, const struct puppet_order *order,
		      struct puppet_answer *answer)
{
	(void)self;
	puppet_result(answer, fcntl(order->fd, F_DUPFD_CLOEXEC, 0));
}

void puppet_call_watch(struct puppet_self *self, const struct puppet_order *order,
		      struct puppet_answer *answer)
{
	(void)self;
	block(order, order->for_writing ? EPOLLOUT : EPOLLIN, answer);
}

void puppet_call_look(struct puppet_self *self, const struct puppet_order *order,
		      struct puppet_answer *answer)
{
	(void)self;
	puppet_look(fd_of(order), answer);
}
