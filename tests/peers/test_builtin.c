/* SPDX-License-Identifier: GPL-2.0-or-later */
/* test_builtin.c: each built-in scenario is a file that says what its row of the table does. */
#include "peers/builtin.h"
#include "peers/scenario.h"
#include "peers/scenario_texts.h"
#include "support/rows.h"

#include <stdio.h>

static bool expects(const struct scenario *scenario, const char *what)
{
	char text[SCENARIO_STEP_TEXT_MAX];

	for (unsigned int i = 0; i < scenario->expect_count; i++) {
		scenario_print_expect(scenario, &scenario->expects[i], text);
		if (strcmp(text, what) == 0)
			return true;
	}
	return false;
}

static void check(struct rows *rows, const struct scenario_builtin *builtin)
{
	const char *text = scenario_builtin_text(builtin);
	struct scenario_error error = { 0 };
	struct scenario scenario;

	if (!CHECK(rows, text))
		return;
	CHECK(rows, strncmp(text, "# SPDX-License-Identifier", 25) == 0);
	CHECK_INT(rows, scenario_parse(&scenario, text, strlen(text), &error), 0);
	CHECK_STRING(rows, error.text, "");
	if (builtin->breaks)
		CHECK(rows, expects(&scenario, builtin->breaks));
	/* What is not lost may have hung: who finds nothing has to look for all of it. */
	else if (scenario.expects[0].line)
		CHECK(rows, expects(&scenario, "hung == 0"));
}

static void test_files(void **state)
{
	struct rows rows = { 0 };

	(void)state;
	for (size_t i = 0; i < scenario_builtin_count(); i++) {
		const struct scenario_builtin *builtin = scenario_builtin_at(i);
		char name[128];

		snprintf(name, sizeof(name), "%s.%s", builtin->name, builtin->variant);
		rows_next(&rows, name);
		check(&rows, builtin);
		CHECK(&rows, scenario_builtin_find(builtin->name, builtin->variant) == builtin);
	}
	rows_next(&rows, "no row without a file, no file without a row");
	CHECK_INT(&rows, scenario_text_count, scenario_builtin_count());
	rows_end(&rows);
}

/* A story's own variants stand together, so that who finds the first has them all. */
static void test_find(void **state)
{
	const struct scenario_builtin *first = scenario_builtin_find("early-catch-up", NULL);

	(void)state;
	assert_non_null(first);
	assert_string_equal(first->variant, "broken");
	assert_string_equal(first[1].name, "early-catch-up");
	assert_null(scenario_builtin_find("early-catch-up", "no"));
	assert_null(scenario_builtin_find("early", NULL));
}

static void test_together(void **state)
{
	struct rows rows = { 0 };

	(void)state;
	for (size_t i = 1; i < scenario_builtin_count(); i++) {
		const struct scenario_builtin *builtin = scenario_builtin_at(i);
		bool follows = strcmp(builtin->name, scenario_builtin_at(i - 1)->name) == 0;

		rows_next(&rows, builtin->name);
		CHECK(&rows, follows || scenario_builtin_find(builtin->name, NULL) == builtin);
	}
	rows_end(&rows);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_files),
		cmocka_unit_test(test_find),
		cmocka_unit_test(test_together),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
