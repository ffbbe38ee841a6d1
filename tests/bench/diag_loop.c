/* SPDX-License-Identifier: GPL-2.0-or-later */
/* diag_loop.c: reads all TCP sockets with tcp_info, and nothing else: what it costs at least. */
#include <libmnl/libmnl.h>
#include <linux/inet_diag.h>
#include <linux/netlink.h>
#include <linux/sock_diag.h>
#include <netinet/in.h>
#include <stdio.h>
#include <sys/socket.h>

enum { ANSWER_MAX = 32 << 10 };

static int count_row(const struct nlmsghdr *nlh, void *data)
{
	unsigned long *count = data;

	(void)nlh;
	++*count;
	return MNL_CB_OK;
}

static int dump(struct mnl_socket *nl, uint8_t family, unsigned long *count)
{
	static char buf[ANSWER_MAX];
	struct nlmsghdr *nlh = mnl_nlmsg_put_header(buf);
	struct inet_diag_req_v2 *req;
	ssize_t len;
	int ret = MNL_CB_OK;

	nlh->nlmsg_type = SOCK_DIAG_BY_FAMILY;
	nlh->nlmsg_flags = NLM_F_REQUEST | NLM_F_DUMP;
	req = mnl_nlmsg_put_extra_header(nlh, sizeof(*req));
	req->sdiag_family = family;
	req->sdiag_protocol = IPPROTO_TCP;
	req->idiag_states = ~0U;
	req->idiag_ext = 1 << (INET_DIAG_INFO - 1);
	if (mnl_socket_sendto(nl, nlh, nlh->nlmsg_len) < 0)
		return -1;
	while (ret > MNL_CB_STOP) {
		len = mnl_socket_recvfrom(nl, buf, sizeof(buf));
		ret = len < 0 ? -1 : mnl_cb_run(buf, (size_t)len, 0, 0, count_row, count);
	}
	return ret;
}

int main(void)
{
	struct mnl_socket *nl = mnl_socket_open(NETLINK_SOCK_DIAG);
	unsigned long count = 0;

	if (!nl || dump(nl, AF_INET, &count) < 0 || dump(nl, AF_INET6, &count) < 0) {
		perror("diag_loop");
		return 1;
	}
	printf("%lu sockets\n", count);
	mnl_socket_close(nl);
	return 0;
}
