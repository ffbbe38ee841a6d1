/* SPDX-License-Identifier: GPL-2.0-or-later */
/* test_blocks.c: walks over whole files, cut and lying ones, of two byte orders. */
#include "observe/blocks.h"
#include "support/hex.h"
#include "support/rows.h"

#include <arpa/inet.h>
#include <errno.h>

#define SECTION "0a0d0d0a 0000001c 1a2b3c4d 0001 0000 ffffffffffffffff 0000001c"
#define SECTION_LITTLE "0a0d0d0a 1c000000 4d3c2b1a 0100 0000 ffffffffffffffff 1c000000"
#define MICRO "00000001 00000014 0001 0000 00000000 00000014"
#define NANO "00000001 00000020 0001 0000 00000000 0009 0001 09000000 0000 0000 00000020"
#define NANO_LITTLE "01000000 20000000 0100 0000 00000000 0900 0100 09000000 0000 0000 20000000"
#define PACKET(which) "00000006 00000024 " which " 00000000 00000007 00000002 00000002" \
		      "aabb0000 00000024"
#define PACKET_LITTLE "06000000 24000000 00000000 00000000 07000000 02000000 02000000" \
		      "aabb0000 24000000"
#define OTHER "00000bad 00000010 00007ed9 00000010"

static const struct {
	const char *name, *hex;
	int blocks;		/* that come */
	int end;		/* what comes then */
	const char *says;
} files[] = {
	{ "a whole file", SECTION MICRO PACKET("00000000") OTHER, 4, 0, "" },
	{ "two sections", SECTION MICRO SECTION_LITTLE NANO_LITTLE PACKET_LITTLE, 5, 0, "" },
	{ "nothing", "", 0, 0, "" },
	{ "pcap", "a1b2c3d4 00020004 00000000 00000000 0000ffff 00000001", 0, -EBADMSG,
	  "no pcapng file" },
	{ "no section", MICRO SECTION, 0, -EBADMSG, "no pcapng file" },
	{ "short text", "68656c6c6f", 0, -ENODATA, "cut" },
	{ "another version", SECTION "0a0d0d0a 0000001c 1a2b3c4d 0002 0000 ffffffffffffffff 0000001c",
	  1, -ENOTSUP, "version" },
	{ "an interface that makes no sense", SECTION "00000001 00000010 0001 0000 00000010", 1,
	  -EBADMSG, "interface" },
	{ "a length of 0", SECTION "00000bad 00000000 00000000", 1, -EBADMSG, "length" },
	{ "a length too many", SECTION "00000bad 00000010 00000000 0000000c", 1, -EBADMSG,
	  "two different lengths" },
	{ "16 MiB, they say", SECTION "00000bad 01000000 00000000", 1, -ENODATA, "cut" },
};

static int walk(struct blocks *blocks, int *count, struct err *err)
{
	int ret;

	for (*count = 0; (ret = blocks_next(blocks, err)) > 0; (*count)++)
		;
	return ret;
}

/* fmemopen() takes no empty ones. */
static FILE *open_octets(uint8_t *octets, size_t len)
{
	FILE *file = len ? fmemopen(octets, len, "rb") : fopen("/dev/null", "rb");

	assert_non_null(file);
	return file;
}

static void test_files(void **state)
{
	struct rows rows = { 0 };

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(files); i++) {
		struct blocks blocks;
		struct err err = { "" };
		int count;
		size_t len;
		uint8_t *octets = hex_octets(files[i].hex, &len);
		FILE *file = open_octets(octets, len);

		rows_next(&rows, files[i].name);
		blocks_init(&blocks, file);
		CHECK_INT(&rows, walk(&blocks, &count, &err), files[i].end);
		CHECK_INT(&rows, count, files[i].blocks);
		CHECK(&rows, strstr(err.text, files[i].says));
		CHECK(&rows, (err.text[0] == '\0') == (files[i].end == 0));
		/* Not what a length claims. */
		CHECK(&rows, blocks.capacity <= 2 * len + BLOCKS_STEP);
		blocks_free(&blocks);
		fclose(file);
		free(octets);
	}
	rows_end(&rows);
}

/* Wherever it is cut: what stands before is there, and the cut is told. */
static void test_cut(void **state)
{
	static const size_t ends[] = { 0, 28, 48, 84, 100 };
	size_t len, whole = 0;
	uint8_t *octets = hex_octets(SECTION MICRO PACKET("00000000") OTHER, &len);

	(void)state;
	assert_int_equal(len, ends[ARRAY_LEN(ends) - 1]);
	for (size_t cut = 0; cut <= len; cut++) {
		FILE *file = open_octets(octets, cut);
		struct blocks blocks;
		int count, ret;

		while (whole + 1 < ARRAY_LEN(ends) && ends[whole + 1] <= cut)
			whole++;
		blocks_init(&blocks, file);
		ret = walk(&blocks, &count, NULL);
		assert_int_equal(ret, ends[whole] == cut ? 0 : -ENODATA);
		assert_int_equal(count, whole);
		blocks_free(&blocks);
		fclose(file);
	}
	free(octets);
}

/* Each packet's time is in its interface's units, and a section has interfaces of its own. */
static void test_packets(void **state)
{
	static const struct {
		int ret;
		uint64_t time_ns;
	} expected[] = { { 0, 7000 }, { 0, 7 }, { -EBADMSG, 0 }, { 0, 7 }, { -EBADMSG, 0 } };
	size_t len, seen = 0;
	uint8_t *octets = hex_octets(SECTION MICRO NANO PACKET("00000000") PACKET("00000001")
				     PACKET("00000002") SECTION_LITTLE NANO_LITTLE PACKET_LITTLE
				     SECTION PACKET("00000000"), &len);
	FILE *file = open_octets(octets, len);
	struct blocks blocks;

	(void)state;
	blocks_init(&blocks, file);
	while (blocks_next(&blocks, NULL) > 0) {
		struct pcapng_packet packet;

		if (blocks.block.type != PCAPNG_PACKET)
			continue;
		assert_true(seen < ARRAY_LEN(expected));
		assert_int_equal(blocks_packet(&blocks, &packet), expected[seen].ret);
		if (expected[seen++].ret == 0) {
			assert_int_equal(packet.frame.time_ns, expected[seen - 1].time_ns);
			assert_int_equal(packet.frame.caplen, 2);
			assert_memory_equal(packet.frame.octets, "\xaa\xbb", 2);
		}
	}
	assert_int_equal(seen, ARRAY_LEN(expected));
	blocks_free(&blocks);
	fclose(file);
	free(octets);
}

/* One block of as many octets as may be. */
static void test_large(void **state)
{
	FILE *file = tmpfile();
	size_t len;
	uint8_t *section = hex_octets(SECTION, &len), *octets = calloc(1, PCAPNG_BLOCK_MAX);
	const uint32_t head[2] = { htonl(0x80000001), htonl(PCAPNG_BLOCK_MAX) };
	struct blocks blocks;

	(void)state;
	assert_true(file && octets);
	memcpy(octets, head, sizeof(head));
	memset(octets + 8, 'x', PCAPNG_BLOCK_MAX - 12);
	memcpy(octets + PCAPNG_BLOCK_MAX - 4, &head[1], 4);
	fwrite(section, 1, len, file);
	fwrite(octets, 1, PCAPNG_BLOCK_MAX, file);
	rewind(file);
	blocks_init(&blocks, file);
	assert_int_equal(blocks_next(&blocks, NULL), 1);
	assert_int_equal(blocks_next(&blocks, NULL), 1);
	assert_int_equal(blocks.block.len, PCAPNG_BLOCK_MAX - 12);
	assert_memory_equal(blocks.octets, octets, PCAPNG_BLOCK_MAX);
	assert_int_equal(blocks_next(&blocks, NULL), 0);
	blocks_free(&blocks);
	fclose(file);
	free(section);
	free(octets);
}

static void test_many_interfaces(void **state)
{
	FILE *file = tmpfile();
	size_t len, section_len;
	uint8_t *octets = hex_octets(MICRO, &len), *section = hex_octets(SECTION, &section_len);
	struct blocks blocks;
	int count;

	(void)state;
	assert_non_null(file);
	fwrite(section, 1, section_len, file);
	for (int i = 0; i <= BLOCKS_INTERFACES_MAX; i++)
		fwrite(octets, 1, len, file);
	rewind(file);
	blocks_init(&blocks, file);
	assert_int_equal(walk(&blocks, &count, NULL), -EBADMSG);
	assert_int_equal(count, 1 + BLOCKS_INTERFACES_MAX);
	blocks_free(&blocks);
	fclose(file);
	free(octets);
	free(section);
}

static void test_unreadable(void **state)
{
	FILE *file = fopen("/", "rb");
	struct blocks blocks;
	struct err err = { "" };

	(void)state;
	assert_non_null(file);
	blocks_init(&blocks, file);
	assert_int_equal(blocks_next(&blocks, &err), -EIO);
	assert_string_equal(err.text, "cannot read a block: Input/output error");
	blocks_free(&blocks);
	fclose(file);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_files),
		cmocka_unit_test(test_cut),
		cmocka_unit_test(test_packets),
		cmocka_unit_test(test_large),
		cmocka_unit_test(test_many_interfaces),
		cmocka_unit_test(test_unreadable),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
