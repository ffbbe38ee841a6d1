/* SPDX-License-Identifier: GPL-2.0-or-later */
/* fuzz_diag.c: a datagram of sock_diag messages, their lengths from the data, as a dump has them. */
#include "fuzz.h"
#include "observe/diag.h"

#include <errno.h>
#include <libmnl/libmnl.h>
#include <string.h>

static void check_endpoint(const struct endpoint *endpoint)
{
	static const uint8_t zeroes[12];

	CLAIM(endpoint->family == FAMILY_IPV4 || endpoint->family == FAMILY_IPV6);
	CLAIM(endpoint->family == FAMILY_IPV6 || memcmp(endpoint->addr + 4, zeroes, 12) == 0);
}

static void check_fact(const struct sock_fact *fact)
{
	_Alignas(struct nlmsghdr) uint8_t request[DIAG_REQUEST_MAX];

	check_endpoint(&fact->local);
	check_endpoint(&fact->remote);
	CLAIM(fact->local.family == fact->remote.family);
	CLAIM(fact->state > TCP_STATE_NONE && fact->state < TCP_STATE_COUNT);
	CLAIM(fact->kind == 0 && fact->asked_ns == 0 && !fact->gone);
	CLAIM(fact->has_info || (!fact->bytes_acked && !fact->bytes_received));
	/* Whatever was found can be asked for. */
	CLAIM(diag_request_exact(request, &fact->local, &fact->remote, 0, 1)->nlmsg_len <=
	      sizeof(request));
}

/* The same message with nothing behind it. */
static int parse_alone(struct sock_fact *fact, const struct nlmsghdr *nlh)
{
	struct nlmsghdr *copy = malloc(nlh->nlmsg_len);
	int ret;

	CLAIM(copy);
	memcpy(copy, nlh, nlh->nlmsg_len);
	ret = diag_parse(fact, copy);
	free(copy);
	return ret;
}

int LLVMFuzzerTestOneInput(const uint8_t *octets, size_t len)
{
	uint8_t *datagram = malloc(len ? len : 1);
	const struct nlmsghdr *nlh = (const struct nlmsghdr *)datagram;
	int left = (int)len;

	CLAIM(datagram);
	memcpy(datagram, octets, len);
	for (; diag_is_whole(nlh, left); nlh = mnl_nlmsg_next(nlh, &left)) {
		struct sock_fact fact, again;
		int ret = diag_parse(&fact, nlh);

		CLAIM(ret == 0 || ret == -EBADMSG || ret == -EPROTONOSUPPORT);
		CLAIM(parse_alone(&again, nlh) == ret);
		CLAIM(memcmp(&fact, &again, sizeof(fact)) == 0);
		/* Whatever it is: no message is too short to be asked. */
		diag_cgroup(nlh);
		if (ret == 0)
			check_fact(&fact);
	}
	free(datagram);
	return 0;
}
