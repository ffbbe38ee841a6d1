/* SPDX-License-Identifier: GPL-2.0-or-later */
/* test_schedule.c: schedules as strings, and what is none. */
#include "peers/dice.h"
#include "peers/schedule.h"
#include "support/rows.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>

static const struct printed {
	const char *name;
	const char *steps;	/* letters */
	const char *text;
} printed[] = {
	{ "none", "", "x1-0000beef-" },
	{ "one", "a", "x1-0000beef-a" },
	{ "runs have a number", "aaabaa", "x1-0000beef-a3ba2" },
	{ "a long run", "bbbbbbbbbbbb", "x1-0000beef-b12" },
	{ "behind z comes A", "zAAF", "x1-0000beef-zA2F" },
};

static void test_printed(void **arg)
{
	struct rows rows = { 0 };

	(void)arg;
	for (size_t i = 0; i < ARRAY_LEN(printed); i++) {
		char text[SCHEDULE_TEXT_MAX], letters[64];
		struct schedule schedule;

		rows_next(&rows, printed[i].name);
		CHECK_INT(&rows, schedule_parse(&schedule, 0xbeef, printed[i].text), 0);
		for (size_t j = 0; j < schedule.count; j++)
			letters[j] = schedule_letter(schedule.thread[j]);
		letters[schedule.count] = '\0';
		CHECK_STRING(&rows, letters, printed[i].steps);
		schedule_print(&schedule, 0xbeef, text);
		CHECK_STRING(&rows, text, printed[i].text);
	}
	rows_end(&rows);
}

static const struct refused {
	const char *name, *text;
	int ret;
} refused[] = {
	{ "empty", "", -EINVAL },
	{ "another word", "client", -EINVAL },
	{ "steps alone", "a3b", -EINVAL },
	{ "a later version", "x2-0000beef-a", -ENOTSUP },
	{ "a version without the rest", "x1", -EINVAL },
	{ "a check that is too short", "x1-beef-a", -EINVAL },
	{ "a check in capitals", "x1-0000BEEF-a", -EINVAL },
	{ "cut in the check", "x1-0000bee", -EINVAL },
	{ "cut behind the check", "x1-0000beef", -EINVAL },
	{ "another scenario's", "x1-0000bee5-a", -ESTALE },
	{ "a letter of no thread", "x1-0000beef-aGb", -EINVAL },
	{ "a space", "x1-0000beef-a b", -EINVAL },
	{ "a number in front", "x1-0000beef-3a", -EINVAL },
	{ "a run of none", "x1-0000beef-a0", -EINVAL },
	{ "as long as may be", "x1-0000beef-a1024", 0 },
	{ "too long", "x1-0000beef-a1025", -E2BIG },
	{ "too long together", "x1-0000beef-a1024b", -E2BIG },
	{ "so long that it wraps", "x1-0000beef-a18446744073709551617", -E2BIG },
};

static void test_refused(void **arg)
{
	struct rows rows = { 0 };
	struct schedule schedule;

	(void)arg;
	for (size_t i = 0; i < ARRAY_LEN(refused); i++) {
		rows_next(&rows, refused[i].name);
		CHECK_INT(&rows, schedule_parse(&schedule, 0xbeef, refused[i].text),
			  refused[i].ret);
	}
	rows_end(&rows);
}

/* Any schedule comes back, the longest string has room. */
static void test_any(void **arg)
{
	static struct schedule schedule, back;
	static char text[SCHEDULE_TEXT_MAX];
	struct dice dice = { .state = 3 };

	(void)arg;
	for (int i = 0; i < 300; i++) {
		uint32_t threads = 1 + dice_pick(&dice, SCHEDULE_THREADS_MAX);

		schedule.count = dice_pick(&dice, SCHEDULE_STEPS_MAX + 1);
		for (size_t j = 0; j < schedule.count; j++)
			schedule.thread[j] = (uint8_t)dice_pick(&dice, threads);
		schedule_print(&schedule, (uint32_t)i, text);
		assert_int_equal(schedule_parse(&back, (uint32_t)i, text), 0);
		assert_int_equal(back.count, schedule.count);
		assert_memory_equal(back.thread, schedule.thread, schedule.count);
	}
}

static void test_check(void **arg)
{
	(void)arg;
	assert_true(schedule_check("") == UINT32_C(2166136261));
	assert_true(schedule_check("peer a") != schedule_check("peer b"));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_printed),
		cmocka_unit_test(test_refused),
		cmocka_unit_test(test_any),
		cmocka_unit_test(test_check),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
