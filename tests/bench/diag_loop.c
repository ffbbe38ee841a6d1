/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * diag_loop.c: reads all TCP sockets with tcp_info, and nothing else: what it costs at least. With
 * the argument "links" without tcp_info, and then the links of all descriptors of all processes.
 */
#include <dirent.h>
#include <fcntl.h>
#include <libmnl/libmnl.h>
#include <linux/inet_diag.h>
#include <linux/netlink.h>
#include <linux/sock_diag.h>
#include <netinet/in.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

enum { ANSWER_MAX = 32 << 10 };

static int count_row(const struct nlmsghdr *nlh, void *data)
{
	unsigned long *count = data;

	(void)nlh;
	++*count;
	return MNL_CB_OK;
}

static int dump(struct mnl_socket *nl, uint8_t family, bool with_info, unsigned long *count)
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
	req->idiag_ext = with_info ? 1 << (INET_DIAG_INFO - 1) : 0;
	if (mnl_socket_sendto(nl, nlh, nlh->nlmsg_len) < 0)
		return -1;
	while (ret > MNL_CB_STOP) {
		len = mnl_socket_recvfrom(nl, buf, sizeof(buf));
		ret = len < 0 ? -1 : mnl_cb_run(buf, (size_t)len, 0, 0, count_row, count);
	}
	return ret;
}

static void read_links(int proc_fd, const char *pid, unsigned long *count)
{
	char path[64], target[64];
	const struct dirent *entry;
	DIR *dir;
	int fd;

	snprintf(path, sizeof(path), "%.20s/fd", pid);
	fd = openat(proc_fd, path, O_RDONLY | O_DIRECTORY);
	dir = fd < 0 ? NULL : fdopendir(fd);
	while (dir && (entry = readdir(dir)))
		*count += readlinkat(fd, entry->d_name, target, sizeof(target)) > 0;
	if (dir)
		closedir(dir);
}

static unsigned long read_all_links(void)
{
	unsigned long count = 0;
	const struct dirent *entry;
	DIR *proc = opendir("/proc");

	while (proc && (entry = readdir(proc))) {
		if (atoi(entry->d_name) > 0)
			read_links(dirfd(proc), entry->d_name, &count);
	}
	if (proc)
		closedir(proc);
	return count;
}

int main(int argc, char **argv)
{
	struct mnl_socket *nl = mnl_socket_open(NETLINK_SOCK_DIAG);
	bool links = argc > 1 && strcmp(argv[1], "links") == 0;
	unsigned long count = 0;

	if (!nl || dump(nl, AF_INET, !links, &count) < 0 ||
	    dump(nl, AF_INET6, !links, &count) < 0) {
		perror("diag_loop");
		return 1;
	}
	printf("%lu sockets\n", count);
	if (links)
		printf("%lu links\n", read_all_links());
	mnl_socket_close(nl);
	return 0;
}
