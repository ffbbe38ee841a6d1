/* SPDX-License-Identifier: GPL-2.0-or-later */
/* test_holes.c: spans join, in any order, also where sequence numbers wrap. */
#include "core/holes.h"

#include "support/rows.h"

#include <errno.h>
#include <stdio.h>

struct row {
	const char *name;
	struct span added[5];	/* up to one of no octets */
	uint32_t at, reached;	/* holes_reach(at) */
	const char *left;	/* the spans after that */
};

static const struct row rows[] = {
	{ "nothing", { { 0, 0 } }, 7, 7, "" },
	{ "above a hole", { { 10, 20 } }, 7, 7, "10-20" },
	{ "reached", { { 10, 20 } }, 10, 20, "" },
	{ "overtaken", { { 10, 20 } }, 25, 25, "" },
	{ "apart", { { 10, 20 }, { 30, 40 } }, 12, 20, "30-40" },
	{ "apart, from behind", { { 30, 40 }, { 10, 20 } }, 7, 7, "10-20 30-40" },
	{ "touching", { { 10, 20 }, { 20, 30 } }, 7, 7, "10-30" },
	{ "touching in front", { { 20, 30 }, { 10, 20 } }, 7, 7, "10-30" },
	{ "overlapping", { { 10, 20 }, { 15, 25 } }, 7, 7, "10-25" },
	{ "within", { { 10, 20 }, { 12, 14 } }, 7, 7, "10-20" },
	{ "around", { { 12, 14 }, { 10, 20 } }, 7, 7, "10-20" },
	{ "over several", { { 10, 12 }, { 14, 16 }, { 18, 20 }, { 11, 19 } }, 7, 7, "10-20" },
	{ "between", { { 10, 12 }, { 18, 20 }, { 14, 16 } }, 7, 7, "10-12 14-16 18-20" },
	{ "wrapping", { { 4294967290, 5 }, { 5, 9 } }, 4294967280, 4294967280,
	  "4294967290-9" },
};

static void spans_text(const struct holes *holes, char *text, size_t size)
{
	size_t used = 0;

	*text = '\0';
	for (unsigned int i = 0; i < holes->count; i++)
		used += (size_t)snprintf(text + used, size - used, "%s%u-%u", i ? " " : "",
					 holes->spans[i].from, holes->spans[i].to);
}

static void test_rows(void **state)
{
	struct rows check = { 0 };

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		struct holes holes = { 0 };
		char text[160];

		rows_next(&check, rows[i].name);
		for (const struct span *span = rows[i].added; span->from != span->to; span++)
			CHECK_INT(&check, holes_add(&holes, span->from, span->to), 0);
		CHECK_INT(&check, holes_reach(&holes, rows[i].at), rows[i].reached);
		spans_text(&holes, text, sizeof(text));
		CHECK_STRING(&check, text, rows[i].left);
		holes_free(&holes);
	}
	rows_end(&check);
}

static void test_bound(void **state)
{
	struct holes holes = { 0 };

	(void)state;
	for (uint32_t i = 0; i < HOLES_MAX; i++)
		assert_int_equal(holes_add(&holes, 10 * i, 10 * i + 5), 0);
	assert_int_equal(holes_add(&holes, 10 * HOLES_MAX, 10 * HOLES_MAX + 5), -E2BIG);
	assert_int_equal(holes_add(&holes, 5, 10), 0);
	assert_int_equal(holes_octets(&holes), HOLES_MAX * 5 + 5);
	holes_free(&holes);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_rows),
		cmocka_unit_test(test_bound),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
