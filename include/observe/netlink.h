/* SPDX-License-Identifier: GPL-2.0-or-later */
/* netlink.h: a netlink socket of sock_diag, and the datagrams on it. */
#ifndef HALFCLOSE_OBSERVE_NETLINK_H
#define HALFCLOSE_OBSERVE_NETLINK_H

#include <stddef.h>
#include <sys/types.h>

struct mnl_socket;
struct nlmsghdr;

/* A socket with these flags of socket(2), beside SOCK_CLOEXEC; NULL: errno says why there is none. */
struct mnl_socket *netlink_open(int flags);

/* One datagram, of the kernel's; its length, or -errno (-EAGAIN: none waits). */
ssize_t netlink_receive(const struct mnl_socket *from, void *buf, size_t size);

/* The request, which begins with its struct nlmsghdr; 0 or -errno. */
int netlink_send(const struct mnl_socket *to, const void *request);

/* The code of an NLMSG_ERROR or NLMSG_DONE: 0 or -errno. */
int netlink_code(const struct nlmsghdr *nlh);

#endif
