/* SPDX-License-Identifier: GPL-2.0-or-later */
/* fuzz_filter.c: filter expressions of random words: what is accepted chooses connections. */
#include "fuzz.h"
#include "observe/diag_code.h"
#include "observe/filter.h"
#include "support/inet_diag.h"

#include <errno.h>
#include <pcap/pcap.h>
#include <string.h>

/* No word that could be a host's name: libpcap would ask the network for its address. */
static const char *const words[] = {
	"host", "net", "port", "portrange", "src", "dst", "and", "or", "not", "(", ")",
	"ip", "ip6", "tcp", "udp", "proto", "protochain", "mask", "src or dst", "src and dst",
	"127.0.0.1", "10.0.0.0/8", "10", "::1", "fe80::/10", "255.0.0.0", "80", "443", "1-1024",
	"40000", "6", "0", "4294967295", "tcp[13]", "tcp[0:2]", "ip[9]", "ip[8]", "len", "&", "|",
	"!=", "=", ">", "<", "+", "-", "*", "/", "greater", "less", "broadcast", "multicast",
	"inbound", "outbound", "vlan", "ether", "gateway", "fragment", "\\tcp", "tcp-syn", "&&",
	"||", "!", "[", "]", ":", "{", "'", "\t", "\n", "icmp", "ip protochain 6", "link",
};

static const struct endpoint ends[] = {
	{ .addr = { 127, 0, 0, 1 }, .port = 40000, .family = FAMILY_IPV4 },
	{ .addr = { 10, 0, 0, 1 }, .port = 80, .family = FAMILY_IPV4 },
	{ .addr = { [15] = 1 }, .port = 443, .family = FAMILY_IPV6 },
	{ .addr = { 0xfe, 0x80, [15] = 1 }, .port = 80, .family = FAMILY_IPV6 },
};

static void make_expression(struct input *input, char *expression, size_t size)
{
	size_t used = 0;

	while (input->len > 8 && used < size)
		used += (size_t)snprintf(expression + used, size - used, "%s ",
					 words[take8(input) % ARRAY_LEN(words)]);
	/* Cut where it was too long: half a word is still no name. */
	expression[size - 1] = '\0';
}

/* A packet between the ends: its flags, lengths, TTL and so on are of the input. */
static uint32_t make_packet(struct input *input, const struct endpoint *src,
			    const struct endpoint *dst, uint8_t packet[80])
{
	bool v4 = src->family == FAMILY_IPV4;
	uint8_t *tcp = packet + (v4 ? 20 : 40);

	for (int i = 0; i < 80; i++)
		packet[i] = take8(input);
	packet[0] = (uint8_t)(v4 ? 0x45 : 0x60 | (packet[0] & 0xf));
	packet[v4 ? 9 : 6] = 6;
	if (v4)
		packet[6] = packet[7] = 0;
	memcpy(packet + (v4 ? 12 : 8), src->addr, v4 ? 4 : 16);
	memcpy(packet + (v4 ? 16 : 24), dst->addr, v4 ? 4 : 16);
	tcp[0] = (uint8_t)(src->port >> 8);
	tcp[1] = (uint8_t)src->port;
	tcp[2] = (uint8_t)(dst->port >> 8);
	tcp[3] = (uint8_t)dst->port;
	return (uint32_t)(tcp + 20 - packet) + packet[1] % 21u;
}

/* The kernel, given the expression for it, passes all packets of a connection or none. */
static void check_kernel(const struct filter *filter, const char *expression,
			 struct input *input)
{
	pcap_t *raw = pcap_open_dead(DLT_RAW, 65535);
	struct bpf_program program;
	char text[512];

	CLAIM(raw);
	CLAIM(filter_capture_expression(expression, text, sizeof(text)) == 0);
	CLAIM(pcap_compile(raw, &program, text, 1, PCAP_NETMASK_UNKNOWN) == 0);
	for (size_t i = 0; i < ARRAY_LEN(ends); i++) {
		const struct endpoint *src = &ends[i], *dst = &ends[i ^ 1];
		uint8_t packet[80];
		uint32_t len = make_packet(input, src, dst, packet);
		struct pcap_pkthdr header = { .caplen = len, .len = len };
		bool passes = pcap_offline_filter(&program, &header, packet) != 0;

		if (filter_is_directional(expression))
			CLAIM(passes);
		else
			CLAIM(passes == filter_matches(filter, src, dst));
	}
	pcap_freecode(&program);
	pcap_close(raw);
}

static void set_end(struct inet_diag_socket *socket, int side, const struct endpoint *end,
		    bool mapped)
{
	memset(socket->addr[side], 0, 16);
	if (mapped)
		socket->addr[side][10] = socket->addr[side][11] = 0xff;
	memcpy(socket->addr[side] + (mapped ? 12 : 0), end->addr, mapped ? 4 : 16);
	socket->port[side] = end->port;
}

/* The socket may be one of IPv6 with v4-mapped addresses. */
static void check_let_through(const struct diag_code *code, const struct endpoint *local,
			      const struct endpoint *remote, bool mapped)
{
	struct inet_diag_socket socket = {
		.family = local->family == FAMILY_IPV4 && !mapped ? AF_INET : AF_INET6,
	};

	set_end(&socket, 0, local, mapped);
	set_end(&socket, 1, remote, mapped);
	/* The other end of a listener on such an address is not mapped. */
	if (mapped && !remote->port)
		memset(socket.addr[1], 0, 16);
	CLAIM(inet_diag_passes(diag_code_octets(code), (size_t)code->len, &socket));
}

/* The kernel takes what it is told about sockets, and leaves out none that the filter chooses. */
static void check_sockets(const struct filter *filter)
{
	const struct diag_code *code = filter_for_sockets(filter);

	if (!code->len)
		return;
	CLAIM(inet_diag_is_valid(diag_code_octets(code), (size_t)code->len));
	for (size_t i = 0; i < ARRAY_LEN(ends); i++) {
		const struct endpoint *local = &ends[i];
		const struct endpoint nobody = { .family = local->family };
		const bool v4 = local->family == FAMILY_IPV4;

		for (int mapped = 0; mapped <= v4; mapped++) {
			if (filter_matches(filter, local, &ends[i ^ 1]))
				check_let_through(code, local, &ends[i ^ 1], mapped);
			if (filter_matches(filter, local, &nobody))
				check_let_through(code, local, &nobody, mapped);
		}
	}
}

int LLVMFuzzerTestOneInput(const uint8_t *octets, size_t len)
{
	struct input input = { octets, len };
	struct filter *filter;
	char expression[256] = "";
	int ret;

	make_expression(&input, expression, sizeof(expression));
	ret = filter_new(&filter, expression, NULL);
	CLAIM(ret == 0 || ret == -EINVAL);
	if (ret < 0)
		return 0;
	for (size_t i = 0; i < ARRAY_LEN(ends); i++)
		CLAIM(filter_matches(filter, &ends[i], &ends[i ^ 1]) ==
		      filter_matches(filter, &ends[i ^ 1], &ends[i]));
	check_kernel(filter, expression, &input);
	check_sockets(filter);
	filter_free(filter);
	return 0;
}
