/* SPDX-License-Identifier: GPL-2.0-or-later */
/* test_diag_filter.c: what sock_diag is told lets through what the filter chooses, little else. */
#include "observe/diag.h"
#include "observe/diag_filter.h"
#include "observe/filter.h"
#include "support/inet_diag.h"
#include "support/rows.h"

#include <arpa/inet.h>
#include <stdio.h>

enum says {
	ALL,		/* nothing: it has no words for that */
	SOME,		/* more than the filter chooses, but not all */
	EXACTLY,
};

static const struct {
	const char *expression;
	enum says says;
} said[] = {
	{ NULL, ALL },
	{ " ", ALL },
	{ "tcp", ALL },
	{ "ip or ip6", ALL },
	{ "ip", EXACTLY },
	{ "ip6", EXACTLY },
	{ "port 22", EXACTLY },
	{ "port 0", EXACTLY },
	{ "port 65535", EXACTLY },
	{ "tcp port 22 or udp port 53", EXACTLY },
	{ "not port 22", EXACTLY },
	{ "port 22 or port 80", EXACTLY },
	{ "port 22 and port 40000", EXACTLY },
	{ "portrange 8000-8099", EXACTLY },
	{ "portrange 0-65535", ALL },
	{ "not portrange 22-8099", EXACTLY },
	{ "src port 22", EXACTLY },
	{ "src port 22 and dst port 40000", EXACTLY },
	{ "src port 22 and not dst port 40000", EXACTLY },
	{ "not src port 22", EXACTLY },
	{ "host 10.0.0.1", EXACTLY },
	{ "host 0.0.0.0", EXACTLY },
	{ "not host 10.0.0.1", EXACTLY },
	{ "src host 10.0.0.1 and dst port 80", EXACTLY },
	{ "src host 10.0.0.1 and dst host 127.0.0.1", EXACTLY },
	{ "net 127", EXACTLY },
	{ "net 10.0.0.0/9", EXACTLY },
	{ "net 0.0.0.0/0", EXACTLY },
	{ "net 0.0.0.0/1", EXACTLY },
	{ "net 127 and not port 80", EXACTLY },
	{ "not (host 10.0.0.1 or host 2001:db8::1)", EXACTLY },
	{ "host 10.0.0.1 or host 10.9.8.7 or host 127.0.0.1", EXACTLY },
	{ "host ::1", EXACTLY },
	{ "host ::", EXACTLY },
	{ "host 2001:db8::1", EXACTLY },
	{ "src host 2001:db8::1", EXACTLY },
	{ "ip6 host ::ffff:10.0.0.1", EXACTLY },
	{ "host 2001:db8::1 or host 2001:db8::2", EXACTLY },
	{ "host 2001:db8::1 and not host 2001:db8::2", EXACTLY },
	{ "net 2001:db8::/32", EXACTLY },
	{ "net 2001:db8::/33", EXACTLY },
	{ "net 2001:db8:4000::/34", EXACTLY },
	{ "net fe80::/10 or net 127 or port 22", EXACTLY },
	{ "host 2001:db8::1 and port 22", EXACTLY },
	{ "(ip and port 22) or (ip6 and port 80)", EXACTLY },
	{ "tcp[0:2] > 1023", EXACTLY },
	{ "tcp[2:2] = 22", EXACTLY },
	{ "tcp[0:2] & 0xff00 = 0 or ip6", ALL },
	{ "tcp[2] = 22", SOME },
	{ "port 22 or tcp[0:2] & 1 = 1", SOME },
	{ "port 22 and tcp[0:2] & 1 = 1", SOME },
	{ "ip[16] & 0xf0 = 0xe0", SOME },
	{ "ip[12:4] & 0x00ffffff = 1", SOME },
	{ "ip[12:4] > 0x0a000000", SOME },
	{ "ip6[12:4] = 0", SOME },
	{ "ip[13:4] = 0x0000010a", SOME },
	{ "ip[12:4] & 0xff000000 = 0x0a000001 or port 22", EXACTLY },
	{ "(ip6[8:4] = 0x20010db8 or ip6[8:4] = 0xfe800000) and ip6[12:4] = 0", SOME },
	{ "ip6[8:4] & 0xffff0000 = 0x20010000 and ip6[12:4] = 0", SOME },
	{ "ip6[8:4] & 0x80000000 != 0 and ip6[12:4] = 0", SOME },
	{ "(ip[16] & 0xf0 = 0xe0 and port 22) or ip6", ALL },
	{ "port 22 or not port 22", ALL },
};

static const char *const addresses[] = {
	"0.0.0.0", "10.0.0.1", "10.9.8.7", "10.200.0.1", "127.0.0.1",
	"::", "::1", "2001:db8::1", "2001:db8::2", "2001:db8:5000::1", "2001:db8:8000::1",
	"fe80::1", "fd00:0:1::1",
	"::ffff:0.0.0.0", "::ffff:10.0.0.1", "::ffff:127.0.0.1",
};

static const uint16_t ports[] = { 0, 22, 80, 8000, 8099, 8100, 40000, 65535 };

/* What a dump tells of it. */
static struct sock_fact told(const struct inet_diag_socket *socket)
{
	_Alignas(struct nlmsghdr) uint8_t buf[sizeof(struct nlmsghdr) +
					      sizeof(struct inet_diag_msg)];
	struct nlmsghdr *nlh = (struct nlmsghdr *)buf;
	struct inet_diag_msg msg = { .idiag_family = (uint8_t)socket->family, .idiag_state = 1 };
	struct sock_fact fact;

	msg.id.idiag_sport = htons(socket->port[0]);
	msg.id.idiag_dport = htons(socket->port[1]);
	memcpy(msg.id.idiag_src, socket->addr[0], 16);
	memcpy(msg.id.idiag_dst, socket->addr[1], 16);
	*nlh = (struct nlmsghdr){ .nlmsg_len = sizeof(buf), .nlmsg_type = TCPDIAG_GETSOCK };
	memcpy(buf + sizeof(*nlh), &msg, sizeof(msg));
	if (diag_parse(&fact, nlh) < 0)
		fact.local.family = FAMILY_NONE;
	return fact;
}

static bool is_mapped(const uint8_t *addr)
{
	static const uint8_t mapped[12] = { [10] = 0xff, [11] = 0xff };

	return memcmp(addr, mapped, sizeof(mapped)) == 0;
}

struct counts {
	unsigned int all, let_through, chosen, missed, too_many;
};

static void try_socket(struct counts *counts, const struct filter *filter,
		       const struct inet_diag_socket *socket)
{
	const struct diag_code *code = filter_for_sockets(filter);
	const struct sock_fact fact = told(socket);
	bool passes, chosen;

	if (!fact.local.family)
		return;
	passes = !code->len ||
		 inet_diag_passes(diag_code_octets(code), (size_t)code->len, socket);
	chosen = filter_matches(filter, &fact.local, &fact.remote);
	counts->all++;
	counts->let_through += passes;
	counts->chosen += chosen;
	counts->missed += chosen && !passes;
	/* One end v4-mapped, the other nobody's: not for the kernel to say what that is. */
	if (socket->family == AF_INET || is_mapped(socket->addr[0]) == is_mapped(socket->addr[1]))
		counts->too_many += passes && !chosen;
}

static bool set_address(struct inet_diag_socket *socket, int side, const char *text)
{
	memset(socket->addr[side], 0, sizeof(socket->addr[side]));
	return inet_pton(socket->family, text, socket->addr[side]) == 1;
}

static void try_ports(struct counts *counts, const struct filter *filter,
		      struct inet_diag_socket *socket)
{
	for (size_t i = 0; i < ARRAY_LEN(ports) * ARRAY_LEN(ports); i++) {
		socket->port[0] = ports[i / ARRAY_LEN(ports)];
		socket->port[1] = ports[i % ARRAY_LEN(ports)];
		try_socket(counts, filter, socket);
	}
}

/* Every pair of ends there is, listeners and strange ones among them. */
static struct counts try_all(const struct filter *filter)
{
	struct counts counts = { 0 };
	const size_t n = ARRAY_LEN(addresses);

	for (size_t i = 0; i < 2 * n * n; i++) {
		struct inet_diag_socket socket = { .family = i % 2 ? AF_INET : AF_INET6 };

		if (set_address(&socket, 0, addresses[i / 2 / n]) &&
		    set_address(&socket, 1, addresses[i / 2 % n]))
			try_ports(&counts, filter, &socket);
	}
	return counts;
}

static void test_said(void **state)
{
	struct rows rows = { 0 };

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(said); i++) {
		struct filter *filter = NULL;
		const struct diag_code *code;
		struct counts counts;
		struct err err = { "" };

		rows_next(&rows, said[i].expression ? said[i].expression : "(NULL)");
		if (!CHECK_INT(&rows, filter_new(&filter, said[i].expression, &err), 0))
			continue;
		code = filter_for_sockets(filter);
		counts = try_all(filter);
		CHECK_INT(&rows, code->len == 0, said[i].says == ALL);
		CHECK(&rows, code->len == 0 ||
		      inet_diag_is_valid(diag_code_octets(code), (size_t)code->len));
		CHECK_INT(&rows, counts.missed, 0);
		CHECK_INT(&rows, counts.let_through == counts.all, said[i].says == ALL);
		if (said[i].says != ALL)
			CHECK_INT(&rows, counts.too_many == 0, said[i].says == EXACTLY);
		filter_free(filter);
	}
	rows_end(&rows);
}

/* What does not fit into a request is not said. */
static void test_too_long(void **state)
{
	char expression[4096] = "port 1";
	struct filter *filter = NULL;
	struct err err = { "" };
	size_t used = strlen(expression);

	(void)state;
	for (int i = 0; i < 100; i++)
		used += (size_t)snprintf(expression + used, sizeof(expression) - used,
					 " or host 10.0.0.%d", i);
	assert_int_equal(filter_new(&filter, expression, &err), 0);
	assert_int_equal(filter_for_sockets(filter)->len, 0);
	assert_int_equal(try_all(filter).missed, 0);
	filter_free(filter);
}

static void make(struct diag_code *code, struct bpf_insn *insns, unsigned int count)
{
	const struct bpf_program program = { .bf_len = count, .bf_insns = insns };

	assert_int_equal(diag_filter_make(code, &program, true), 0);
}

static bool lets_through(const struct diag_code *code, uint16_t port, const char *address)
{
	struct inet_diag_socket socket = { .family = AF_INET6, .port = { port, 40000 } };

	assert_true(set_address(&socket, 0, address));
	return inet_diag_passes(diag_code_octets(code), (size_t)code->len, &socket);
}

/* Two ways to one comparison: of a port, or of an address. (libpcap would load it again.) */
static void test_either(void **state)
{
	struct bpf_insn insns[] = {
		BPF_STMT(BPF_LD | BPF_W | BPF_ABS, 8),
		BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, 1, 0, 1),
		BPF_STMT(BPF_LD | BPF_H | BPF_ABS, 40),
		BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, 22, 0, 1),
		BPF_STMT(BPF_RET | BPF_K, 1),
		BPF_STMT(BPF_RET | BPF_K, 0),
	};
	struct diag_code code;

	(void)state;
	make(&code, insns, ARRAY_LEN(insns));
	assert_true(lets_through(&code, 80, "0:16::"));
	assert_true(lets_through(&code, 22, "0:1::"));
}

/* What is known already is not learned again as if it were the next word. */
static void test_again(void **state)
{
	struct bpf_insn insns[] = {
		BPF_STMT(BPF_LD | BPF_W | BPF_ABS, 8),
		BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, 0x20010db8, 0, 6),
		BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, 0x20010db8, 0, 5),
		BPF_STMT(BPF_LD | BPF_W | BPF_ABS, 12),
		BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, 0, 0, 3),
		BPF_STMT(BPF_LD | BPF_W | BPF_ABS, 16),
		BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, 5, 0, 1),
		BPF_STMT(BPF_RET | BPF_K, 1),
		BPF_STMT(BPF_RET | BPF_K, 0),
	};
	struct diag_code code;

	(void)state;
	make(&code, insns, ARRAY_LEN(insns));
	assert_true(lets_through(&code, 80, "2001:db8::5:0:1"));
	assert_false(lets_through(&code, 80, "2001:db8::6:0:1"));
}

/* A listener has no other end; what it listens on is enough. */
static void test_listener(void **state)
{
	struct inet_diag_socket listener = { .family = AF_INET6, .port = { 22, 0 } };
	struct filter *filter = NULL;
	const struct diag_code *code;
	struct err err = { "" };

	(void)state;
	assert_int_equal(filter_new(&filter, "port 22", &err), 0);
	code = filter_for_sockets(filter);
	assert_true(inet_diag_passes(diag_code_octets(code), (size_t)code->len, &listener));
	listener.port[0] = 23;
	assert_false(inet_diag_passes(diag_code_octets(code), (size_t)code->len, &listener));
	filter_free(filter);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_said),
		cmocka_unit_test(test_too_long),
		cmocka_unit_test(test_listener),
		cmocka_unit_test(test_either),
		cmocka_unit_test(test_again),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
