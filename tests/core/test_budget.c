/* SPDX-License-Identifier: GPL-2.0-or-later */
/* test_budget.c: what was spent is paid off by a share of the time that passes. */
#include "core/budget.h"
#include "core/units.h"
#include "support/rows.h"

struct row {
	const char *name;
	uint32_t thousandths;
	uint64_t burst_ms, spent_ms, passed_ms;
	bool left;
};

static const struct row rows[] = {
	{ "nothing spent", 10, 0, 0, 0, true },
	{ "spent a moment ago", 10, 0, 5, 0, false },
	{ "not yet paid off", 10, 0, 5, 499, false },
	{ "paid off", 10, 0, 5, 500, true },
	{ "within the burst", 10, 5, 5, 0, true },
	{ "above the burst", 10, 5, 6, 99, false },
	{ "back to the burst", 10, 5, 6, 100, true },
	{ "years later", 1, 0, 5, (uint64_t)100 * 365 * 24 * 3600 * 1000, true },
	{ "a large debt", 1000, 0, (uint64_t)3600 * 1000, (uint64_t)3599 * 1000, false },
};

static void time_pays(void **state)
{
	const uint64_t start_ns = 1000 * S_NS;
	struct rows check = { 0 };

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct budget budget = { rows[i].thousandths, rows[i].burst_ms * MS_NS, 0, 0 };

		rows_next(&check, rows[i].name);
		CHECK(&check, budget_left(&budget, start_ns));
		budget_spend(&budget, rows[i].spent_ms * MS_NS);
		CHECK_INT(&check, budget_left(&budget, start_ns + rows[i].passed_ms * MS_NS),
			     rows[i].left);
	}
	rows_end(&check);
}

static void time_before_the_debt_pays_nothing(void **state)
{
	struct budget budget = { 10, 0, 0, 0 };

	(void)state;
	assert_true(budget_left(&budget, 10 * S_NS));
	assert_true(budget_left(&budget, 20 * S_NS));
	budget_spend(&budget, MS_NS);
	assert_false(budget_left(&budget, 20 * S_NS + 50 * MS_NS));
	assert_true(budget_left(&budget, 20 * S_NS + 100 * MS_NS));
}

static void a_clock_that_goes_back_pays_nothing(void **state)
{
	struct budget budget = { 1000, 0, 0, 0 };

	(void)state;
	assert_true(budget_left(&budget, 20 * S_NS));
	budget_spend(&budget, S_NS);
	assert_false(budget_left(&budget, 10 * S_NS));
	assert_false(budget_left(&budget, 10 * S_NS + 999 * MS_NS));
	assert_true(budget_left(&budget, 11 * S_NS));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(time_pays),
		cmocka_unit_test(time_before_the_debt_pays_nothing),
		cmocka_unit_test(a_clock_that_goes_back_pays_nothing),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
