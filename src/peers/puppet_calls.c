/* SPDX-License-Identifier: GPL-2.0-or-later */
/* puppet_calls.c: the calls of a puppet on sockets that it has, none of which sleeps. */
#define _GNU_SOURCE 1	/* F_DUPFD_CLOEXEC, and in the headers */
#include "peers/puppet_parts.h"
#include "peers/scenario.h"

#include <errno.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <linux/tcp.h>
#include <string.h>
#include <sys/epoll.h>
#include <unistd.h>

enum { CHUNK = SCENARIO_RECV_MAX };

static int held_fd(const struct puppet_order *order)
{
	return PUPPET_HELD_FD + (int)order->thread;
}

int puppet_fd(const struct puppet_order *order)
{
	return order->resumed ? held_fd(order) : order->fd;
}

static int hold(const struct puppet_order *order, uint32_t events)
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

int puppet_set_buffer(int fd, int option, int64_t octets)
{
	int value = (int)octets;

	return setsockopt(fd, SOL_SOCKET, option, &value, sizeof(value));
}

void puppet_block(const struct puppet_order *order, uint32_t events,
		  struct puppet_answer *answer)
{
	answer->blocked = true;
	if (hold(order, events) < 0)
		answer->error = errno;
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
	int fd = puppet_fd(order);
	ssize_t n;

	(void)self;
	do {
		n = send(fd, data, chunk(order, answer), MSG_NOSIGNAL | MSG_DONTWAIT);
		if (n > 0)
			answer->number += n;
	} while (n >= 0 && answer->number < order->number);
	if (n < 0 && errno == EAGAIN)
		puppet_block(order, EPOLLOUT, answer);
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
		n = recv(puppet_fd(order), data, chunk(order, answer), flags);
		if (n > 0)
			answer->number += n;
	} while (n > 0 && order->call == PUPPET_READ && answer->number < order->number);
	if (n < 0 && errno == EAGAIN && order->call != PUPPET_PEEK) {
		puppet_block(order, EPOLLIN, answer);
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
	puppet_result(answer, puppet_set_buffer(order->fd, SO_SNDBUF, order->number));
}

void puppet_call_rcvbuf(struct puppet_self *self, const struct puppet_order *order,
		      struct puppet_answer *answer)
{
	(void)self;
	puppet_result(answer, puppet_set_buffer(order->fd, SO_RCVBUF, order->number));
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
	puppet_block(order, order->for_writing ? EPOLLOUT : EPOLLIN, answer);
}

void puppet_call_look(struct puppet_self *self, const struct puppet_order *order,
		      struct puppet_answer *answer)
{
	(void)self;
	puppet_look(puppet_fd(order), answer);
}
