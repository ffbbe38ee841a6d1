/* SPDX-License-Identifier: GPL-2.0-or-later */
/* fuzz_schedule.c: strings for --replay: what is accepted says the same when printed, and what is printed is read. */
#include "fuzz.h"
#include "peers/schedule.h"

#include <ctype.h>
#include <errno.h>
#include <string.h>

enum { CHECK = 0xbeef };

static void check_same(const struct schedule *a, const struct schedule *b)
{
	CLAIM(a->count == b->count && memcmp(a->thread, b->thread, a->count) == 0);
}

/* Nothing in it means anything to a shell. */
static void check_text(const char *text)
{
	CLAIM(strlen(text) < SCHEDULE_TEXT_MAX);
	for (; *text; text++)
		CLAIM(isalnum((unsigned char)*text) || *text == '-');
}

/* Printed, it is read as what it was, and belongs to no other scenario. */
static void check_printed(const struct schedule *schedule)
{
	char text[SCHEDULE_TEXT_MAX], again[SCHEDULE_TEXT_MAX];
	struct schedule read;

	schedule_print(schedule, CHECK, text);
	check_text(text);
	CLAIM(schedule_parse(&read, CHECK, text) == 0);
	check_same(&read, schedule);
	schedule_print(&read, CHECK, again);
	CLAIM(strcmp(text, again) == 0);
	CLAIM(schedule_parse(&read, CHECK + 1, text) == -ESTALE);
}

/* Any octets as a string. */
static void check_read(const uint8_t *octets, size_t len)
{
	struct schedule schedule;
	char *text = calloc(1, len + 1);
	int ret;

	CLAIM(text);
	for (size_t i = 0; i < len; i++)
		text[i] = (char)octets[i];
	ret = schedule_parse(&schedule, CHECK, text);
	free(text);
	CLAIM(ret == 0 || ret == -EINVAL || ret == -ENOTSUP || ret == -ESTALE || ret == -E2BIG);
	if (ret < 0)
		return;
	CLAIM(schedule.count <= SCHEDULE_STEPS_MAX);
	for (size_t i = 0; i < schedule.count; i++)
		CLAIM(schedule.thread[i] < SCHEDULE_THREADS_MAX);
	check_printed(&schedule);
}

/* Any octets as steps: whose, and how many in a row. */
static void check_steps(const uint8_t *octets, size_t len)
{
	struct input input = { octets, len };
	struct schedule schedule = { 0 };

	while (input.len > 0) {
		uint8_t thread = take8(&input) % SCHEDULE_THREADS_MAX;
		size_t run = take8(&input), room = SCHEDULE_STEPS_MAX - schedule.count;

		run = run < room ? run : room;
		memset(schedule.thread + schedule.count, thread, run);
		schedule.count += run;
	}
	check_printed(&schedule);
}

int LLVMFuzzerTestOneInput(const uint8_t *octets, size_t len)
{
	check_read(octets, len);
	check_steps(octets, len);
	return 0;
}
