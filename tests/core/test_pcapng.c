/* SPDX-License-Identifier: GPL-2.0-or-later */
/* test_pcapng.c: blocks in both byte orders, and such that lie. */
#include "core/pcapng.h"
#include "support/hex.h"
#include "support/rows.h"

#include <errno.h>
#include <stdio.h>

#define SECTION_BIG "0a0d0d0a 0000001c 1a2b3c4d 0001 0000 ffffffffffffffff 0000001c"
#define SECTION_LITTLE "0a0d0d0a 1c000000 4d3c2b1a 0100 0000 ffffffffffffffff 1c000000"

/* The blocks of a file, as hexadecimal digits. */
struct walk {
	uint8_t *octets;	/* owned */
	size_t len, at;
	struct pcapng_block block;
};

/* 1; 0: the end; -ENODATA: cut; or what the parser says. */
static int walk_next(struct walk *walk)
{
	size_t left = walk->len - walk->at;
	int ret;

	if (left == 0)
		return 0;
	if (left < PCAPNG_BLOCK_MIN)
		return -ENODATA;
	ret = pcapng_begin(&walk->block, walk->octets + walk->at);
	if (ret < 0)
		return ret;
	if (walk->block.total > left)
		return -ENODATA;
	ret = pcapng_finish(&walk->block, walk->octets + walk->at);
	walk->at += walk->block.total;
	return ret < 0 ? ret : 1;
}

static void walk_begin(struct walk *walk, const char *hex)
{
	*walk = (struct walk){ 0 };
	walk->octets = hex_octets(hex, &walk->len);
}

static const struct {
	const char *name, *hex;
	int blocks;		/* that make sense */
	int end;		/* what comes behind them */
} files[] = {
	{ "a section, big-endian", SECTION_BIG, 1, 0 },
	{ "a section, little-endian", SECTION_LITTLE, 1, 0 },
	{ "a second section in the other order", SECTION_BIG SECTION_LITTLE SECTION_BIG, 3, 0 },
	{ "a block of no octets but its lengths",
	  SECTION_BIG "80000001 0000000c 0000000c", 2, 0 },
	{ "no byte order", "0a0d0d0a 0000001c 1a2b3c4e 0001 0000 ffffffffffffffff 0000001c", 0,
	  -EBADMSG },
	{ "a length of 0", SECTION_BIG "80000001 00000000 0000000c", 1, -EBADMSG },
	{ "a length within the head", SECTION_BIG "80000001 00000008 0000000c", 1, -EBADMSG },
	{ "a length that is no multiple of four",
	  SECTION_BIG "80000001 0000000d 00000000 0d000000", 1, -EBADMSG },
	{ "the longest block is believed", SECTION_BIG "80000001 01000000 0000000c", 1, -ENODATA },
	{ "a longer one is not", SECTION_BIG "80000001 01000004 0000000c", 1, -EBADMSG },
	{ "a length in the other order", SECTION_BIG "80000001 0c000000 0c000000", 1, -EBADMSG },
	{ "another length at the end", SECTION_BIG "80000001 00000010 00000000 0000000c", 1,
	  -EBADMSG },
	{ "cut in the head", SECTION_BIG "80000001 0000000c", 1, -ENODATA },
	{ "cut in the body", SECTION_BIG "80000001 00000010 0000000c", 1, -ENODATA },
};

static void test_walk(void **state)
{
	struct rows rows = { 0 };

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(files); i++) {
		struct walk walk;
		int blocks = 0, ret;

		rows_next(&rows, files[i].name);
		walk_begin(&walk, files[i].hex);
		while ((ret = walk_next(&walk)) > 0)
			blocks++;
		CHECK_INT(&rows, blocks, files[i].blocks);
		CHECK_INT(&rows, ret, files[i].end);
		free(walk.octets);
	}
	rows_end(&rows);
}

static const struct {
	const char *name, *version;
	bool known;
} versions[] = {
	{ "1.0", "0001 0000 ffffffffffffffff", true },
	{ "1.2, which is 1.0", "0001 0002 ffffffffffffffff", true },
	{ "2.0", "0002 0000 ffffffffffffffff", false },
	{ "cut", "0001 0000", false },
};

static void test_versions(void **state)
{
	struct rows rows = { 0 };

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(versions); i++) {
		char hex[128];
		size_t len;
		uint8_t *body;
		struct pcapng_block block = { .type = PCAPNG_SECTION, .swapped = true };

		rows_next(&rows, versions[i].name);
		snprintf(hex, sizeof(hex), "1a2b3c4d %s", versions[i].version);
		body = hex_octets(hex, &len);
		block.body = body;
		block.len = (uint32_t)len;
		CHECK(&rows, pcapng_section_known(&block) == versions[i].known);
		free(body);
	}
	rows_end(&rows);
}

/* The block behind a section's header, of which all but the type and lengths is given. */
static int one_block(struct walk *walk, const char *section, const char *hex)
{
	char text[1024];

	snprintf(text, sizeof(text), "%s%s", section, hex);
	walk_begin(walk, text);
	assert_int_equal(walk_next(walk), 1);
	return walk_next(walk);
}

static const struct {
	const char *name, *section, *hex;
	int ret;
	int link_type, resolution;
	long long offset_s;
} interfaces[] = {
	{ "without options, big-endian", SECTION_BIG,
	  "00000001 00000014 0071 0000 00040000 00000014", 0, 113, PCAPNG_MICROSECONDS, 0 },
	{ "without options, little-endian", SECTION_LITTLE,
	  "01000000 14000000 7100 0000 00000400 14000000", 0, 113, PCAPNG_MICROSECONDS, 0 },
	{ "a name of two octets, and nanoseconds", SECTION_BIG,
	  "00000001 00000028 0001 0000 00040000 0002 0002 6c6f0000 0009 0001 09000000 0000 0000"
	  "00000028", 0, 1, 9, 0 },
	{ "options without an end", SECTION_BIG,
	  "00000001 0000001c 0001 0000 00040000 0009 0001 86000000 0000001c", 0, 1, 0x86, 0 },
	{ "what stands behind the end of options counts not", SECTION_BIG,
	  "00000001 00000020 0001 0000 00040000 0000 0000 0009 0001 09000000 00000020", 0, 1, 6, 0 },
	{ "an offset", SECTION_LITTLE,
	  "01000000 20000000 0100 0000 00000400 0e00 0800 feffffffffffffff 20000000", 0, 1, 6, -2 },
	{ "a resolution of two octets", SECTION_BIG,
	  "00000001 0000001c 0001 0000 00040000 0009 0002 09090000 0000001c", -EBADMSG, 0, 0, 0 },
	{ "an offset of four octets", SECTION_BIG,
	  "00000001 0000001c 0001 0000 00040000 000e 0004 00000001 0000001c", -EBADMSG, 0, 0, 0 },
	{ "an option longer than the block", SECTION_BIG,
	  "00000001 0000001c 0001 0000 00040000 0002 0005 6c6f6c6f 0000001c", -EBADMSG, 0, 0, 0 },
	{ "too short", SECTION_BIG, "00000001 00000010 0001 0000 00000010", -EBADMSG, 0, 0, 0 },
};

static void test_interfaces(void **state)
{
	struct rows rows = { 0 };

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(interfaces); i++) {
		struct pcapng_interface interface;
		struct walk walk;

		rows_next(&rows, interfaces[i].name);
		CHECK_INT(&rows, one_block(&walk, interfaces[i].section, interfaces[i].hex), 1);
		CHECK_INT(&rows, pcapng_parse_interface(&interface, &walk.block),
			  interfaces[i].ret);
		if (interfaces[i].ret == 0) {
			CHECK_INT(&rows, interface.link_type, interfaces[i].link_type);
			CHECK_INT(&rows, interface.resolution, interfaces[i].resolution);
			CHECK_INT(&rows, interface.offset_s, interfaces[i].offset_s);
			CHECK_INT(&rows, interface.snaplen, 0x40000);
		}
		free(walk.octets);
	}
	rows_end(&rows);
}

static const struct {
	const char *name, *hex;
	int ret;
	unsigned int caplen, wire_len, comment_len;
} packets[] = {
	{ "five octets of nine, and a comment",
	  "00000006 00000034 00000001 00000002 00000003 00000005 00000009 aabbccddee000000"
	  "0001 0002 68690000 0000 0000 00000034", 0, 5, 9, 2 },
	{ "a lie: shorter than what was captured",
	  "00000006 00000024 00000001 00000002 00000003 00000004 00000003 aabbccdd 00000024", 0, 4,
	  4, 0 },
	{ "nothing captured",
	  "00000006 00000020 00000001 00000002 00000003 00000000 00000003 00000020", 0, 0, 3, 0 },
	{ "more captured than there is",
	  "00000006 00000024 00000001 00000002 00000003 00000005 00000005 aabbccdd 00000024",
	  -EBADMSG, 0, 0, 0 },
	{ "as much captured as there can be",
	  "00000006 00000024 00000001 00000002 00000003 ffffffff ffffffff aabbccdd 00000024",
	  -EBADMSG, 0, 0, 0 },
	{ "too short", "00000006 0000001c 00000001 00000002 00000003 00000000 0000001c",
	  -EBADMSG, 0, 0, 0 },
};

static void test_packets(void **state)
{
	struct rows rows = { 0 };

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(packets); i++) {
		struct pcapng_packet packet;
		struct pcapng_option option = { 0 };
		struct walk walk;

		rows_next(&rows, packets[i].name);
		CHECK_INT(&rows, one_block(&walk, SECTION_BIG, packets[i].hex), 1);
		CHECK_INT(&rows, pcapng_parse_packet(&packet, &walk.block), packets[i].ret);
		if (packets[i].ret == 0) {
			bool comment = packets[i].comment_len > 0;

			CHECK_INT(&rows, packet.interface, 1);
			CHECK_INT(&rows, packet.stamp, 0x200000003);
			CHECK_INT(&rows, packet.frame.caplen, packets[i].caplen);
			CHECK_INT(&rows, packet.frame.wire_len, packets[i].wire_len);
			CHECK_INT(&rows, pcapng_option_next(&packet.options, &option), comment);
			CHECK_INT(&rows, option.len, packets[i].comment_len);
			CHECK_INT(&rows, pcapng_option_next(&packet.options, &option), 0);
		}
		free(walk.octets);
	}
	rows_end(&rows);
}

#define MAGIC "68616c66636c6f736500"	/* halfclose */

static const struct {
	const char *name, *hex;
	int ret;
	unsigned int len;
} owns[] = {
	{ "three octets", "80686366 00000020" MAGIC "0007 00000003 aabbcc00 00000020", 0, 3 },
	{ "none", "80686366 0000001c" MAGIC "0007 00000000 0000001c", 0, 0 },
	{ "more than there are", "80686366 00000020" MAGIC "0007 00000005 aabbcc00 00000020",
	  -EBADMSG, 0 },
	{ "as many as can be", "80686366 00000020" MAGIC "0007 ffffffff aabbcc00 00000020",
	  -EBADMSG, 0 },
	{ "of another program", "80686366 0000001c 78616c66636c6f736500 0007 00000000 0000001c",
	  -ENOMSG, 0 },
	{ "of another program, short", "80686366 00000010 68616c66 00000010", -ENOMSG, 0 },
};

static void test_own(void **state)
{
	struct rows rows = { 0 };

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(owns); i++) {
		struct pcapng_own own;
		struct walk walk;

		rows_next(&rows, owns[i].name);
		CHECK_INT(&rows, one_block(&walk, SECTION_BIG, owns[i].hex), 1);
		CHECK_INT(&rows, walk.block.type, PCAPNG_OWN);
		CHECK_INT(&rows, pcapng_parse_own(&own, &walk.block), owns[i].ret);
		if (owns[i].ret == 0) {
			CHECK_INT(&rows, own.kind, 7);
			CHECK_INT(&rows, own.len, owns[i].len);
		}
		free(walk.octets);
	}
	rows_end(&rows);
}

static const struct {
	const char *name;
	uint8_t resolution;
	int64_t offset_s;
	uint64_t stamp, ns;
} times[] = {
	{ "microseconds", 6, 0, 1767323045000006, 1767323045000006000 },
	{ "nanoseconds", 9, 0, 1767323045000000006, 1767323045000000006 },
	{ "seconds", 0, 0, 1767323045, 1767323045000000000 },
	{ "picoseconds are cut", 12, 0, 1999, 1 },
	{ "the finest decimals", 127, 0, UINT64_MAX, 0 },
	{ "halves of a second", 0x81, 0, 3, 1500000000 },
	{ "the finest bits", 0xff, 0, UINT64_MAX, 0 },
	{ "seconds, in bits", 0x80, 0, 2, 2000000000 },
	{ "an offset", 6, 1767323045, 6, 1767323045000006000 },
	{ "before the Epoch", 6, -1, 0, 0 },
	{ "before all times", 9, INT64_MIN, 0, 0 },
	{ "after all times", 0, 0, UINT64_MAX, UINT64_MAX },
	{ "with an offset, long after", 0, INT64_MAX, UINT64_MAX, UINT64_MAX },
};

static void test_times(void **state)
{
	struct rows rows = { 0 };

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(times); i++) {
		const struct pcapng_interface interface = { .resolution = times[i].resolution,
							    .offset_s = times[i].offset_s };

		rows_next(&rows, times[i].name);
		CHECK_INT(&rows, pcapng_time_ns(&interface, times[i].stamp), times[i].ns);
	}
	rows_end(&rows);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_walk),
		cmocka_unit_test(test_versions),
		cmocka_unit_test(test_interfaces),
		cmocka_unit_test(test_packets),
		cmocka_unit_test(test_own),
		cmocka_unit_test(test_times),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
