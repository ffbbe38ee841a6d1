/* SPDX-License-Identifier: GPL-2.0-or-later */
/* test_zeek_log.c: the columns of conn.log that hang on addresses and times. */
#include "show/zeek_log.h"

#include "show/printed.h"
#include "support/rows.h"

#include <arpa/inet.h>

enum { COLUMNS = 21 };

/* Which column has that name. */
static int column_of(const char *log, const char *name)
{
	const char *at = strstr(log, "#fields");
	size_t len = strlen(name);

	for (int column = 0; column < COLUMNS; column++) {
		at += strcspn(at, "\t\n") + 1;
		if (!strncmp(at, name, len) && strchr("\t\n", at[len]))
			return column;
	}
	return -1;
}

/* Its value in the only line, as zeek-cut would print it. */
static const char *value_of(const char *log, const char *name, char *value, size_t size)
{
	const char *line = strchr(strstr(log, "#types"), '\n') + 1;

	for (int column = column_of(log, name); column > 0; column--)
		line = strchr(line, '\t') + 1;
	snprintf(value, size, "%.*s", (int)strcspn(line, "\t\n"), line);
	return value;
}

static void print_log(struct printed *printed, const struct connection *connection,
		      const struct zeek *zeek)
{
	struct zeek_log log;

	printed_begin(printed);
	zeek_log_open(&log, printed->out);
	zeek_log_row(&log, connection, zeek);
	zeek_log_close(&log, zeek->last_ns);
	printed_end(printed);
}

static void set(struct endpoint *endpoint, const char *address)
{
	enum ip_family family = strchr(address, ':') ? FAMILY_IPV6 : FAMILY_IPV4;
	uint8_t octets[16];

	assert_int_equal(inet_pton(family == FAMILY_IPV6 ? AF_INET6 : AF_INET, address, octets),
			 1);
	endpoint_set(endpoint, family, octets, 80);
}

static void test_local(void **state)
{
	static const struct { const char *address, *local; } rows[] = {
		{ "127.0.0.1", "T" },	{ "10.255.255.255", "T" },	{ "11.0.0.0", "F" },
		{ "100.64.0.1", "T" },	{ "100.127.255.255", "T" },	{ "100.128.0.0", "F" },
		{ "172.15.0.1", "F" },	{ "172.16.0.1", "T" },		{ "172.31.9.9", "T" },
		{ "172.32.0.1", "F" },	{ "192.168.0.1", "T" },		{ "192.169.0.1", "F" },
		{ "198.19.1.1", "T" },	{ "198.20.1.1", "F" },		{ "203.0.113.9", "T" },
		{ "169.254.1.1", "T" },	{ "239.1.1.1", "F" },		{ "240.0.0.1", "T" },
		{ "255.255.255.255", "T" },	{ "0.1.2.3", "T" },	{ "8.8.8.8", "F" },
		{ "::", "T" },		{ "::1", "T" },			{ "::2", "F" },
		{ "fe80::1", "T" },	{ "febf::1", "T" },		{ "fec0::1", "F" },
		{ "fd00::1", "T" },	{ "fe00::1", "F" },		{ "2001:db8::1", "T" },
		{ "2001:1ff::", "T" },	{ "2001:200::", "F" },		{ "2a00::1", "F" },
		{ "100::1", "T" },	{ "100:0:0:1::", "F" },		{ "64:ff9b:1::1", "T" },
		{ "64:ff9b::1", "F" },	{ "2002:a00:1::", "T" },	{ "2002:808:808::", "F" },
	};
	struct rows check = { 0 };

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		struct connection connection = { 0 };
		struct zeek zeek = { .orig = SIDE_B };
		struct printed printed;
		char value[64];

		rows_next(&check, rows[i].address);
		set(&connection.end[SIDE_A], "8.8.8.8");
		set(&connection.end[SIDE_B], rows[i].address);
		print_log(&printed, &connection, &zeek);
		CHECK_STRING(&check, value_of(printed.text, "id.orig_h", value, sizeof(value)),
			     rows[i].address);
		CHECK_STRING(&check, value_of(printed.text, "local_orig", value, sizeof(value)),
			     rows[i].local);
		CHECK_STRING(&check, value_of(printed.text, "local_resp", value, sizeof(value)),
			     "F");
		printed_free(&printed);
	}
	rows_end(&check);
}

static void test_times(void **state)
{
	static const struct { const char *name; uint64_t start_ns, last_ns; const char *ts,
			      *duration, *bytes; } rows[] = {
		{ "microseconds", 1500000000123456789, 1500000001123457001,
		  "1500000000.123456", "1.000001", "0" },
		{ "one moment", 1500000000000000000, 1500000000000000000,
		  "1500000000.000000", "-", "-" },
		{ "one microsecond", 1500000000000000100, 1500000000000000999,
		  "1500000000.000000", "-", "-" },
		{ "hours", 1000, 7200000001000, "0.000001", "7200.000000", "0" },
	};
	struct rows check = { 0 };

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		const struct zeek zeek = { .start_ns = rows[i].start_ns,
					   .last_ns = rows[i].last_ns };
		struct connection connection = { 0 };
		struct printed printed;
		char value[64];

		rows_next(&check, rows[i].name);
		set(&connection.end[SIDE_A], "127.0.0.1");
		set(&connection.end[SIDE_B], "127.0.0.1");
		print_log(&printed, &connection, &zeek);
		CHECK_STRING(&check, value_of(printed.text, "ts", value, sizeof(value)),
			     rows[i].ts);
		CHECK_STRING(&check, value_of(printed.text, "duration", value, sizeof(value)),
			     rows[i].duration);
		CHECK_STRING(&check, value_of(printed.text, "orig_bytes", value, sizeof(value)),
			     rows[i].bytes);
		printed_free(&printed);
	}
	rows_end(&check);
}

/* A log without a line still has its header. */
static void test_empty(void **state)
{
	struct printed printed;
	struct zeek_log log;

	(void)state;
	printed_begin(&printed);
	zeek_log_open(&log, printed.out);
	zeek_log_close(&log, 1767323045000000000);
	printed_end(&printed);
	assert_ptr_equal(strstr(printed.text, "#separator \\x09\n"), printed.text);
	assert_int_equal(column_of(printed.text, "tunnel_parents"), COLUMNS - 1);
	assert_non_null(strstr(printed.text, "\n#close\t2026-01-02-03-04-05\n"));
	printed_free(&printed);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_local),
		cmocka_unit_test(test_times),
		cmocka_unit_test(test_empty),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
