/* SPDX-License-Identifier: GPL-2.0-or-later */
/* test_palette.c: every role can be read, on white and on black, and none by its colour alone. */
#include "cmd/palette.h"
#include "support/rows.h"

#include <math.h>

static const struct row {
	const char *name;
	enum palette palette;
	enum cell_role role;
	unsigned int marks;
	struct paint paint;
} rows[] = {
	{ "plain text is left to the terminal", PALETTE_256, CELL_PLAIN, 0, { -1, 0 } },
	{ "an error of 256 colours", PALETTE_256, CELL_ERROR, 0, { 160, PAINT_BOLD } },
	{ "of 8", PALETTE_8, CELL_ERROR, 0, { 1, PAINT_BOLD } },
	{ "without colours", PALETTE_NONE, CELL_ERROR, 0, { -1, PAINT_BOLD } },
	{ "quiet by weight where there is no grey", PALETTE_8, CELL_QUIET, 0, { -1, PAINT_DIM } },
	{ "quiet by grey alone", PALETTE_256, CELL_QUIET, 0, { 244, 0 } },
	{ "a bar", PALETTE_NONE, CELL_BAR, 0, { -1, PAINT_REVERSE } },
	{ "the selected line is of one colour", PALETTE_256, CELL_WARNING, CELL_SELECTED,
	  { -1, PAINT_REVERSE } },
	{ "what changed in it stands out", PALETTE_256, CELL_PLAIN, CELL_SELECTED | CELL_FRESH,
	  { -1, PAINT_REVERSE | PAINT_BOLD } },
	{ "what changed has its colour", PALETTE_256, CELL_NOTE, CELL_FRESH, { 31, PAINT_REVERSE } },
	{ "what changed a moment ago", PALETTE_8, CELL_PLAIN, CELL_FADING, { -1, PAINT_BOLD } },
	{ "is not quiet", PALETTE_8, CELL_QUIET, CELL_FADING, { -1, PAINT_BOLD } },
	{ "nor is what is selected", PALETTE_NONE, CELL_QUIET, CELL_SELECTED, { -1, PAINT_REVERSE } },
};

static void paints(void **state)
{
	struct rows check = { 0 };

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		const struct row *row = &rows[i];
		struct paint paint = palette_paint(row->palette, row->role, row->marks);

		rows_next(&check, row->name);
		CHECK_INT(&check, paint.color, row->paint.color);
		CHECK_INT(&check, paint.weight, row->paint.weight);
	}
	rows_end(&check);
}

static void chooses(void **state)
{
	(void)state;
	assert_int_equal(palette_for(256, true), PALETTE_256);
	assert_int_equal(palette_for(1 << 24, true), PALETTE_256);
	assert_int_equal(palette_for(16, true), PALETTE_8);
	assert_int_equal(palette_for(8, true), PALETTE_8);
	assert_int_equal(palette_for(2, true), PALETTE_NONE);
	assert_int_equal(palette_for(-1, true), PALETTE_NONE);
	assert_int_equal(palette_for(256, false), PALETTE_NONE);
}

/* Of xterm's 256 colours, those of the cube and of the greys; WCAG 2.1, "relative luminance". */
static double luminance(int color)
{
	static const int steps[] = { 0, 95, 135, 175, 215, 255 };
	static const double weights[] = { 0.2126, 0.7152, 0.0722 };
	double sum = 0;

	for (int i = 0; i < 3; i++) {
		static const int parts[] = { 36, 6, 1 };
		int level = color >= 232 ? 8 + 10 * (color - 232) :
					   steps[(color - 16) / parts[i] % 6];
		double part = level / 255.0;

		sum += weights[i] * (part <= 0.03928 ? part / 12.92 : pow((part + 0.055) / 1.055, 2.4));
	}
	return sum;
}

/* 3 : 1 is what WCAG asks for of large letters and of signs; less is guesswork. */
static void can_be_read(void **state)
{
	struct rows check = { 0 };

	(void)state;
	for (int role = 0; role < CELL_ROLE_COUNT; role++) {
		struct paint paint = palette_paint(PALETTE_256, (enum cell_role)role, 0);
		char name[32];

		if (paint.color == PAINT_NO_COLOR)
			continue;
		snprintf(name, sizeof(name), "role %d", role);
		rows_next(&check, name);
		CHECK(&check, paint.color >= 16);
		CHECK(&check, 1.05 / (luminance(paint.color) + 0.05) >= 3);
		CHECK(&check, (luminance(paint.color) + 0.05) / 0.05 >= 3);
	}
	rows_end(&check);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(paints),
		cmocka_unit_test(chooses),
		cmocka_unit_test(can_be_read),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
