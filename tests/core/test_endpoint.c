/* SPDX-License-Identifier: GPL-2.0-or-later */
/* test_endpoint.c: addresses as text, in order, and v4-mapped. */
#include "core/endpoint.h"
#include "support/hex.h"
#include "support/rows.h"

/* In the order of endpoint_compare(). */
static const struct {
	const char *text;
	enum ip_family family;
	const char *hex;
	uint16_t port;
	bool any, loopback;
} addresses[] = {
	{ "0.0.0.0:0", FAMILY_IPV4, "00000000", 0, true, false },
	{ "10.0.0.1:22", FAMILY_IPV4, "0a000001", 22, false, false },
	{ "127.0.0.1:22", FAMILY_IPV4, "7f000001", 22, false, true },
	{ "10.0.0.1:80", FAMILY_IPV4, "0a000001", 80, false, false },
	{ "126.255.255.255:80", FAMILY_IPV4, "7effffff", 80, false, false },
	{ "128.0.0.1:80", FAMILY_IPV4, "80000001", 80, false, false },
	{ "127.255.255.254:65535", FAMILY_IPV4, "7ffffffe", 65535, false, true },
	{ "[::]:80", FAMILY_IPV6, "00000000000000000000000000000000", 80, true, false },
	{ "[::1]:80", FAMILY_IPV6, "00000000000000000000000000000001", 80, false, true },
	{ "[::101]:80", FAMILY_IPV6, "00000000000000000000000000000101", 80, false, false },
	{ "[fe80::1]:80", FAMILY_IPV6, "fe800000000000000000000000000001", 80, false, false },
	{ "[2001:db8:1:2:3:4:5:6]:65535", FAMILY_IPV6, "20010db8000100020003000400050006",
	  65535, false, false },
};

/* As a socket on AF_INET6 has them: on the wire they are IPv4. */
static const struct {
	const char *text;
	const char *hex;
} mapped[] = {
	{ "127.0.0.1:80", "00000000000000000000ffff7f000001" },
	{ "0.0.0.0:80", "00000000000000000000ffff00000000" },
	/* Not ::ffff:0:0/96. */
	{ "[::127.0.0.1]:80", "0000000000000000000000007f000001" },
	{ "[::fffe:7f00:1]:80", "00000000000000000000fffe7f000001" },
	{ "[1::ffff:7f00:1]:80", "00010000000000000000ffff7f000001" },
};

static void set(struct endpoint *endpoint, enum ip_family family, const char *hex,
		uint16_t port)
{
	size_t len;
	uint8_t *octets = hex_octets(hex, &len);

	/* What was there before must not shine through. */
	memset(endpoint, 0xa5, sizeof(*endpoint));
	endpoint_set(endpoint, family, octets, port);
	free(octets);
}

static void test_text(void **state)
{
	struct rows rows = { 0 };
	char text[ENDPOINT_TEXT_MAX];

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(addresses); i++) {
		struct endpoint endpoint;

		set(&endpoint, addresses[i].family, addresses[i].hex, addresses[i].port);
		rows_next(&rows, addresses[i].text);
		CHECK_INT(&rows, endpoint.family, addresses[i].family);
		CHECK_STRING(&rows, endpoint_format(&endpoint, text), addresses[i].text);
		CHECK_INT(&rows, endpoint_is_any(&endpoint), addresses[i].any);
		CHECK_INT(&rows, endpoint_is_loopback(&endpoint), addresses[i].loopback);
	}
	rows_end(&rows);
}

static void test_mapped(void **state)
{
	struct rows rows = { 0 };
	char text[ENDPOINT_TEXT_MAX];

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(mapped); i++) {
		struct endpoint endpoint;

		set(&endpoint, FAMILY_IPV6, mapped[i].hex, 80);
		rows_next(&rows, mapped[i].text);
		CHECK_STRING(&rows, endpoint_format(&endpoint, text), mapped[i].text);
	}
	rows_end(&rows);
}

static void test_mapped_is_the_same_end(void **state)
{
	struct endpoint plain, other;

	(void)state;
	set(&plain, FAMILY_IPV4, "7f000001", 80);
	set(&other, FAMILY_IPV6, "00000000000000000000ffff7f000001", 80);
	assert_true(endpoint_equal(&plain, &other));
	assert_int_equal(endpoint_compare(&plain, &other), 0);
}

static int sign(int n)
{
	return (n > 0) - (n < 0);
}

static void test_order(void **state)
{
	struct rows rows = { 0 };

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(addresses); i++) {
		struct endpoint a;

		set(&a, addresses[i].family, addresses[i].hex, addresses[i].port);
		rows_next(&rows, addresses[i].text);
		for (size_t k = 0; k < ARRAY_LEN(addresses); k++) {
			struct endpoint b;

			set(&b, addresses[k].family, addresses[k].hex, addresses[k].port);
			CHECK_INT(&rows, sign(endpoint_compare(&a, &b)), (i > k) - (i < k));
			CHECK_INT(&rows, endpoint_equal(&a, &b), i == k);
		}
	}
	rows_end(&rows);
}

static void test_scope(void **state)
{
	struct endpoint a, b;
	char text[ENDPOINT_TEXT_MAX];

	(void)state;
	set(&a, FAMILY_IPV4, "7f000001", 80);
	set(&b, FAMILY_IPV4, "7f000001", 80);
	assert_string_equal(endpoint_format(&a, text), "127.0.0.1:80");
	b.scope = 2;
	assert_false(endpoint_equal(&a, &b));
	assert_true(endpoint_compare(&a, &b) < 0 && endpoint_compare(&b, &a) > 0);
	assert_string_equal(endpoint_format(&b, text), "127.0.0.1%2:80");
	assert_string_equal(endpoint_address(&b, text), "127.0.0.1");
	set(&b, FAMILY_IPV6, "00000000000000000000000000000001", 80);
	b.scope = 3;
	assert_string_equal(endpoint_format(&b, text), "[::1%3]:80");
}

static void test_longest_text_fits(void **state)
{
	struct endpoint endpoint;
	char text[ENDPOINT_TEXT_MAX];

	(void)state;
	set(&endpoint, FAMILY_IPV6, "ffffffffffffffffffffffffffffffff", 65535);
	assert_string_equal(endpoint_format(&endpoint, text),
			    "[ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff]:65535");
	assert_string_equal(endpoint_address(&endpoint, text),
			    "ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff");
	endpoint.scope = UINT8_MAX;
	assert_string_equal(endpoint_format(&endpoint, text),
			    "[ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff%255]:65535");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_text),
		cmocka_unit_test(test_mapped),
		cmocka_unit_test(test_mapped_is_the_same_end),
		cmocka_unit_test(test_order),
		cmocka_unit_test(test_scope),
		cmocka_unit_test(test_longest_text_fits),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
