/* SPDX-License-Identifier: GPL-2.0-or-later */
/* test_frame.c: from frames of every link type to the segment, and what is none. */
#include "core/frame.h"
#include "support/hex.h"
#include "support/rows.h"

#include <errno.h>

/* 1000 > 2000, [P.], and five octets of payload. */
#define TCP "03e8 07d0 00000001 00000002 5018 1000 0000 0000 "
#define HELLO "68656c6c6f "
#define OPTIONS "03e8 07d0 00000001 00000002 8018 1000 0000 0000 0101080a 00000001 00000002 "

#define SRC4 "7f000001 "
#define DST4 "7f000002 "
#define IP4(total_len, fragment, protocol) \
	"45 00 " total_len " 0001 " fragment " 40 " protocol " 0000 " SRC4 DST4
#define HELLO4 IP4("002d", "4000", "06") TCP HELLO

#define SRC6 "fe80 0000 0000 0000 0000 0000 0000 0001 "
#define DST6 "fe80 0000 0000 0000 0000 0000 0000 0002 "
#define IP6(payload_len, next) "60000000 " payload_len " " next " 40 " SRC6 DST6
#define MAPPED(ipv4) "0000 0000 0000 0000 0000 ffff " ipv4 " "
#define HELLO6 IP6("0019", "06") TCP HELLO

#define MACS "020000000001 020000000002 "
#define SLL "0000 0304 0006 0000000000000000 "
#define SLL2_REST " 0000 00000001 0304 00 06 0000000000000000 "

static const struct {
	const char *name;
	int link_type;
	const char *hex;	/* captured */
	size_t not_captured;	/* octets more on the wire */
	int ret;
	enum ip_family family;
	uint32_t payload_len;
} frames[] = {
	{ "raw, IPv4", LINK_RAW, HELLO4, 0, 0, FAMILY_IPV4, 5 },
	{ "raw, IPv6", LINK_RAW, HELLO6, 0, 0, FAMILY_IPV6, 5 },
	{ "raw, as libpcap numbers it, IPv4", LINK_RAW_DLT, HELLO4, 0, 0, FAMILY_IPV4, 5 },
	{ "raw, as libpcap numbers it, IPv6", LINK_RAW_DLT, HELLO6, 0, 0, FAMILY_IPV6, 5 },
	{ "raw, version 5", LINK_RAW, "55" HELLO4, 0, -EBADMSG, 0, 0 },
	{ "raw IPv4", LINK_IPV4, HELLO4, 0, 0, FAMILY_IPV4, 5 },
	{ "raw IPv4 with IPv6 in it", LINK_IPV4, HELLO6, 0, -EBADMSG, 0, 0 },
	{ "raw IPv6", LINK_IPV6, HELLO6, 0, 0, FAMILY_IPV6, 5 },
	{ "raw IPv6 with IPv4 in it", LINK_IPV6, HELLO4, 0, -EBADMSG, 0, 0 },

	{ "BSD loopback, little-endian, IPv4", LINK_NULL, "02000000" HELLO4,
	  0, 0, FAMILY_IPV4, 5 },
	{ "BSD loopback, big-endian, IPv4", LINK_NULL, "00000002" HELLO4,
	  0, 0, FAMILY_IPV4, 5 },
	{ "BSD loopback, IPv6 of Linux", LINK_NULL, "0a000000" HELLO6, 0, 0, FAMILY_IPV6, 5 },
	{ "BSD loopback, big-endian, IPv6 of Linux", LINK_NULL, "0000000a" HELLO6,
	  0, 0, FAMILY_IPV6, 5 },
	{ "BSD loopback, IPv6 of NetBSD", LINK_NULL, "18000000" HELLO6, 0, 0, FAMILY_IPV6, 5 },
	{ "BSD loopback, big-endian, IPv6 of NetBSD", LINK_NULL, "00000018" HELLO6,
	  0, 0, FAMILY_IPV6, 5 },
	{ "BSD loopback, IPv6 of FreeBSD", LINK_NULL, "1c000000" HELLO6,
	  0, 0, FAMILY_IPV6, 5 },
	{ "BSD loopback, big-endian, IPv6 of FreeBSD", LINK_NULL, "0000001c" HELLO6,
	  0, 0, FAMILY_IPV6, 5 },
	{ "BSD loopback, IPv6 of Darwin", LINK_NULL, "1e000000" HELLO6, 0, 0, FAMILY_IPV6, 5 },
	{ "BSD loopback, big-endian, IPv6 of Darwin", LINK_NULL, "0000001e" HELLO6,
	  0, 0, FAMILY_IPV6, 5 },
	{ "BSD loopback, another family", LINK_NULL, "07000000" HELLO4,
	  0, -EPROTONOSUPPORT, 0, 0 },
	{ "OpenBSD loopback, IPv4", LINK_LOOP, "00000002" HELLO4, 0, 0, FAMILY_IPV4, 5 },
	{ "OpenBSD loopback, IPv6", LINK_LOOP, "00000018" HELLO6, 0, 0, FAMILY_IPV6, 5 },

	{ "Ethernet, IPv4", LINK_ETHERNET, MACS "0800" HELLO4, 0, 0, FAMILY_IPV4, 5 },
	{ "Ethernet, IPv6", LINK_ETHERNET, MACS "86dd" HELLO6, 0, 0, FAMILY_IPV6, 5 },
	{ "Ethernet, ARP", LINK_ETHERNET, MACS "0806 0001 0800", 0, -EPROTONOSUPPORT, 0, 0 },
	{ "Ethernet, 802.3 with a length", LINK_ETHERNET, MACS "0026 4242 03",
	  0, -EPROTONOSUPPORT, 0, 0 },
	{ "Ethernet, IPv6 behind the type of IPv4", LINK_ETHERNET, MACS "0800" HELLO6,
	  0, -EBADMSG, 0, 0 },
	{ "802.1Q", LINK_ETHERNET, MACS "8100 2005 0800" HELLO4, 0, 0, FAMILY_IPV4, 5 },
	{ "802.1Q, IPv6", LINK_ETHERNET, MACS "8100 0005 86dd" HELLO6, 0, 0, FAMILY_IPV6, 5 },
	{ "802.1Q twice", LINK_ETHERNET, MACS "8100 0005 8100 0006 0800" HELLO4,
	  0, 0, FAMILY_IPV4, 5 },
	{ "802.1ad", LINK_ETHERNET, MACS "88a8 0005 8100 0006 0800" HELLO4,
	  0, 0, FAMILY_IPV4, 5 },
	{ "QinQ before 802.1ad", LINK_ETHERNET, MACS "9100 0005 8100 0006 86dd" HELLO6,
	  0, 0, FAMILY_IPV6, 5 },
	{ "three tags", LINK_ETHERNET, MACS "88a8 0005 88a8 0006 8100 0007 0800" HELLO4,
	  0, 0, FAMILY_IPV4, 5 },
	{ "802.1Q, ARP", LINK_ETHERNET, MACS "8100 0005 0806 0001", 0, -EPROTONOSUPPORT, 0, 0 },
	{ "a tag that ends the frame", LINK_ETHERNET, MACS "8100 0005 81", 0, -EBADMSG, 0, 0 },
	{ "nothing but tags", LINK_ETHERNET, MACS "8100 0005 8100 0005 8100 0005 8100",
	  0, -EBADMSG, 0, 0 },

	{ "cooked, IPv4", LINK_LINUX_SLL, SLL "0800" HELLO4, 0, 0, FAMILY_IPV4, 5 },
	{ "cooked, IPv6", LINK_LINUX_SLL, SLL "86dd" HELLO6, 0, 0, FAMILY_IPV6, 5 },
	{ "cooked, 802.1Q", LINK_LINUX_SLL, SLL "8100 0005 0800" HELLO4,
	  0, 0, FAMILY_IPV4, 5 },
	{ "cooked, ARP", LINK_LINUX_SLL, SLL "0806 0001", 0, -EPROTONOSUPPORT, 0, 0 },
	{ "cooked 2, IPv4", LINK_LINUX_SLL2, "0800" SLL2_REST HELLO4, 0, 0, FAMILY_IPV4, 5 },
	{ "cooked 2, IPv6", LINK_LINUX_SLL2, "86dd" SLL2_REST HELLO6, 0, 0, FAMILY_IPV6, 5 },
	{ "cooked 2, ARP", LINK_LINUX_SLL2, "0806" SLL2_REST "0001",
	  0, -EPROTONOSUPPORT, 0, 0 },
	{ "a link type that is not known", 147, HELLO4, 0, -EPROTONOSUPPORT, 0, 0 },

	{ "IPv4 options", LINK_RAW,
	  "47 00 0035 0001 4000 40 06 0000" SRC4 DST4 "94040000 01010100" TCP HELLO,
	  0, 0, FAMILY_IPV4, 5 },
	{ "TCP options", LINK_RAW, IP4("0039", "4000", "06") OPTIONS HELLO,
	  0, 0, FAMILY_IPV4, 5 },
	{ "IPv4 first fragment", LINK_RAW, IP4("002d", "2000", "06") TCP HELLO,
	  0, 0, FAMILY_IPV4, 5 },
	{ "IPv4 second fragment", LINK_RAW, IP4("002d", "2001", "06") TCP HELLO,
	  0, -ENOMSG, 0, 0 },
	{ "IPv4 last fragment", LINK_RAW, IP4("002d", "1000", "06") TCP HELLO,
	  0, -ENOMSG, 0, 0 },
	{ "IPv4 second fragment of UDP", LINK_RAW, IP4("002d", "2001", "11") TCP HELLO,
	  0, -EPROTONOSUPPORT, 0, 0 },
	{ "IPv4 first fragment too short for TCP", LINK_RAW,
	  IP4("001c", "2000", "06") "03e8 07d0 00000001",
	  0, -EBADMSG, 0, 0 },
	{ "IPv4, UDP", LINK_RAW, IP4("001c", "4000", "11") "03e8 07d0 0008 0000",
	  0, -EPROTONOSUPPORT, 0, 0 },
	{ "IPv4 header length below 20", LINK_RAW,
	  "44 00 002d 0001 4000 40 06 0000" SRC4 DST4 "03e8 07d0 00000001 50000002 5018" TCP,
	  0, -EBADMSG, 0, 0 },
	{ "IPv4 header length beyond the packet", LINK_RAW,
	  "4f 00 002d 0001 4000 40 06 0000" SRC4 DST4 TCP HELLO,
	  0, -EBADMSG, 0, 0 },

	{ "padding is no payload", LINK_ETHERNET,
	  MACS "0800" IP4("0028", "4000", "06") TCP "0000 0000 0000",
	  0, 0, FAMILY_IPV4, 0 },
	{ "padding of IPv6 is no payload", LINK_ETHERNET,
	  MACS "86dd" IP6("0014", "06") TCP "0000 0000 0000",
	  0, 0, FAMILY_IPV6, 0 },
	{ "IPv4 longer than its frame", LINK_RAW, IP4("002e", "4000", "06") TCP HELLO,
	  0, -EBADMSG, 0, 0 },
	{ "IPv6 longer than its frame", LINK_RAW, IP6("001a", "06") TCP HELLO,
	  0, -EBADMSG, 0, 0 },
	{ "IPv4 shorter than its header", LINK_RAW, IP4("0013", "4000", "06") TCP HELLO,
	  0, -EBADMSG, 0, 0 },
	{ "IPv4 without room for TCP", LINK_RAW, IP4("0027", "4000", "06") TCP HELLO,
	  0, -EBADMSG, 0, 0 },
	{ "IPv6 without room for TCP", LINK_RAW, IP6("0013", "06") TCP HELLO,
	  0, -EBADMSG, 0, 0 },
	{ "IPv4 cut by the snapshot length", LINK_RAW, IP4("05dc", "4000", "06") TCP HELLO,
	  1455, 0, FAMILY_IPV4, 1460 },
	{ "IPv6 cut by the snapshot length", LINK_RAW, IP6("05b4", "06") TCP HELLO,
	  1435, 0, FAMILY_IPV6, 1440 },
	{ "IPv4 length 0 of segmentation offload", LINK_RAW, IP4("0000", "4000", "06") TCP HELLO,
	  0, 0, FAMILY_IPV4, 5 },
	{ "IPv4 length 0 of more than 64 KiB", LINK_ETHERNET,
	  MACS "0800" IP4("0000", "4000", "06") TCP HELLO, 131067,
	  0, FAMILY_IPV4, 131072 },
	{ "IPv6 length 0 of more than 64 KiB", LINK_RAW, IP6("0000", "06") TCP HELLO, 131067,
	  0, FAMILY_IPV6, 131072 },
	{ "IPv6 jumbogram", LINK_RAW,
	  IP6("0000", "00") "06 00 c2 04 00020034" TCP HELLO, 131087,
	  0, FAMILY_IPV6, 131092 },

	{ "IPv6 hop-by-hop", LINK_RAW, IP6("0021", "00") "06 00 010400000000" TCP HELLO,
	  0, 0, FAMILY_IPV6, 5 },
	{ "IPv6 destination options of 16 octets", LINK_RAW,
	  IP6("0029", "3c") "06 01 010c 000000000000000000000000" TCP HELLO,
	  0, 0, FAMILY_IPV6, 5 },
	{ "IPv6 routing", LINK_RAW,
	  IP6("0031", "2b") "06 02 0200 00000000" DST6 TCP HELLO,
	  0, 0, FAMILY_IPV6, 5 },
	{ "IPv6 whole packet with a fragment header", LINK_RAW,
	  IP6("0021", "2c") "06 00 0000 00000001" TCP HELLO,
	  0, 0, FAMILY_IPV6, 5 },
	{ "IPv6 first fragment", LINK_RAW, IP6("0021", "2c") "06 00 0001 00000001" TCP HELLO,
	  0, 0, FAMILY_IPV6, 5 },
	{ "IPv6 second fragment", LINK_RAW, IP6("0021", "2c") "06 00 0009 00000001" TCP HELLO,
	  0, -ENOMSG, 0, 0 },
	{ "IPv6 last fragment", LINK_RAW, IP6("0021", "2c") "06 00 8000 00000001" TCP HELLO,
	  0, -ENOMSG, 0, 0 },
	{ "IPv6 second fragment of UDP", LINK_RAW, IP6("0021", "2c") "11 00 0009 00000001" TCP HELLO,
	  0, -EPROTONOSUPPORT, 0, 0 },
	{ "the reserved octet of a fragment header is no length", LINK_RAW,
	  IP6("0021", "2c") "06 ff 0000 00000001" TCP HELLO,
	  0, 0, FAMILY_IPV6, 5 },
	{ "IPv6 authentication, counted in words of 4 octets", LINK_RAW,
	  IP6("0031", "33") "06 04 0000 00000001 00000002 a0a1a2a3 a4a5a6a7 a8a9aaab"
	  TCP HELLO,
	  0, 0, FAMILY_IPV6, 5 },
	{ "IPv6 hop-by-hop, routing, fragment, destination", LINK_RAW,
	  IP6("0041", "00") "2b 00 010400000000 2c 00 0200 00000000 3c 00 0001 00000001 "
	  "3c 00 010400000000 06 00 010400000000" TCP HELLO,
	  0, 0, FAMILY_IPV6, 5 },
	{ "IPv6 between mapped addresses counts as IPv4", LINK_RAW,
	  "60000000 0019 06 40" MAPPED("7f000001") MAPPED("7f000002") TCP HELLO,
	  0, 0, FAMILY_IPV4, 5 },
	{ "IPv6 between a mapped address and another", LINK_RAW,
	  "60000000 0019 06 40" MAPPED("7f000001") DST6 TCP HELLO,
	  0, -EBADMSG, 0, 0 },
	{ "IPv6, encrypted", LINK_RAW, IP6("0019", "32") TCP HELLO, 0, -EPROTONOSUPPORT, 0, 0 },
	{ "IPv6, nothing follows", LINK_RAW, IP6("0019", "3b") TCP HELLO,
	  0, -EPROTONOSUPPORT, 0, 0 },
	{ "IPv6, UDP behind hop-by-hop", LINK_RAW,
	  IP6("0010", "00") "11 00 010400000000 03e8 07d0 0008 0000",
	  0, -EPROTONOSUPPORT, 0, 0 },
	{ "an IPv6 extension longer than the packet", LINK_RAW,
	  IP6("0021", "00") "06 ff 010400000000" TCP HELLO,
	  0, -EBADMSG, 0, 0 },
	{ "an IPv6 extension that takes TCP's place", LINK_RAW,
	  IP6("0021", "00") "06 02 010400000000" TCP HELLO,
	  0, -EBADMSG, 0, 0 },
	{ "nothing but IPv6 extensions", LINK_RAW,
	  IP6("0010", "00") "3c 00 010400000000 3c 00 010400000000",
	  0, -EBADMSG, 0, 0 },
};

static void check_segment(struct rows *rows, const struct segment *segment,
			  enum ip_family family, uint32_t payload_len)
{
	bool ipv4 = family == FAMILY_IPV4;
	char text[ENDPOINT_TEXT_MAX];

	CHECK_STRING(rows, endpoint_format(&segment->src, text),
		     ipv4 ? "127.0.0.1:1000" : "[fe80::1]:1000");
	CHECK_STRING(rows, endpoint_format(&segment->dst, text),
		     ipv4 ? "127.0.0.2:2000" : "[fe80::2]:2000");
	CHECK_INT(rows, segment->seq, 1);
	CHECK_INT(rows, segment->flags, SEGMENT_PSH | SEGMENT_ACK);
	CHECK_INT(rows, segment->payload_len, payload_len);
}

static void test_frames(void **state)
{
	struct rows rows = { 0 };

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(frames); i++) {
		struct segment segment = { 0 };
		size_t len;
		uint8_t *octets = hex_octets(frames[i].hex, &len);
		int ret = frame_parse(&segment, frames[i].link_type, octets, len,
				      len + frames[i].not_captured, false);

		rows_next(&rows, frames[i].name);
		if (CHECK_INT(&rows, ret, frames[i].ret) && ret == 0)
			check_segment(&rows, &segment, frames[i].family,
				      frames[i].payload_len);
		free(octets);
	}
	rows_end(&rows);
}

/* At the end of their memory, so that AddressSanitizer sees an octet read too far. */
static int parse_copy(struct segment *segment, int link_type, const uint8_t *octets,
		      size_t caplen, size_t wire_len)
{
	uint8_t *copy = malloc(1 + caplen);
	int ret;

	assert_non_null(copy);
	memcpy(copy + 1, octets, caplen);
	ret = frame_parse(segment, link_type, copy + 1, caplen, wire_len, false);
	free(copy);
	return ret;
}

/* However short the snapshot: the same segment, or "cut"; never a lie, never another segment. */
static void test_every_snapshot_length(void **state)
{
	struct rows rows = { 0 };

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(frames); i++) {
		size_t len;
		uint8_t *octets = hex_octets(frames[i].hex, &len);

		rows_next(&rows, frames[i].name);
		for (size_t caplen = 0; frames[i].ret == 0 && caplen <= len; caplen++) {
			struct segment segment = { 0 };
			int ret = parse_copy(&segment, frames[i].link_type, octets, caplen,
					     len + frames[i].not_captured);

			if (ret == 0)
				check_segment(&rows, &segment, frames[i].family,
					      frames[i].payload_len);
			else
				CHECK_INT(&rows, ret, -ENODATA);
		}
		free(octets);
	}
	rows_end(&rows);
}

/* What a short snapshot cannot hide, it does not: all headers captured is enough. */
static void test_headers_are_enough(void **state)
{
	struct segment segment = { 0 };
	size_t len;
	uint8_t *octets = hex_octets(MACS "86dd" HELLO6, &len);

	(void)state;
	assert_int_equal(frame_parse(&segment, LINK_ETHERNET, octets, len - 5, len, false), 0);
	assert_int_equal(segment.payload_len, 5);
	assert_int_equal(frame_parse(&segment, LINK_ETHERNET, octets, len - 6, len, false),
			 -ENODATA);
	free(octets);
}

/* A frame that ended early on the wire, or has one octet wrong: no segment grows out of it. */
static void test_broken_frames(void **state)
{
	struct rows rows = { 0 };

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(frames); i++) {
		size_t len;
		uint8_t *octets = hex_octets(frames[i].hex, &len);

		rows_next(&rows, frames[i].name);
		for (size_t at = 0; at < len; at++) {
			struct segment segment = { 0 };
			uint8_t octet = octets[at];

			if (parse_copy(&segment, frames[i].link_type, octets, at, at) == 0)
				CHECK(&rows, segment.payload_len < at);
			for (unsigned int value = 0; value <= 0xff; value++) {
				octets[at] = (uint8_t)value;
				if (parse_copy(&segment, frames[i].link_type, octets, len,
					       len) == 0)
					CHECK(&rows, segment.payload_len < len);
			}
			octets[at] = octet;
		}
		free(octets);
	}
	rows_end(&rows);
}

/* Copies of a segment differ in where they were seen, whatever the link type can say of that. */
static void test_interfaces(void **state)
{
	static const struct {
		const char *name;
		int link_type;
		const char *first, *second;
		bool same;
	} pairs[] = {
		{ "Ethernet says nothing", LINK_ETHERNET, MACS "0800" HELLO4,
		  "020000000003 020000000004 0800" HELLO4, true },
		{ "cooked: arrived, and left", LINK_LINUX_SLL, "0000 0001 0006 0000000000000000 0800"
		  HELLO4, "0004 0001 0006 0000000000000000 0800" HELLO4, false },
		{ "cooked: to another host, and left", LINK_LINUX_SLL,
		  "0003 0001 0006 0000000000000000 0800" HELLO4,
		  "0004 0001 0006 0000000000000000 0800" HELLO4, false },
		{ "cooked 2: the same", LINK_LINUX_SLL2, "0800" SLL2_REST HELLO4,
		  "0800" SLL2_REST HELLO4, true },
		{ "cooked 2: two interfaces", LINK_LINUX_SLL2, "0800" SLL2_REST HELLO4,
		  "0800 0000 00000002 0304 00 06 0000000000000000" HELLO4, false },
		{ "cooked 2: two interfaces with high numbers", LINK_LINUX_SLL2,
		  "0800 0000 00010002 0304 00 06 0000000000000000" HELLO4,
		  "0800 0000 00010003 0304 00 06 0000000000000000" HELLO4, false },
		{ "cooked 2: back through the interface where it came from", LINK_LINUX_SLL2,
		  "0800" SLL2_REST HELLO4,
		  "0800 0000 00000001 0304 04 06 0000000000000000" HELLO4, false },
	};
	struct rows rows = { 0 };

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(pairs); i++) {
		struct segment first, second;
		size_t first_len, second_len;
		uint8_t *first_octets = hex_octets(pairs[i].first, &first_len);
		uint8_t *second_octets = hex_octets(pairs[i].second, &second_len);

		rows_next(&rows, pairs[i].name);
		CHECK_INT(&rows, frame_parse(&first, pairs[i].link_type, first_octets, first_len,
					     first_len, false), 0);
		CHECK_INT(&rows, frame_parse(&second, pairs[i].link_type, second_octets,
					     second_len, second_len, false), 0);
		CHECK_INT(&rows, first.interface == second.interface, pairs[i].same);
		free(first_octets);
		free(second_octets);
	}
	rows_end(&rows);
}

static void test_link_types(void **state)
{
	static const int known[] = { LINK_NULL, LINK_ETHERNET, LINK_RAW_DLT, LINK_RAW, LINK_LOOP,
				     LINK_LINUX_SLL, LINK_IPV4, LINK_IPV6, LINK_LINUX_SLL2 };
	size_t count = 0;

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(known); i++)
		assert_true(frame_link_known(known[i]));
	for (int type = -1; type < 65536; type++)
		count += frame_link_known(type);
	assert_int_equal(count, ARRAY_LEN(known));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_frames),
		cmocka_unit_test(test_every_snapshot_length),
		cmocka_unit_test(test_headers_are_enough),
		cmocka_unit_test(test_broken_frames),
		cmocka_unit_test(test_interfaces),
		cmocka_unit_test(test_link_types),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
