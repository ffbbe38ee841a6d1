/* SPDX-License-Identifier: GPL-2.0-or-later */
/* test_filter.c: one filter for packets and sockets; what it refuses, and in which words. */
#include "observe/filter.h"
#include "support/rows.h"

#include <arpa/inet.h>
#include <errno.h>

static struct endpoint endpoint(const char *address, uint16_t port)
{
	struct endpoint endpoint;
	uint8_t octets[16];
	bool v6 = strchr(address, ':') != NULL;

	assert_int_equal(inet_pton(v6 ? AF_INET6 : AF_INET, address, octets), 1);
	endpoint_set(&endpoint, v6 ? FAMILY_IPV6 : FAMILY_IPV4, octets, port);
	return endpoint;
}

static const struct {
	const char *expression;
	const char *addr_a;
	uint16_t port_a;
	const char *addr_b;
	uint16_t port_b;
	bool matches;
} choices[] = {
	{ NULL, "127.0.0.1", 1, "127.0.0.1", 2, true },
	{ "", "::1", 1, "::1", 2, true },
	{ " ", "::1", 1, "::1", 2, true },
	{ "tcp", "127.0.0.1", 1, "127.0.0.1", 2, true },
	{ "tcp", "::1", 1, "::1", 2, true },
	{ "ip", "127.0.0.1", 1, "127.0.0.1", 2, true },
	{ "ip", "::1", 1, "::1", 2, false },
	{ "ip6", "127.0.0.1", 1, "127.0.0.1", 2, false },
	{ "ip6", "::1", 1, "::1", 2, true },
	{ "port 80", "127.0.0.1", 80, "127.0.0.1", 40000, true },
	{ "port 80", "127.0.0.1", 40000, "127.0.0.1", 80, true },
	{ "port 80", "127.0.0.1", 40000, "127.0.0.1", 81, false },
	{ "port 80", "::1", 40000, "::1", 80, true },
	{ "port 80", "::1", 80, "::1", 40000, true },
	{ "port 80", "::1", 8080, "::1", 40000, false },
	{ "port 80", "0.0.0.0", 80, "0.0.0.0", 0, true },
	{ "not port 22", "127.0.0.1", 22, "127.0.0.1", 40000, false },
	{ "not port 22", "::1", 23, "::1", 40000, true },
	{ "portrange 8000-8099", "10.0.0.1", 8099, "10.0.0.2", 1, true },
	{ "portrange 8000-8099", "10.0.0.1", 8100, "10.0.0.2", 7999, false },
	{ "portrange 8000-8099", "::1", 8000, "::1", 1, true },
	{ "host 10.0.0.1", "10.0.0.1", 1, "10.0.0.2", 2, true },
	{ "host 10.0.0.1", "10.0.0.2", 1, "10.0.0.1", 2, true },
	{ "host 10.0.0.1", "10.0.0.2", 1, "10.0.0.3", 2, false },
	{ "host 10.0.0.1", "::1", 1, "::1", 2, false },
	{ "host 10.0.0.1", "::ffff:10.0.0.1", 1, "::ffff:10.0.0.2", 2, true },
	{ "host 2001:db8::1", "2001:db8::1", 1, "2001:db8::2", 2, true },
	{ "host 2001:db8::1", "2001:db8::2", 1, "2001:db8::3", 2, false },
	{ "net 10.0.0.0/8", "10.9.8.7", 1, "192.0.2.1", 2, true },
	{ "net 10.0.0.0/8", "11.9.8.7", 1, "192.0.2.1", 2, false },
	{ "net 2001:db8::/33", "2001:db8:7fff::1", 1, "::1", 2, true },
	{ "net 2001:db8::/33", "2001:db8:8000::1", 1, "::1", 2, false },
	{ "port 80 or port 443 and not host 10.0.0.1", "10.0.0.1", 443, "10.0.0.2", 9, false },
	{ "port 80 or port 443 and not host 10.0.0.1", "10.0.0.3", 443, "10.0.0.2", 9, true },
	{ "src port 80", "127.0.0.1", 80, "127.0.0.1", 40000, true },
	{ "src port 80", "127.0.0.1", 40000, "127.0.0.1", 80, true },
	{ "src host 10.0.0.1 and dst port 80", "10.0.0.1", 4000, "10.0.0.2", 80, true },
	{ "src host 10.0.0.1 and dst port 80", "10.0.0.2", 80, "10.0.0.1", 4000, true },
	{ "src host 10.0.0.1 and dst port 80", "10.0.0.1", 80, "10.0.0.2", 4000, false },
	{ "tcp[0:2] = 80", "127.0.0.1", 80, "127.0.0.1", 40000, true },
	{ "ip[12:4] = 0x0a000001", "10.0.0.2", 80, "10.0.0.1", 40000, true },
	{ "ip6 proto 6 or ip proto 6", "::1", 80, "::1", 40000, true },
};

static void test_choices(void **state)
{
	struct rows rows = { 0 };

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(choices); i++) {
		struct endpoint a = endpoint(choices[i].addr_a, choices[i].port_a);
		struct endpoint b = endpoint(choices[i].addr_b, choices[i].port_b);
		struct filter *filter = NULL;
		struct err err = { "" };
		int ret = filter_new(&filter, choices[i].expression, &err);

		rows_next(&rows, choices[i].expression ? choices[i].expression : "(NULL)");
		CHECK_STRING(&rows, err.text, "");
		if (!CHECK_INT(&rows, ret, 0))
			continue;
		CHECK_INT(&rows, filter_matches(filter, &a, &b), choices[i].matches);
		CHECK_INT(&rows, filter_matches(filter, &b, &a), choices[i].matches);
		filter_free(filter);
	}
	rows_end(&rows);
}

/* All that ends up as one host or port primitive or another in pcap-filter(7). */
static const char *const allowed[] = {
	"proto 6", "proto \\tcp", "ip proto \\tcp", "tcp port 80", "tcp portrange 1-1023",
	"tcp src port http", "src net 127", "dst net 10.1.0.0 mask 255.255.0.0",
	"ip host 10.1.2.3",
	"not (host 10.0.0.1 or host 2001:db8::1)", "port 80 and 1 = 1", "ip6 net fe80::/10",
	"(ip and port 1) or (ip6 and port 2)", "src or dst port 21", "src and dst portrange 5-6",
	"host 10.0.0.1 and not port 22 and not net 192.168.0.0/16",
	"port 1 or port 2 or port 3 or port 4 or port 5 or port 6 or port 7 or port 8",
	"not tcp port 80 and not ip6", "tcp[0:2] > 1023", "tcp[2] = 1", "ip6[8:4] = 0x20010db8",
	"ip6[40:2] = 80", "ip[16] & 0xf0 = 0xe0",
};

static void test_allowed(void **state)
{
	struct rows rows = { 0 };

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(allowed); i++) {
		struct filter *filter = NULL;
		struct err err = { "" };

		rows_next(&rows, allowed[i]);
		CHECK_INT(&rows, filter_new(&filter, allowed[i], &err), 0);
		CHECK_STRING(&rows, err.text, "");
		filter_free(filter);
	}
	rows_end(&rows);
}

#define MORE_THAN "looks at more than addresses and ports"
#define NO_TCP "matches no TCP connection"

static const struct {
	const char *expression;
	const char *says;
} refusals[] = {
	{ "tcp[tcpflags] & tcp-syn != 0", MORE_THAN },
	{ "tcp[13] & 1 = 0", MORE_THAN },
	{ "port 80 and tcp[13] != 4", MORE_THAN },
	{ "host 10.0.0.1 or tcp[12] > 80", MORE_THAN },
	{ "tcp[2:4] = 1", MORE_THAN },
	{ "tcp[4:4] = 0", MORE_THAN },
	{ "tcp[3:2] = 0", MORE_THAN },
	{ "tcp[20:4] = 0x47455420", MORE_THAN },
	{ "tcp[((tcp[12] & 0xf0) >> 2):4] = 0x47455420", MORE_THAN },
	{ "tcp[0] = tcp[1]", MORE_THAN },
	{ "ip[33] & 1 = 1", MORE_THAN },
	{ "ip[20:2] = 80", MORE_THAN },
	{ "ip6[53] & 1 = 1", MORE_THAN },
	{ "ip6[44:4] = 1", MORE_THAN },
	{ "ip6[42:4] = 1", MORE_THAN },
	{ "ip6[4:2] > 100", MORE_THAN },
	{ "ip6[7] < 5", MORE_THAN },
	{ "ip[2:2] > 100", MORE_THAN },
	{ "ip[8] < 5", MORE_THAN },
	{ "ip[8:4] = 1", MORE_THAN },
	{ "ip[10:4] = 1", MORE_THAN },
	{ "ip[6] = 0x40", MORE_THAN },
	{ "ip[6:2] = 0x4000", MORE_THAN },
	{ "ip[6:2] & 0x4000 != 0", MORE_THAN },
	{ "ip[0] & 0xf != 5", MORE_THAN },
	{ "ip[0] = 0x45", MORE_THAN },
	{ "ip[18:4] = 1", MORE_THAN },
	{ "ip protochain 6", MORE_THAN },
	{ "ip6 protochain 6", MORE_THAN },
	{ "less 100", MORE_THAN },
	{ "greater 100", MORE_THAN },
	{ "len != 52", MORE_THAN },
	{ "port 80 and not less 60", MORE_THAN },
	{ "inbound", MORE_THAN },
	{ "outbound and port 80", MORE_THAN },
	{ "udp", NO_TCP },
	{ "icmp or arp", NO_TCP },
	{ "host 10.0.0.1 and udp port 53", NO_TCP },
	{ "not tcp", NO_TCP },
	{ "port", "syntax error" },
	{ "port 80 and", "syntax error" },
	{ "port 80) or (port 81", "syntax error" },
	{ "port 99999", "illegal port number" },
	{ "host", "syntax error" },
	{ "net 10.0.0.1/8", "non-network bits set" },
	{ "vlan 5", "no VLAN support" },
	{ "1 = 0", "rejects all packets" },
};

static void test_refusals(void **state)
{
	struct rows rows = { 0 };

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(refusals); i++) {
		struct filter *filter = NULL;
		struct err err = { "" };

		rows_next(&rows, refusals[i].expression);
		CHECK_INT(&rows, filter_new(&filter, refusals[i].expression, &err), -EINVAL);
		if (!strstr(err.text, refusals[i].says) ||
		    !strstr(err.text, refusals[i].expression) || strchr(err.text, '\n'))
			CHECK_STRING(&rows, err.text, refusals[i].says);
		filter_free(filter);
	}
	rows_end(&rows);
}

static const struct {
	const char *expression;
	const char *kernel;
} expressions[] = {
	{ NULL, "tcp" },
	{ "", "tcp" },
	{ "  ", "tcp" },
	{ "port 80", "tcp and (port 80)" },
	{ "port 80 or port 81", "tcp and (port 80 or port 81)" },
	{ "src port 80", "tcp" },
	{ "not(dst host 10.0.0.1)", "tcp" },
	{ "port 1 and(src net 127)", "tcp" },
	{ "tcp[0:2]=80", "tcp" },
	{ "host dst.example", "tcp and (host dst.example)" },
	{ "host srcs", "tcp and (host srcs)" },
};

static void test_capture_expression(void **state)
{
	struct rows rows = { 0 };

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(expressions); i++) {
		const char *kernel = expressions[i].kernel;
		char buf[64] = "";

		rows_next(&rows, kernel);
		CHECK_INT(&rows, filter_capture_expression(expressions[i].expression, buf,
							   strlen(kernel) + 1), 0);
		CHECK_STRING(&rows, buf, kernel);
		CHECK_INT(&rows, filter_capture_expression(expressions[i].expression, buf,
							   strlen(kernel)), -E2BIG);
	}
	rows_end(&rows);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_choices),
		cmocka_unit_test(test_allowed),
		cmocka_unit_test(test_refusals),
		cmocka_unit_test(test_capture_expression),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
