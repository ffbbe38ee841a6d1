/* SPDX-License-Identifier: GPL-2.0-or-later */
/* test_checksum.c: what a wrong checksum is, where it can be known, and that any octet counts. */
#include "core/checksum.h"
#include "core/frame.h"

#include "support/hex.h"
#include "support/rows.h"

#include <errno.h>

#define IP4_HEADER "4500 002c 0001 0000 40 06 7cc8 7f000001 7f000002 "
#define TCP_HEADER "1ae215b3 00000001 00000002 5018 0064 "
#define IP4 IP4_HEADER TCP_HEADER "bc02 0000 61626364"
#define IP6_HEADER "60000000 0018 06 40 fe800000000000000000000000000001" \
	" 20010db8000000000000000000000002 "
#define MAPPED "00000000000000000000ffff0a010203 "

static const struct row {
	const char *name;
	const char *hex;	/* a raw IP packet */
	size_t not_captured;	/* of its end */
	int ret;
	uint8_t defects;
} rows[] = {
	{ "IPv4", IP4, 0, 0, 0 },
	{ "IPv4, an odd number of octets",
	  "4500 002b 0001 0000 40 06 7cc9 7f000001 7f000002 " TCP_HEADER "bc67 0000 616263",
	  0, 0, 0 },
	{ "IPv6", IP6_HEADER TCP_HEADER "8dc9 0000 61626364", 0, 0, 0 },
	{ "IPv6, v4-mapped", "60000000 0017 06 40" MAPPED MAPPED TCP_HEADER "a263 0000 616263",
	  0, 0, 0 },
	{ "unfinished, as loopback has it", IP4_HEADER TCP_HEADER "fe30 0000 61626364", 0, 0,
	  SEGMENT_BAD_CHECKSUM },
	{ "wrong in IPv6", IP6_HEADER TCP_HEADER "8dc8 0000 61626364", 0, 0,
	  SEGMENT_BAD_CHECKSUM },
	{ "of another IPv4 header",
	  "4500 002c 0001 0000 41 06 7cc8 7f000001 7f000002 " TCP_HEADER "bc02 0000 61626364",
	  0, -EBADMSG, 0 },
	{ "cut, so not known", IP4_HEADER TCP_HEADER "0000 0000 61626364", 1, 0,
	  SEGMENT_PAYLOAD_CUT },
	{ "a first fragment, so not known",
	  "4500 002c 0001 2000 40 06 5cc8 7f000001 7f000002 " TCP_HEADER "0000 0000 61626364",
	  0, 0, SEGMENT_FRAGMENT },
	{ "left to segmentation offload, so not known",
	  "4500 0000 0001 0000 40 06 7cf4 7f000001 7f000002 " TCP_HEADER "0000 0000 61626364",
	  0, 0, 0 },
};

static void test_rows(void **state)
{
	struct rows check = { 0 };

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		struct segment segment = { 0 };
		size_t len;
		uint8_t *octets = hex_octets(rows[i].hex, &len);

		rows_next(&check, rows[i].name);
		CHECK_INT(&check,
			  frame_parse(&segment, LINK_RAW, octets, len - rows[i].not_captured,
				      len, true),
			  rows[i].ret);
		if (rows[i].ret == 0)
			CHECK_INT(&check, segment.defects, rows[i].defects);
		free(octets);
	}
	rows_end(&check);
}

static void test_unasked(void **state)
{
	struct segment segment = { 0 };
	size_t len;
	uint8_t *octets = hex_octets(rows[4].hex, &len);

	(void)state;
	assert_int_equal(frame_parse(&segment, LINK_RAW, octets, len, len, false), 0);
	assert_int_equal(segment.defects, 0);
	assert_int_equal(segment.ip_len, len);
	free(octets);
}

static void test_each_bit(void **state)
{
	size_t len;
	uint8_t *octets = hex_octets(IP4, &len);

	(void)state;
	for (size_t bit = 0; bit < 8 * len; bit++) {
		struct segment segment = { 0 };
		int ret;

		octets[bit / 8] ^= (uint8_t)(1 << bit % 8);
		ret = frame_parse(&segment, LINK_RAW, octets, len, len, true);
		assert_true(ret < 0 || segment.defects & SEGMENT_BAD_CHECKSUM);
		octets[bit / 8] ^= (uint8_t)(1 << bit % 8);
	}
	free(octets);
}

/* RFC 1071, 3: the sum of 0001 f203 f4f5 f6f7 is ddf2. */
static void test_rfc_example(void **state)
{
	static const uint8_t octets[] = { 0x00, 0x01, 0xf2, 0x03, 0xf4, 0xf5, 0xf6, 0xf7 };
	uint64_t sum = checksum_add(0, octets, sizeof(octets));

	(void)state;
	assert_int_equal(sum, 0x2ddf0);
	assert_true(checksum_holds(sum + 0x220d));
	assert_false(checksum_holds(sum + 0x220c));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_rows),
		cmocka_unit_test(test_unasked),
		cmocka_unit_test(test_each_bit),
		cmocka_unit_test(test_rfc_example),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
