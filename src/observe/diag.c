/* SPDX-License-Identifier: GPL-2.0-or-later */
/* diag.c: builds sock_diag requests and reads the answers, by length. */
#include "observe/diag.h"

#include <arpa/inet.h>
#include <errno.h>
#include <libmnl/libmnl.h>
#include <linux/inet_diag.h>
#include <linux/sock_diag.h>
#include <linux/tcp.h>
#include <netinet/in.h>
#include <string.h>

/* Up to the last of the fields that are taken from it. */
enum { INFO_WANTED = offsetof(struct tcp_info, tcpi_notsent_bytes) + sizeof(uint32_t) };

static void read_info(struct sock_fact *fact, const void *octets, size_t len)
{
	struct tcp_info info = { 0 };

	if (len < INFO_WANTED)
		return;
	memcpy(&info, octets, len < sizeof(info) ? len : sizeof(info));
	fact->has_info = true;
	fact->bytes_acked = info.tcpi_bytes_acked;
	fact->bytes_received = info.tcpi_bytes_received;
	fact->notsent_bytes = info.tcpi_notsent_bytes;
	if (info.tcpi_bytes_sent > info.tcpi_bytes_retrans)
		fact->data_sent = info.tcpi_bytes_sent - info.tcpi_bytes_retrans;
	fact->last_data_sent_ms = info.tcpi_last_data_sent;
	fact->last_data_recv_ms = info.tcpi_last_data_recv;
	fact->last_ack_recv_ms = info.tcpi_last_ack_recv;
	fact->data_segments = info.tcpi_data_segs_in;
}

/* Returns 0 or -EBADMSG. */
typedef int (*attribute_fn)(void *arg, const struct nlattr *attr);

static int read_attribute(void *arg, const struct nlattr *attr)
{
	struct sock_fact *fact = arg;

	switch (mnl_attr_get_type(attr)) {
	case INET_DIAG_INFO:
		read_info(fact, mnl_attr_get_payload(attr), mnl_attr_get_payload_len(attr));
		return 0;
	case INET_DIAG_SHUTDOWN:
		if (mnl_attr_get_payload_len(attr) < sizeof(uint8_t))
			return -EBADMSG;
		fact->has_shutdown = true;
		fact->shutdown = mnl_attr_get_u8(attr);
		return 0;
	default:
		return 0;
	}
}

/* Not mnl_attr_for_each(), which passes over a malformed tail. */
static int read_attributes(const uint8_t *octets, size_t len, attribute_fn read, void *arg)
{
	while (len >= sizeof(struct nlattr)) {
		const struct nlattr *attr = (const struct nlattr *)octets;
		size_t step = MNL_ALIGN(attr->nla_len);

		if (!mnl_attr_ok(attr, (int)len) || read(arg, attr) < 0)
			return -EBADMSG;
		if (step >= len)
			return 0;
		octets += step;
		len -= step;
	}
	return len ? -EBADMSG : 0;
}

/*
 * An IPv6 socket that went through tcp_disconnect() may have lost one address but kept the
 * other, v4-mapped one: nobody's address is of its other end's family.
 */
static void same_family(struct endpoint *unset, const struct endpoint *other)
{
	if (unset->family != other->family && endpoint_is_any(unset))
		unset->family = other->family;
}

static int read_ends(struct sock_fact *fact, enum ip_family family,
		     const struct inet_diag_sockid *id)
{
	endpoint_set(&fact->local, family, id->idiag_src, ntohs(id->idiag_sport));
	endpoint_set(&fact->remote, family, id->idiag_dst, ntohs(id->idiag_dport));
	same_family(&fact->local, &fact->remote);
	same_family(&fact->remote, &fact->local);
	return fact->local.family == fact->remote.family ? 0 : -EBADMSG;
}

bool diag_is_whole(const struct nlmsghdr *nlh, int left)
{
	/* mnl_nlmsg_ok() takes a length from 2^31 on for a negative one, and lets it pass. */
	return mnl_nlmsg_ok(nlh, left) && nlh->nlmsg_len <= (uint32_t)left;
}

/* What stands in front of the attributes. */
enum { FIXED = MNL_ALIGN(sizeof(struct nlmsghdr)) + sizeof(struct inet_diag_msg) };

int diag_parse(struct sock_fact *fact, const struct nlmsghdr *nlh)
{
	const uint8_t *octets = (const uint8_t *)nlh;
	struct inet_diag_msg msg;

	*fact = (struct sock_fact){ 0 };
	if (nlh->nlmsg_type != SOCK_DIAG_BY_FAMILY && nlh->nlmsg_type != TCPDIAG_GETSOCK)
		return -EPROTONOSUPPORT;
	if (nlh->nlmsg_len < FIXED)
		return -EBADMSG;
	memcpy(&msg, octets + MNL_NLMSG_HDRLEN, sizeof(msg));
	fact->state = tcp_state_from_kernel(msg.idiag_state);
	if ((msg.idiag_family != AF_INET && msg.idiag_family != AF_INET6) ||
	    fact->state == TCP_STATE_NONE)
		return -EPROTONOSUPPORT;
	if (read_ends(fact, msg.idiag_family == AF_INET ? FAMILY_IPV4 : FAMILY_IPV6,
		      &msg.id) < 0)
		return -EBADMSG;
	fact->timer = msg.idiag_timer;
	fact->retransmits = msg.idiag_retrans;
	fact->expires_ms = msg.idiag_expires;
	fact->inode = msg.idiag_inode;
	fact->uid = msg.idiag_uid;
	fact->recv_q = msg.idiag_rqueue;
	fact->send_q = msg.idiag_wqueue;
	fact->cookie = msg.id.idiag_cookie[0] | (uint64_t)msg.id.idiag_cookie[1] << 32;
	return read_attributes(octets + FIXED, nlh->nlmsg_len - FIXED, read_attribute, fact);
}

static int read_cgroup(void *arg, const struct nlattr *attr)
{
	uint64_t *cgroup = arg;

	if (mnl_attr_get_type(attr) == INET_DIAG_CGROUP_ID &&
	    mnl_attr_get_payload_len(attr) >= sizeof(*cgroup))
		*cgroup = mnl_attr_get_u64(attr);
	return 0;
}

uint64_t diag_cgroup(const struct nlmsghdr *nlh)
{
	uint64_t cgroup = 0;

	if (nlh->nlmsg_len >= FIXED)
		read_attributes((const uint8_t *)nlh + FIXED, nlh->nlmsg_len - FIXED, read_cgroup,
				&cgroup);
	return cgroup;
}

static struct nlmsghdr *put_header(void *buf, uint16_t type, uint16_t flags, uint32_t seq)
{
	struct nlmsghdr *nlh = mnl_nlmsg_put_header(buf);

	nlh->nlmsg_type = type;
	nlh->nlmsg_flags = NLM_F_REQUEST | flags;
	nlh->nlmsg_seq = seq;
	return nlh;
}

/*
 * The older request, since it alone is for both families: to walk the kernel's table of sockets
 * takes a millisecond though it be empty, and only once that way.
 */
struct nlmsghdr *diag_request_dump(void *buf, unsigned int state_mask, bool with_info,
				   uint32_t seq)
{
	struct nlmsghdr *nlh = put_header(buf, TCPDIAG_GETSOCK, NLM_F_DUMP, seq);
	struct inet_diag_req *req = mnl_nlmsg_put_extra_header(nlh, sizeof(*req));

	req->idiag_states = state_mask;
	req->idiag_ext = with_info ? 1 << (INET_DIAG_INFO - 1) : 0;
	return buf;
}

void diag_request_choose(struct nlmsghdr *request, const struct diag_code *choice)
{
	if (choice && choice->len)
		mnl_attr_put(request, INET_DIAG_REQ_BYTECODE, (size_t)choice->len,
			     diag_code_octets(choice));
}

static void put_exact(struct nlmsghdr *nlh, const struct endpoint *local,
		      const struct endpoint *remote, uint32_t ifindex, uint64_t cookie)
{
	struct inet_diag_req_v2 *req = mnl_nlmsg_put_extra_header(nlh, sizeof(*req));
	size_t len = local->family == FAMILY_IPV4 ? 4 : 16;

	req->sdiag_family = local->family == FAMILY_IPV4 ? AF_INET : AF_INET6;
	req->sdiag_protocol = IPPROTO_TCP;
	req->idiag_ext = 1 << (INET_DIAG_INFO - 1);
	req->idiag_states = ~0U;
	memcpy(req->id.idiag_src, local->addr, len);
	memcpy(req->id.idiag_dst, remote->addr, len);
	req->id.idiag_sport = htons(local->port);
	req->id.idiag_dport = htons(remote->port);
	req->id.idiag_if = ifindex;
	req->id.idiag_cookie[0] = (uint32_t)cookie;
	req->id.idiag_cookie[1] = (uint32_t)(cookie >> 32);
}

struct nlmsghdr *diag_request_exact(void *buf, const struct endpoint *local,
				    const struct endpoint *remote, uint32_t ifindex,
				    uint32_t seq)
{
	const uint64_t any = INET_DIAG_NOCOOKIE | (uint64_t)INET_DIAG_NOCOOKIE << 32;

	put_exact(put_header(buf, SOCK_DIAG_BY_FAMILY, 0, seq), local, remote, ifindex, any);
	return buf;
}

struct nlmsghdr *diag_request_destroy(void *buf, const struct endpoint *local,
				      const struct endpoint *remote, uint32_t ifindex,
				      uint64_t cookie, uint32_t seq)
{
	put_exact(put_header(buf, SOCK_DESTROY, NLM_F_ACK, seq), local, remote, ifindex, cookie);
	return buf;
}
