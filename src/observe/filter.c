/* SPDX-License-Identifier: GPL-2.0-or-later */
/* filter.c: compiles filters for raw IP, and sees from the program what they look at. */
#include "observe/filter.h"
#include "observe/diag_filter.h"

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
	TCP_PORTS = 4,			/* octets, at the beginning of the header */
	FRAGMENT_OFFSET_MASK = 0x1fff,	/* RFC 791, 3.1 */
};

/* What IP version the packet may have at some instruction; a mask. */
enum { V4 = 1, V6 = 2, OTHER = 4 };

/* What the accumulator holds there. */
enum content {
	CONTENT_NONE,
	CONTENT_OCTET0,		/* version and header length */
	CONTENT_VERSION,	/* of that, the version */
	CONTENT_FRAGMENT,	/* flags and fragment offset */
	CONTENT_CHOSEN,		/* addresses, ports, protocol */
	CONTENT_MIXED,		/* depends on the way here */
};

struct place {
	uint8_t versions;	/* 0: not reached */
	uint8_t a;		/* enum content */
	bool x_is_header;	/* X is the length of the IPv4 header */
};

static enum content load_absolute(uint8_t versions, uint32_t at, uint32_t size)
{
	if (at == 0 && size == 1)
		return CONTENT_OCTET0;
	if (versions == V4 && at == 6 && size == 2)
		return CONTENT_FRAGMENT;
	if (versions == V4 && ((at == 9 && size == 1) ||
			       (at >= 12 && at + size <= IPV4_HEADER)))
		return CONTENT_CHOSEN;
	if (versions == V6 && ((at == 6 && size == 1) ||
			       (at >= 8 && at + size <= IPV6_HEADER + TCP_PORTS)))
		return CONTENT_CHOSEN;
	return CONTENT_NONE;
}

static uint32_t load_size(const struct bpf_insn *insn)
{
	switch (BPF_SIZE(insn->code)) {
	case BPF_W:
		return 4;
	case BPF_H:
		return 2;
	default:
		return 1;
	}
}

static enum content load(const struct place *place, const struct bpf_insn *insn)
{
	uint32_t size = load_size(insn);

	/* Offsets from 2^31 on are the kernel's own: the packet's type and so on. */
	if (insn->k > INT32_MAX)
		return CONTENT_NONE;
	if (BPF_MODE(insn->code) == BPF_ABS)
		return load_absolute(place->versions, insn->k, size);
	if (BPF_MODE(insn->code) == BPF_IND && place->versions == V4 &&
	    place->x_is_header && insn->k + size <= TCP_PORTS)
		return CONTENT_CHOSEN;
	return CONTENT_NONE;
}

/* Does what the instruction does to A and X; false if no choice of connections needs it. */
static bool step(struct place *place, const struct bpf_insn *insn)
{
	switch (BPF_CLASS(insn->code)) {
	case BPF_LD:
		place->a = (uint8_t)load(place, insn);
		return place->a != CONTENT_NONE;
	case BPF_LDX:
		place->x_is_header = BPF_MODE(insn->code) == BPF_MSH && insn->k == 0;
		return place->x_is_header;
	case BPF_ALU:
		if (insn->code != (BPF_ALU | BPF_AND | BPF_K))
			return false;
		if (place->a == CONTENT_OCTET0 && insn->k == 0xf0)
			place->a = CONTENT_VERSION;
		return place->a == CONTENT_VERSION || place->a == CONTENT_CHOSEN;
	default:
		return false;
	}
}

static void reach(struct place *to, const struct place *from, uint8_t versions)
{
	if (!versions)
		return;
	if (!to->versions) {
		*to = *from;
		to->versions = versions;
		return;
	}
	to->versions |= versions;
	to->x_is_header = to->x_is_header && from->x_is_header;
	if (to->a != from->a)
		to->a = CONTENT_MIXED;
}

static bool jump_allowed(const struct place *place, const struct bpf_insn *insn)
{
	if (BPF_SRC(insn->code) != BPF_K)
		return false;
	if (place->a == CONTENT_VERSION)
		return BPF_OP(insn->code) == BPF_JEQ;
	if (place->a == CONTENT_FRAGMENT)
		return BPF_OP(insn->code) == BPF_JSET && insn->k == FRAGMENT_OFFSET_MASK;
	return place->a == CONTENT_CHOSEN;
}

/* Follows a jump at places[i] to where it may lead; false if it should not be there. */
static bool follow(struct place *places, size_t count, size_t i,
		   const struct bpf_insn *insn)
{
	const struct place *here = &places[i];
	size_t farthest = insn->jt > insn->jf ? insn->jt : insn->jf;
	uint8_t yes = here->versions, no = here->versions;

	if (insn->code == (BPF_JMP | BPF_JA)) {
		/* Backwards only to follow IPv6 extension headers (protochain). */
		if (insn->k >= count - i - 1)
			return false;
		reach(&places[i + 1 + insn->k], here, here->versions);
		return true;
	}
	if (!jump_allowed(here, insn) || farthest >= count - i - 1)
		return false;
	if (here->a == CONTENT_VERSION) {
		uint8_t version = insn->k == 0x40 ? V4 : insn->k == 0x60 ? V6 : OTHER;

		yes &= version;
		if (version != OTHER)
			no &= (uint8_t)~version;
	}
	reach(&places[i + 1 + insn->jt], here, yes);
	reach(&places[i + 1 + insn->jf], here, no);
	return true;
}

/*
 * Goes through the program along every branch, knowing at each place which IP version it
 * is about, since the same offset is an address in one and the TCP flags in the other.
 * Allowed is what libpcap 1.10 makes of host, net, port, portrange, proto, ip, ip6, tcp.
 * Returns 1 if it looks at nothing else, 0 if it does, -ENOMEM.
 */
static int chooses_connections(const struct bpf_program *program)
{
	size_t count = program->bf_len;
	struct place *places = calloc(count, sizeof(*places));
	int ok = count > 0;

	if (!places)
		return -ENOMEM;
	if (count)
		places[0].versions = V4 | V6 | OTHER;
	for (size_t i = 0; ok && i < count; i++) {
		const struct bpf_insn *insn = &program->bf_insns[i];

		if (!places[i].versions)
			continue;
		if (BPF_CLASS(insn->code) == BPF_JMP) {
			ok = follow(places, count, i, insn);
		} else if (BPF_CLASS(insn->code) == BPF_RET) {
			ok = BPF_RVAL(insn->code) == BPF_K;
		} else {
			ok = i + 1 < count && step(&places[i], insn);
			if (ok)
				reach(&places[i + 1], &places[i], places[i].versions);
		}
	}
	free(places);
	return ok;
}

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
	ret = chooses_connections(&filter->program);
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
