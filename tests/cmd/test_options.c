/* SPDX-License-Identifier: GPL-2.0-or-later */
/* test_options.c: numbers with units, and that letters mean one thing in the table of options. */
#include "cmd/option_rows.h"
#include "cmd/option_value.h"
#include "core/units.h"
#include "support/rows.h"

enum what { NUMBER, DURATION, SIZE };

/* want 0: refused, since none of these takes a 0 but the number. */
static const struct {
	const char *text;
	enum what what;
	uint64_t want;
} values[] = {
	{ "65535", NUMBER, 65535 },
	{ "65536", NUMBER, 0 },			/* above what was allowed */
	{ "99999999999999999999", NUMBER, 0 },
	{ "-1", NUMBER, 0 },
	{ " 1", NUMBER, 0 },
	{ "+1", NUMBER, 0 },
	{ "1x", NUMBER, 0 },
	{ "0x10", NUMBER, 0 },
	{ "", NUMBER, 0 },

	{ "10", DURATION, 10000 * MS_NS },
	{ "10s", DURATION, 10000 * MS_NS },
	{ "250ms", DURATION, 250 * MS_NS },
	{ "0.5s", DURATION, 500 * MS_NS },
	{ "5m", DURATION, 300000 * MS_NS },
	{ "1h", DURATION, 3600000 * MS_NS },
	{ "0", DURATION, 0 },
	{ "-1s", DURATION, 0 },
	{ "s", DURATION, 0 },
	{ "10 s", DURATION, 0 },
	{ "10d", DURATION, 0 },
	{ "nan", DURATION, 0 },
	{ "1e300", DURATION, 0 },
	{ "999999999h", DURATION, 0 },

	{ "2", SIZE, 2000000 },
	{ "500K", SIZE, 500 << 10 },
	{ "64m", SIZE, 64 << 20 },
	{ "2G", SIZE, (uint64_t)2 << 30 },
	{ "0", SIZE, 0 },
	{ "0M", SIZE, 0 },
	{ "M", SIZE, 0 },
	{ "5T", SIZE, 0 },
	{ "5MB", SIZE, 0 },
	{ "1.5G", SIZE, 0 },
	{ "9223372036854775807G", SIZE, 0 },
	{ "00000000000000000000000000000000001", SIZE, 0 },	/* longer than any number */
};

static int parse(enum what what, const char *text, uint64_t *value)
{
	switch (what) {
	case NUMBER:
		return option_number(text, UINT16_MAX, value);
	case DURATION:
		return option_duration(text, value);
	case SIZE:
		return option_size(text, value);
	}
	return 0;
}

static void test_values(void **state)
{
	struct rows rows = { 0 };

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(values); i++) {
		uint64_t value = 0;
		int ret = parse(values[i].what, values[i].text, &value);

		rows_next(&rows, values[i].text);
		if (CHECK_INT(&rows, ret < 0, !values[i].want) && ret == 0)
			CHECK_INT(&rows, value, values[i].want);
	}
	rows_end(&rows);
}

/* getopt_long() gives a letter only: it must not matter which of its rows is found. */
static void test_letters(void **state)
{
	const struct option_row *row, *other;
	struct rows rows = { 0 };

	(void)state;
	for (row = option_rows; row->name; row++) {
		rows_next(&rows, row->name);
		for (other = row + 1; other->name; other++) {
			bool same_name = strcmp(row->name, other->name) == 0;

			CHECK(&rows, !same_name || !(row->commands & other->commands));
			CHECK(&rows, !row->letter || row->letter != other->letter ||
				     (row->set == other->set && !row->value == !other->value));
		}
	}
	rows_end(&rows);
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_values),
		cmocka_unit_test(test_letters),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
