/* SPDX-License-Identifier: GPL-2.0-or-later */
/* test_pcapng_write.c: what is written is read back as it was. */
#include "show/pcapng_write.h"
#include "core/pcapng.h"
#include "support/rows.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>

/* What was written, block by block. */
struct written {
	FILE *out;
	char *octets;		/* owned, once it is closed */
	size_t len, at;
	struct pcapng_block block;
};

static void begin(struct written *written)
{
	*written = (struct written){ 0 };
	written->out = open_memstream(&written->octets, &written->len);
	assert_non_null(written->out);
}

/* The next block, which must be of that type, or the end: 0. */
static void expect(struct written *written, uint32_t type)
{
	const uint8_t *octets = (const uint8_t *)written->octets + written->at;

	if (written->at == written->len) {
		assert_int_equal(type, 0);
		return;
	}
	assert_true(written->len - written->at >= PCAPNG_BLOCK_MIN);
	assert_int_equal(pcapng_begin(&written->block, octets), 0);
	assert_int_equal(written->block.type, type);
	assert_false(written->block.swapped);
	assert_true(written->block.total <= written->len - written->at);
	assert_int_equal(pcapng_finish(&written->block, octets), 0);
	written->at += written->block.total;
}

/* All options but the end, which must be there where there are some: its octets are 0. */
static size_t count_options(struct pcapng_options options)
{
	const struct pcapng_options all = options;
	struct pcapng_option option;
	size_t count = 0;
	int ret;

	while ((ret = pcapng_option_next(&options, &option)) > 0)
		count++;
	assert_int_equal(ret, 0);
	assert_true(count == 0 || !memcmp(all.octets + all.len - 4, "\0\0\0\0", 4));
	return count;
}

static void test_section(void **state)
{
	struct pcapng_interface interface;
	struct pcapng_options options;
	struct pcapng_option option;
	struct written written;

	(void)state;
	begin(&written);
	pcapng_write_section(written.out);
	pcapng_write_interface(written.out, LINK_RAW_DLT, "wlan0", "web");
	pcapng_write_interface(written.out, LINK_LINUX_SLL2, NULL, NULL);
	assert_int_equal(fclose(written.out), 0);

	expect(&written, PCAPNG_SECTION);
	assert_true(pcapng_section_known(&written.block));
	assert_int_equal(count_options((struct pcapng_options){ written.block.body + 16,
								written.block.len - 16, false }), 2);
	expect(&written, PCAPNG_INTERFACE);
	assert_int_equal(pcapng_parse_interface(&interface, &written.block), 0);
	assert_int_equal(interface.link_type, LINK_RAW);
	assert_int_equal(interface.resolution, PCAPNG_NANOSECONDS);
	assert_int_equal(interface.snaplen, PCAPNG_SNAPLEN);
	options = (struct pcapng_options){ written.block.body + 8, written.block.len - 8, false };
	assert_int_equal(count_options(options), 3);
	assert_int_equal(pcapng_option_next(&options, &option), 1);
	assert_int_equal(option.code, PCAPNG_INTERFACE_NAME);
	assert_int_equal(option.len, 5);
	assert_memory_equal(option.value, "wlan0", 5);
	expect(&written, PCAPNG_INTERFACE);
	assert_int_equal(pcapng_parse_interface(&interface, &written.block), 0);
	assert_int_equal(interface.link_type, LINK_LINUX_SLL2);
	assert_int_equal(written.block.len, 8 + 8 + 4);
	expect(&written, 0);
	free(written.octets);
}

static const char octets[] = "0123456789";

static const struct {
	const char *name;
	uint64_t time_ns;
	uint32_t caplen, wire_len;
	const char *comment;
	uint32_t total;		/* octets of the block */
} packets[] = {
	{ "without a comment", 1767323045000000006, 8, 8, NULL, 32 + 8 },
	{ "an empty comment is none", 0, 8, 8, "", 32 + 8 },
	{ "padded", 1, 5, 60, NULL, 32 + 8 },
	{ "padded, and a comment of three octets", 1, 7, 60, "abc", 32 + 8 + 8 + 4 },
	{ "a comment of four octets", 1, 4, 4, "abcd", 32 + 4 + 8 + 4 },
	{ "a comment of five octets", 1, 4, 4, "abcde", 32 + 4 + 12 + 4 },
	{ "nothing captured", UINT64_MAX, 0, UINT32_MAX, NULL, 32 },
};

static void check_packet(struct rows *rows, size_t i, struct pcapng_packet *packet)
{
	const char *comment = packets[i].comment && packets[i].comment[0] ? packets[i].comment :
									    NULL;
	struct pcapng_option option = { 0 };

	CHECK_INT(rows, packet->interface, 3);
	CHECK_INT(rows, packet->stamp, packets[i].time_ns);
	CHECK_INT(rows, packet->frame.caplen, packets[i].caplen);
	CHECK_INT(rows, packet->frame.wire_len, packets[i].wire_len);
	CHECK(rows, !memcmp(packet->frame.octets, octets, packets[i].caplen));
	CHECK_INT(rows, count_options(packet->options), comment != NULL);
	if (comment && pcapng_option_next(&packet->options, &option) > 0) {
		CHECK_INT(rows, option.code, PCAPNG_COMMENT);
		CHECK_INT(rows, option.len, strlen(comment));
		CHECK(rows, !memcmp(option.value, comment, strlen(comment)));
	}
}

static void test_packets(void **state)
{
	struct rows rows = { 0 };

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(packets); i++) {
		const struct raw_frame frame = { packets[i].time_ns, (const uint8_t *)octets,
						 packets[i].caplen, packets[i].wire_len };
		struct pcapng_packet packet;
		struct written written;

		rows_next(&rows, packets[i].name);
		begin(&written);
		pcapng_write_packet(written.out, 3, &frame, packets[i].comment);
		assert_int_equal(fclose(written.out), 0);
		expect(&written, PCAPNG_PACKET);
		CHECK_INT(&rows, written.block.total, packets[i].total);
		CHECK_INT(&rows, pcapng_parse_packet(&packet, &written.block), 0);
		check_packet(&rows, i, &packet);
		expect(&written, 0);
		free(written.octets);
	}
	rows_end(&rows);
}

/* An option's length has 16 bits: no character is cut in two for it. */
static void test_long_comment(void **state)
{
	const struct raw_frame frame = { 0, NULL, 0, 0 };
	enum { LONG = 70000 };
	struct pcapng_packet packet;
	struct pcapng_option option;
	struct written written;
	char *comment = malloc(LONG + 1);

	(void)state;
	assert_non_null(comment);
	memset(comment, 'x', LONG);
	memcpy(comment + UINT16_MAX - 2, "\xe2\x86\x92", 3);
	comment[LONG] = '\0';
	begin(&written);
	pcapng_write_packet(written.out, 0, &frame, comment);
	assert_int_equal(fclose(written.out), 0);
	expect(&written, PCAPNG_PACKET);
	assert_int_equal(pcapng_parse_packet(&packet, &written.block), 0);
	assert_int_equal(pcapng_option_next(&packet.options, &option), 1);
	assert_int_equal(option.len, UINT16_MAX - 2);
	free(written.octets);
	free(comment);
}

/* As it is written: in the order of this machine. */
static uint32_t load32(const uint8_t *at)
{
	uint32_t value;

	memcpy(&value, at, sizeof(value));
	return value;
}

static void expect_count(struct pcapng_options *options, uint16_t code, uint64_t count)
{
	struct pcapng_option option;

	assert_int_equal(pcapng_option_next(options, &option), 1);
	assert_int_equal(option.code, code);
	assert_int_equal(option.len, sizeof(count));
	assert_memory_equal(option.value, &count, sizeof(count));
}

static void test_statistics_and_own(void **state)
{
	struct pcapng_own own;
	struct pcapng_options options;
	struct written written;

	(void)state;
	begin(&written);
	pcapng_write_statistics(written.out, 2, 1767323045000000006, 900, 7);
	pcapng_write_own(written.out, 0x1234, "hello", 5);
	assert_int_equal(fclose(written.out), 0);

	expect(&written, PCAPNG_STATISTICS);
	assert_int_equal(load32(written.block.body), 2);
	assert_int_equal((uint64_t)load32(written.block.body + 4) << 32 |
			 load32(written.block.body + 8), 1767323045000000006);
	options = (struct pcapng_options){ written.block.body + 12, written.block.len - 12, false };
	assert_int_equal(count_options(options), 2);
	expect_count(&options, PCAPNG_STATISTICS_RECEIVED, 900);
	expect_count(&options, PCAPNG_STATISTICS_DROPPED, 7);
	expect(&written, PCAPNG_OWN);
	assert_int_equal(pcapng_parse_own(&own, &written.block), 0);
	assert_int_equal(own.kind, 0x1234);
	assert_int_equal(own.len, 5);
	assert_memory_equal(own.data, "hello", 5);
	expect(&written, 0);
	free(written.octets);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_section),
		cmocka_unit_test(test_packets),
		cmocka_unit_test(test_long_comment),
		cmocka_unit_test(test_statistics_and_own),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
