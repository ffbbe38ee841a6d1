/* SPDX-License-Identifier: GPL-2.0-or-later */
/* test_counters.c: the kernel's counters, in made-up texts and in the real ones. */
#include "observe/counters.h"
#include "support/rows.h"

#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

static const struct {
	const char *name;
	const char *text;
	const char *want;	/* "NAME=VALUE" of each that is known */
} rows[] = {
	{ "a table of each file",
	  "Ip: Forwarding OutRsts\nIp: 1 9\n"
	  "Tcp: RtoMin MaxConn EstabResets OutRsts\nTcp: 200 -1 7 3\n"
	  "TcpExt: SyncookiesSent ListenOverflows TCPAbortOnClose\nTcpExt: 1 5 6\n",
	  "EstabResets=7 OutRsts=3 ListenOverflows=5 TCPAbortOnClose=6 " },
	{ "in another order, as another kernel may write it",
	  "TcpExt: TCPAbortOnClose ListenOverflows\nTcpExt: 6 5\n",
	  "ListenOverflows=5 TCPAbortOnClose=6 " },
	{ "the same name in another section", "TcpExt: OutRsts\nTcpExt: 3\n", "" },
	{ "a name that begins like it", "Tcp: OutRstsX XOutRsts OutRst\nTcp: 1 2 3\n", "" },
	{ "zero is known", "Tcp: OutRsts\nTcp: 0\n", "OutRsts=0 " },
	{ "a lone line, then a table: they do not mix",
	  "Tcp: OutRsts\nUdp: 7\nTcp: OutRsts\nTcp: 3\n", "OutRsts=3 " },
	{ "an odd number of lines, then a table",
	  "Tcp: OutRsts\nIp: A\nIp: 1\nTcp: OutRsts\nTcp: 3\n", "OutRsts=3 " },
	{ "fewer values than names", "Tcp: EstabResets OutRsts\nTcp: 7\n", "EstabResets=7 " },
	{ "more values than names", "Tcp: EstabResets\nTcp: 7 8\n", "EstabResets=7 " },
	{ "not a number", "Tcp: EstabResets OutRsts\nTcp: -1 0x3\n", "" },
	{ "too large for one", "Tcp: OutRsts\nTcp: 18446744073709551616\n", "" },
	{ "cut within the values", "Tcp: EstabResets OutRsts\nTcp: 7", "EstabResets=7 " },
	{ "cut within the names", "Tcp: EstabRe", "" },
	{ "no colon", "Tcp OutRsts\nTcp 3\n", "" },
	{ "nothing", "", "" },
};

static void texts(void **state)
{
	struct rows check = { 0 };

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		struct kernel_counters counters = { 0 };
		char text[512] = "";

		rows_next(&check, rows[i].name);
		counters_parse(&counters, rows[i].text, strlen(rows[i].text));
		for (int c = 0; c < KERNEL_COUNTER_COUNT; c++) {
			size_t used = strlen(text);

			if (kernel_counter_known(&counters, (enum kernel_counter)c))
				snprintf(text + used, sizeof(text) - used, "%s=%llu ",
					 kernel_counter_name((enum kernel_counter)c),
					 (unsigned long long)counters.value[c]);
		}
		CHECK_STRING(&check, text, rows[i].want);
	}
	rows_end(&check);
}

static void time_waits(void **state)
{
	static const struct {
		const char *text;
		int64_t want;
	} texts[] = {
		{ "sockets: used 14\nTCP: inuse 1 orphan 0 tw 27000 alloc 1 mem 123\nUDP: inuse 0\n", 27000 },
		{ "TCP: tw 0\n", 0 },
		{ "UDP: tw 3\n", -1 },
		{ "TCP: inuse 3 tw\n", -1 },
		{ "TCP: tw -3\n", -1 },
		{ "TCP: inuse tw 3\n", -1 },
		{ "TCP: inuse 5 orphan 0 tw 12", 12 },
		{ "", -1 },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(texts); i++)
		assert_int_equal(counters_parse_time_waits(texts[i].text, strlen(texts[i].text)),
				 texts[i].want);
}

static void port_ranges(void **state)
{
	static const char *const wrong[] = {
		"", "32768", "32768\t", "\t60999\n", "60999\t32768\n", "1\t65536\n", "-1\t5\n", "a\tb\n",
	};
	struct port_range ports;

	(void)state;
	assert_true(counters_parse_ports(&ports, "32768\t60999\n", 12));
	assert_int_equal(ports.low, 32768);
	assert_int_equal(ports.high, 60999);
	assert_true(counters_parse_ports(&ports, "5\t5\n", 4));
	for (size_t i = 0; i < ARRAY_LEN(wrong); i++)
		assert_false(counters_parse_ports(&ports, wrong[i], strlen(wrong[i])));
}

static void growth(void **state)
{
	const struct kernel_counters before = { .value = { 5, 7, 9 }, .known = 7 };
	const struct kernel_counters now = { .value = { 6, 7, 2, 4 }, .known = 15 };
	struct kernel_counters grown = kernel_counters_grown(&now, &before), sum = grown;

	(void)state;
	assert_int_equal(grown.known, 7);
	assert_int_equal(grown.value[0], 1);
	assert_int_equal(grown.value[1], 0);
	assert_int_equal(grown.value[2], 0);	/* it went back: nothing can be said */
	assert_int_equal(grown.value[3], 0);
	kernel_counters_add(&sum, &grown);
	assert_int_equal(sum.known, 7);
	assert_int_equal(sum.value[0], 2);
}

static void put(const char *dir, const char *name, const char *text, const char *how)
{
	char path[64];
	FILE *file;

	snprintf(path, sizeof(path), "%s/%s", dir, name);
	file = fopen(path, how);
	assert_non_null(file);
	fputs(text, file);
	fclose(file);
}

/* It is read anew each time, from a file that stays open. */
static void a_directory(void **state)
{
	char dir[] = "/tmp/counters-XXXXXX", path[64];
	struct kernel_counters now;
	struct counters counters;

	(void)state;
	assert_non_null(mkdtemp(dir));
	put(dir, "snmp", "Tcp: OutRsts\nTcp: 3\n", "w");
	counters_open(&counters, dir);
	counters_read(&counters, &now);
	assert_int_equal(now.known, 1u << KERNEL_OUT_RSTS);
	assert_int_equal(now.value[KERNEL_OUT_RSTS], 3);
	put(dir, "snmp", "Tcp: OutRsts\nTcp: 44\n", "r+");
	counters_read(&counters, &now);
	assert_int_equal(now.value[KERNEL_OUT_RSTS], 44);
	counters_close(&counters);
	counters_read(&counters, &now);
	assert_int_equal(now.known, 0);
	snprintf(path, sizeof(path), "%s/snmp", dir);
	unlink(path);
	rmdir(dir);
	counters_open(&counters, dir);
	counters_read(&counters, &now);
	assert_int_equal(now.known, 0);
	counters_close(&counters);
}

static void the_real_ones(void **state)
{
	struct counters counters;
	struct kernel_counters now;
	struct port_range ports;

	(void)state;
	counters_open(&counters, "/proc/thread-self/net");
	counters_read(&counters, &now);
	counters_close(&counters);
	if (!now.known) {
		print_message("skipped: no /proc/net/netstat here\n");
		skip();
	}
	assert_true(kernel_counter_known(&now, KERNEL_OUT_RSTS));
	assert_true(kernel_counter_known(&now, KERNEL_LISTEN_OVERFLOWS));
	assert_true(kernel_counter_known(&now, KERNEL_ABORT_ON_CLOSE));
	counters_open(&counters, "/proc/thread-self/net");
	assert_true(counters_time_waits(&counters, &ports) >= 0);
	assert_true(ports.low > 0 && ports.low <= ports.high);
	counters_close(&counters);
	assert_int_equal(counters_time_waits(&counters, &ports), -1);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(texts),
		cmocka_unit_test(time_waits),
		cmocka_unit_test(port_ranges),
		cmocka_unit_test(growth),
		cmocka_unit_test(a_directory),
		cmocka_unit_test(the_real_ones),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
