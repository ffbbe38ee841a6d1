/* SPDX-License-Identifier: GPL-2.0-or-later */
/* test_frames.c: what is kept of captured frames, what is forgotten, and what is found again. */
#include "observe/frames.h"
#include "support/rows.h"

#include <stdio.h>
#include <stdlib.h>

enum { HEADER = 24, PACKET = 40 };	/* what a frame takes besides its octets; a bare segment */

/* The frames that are there: caplen of each, and whether time and octets are theirs. */
struct there {
	unsigned int caplens[64];
	size_t count;
	uint64_t last_ns;
	bool damaged;
};

static void note(void *arg, const struct frames_source *source, const struct raw_frame *frame)
{
	struct there *there = arg;

	(void)source;
	assert_true(there->count < ARRAY_LEN(there->caplens));
	there->caplens[there->count++] = frame->caplen;
	for (uint32_t i = 0; i < frame->caplen; i++)
		there->damaged |= frame->octets[i] != (uint8_t)frame->time_ns;
	there->damaged |= frame->wire_len != frame->caplen + 1 ||
			  frame->time_ns != there->last_ns + 1;
	there->last_ns = frame->time_ns;
}

static const struct {
	const char *name;
	size_t bytes;		/* of all */
	const char *caplens;	/* of the frames that come */
	const char *kept;
	unsigned int forgotten;
} rings[] = {
	{ "none came", 128, "", "", 0 },
	{ "all fit", 128, "8 8 8 8", "8 8 8 8", 0 },
	{ "the oldest goes", 128, "8 8 8 8 8", "8 8 8 8", 1 },
	{ "round and round", 128, "8 8 8 8 8 8 8 8 8 8 8 8 8", "8 8 8 8", 9 },
	{ "padding counts", 128, "1 2 3 4 5", "2 3 4 5", 1 },
	{ "a larger one takes the room of two", 128, "8 8 8 8 40", "8 8 40", 2 },
	{ "the end is too near, so it is left empty", 128, "8 8 16 16", "16 16", 2 },
	{ "and filled again", 128, "8 8 16 16 8 8", "16 8 8", 3 },
	{ "as large as all of it", 128, "8 8 104", "104", 2 },
	{ "larger than all of it", 128, "8 8 105 8", "8 8 8", 1 },
	{ "after one that took all", 128, "104 8 8", "8 8", 1 },
	{ "empty frames", 72, "0 0 0 0 0", "0 0 0", 2 },
	{ "a size that is no multiple", 131, "8 8 8 8 8", "8 8 8 8", 1 },
	{ "nothing fits", 8, "0 8", "", 2 },
};

/* What the test believes of a ring: it holds the newest of a list. */
static void check_ring(struct rows *rows, size_t i)
{
	struct frames *frames = frames_new(rings[i].bytes);
	const struct frames_choice all = { .until_ns = 0 };
	struct frames_source *source;
	struct frames_stats stats;
	struct there there = { .count = 0 };
	const char *text = rings[i].caplens;
	uint64_t now_ns = 0, told;
	size_t kept = 0;
	char *end;

	assert_non_null(frames);
	source = frames_add_source(frames, LINK_RAW, "lo", 1);
	for (;; text = end) {
		uint8_t octets[256];
		uint32_t caplen = (uint32_t)strtoul(text, &end, 10);
		const struct raw_frame frame = { ++now_ns, octets, caplen, caplen + 1 };

		if (end == text)
			break;
		memset(octets, (uint8_t)now_ns, sizeof(octets));
		frames_keep(source, &frame);
	}
	frames_stats(frames, &stats);
	there.last_ns = stats.oldest_ns - 1;
	told = frames_each(frames, &all, note, &there);
	CHECK_INT(rows, told, there.count);
	CHECK_INT(rows, stats.kept, there.count);
	CHECK_INT(rows, stats.forgotten, rings[i].forgotten);
	CHECK_INT(rows, source->seen, now_ns - 1);
	/* After one that was too large the times have a gap. */
	CHECK(rows, !there.damaged || strstr(rings[i].name, "larger than all"));
	for (text = rings[i].kept;; text = end, kept++) {
		unsigned long caplen = strtoul(text, &end, 10);

		if (end == text)
			break;
		CHECK(rows, kept < there.count && there.caplens[kept] == caplen);
	}
	CHECK_INT(rows, there.count, kept);
	frames_free(frames);
}

static void test_ring(void **state)
{
	struct rows rows = { 0 };

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(rings); i++) {
		rows_next(&rows, rings[i].name);
		check_ring(&rows, i);
	}
	rows_end(&rows);
}

/* Whatever comes, it is the newest that are there, as they were, and they never take more. */
static void test_any_sizes(void **state)
{
	enum { BYTES = 1000, FRAMES = 20000, SIZE_MAX_HERE = 300 };
	struct frames *frames = frames_new(BYTES);
	struct frames_source *source = frames_add_source(frames, LINK_RAW, NULL, 0);
	const struct frames_choice all = { .until_ns = 0 };
	uint32_t random = 1;

	(void)state;
	for (uint64_t now_ns = 1; now_ns <= FRAMES; now_ns++) {
		uint8_t octets[SIZE_MAX_HERE];
		struct frames_stats stats;
		struct there there = { .count = 0 };
		struct raw_frame frame = { .time_ns = now_ns, .octets = octets };
		size_t sum = 0;

		random = random * 1103515245 + 12345;
		frame.caplen = (random >> 16) % SIZE_MAX_HERE;
		frame.wire_len = frame.caplen + 1;
		memset(octets, (uint8_t)now_ns, sizeof(octets));
		frames_keep(source, &frame);
		frames_stats(frames, &stats);
		assert_int_equal(stats.kept + stats.forgotten, now_ns);
		there.last_ns = stats.oldest_ns - 1;
		frames_each(frames, &all, note, &there);
		assert_int_equal(there.count, stats.kept);
		assert_int_equal(there.last_ns, now_ns);
		assert_false(there.damaged);
		for (size_t i = 0; i < there.count; i++)
			sum += HEADER + there.caplens[i];
		assert_true(sum <= BYTES);
	}
	frames_free(frames);
}

/* Choosing. */

static void keep_segment(struct frames_source *source, uint64_t time_ns, const char *source_end,
			 const char *dest_end)
{
	uint8_t packet[PACKET] = { 0x45, 0, 0, PACKET };
	unsigned int a, b, sport, dport;
	const struct raw_frame frame = { time_ns, packet, sizeof(packet), sizeof(packet) };

	packet[8] = 64;
	packet[9] = 6;
	packet[32] = 0x50;
	assert_int_equal(sscanf(source_end, "%u:%u", &a, &sport), 2);
	assert_int_equal(sscanf(dest_end, "%u:%u", &b, &dport), 2);
	packet[12] = packet[16] = 10;
	packet[15] = (uint8_t)a;
	packet[19] = (uint8_t)b;
	packet[20] = (uint8_t)(sport >> 8);
	packet[21] = (uint8_t)sport;
	packet[22] = (uint8_t)(dport >> 8);
	packet[23] = (uint8_t)dport;
	frames_keep(source, &frame);
}

static struct endpoint end_of(const char *text, uint8_t scope)
{
	uint8_t octets[4] = { 10 };
	unsigned int last, port;
	struct endpoint endpoint;

	if (!text)
		return (struct endpoint){ .family = FAMILY_NONE };
	assert_int_equal(sscanf(text, "%u:%u", &last, &port), 2);
	octets[3] = (uint8_t)last;
	endpoint_set_ipv4(&endpoint, octets, (uint16_t)port);
	endpoint.scope = scope;
	return endpoint;
}

static void add_time(void *arg, const struct frames_source *source, const struct raw_frame *frame)
{
	(void)source;
	*(uint64_t *)arg += frame->time_ns;
}

/* Frames have the times 1, 10, 100, ...: their sum says which were chosen. */
static const struct {
	const char *name, *a, *b;
	uint8_t scope[2];
	uint64_t from_ns, until_ns, sum;
} choices[] = {
	{ "all", NULL, NULL, { 0, 0 }, 0, 0, 1111111 },
	{ "of a time", NULL, NULL, { 0, 0 }, 10, 1000, 1110 },
	{ "from a time on", NULL, NULL, { 0, 0 }, 1001, 0, 1110000 },
	{ "a connection, both directions", "1:80", "2:5000", { 0, 0 }, 0, 0, 10011 },
	{ "its ends the other way round", "2:5000", "1:80", { 0, 0 }, 0, 0, 10011 },
	{ "its second life", "1:80", "2:5000", { 0, 0 }, 11, 0, 10000 },
	{ "another port", "1:80", "2:5001", { 0, 0 }, 0, 0, 100 },
	{ "the ports the other way round are another connection", "1:5000", "2:80", { 0, 0 }, 0, 0,
	  1000 },
	{ "none", "1:80", "2:5002", { 0, 0 }, 0, 0, 0 },
	{ "in the first namespace", "1:80", "2:5000", { 1, 1 }, 0, 0, 11 },
	{ "in the second, with the same addresses", "1:80", "2:5000", { 2, 2 }, 0, 0, 10000 },
	{ "from one to the other, it is seen in both", "1:80", "2:5000", { 1, 2 }, 0, 0, 10011 },
	{ "to somewhere else, it is where its end is", "1:80", "2:5000", { 2, 0 }, 0, 0, 10000 },
};

static void test_choice(void **state)
{
	struct frames *frames = frames_new(4096);
	struct frames_source *first, *second;
	struct rows rows = { 0 };
	const uint8_t rubbish[4] = { 0x45 };
	const struct raw_frame fragment = { 100000, rubbish, sizeof(rubbish), PACKET };

	(void)state;
	assert_non_null(frames);
	first = frames_add_source(frames, LINK_RAW, "lo", 1);
	second = frames_add_source(frames, LINK_RAW, "lo", 2);
	keep_segment(first, 1, "1:80", "2:5000");
	keep_segment(first, 10, "2:5000", "1:80");
	keep_segment(first, 100, "2:5001", "1:80");
	keep_segment(first, 1000, "1:5000", "2:80");
	keep_segment(second, 10000, "1:80", "2:5000");
	frames_keep(first, &fragment);
	keep_segment(second, 1000000, "3:1", "4:1");
	for (size_t i = 0; i < ARRAY_LEN(choices); i++) {
		const struct frames_choice choice = {
			.end = { end_of(choices[i].a, choices[i].scope[0]),
				 end_of(choices[i].b, choices[i].scope[1]) },
			.from_ns = choices[i].from_ns, .until_ns = choices[i].until_ns,
		};
		uint64_t sum = 0;

		rows_next(&rows, choices[i].name);
		frames_each(frames, &choice, add_time, &sum);
		CHECK_INT(&rows, sum, choices[i].sum);
	}
	rows_end(&rows);
	frames_free(frames);
}

/* Of a recording a source has packets of all namespaces. */
static void test_anywhere(void **state)
{
	struct frames *frames = frames_new(4096);
	const struct frames_choice choice = { .end = { end_of("1:80", 1), end_of("2:5000", 2) } };
	uint64_t sum = 0;

	(void)state;
	assert_non_null(frames);
	keep_segment(frames_add_source(frames, LINK_RAW, NULL, 0), 1, "1:80", "2:5000");
	assert_int_equal(frames_each(frames, &choice, add_time, &sum), 1);
	frames_free(frames);
}

static void check_order(void *arg, const struct frames_source *source,
			const struct raw_frame *frame)
{
	uint64_t *last_ns = arg;

	(void)source;
	assert_int_equal(frame->time_ns, *last_ns + 1);
	*last_ns = frame->time_ns;
}

/* Captures are drained one after the other, and what they have belongs in one order. */
static void test_order(void **state)
{
	static const uint64_t batches[][5] = {
		{ 1, 4, 5, 0 }, { 2, 3, 6, 0 }, { 7, 9, 0 }, { 0 }, { 10, 11, 12, 13, 0 }, { 8, 14, 0 },
	};
	struct frames *frames = frames_new(14 * (HEADER + 8));
	const struct frames_choice all = { .until_ns = 0 };
	struct frames_source *sources[2];
	uint64_t last_ns = 0;

	(void)state;
	assert_non_null(frames);
	for (size_t i = 0; i < 2; i++)
		sources[i] = frames_add_source(frames, LINK_RAW, NULL, 0);
	/* The end of the memory is somewhere among them. */
	for (uint8_t i = 0; i < 5; i++)
		frames_keep(sources[0], &(struct raw_frame){ 0, &i, 1, 1 });
	for (size_t i = 0; i < ARRAY_LEN(batches); i++)
		for (const uint64_t *now = batches[i]; *now; now++)
			frames_keep(sources[i % 2], &(struct raw_frame){ *now, (uint8_t *)"x", 1, 1 });
	assert_int_equal(frames_each(frames, &all, check_order, &last_ns), 14);
	assert_int_equal(last_ns, 14);
	frames_free(frames);
}

static void test_sources(void **state)
{
	struct frames *frames = frames_new(64);

	(void)state;
	assert_non_null(frames);
	for (unsigned int i = 0; i < FRAMES_SOURCES_MAX; i++)
		assert_int_equal(frames_add_source(frames, LINK_RAW, NULL, 0)->number, i);
	assert_null(frames_add_source(frames, LINK_RAW, NULL, 0));
	frames_free(frames);
	frames_free(NULL);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_ring),
		cmocka_unit_test(test_any_sizes),
		cmocka_unit_test(test_choice),
		cmocka_unit_test(test_anywhere),
		cmocka_unit_test(test_order),
		cmocka_unit_test(test_sources),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
