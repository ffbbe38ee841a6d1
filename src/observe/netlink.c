/* SPDX-License-Identifier: GPL-2.0-or-later */
/* netlink.c: what goes to sock_diag and comes from it, a datagram each. */
#include "observe/netlink.h"

#include <errno.h>
#include <libmnl/libmnl.h>
#include <linux/netlink.h>
#include <string.h>
#include <sys/socket.h>

struct mnl_socket *netlink_open(int flags)
{
	struct mnl_socket *nl = mnl_socket_open2(NETLINK_SOCK_DIAG, SOCK_CLOEXEC | flags);
	int saved;

	if (nl && mnl_socket_bind(nl, 0, MNL_SOCKET_AUTOPID) < 0) {
		saved = errno;
		mnl_socket_close(nl);
		errno = saved;
		return NULL;
	}
	return nl;
}

ssize_t netlink_receive(const struct mnl_socket *from, void *buf, size_t size)
{
	for (;;) {
		struct sockaddr_nl sender = { 0 };
		struct iovec iov = { buf, size };
		struct msghdr msg = { .msg_name = &sender, .msg_namelen = sizeof(sender),
				      .msg_iov = &iov, .msg_iovlen = 1 };
		ssize_t len = recvmsg(mnl_socket_get_fd(from), &msg, 0);

		if (len < 0 && errno == EINTR)
			continue;
		if (len < 0)
			return -errno;
		if (sender.nl_pid != 0)
			continue;
		return msg.msg_flags & MSG_TRUNC ? -EMSGSIZE : len;
	}
}

int netlink_send(const struct mnl_socket *to, const void *request)
{
	const struct nlmsghdr *nlh = request;

	if (mnl_socket_sendto(to, nlh, nlh->nlmsg_len) < 0)
		return -errno;
	return 0;
}

int netlink_code(const struct nlmsghdr *nlh)
{
	int code = 0;

	if (mnl_nlmsg_get_payload_len(nlh) >= sizeof(code))
		memcpy(&code, mnl_nlmsg_get_payload(nlh), sizeof(code));
	else if (nlh->nlmsg_type == NLMSG_ERROR)
		return -EBADMSG;
	return code > 0 ? -EBADMSG : code;
}
