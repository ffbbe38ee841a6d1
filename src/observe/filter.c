/* SPDX-License-Identifier: GPL-2.0-or-later */
/* filter.c: compiles filters for raw IP, and runs them over segments made of ends. */
#include "observe/filter.h"
#include "observe/diag_filter.h"
#include "observe/filter_scan.h"

#include <errno.h>
#include <netinet/in.h>
#include <pcap/pcap.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct filter {
	struct bpf_program program;	/* unused if everything */
	struct diag_code sockets;	/* the same, as far as sock_diag can say it */
	bool everything;
};

enum {
	EXPRESSION_SHOWN = 80,		/* octets of it in an error */
	IPV4_HEADER = 20,
	IPV6_HEADER = 40,
	TCP_HEADER = 20,
};

static int compile(pcap_t *raw, struct bpf_program *program, const char *expression,
		   const char *shown, struct err *err)
{
	if (pcap_compile(raw, program, expression, 1, PCAP_NETMASK_UNKNOWN) < 0)
		return err_set(err, -EINVAL, "cannot use the filter '%.*s': %s (see pcap-filter(7))",
			       EXPRESSION_SHOWN, shown, pcap_geterr(raw));
	return 0;
}

/* "udp" is a fine filter by itself, but for us the mistake of somebody. */
static int check_tcp(pcap_t *raw, const char *expression, struct err *err)
{
	static const char fmt[] = "tcp and (%s)";
	size_t size = sizeof(fmt) + strlen(expression);
	char *with_tcp = malloc(size);
	struct bpf_program program;
	int ret;

	if (!with_tcp)
		return err_sys(err, -ENOMEM, "cannot compile the filter");
	snprintf(with_tcp, size, fmt, expression);
	ret = compile(raw, &program, with_tcp, expression, NULL);
	free(with_tcp);
	if (ret < 0)
		return err_set(err, ret, "the filter '%.*s' matches no TCP connection: %s",
			       EXPRESSION_SHOWN, expression, pcap_geterr(raw));
	pcap_freecode(&program);
	return 0;
}

static int compile_checked(struct filter *filter, pcap_t *raw, const char *expression,
			   struct err *err)
{
	int ret = compile(raw, &filter->program, expression, expression, err);

	if (ret < 0)
		return ret;
	ret = filter_scan(&filter->program);
	if (ret < 0)
		return err_sys(err, ret, "cannot compile the filter");
	if (ret == 0)
		return err_set(err, -EINVAL, "the filter '%.*s' looks at more than addresses "
			       "and ports, which would hide how connections end: use host, "
			       "net, port, portrange, ip, ip6", EXPRESSION_SHOWN, expression);
	ret = diag_filter_make(&filter->sockets, &filter->program,
			       filter_is_directional(expression));
	if (ret < 0)
		return err_sys(err, ret, "cannot compile the filter");
	return check_tcp(raw, expression, err);
}

int filter_new(struct filter **filter, const char *expression, struct err *err)
{
	struct filter *new = calloc(1, sizeof(*new));
	pcap_t *raw;
	int ret;

	if (!new)
		return err_sys(err, -ENOMEM, "cannot compile the filter");
	if (!expression || !expression[strspn(expression, " \t\n")]) {
		new->everything = true;
		*filter = new;
		return 0;
	}
	raw = pcap_open_dead(DLT_RAW, 65535);
	ret = raw ? compile_checked(new, raw, expression, err) :
		    err_sys(err, -ENOMEM, "cannot compile the filter");
	if (raw)
		pcap_close(raw);
	if (ret < 0) {
		filter_free(new);
		return ret;
	}
	*filter = new;
	return 0;
}

void filter_free(struct filter *filter)
{
	if (!filter)
		return;
	pcap_freecode(&filter->program);
	free(filter);
}

static bool matches_one_way(const struct filter *filter, const struct endpoint *src,
			    const struct endpoint *dst)
{
	uint8_t packet[IPV6_HEADER + TCP_HEADER] = { 0 };
	bool v4 = src->family == FAMILY_IPV4;
	uint8_t *tcp = packet + (v4 ? IPV4_HEADER : IPV6_HEADER);
	struct pcap_pkthdr header = { .caplen = (uint32_t)(tcp + TCP_HEADER - packet) };

	packet[0] = v4 ? 0x45 : 0x60;
	packet[v4 ? 9 : 6] = IPPROTO_TCP;
	memcpy(packet + (v4 ? 12 : 8), src->addr, v4 ? 4 : 16);
	memcpy(packet + (v4 ? 16 : 24), dst->addr, v4 ? 4 : 16);
	tcp[0] = (uint8_t)(src->port >> 8);
	tcp[1] = (uint8_t)src->port;
	tcp[2] = (uint8_t)(dst->port >> 8);
	tcp[3] = (uint8_t)dst->port;
	header.len = header.caplen;
	return pcap_offline_filter(&filter->program, &header, packet) != 0;
}

bool filter_is_everything(const struct filter *filter)
{
	return filter->everything;
}

const struct diag_code *filter_for_sockets(const struct filter *filter)
{
	return &filter->sockets;
}

bool filter_matches(const struct filter *filter, const struct endpoint *a,
		    const struct endpoint *b)
{
	if (filter->everything)
		return true;
	return matches_one_way(filter, a, b) || matches_one_way(filter, b, a);
}

/* A word of the expression that is one of two, or an offset into the packet. */
bool filter_is_directional(const char *expression)
{
	static const char separators[] = " \t\n()!&|";

	if (!expression)
		return false;
	while (*(expression += strspn(expression, separators))) {
		size_t len = strcspn(expression, separators);

		if (memchr(expression, '[', len) ||
		    (len == 3 && (memcmp(expression, "src", 3) == 0 ||
				  memcmp(expression, "dst", 3) == 0)))
			return true;
		expression += len;
	}
	return false;
}

int filter_capture_expression(const char *expression, char *buf, size_t size)
{
	bool all = !expression || !expression[strspn(expression, " \t\n")] ||
		   filter_is_directional(expression);
	int len = all ? snprintf(buf, size, "tcp") :
			snprintf(buf, size, "tcp and (%s)", expression);

	return len < 0 || (size_t)len >= size ? -E2BIG : 0;
}
