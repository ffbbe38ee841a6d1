/* SPDX-License-Identifier: GPL-2.0-or-later */
/* test_frame_queue.c: frames come out as they went in, however many wait. */
#include "observe/frame_queue.h"
#include "support/rows.h"

#include <stdio.h>
#include <stdlib.h>

enum { OCTETS_MAX = 300000 };

/* The frame of that number: of any length, filled with it. */
static struct raw_frame frame_of(unsigned int number, uint8_t *octets)
{
	uint32_t len = number % 7 == 0 ? 0 : number % 11 == 0 ? OCTETS_MAX : number % 97;

	memset(octets, (int)number, len);
	return (struct raw_frame){ number, octets, len, len + number };
}

static bool is_frame(const struct raw_frame *frame, bool told, unsigned int number,
		     uint8_t *octets)
{
	struct raw_frame expected = frame_of(number, octets);

	return frame->time_ns == number && frame->caplen == expected.caplen &&
	       frame->wire_len == expected.wire_len && told == (number % 3 == 0) &&
	       memcmp(frame->octets, octets, frame->caplen) == 0;
}

static const struct {
	const char *name;
	unsigned int put, taken;	/* in turns */
} turns[] = {
	{ "each is taken at once", 1, 1 },
	{ "some wait, and are taken together", 50, 50 },
	{ "one is left each time", 3, 2 },
	{ "more come than are taken", 9, 2 },
	{ "none is taken before the end", 200, 0 },
};

static void test_order(void **state)
{
	uint8_t *octets = malloc(OCTETS_MAX);
	struct rows rows = { 0 };

	(void)state;
	assert_non_null(octets);
	for (size_t i = 0; i < ARRAY_LEN(turns); i++) {
		struct frame_queue queue = { 0 };
		struct raw_frame frame;
		unsigned int put = 0, taken = 0, wrong = 0;
		bool told;

		rows_next(&rows, turns[i].name);
		while (put < 200) {
			for (unsigned int n = 0; n < turns[i].put; n++, put++) {
				frame = frame_of(put, octets);
				assert_int_equal(frame_queue_put(&queue, &frame, put % 3 == 0), 0);
			}
			for (unsigned int n = 0; n < turns[i].taken; n++, taken++) {
				assert_true(frame_queue_take(&queue, &frame, &told));
				wrong += !is_frame(&frame, told, taken, octets);
			}
		}
		for (; frame_queue_take(&queue, &frame, &told); taken++)
			wrong += !is_frame(&frame, told, taken, octets);
		CHECK_INT(&rows, wrong, 0);
		CHECK_INT(&rows, taken, put);
		CHECK(&rows, queue.capacity <= 4 << 20);
		frame_queue_free(&queue);
	}
	rows_end(&rows);
	free(octets);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_order),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
