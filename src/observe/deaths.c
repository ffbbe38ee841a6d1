/* SPDX-License-Identifier: GPL-2.0-or-later */
/* deaths.c: the groups of sock_diag in which the kernel tells of each socket that dies. */
#include "observe/deaths.h"
#include "observe/clock.h"
#include "observe/diag.h"
#include "observe/netlink.h"

#include <errno.h>
#include <libmnl/libmnl.h>
#include <linux/sock_diag.h>
#include <stdint.h>
#include <sys/socket.h>

enum {
	MESSAGE_MAX = 4 << 10,
	RING = 8 << 20,			/* octets of notifications that may wait */
	BATCH = 4096,
};

static void enlarge_ring(const struct mnl_socket *nl)
{
	int fd = mnl_socket_get_fd(nl), size = RING;

	/* Only CAP_NET_ADMIN may go beyond net.core.rmem_max. */
	if (setsockopt(fd, SOL_SOCKET, SO_RCVBUFFORCE, &size, sizeof(size)) < 0)
		setsockopt(fd, SOL_SOCKET, SO_RCVBUF, &size, sizeof(size));
}

static int change_membership(const struct mnl_socket *nl, int option)
{
	static const int groups[] = { SKNLGRP_INET_TCP_DESTROY, SKNLGRP_INET6_TCP_DESTROY };
	int ret = 0;

	for (size_t i = 0; i < sizeof(groups) / sizeof(groups[0]); i++)
		ret |= setsockopt(mnl_socket_get_fd(nl), SOL_NETLINK, option, &groups[i],
				  sizeof(groups[i]));
	return ret;
}

int deaths_join(struct deaths *deaths, struct err *err)
{
	if (!deaths->nl) {
		deaths->nl = netlink_open(SOCK_NONBLOCK);
		if (!deaths->nl)
			return err_sys(err, -errno, "cannot subscribe to dying sockets");
		enlarge_ring(deaths->nl);
	}
	if (change_membership(deaths->nl, NETLINK_ADD_MEMBERSHIP) < 0)
		return err_sys(err, -errno, "cannot subscribe to dying sockets");
	return mnl_socket_get_fd(deaths->nl);
}

void deaths_leave(struct deaths *deaths)
{
	if (deaths->nl)
		change_membership(deaths->nl, NETLINK_DROP_MEMBERSHIP);
}

static int deliver(const void *datagram, size_t len, event_fn fn, void *arg)
{
	const struct nlmsghdr *nlh = datagram;
	int left = (int)len, count = 0;

	for (; diag_is_whole(nlh, left); nlh = mnl_nlmsg_next(nlh, &left)) {
		struct event event = { .kind = EVENT_SOCKET };

		if (diag_parse(&event.socket, nlh) < 0)
			continue;
		event.time_ns = clock_now_ns();
		event.socket.kind = SOCK_OBITUARY;
		fn(arg, &event);
		count++;
	}
	return count;
}

int deaths_drain(struct deaths *deaths, event_fn fn, void *arg, struct err *err)
{
	_Alignas(struct nlmsghdr) uint8_t buf[MESSAGE_MAX];
	int count = 0;

	while (deaths->nl && count < BATCH) {
		ssize_t len = netlink_receive(deaths->nl, buf, sizeof(buf));

		if (len == -EAGAIN)
			break;
		if (len == -ENOBUFS) {
			struct event gap = { .time_ns = clock_now_ns(), .kind = EVENT_GAP,
					     .gap = { GAP_SOCKETS_OVERRUN, 1 } };

			fn(arg, &gap);
			count++;
		} else if (len < 0) {
			return err_sys(err, (int)len, "cannot read of dying sockets");
		} else {
			count += deliver(buf, (size_t)len, fn, arg);
		}
	}
	return count;
}

void deaths_free(struct deaths *deaths)
{
	if (deaths->nl)
		mnl_socket_close(deaths->nl);
	*deaths = (struct deaths){ 0 };
}
