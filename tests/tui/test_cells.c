/* SPDX-License-Identifier: GPL-2.0-or-later */
/* test_cells.c: text takes the columns that it has on a terminal. */
#include "tui/cells.h"
#include "tui/input.h"
#include "tui/scroll.h"
#include "support/rows.h"
#include "tui/dump.h"

#include <stdlib.h>
#include <string.h>

enum { ROWS = 2, COLUMNS = 12 };

static const struct row {
	const char *name;
	bool ascii;
	unsigned int column, columns;
	const char *text;
	const char *screen;	/* on which there were letters before */
	unsigned int taken;
} rows[] = {
	{ "it stands where it was put", false, 2, 99, "ab", "..ab........\n............\n", 2 },
	{ "no more columns than asked for", false, 0, 3, "abcdef", "abc.........\n............\n", 3 },
	{ "nor beyond the edge", false, 10, 99, "abcdef", "..........ab\n............\n", 2 },
	{ "nothing out of the row", false, 12, 5, "abc", "............\n............\n", 0 },
	{ "what is not ASCII takes its columns", false, 0, 99, "é→b", "é→b.........\n............\n", 3 },
	{ "a wide character takes two", false, 0, 99, "日b", "日b.........\n............\n", 3 },
	{ "and no half of it is shown", false, 0, 3, "日本", "日..........\n............\n", 2 },
	{ "nor at the edge", false, 11, 9, "日", "............\n............\n", 0 },
	{ "what combines has no column", false, 0, 99, "e\xcc\x81x", "ex..........\n............\n", 2 },
	{ "ASCII alone: the rest is spelled", true, 0, 99, "é", "\\xc3\\xa9....\n............\n", 8 },
	{ "and not cut within", true, 0, 6, "aé", "a\\xc3.......\n............\n", 5 },
};

static void puts_text(void **state)
{
	struct rows check = { 0 };

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		const struct row *row = &rows[i];
		struct cells cells;
		char *screen;

		rows_next(&check, row->name);
		if (!CHECK(&check, cells_init(&cells, ROWS, COLUMNS, !row->ascii) == 0))
			continue;
		for (unsigned int y = 0; y < ROWS; y++)
			cells_put(&cells, y, 0, COLUMNS, "............", CELL_PLAIN);
		CHECK_INT(&check, cells_put(&cells, 0, row->column, row->columns, row->text,
					    CELL_ERROR), row->taken);
		screen = dump_text(&cells);
		CHECK_STRING(&check, screen, row->screen);
		free(screen);
		cells_free(&cells);
	}
	rows_end(&check);
}

/* Half of a wide character is a space. */
static void overwrites(void **state)
{
	struct rows check = { 0 };
	struct cells cells;
	char *screen;

	(void)state;
	rows_next(&check, "overwrites");
	assert_int_equal(cells_init(&cells, 1, 8, true), 0);
	cells_put(&cells, 0, 0, 8, "日本語日", CELL_PLAIN);
	cells_put(&cells, 0, 1, 1, "x", CELL_PLAIN);
	cells_put(&cells, 0, 4, 2, "y", CELL_PLAIN);
	screen = dump_text(&cells);
	CHECK_STRING(&check, screen, " x本y 日\n");
	free(screen);
	cells_free(&cells);
	rows_end(&check);
}

static void marks_and_roles(void **state)
{
	struct cells cells;

	(void)state;
	assert_int_equal(cells_init(&cells, 2, 4, true), 0);
	cells_put(&cells, 1, 0, 4, "abcd", CELL_NOTE);
	cells_mark(&cells, 1, 2, 99, CELL_SELECTED);
	cells_mark(&cells, 9, 0, 4, CELL_SELECTED);
	cells_paint(&cells, 1, 3, 1, CELL_ERROR);
	assert_int_equal(cells_at(&cells, 1, 1)->marks, 0);
	assert_int_equal(cells_at(&cells, 1, 3)->marks, CELL_SELECTED);
	assert_int_equal(cells_at(&cells, 1, 2)->role, CELL_NOTE);
	assert_int_equal(cells_at(&cells, 1, 3)->role, CELL_ERROR);
	assert_null(cells_at(&cells, 2, 0));
	assert_null(cells_at(&cells, 0, 4));
	assert_int_equal(cell_role_of(STYLE_ERROR), CELL_ERROR);
	assert_int_equal(cell_role_of(STYLE_QUIET), CELL_QUIET);
	cells_free(&cells);
}

/* It is put in pieces: wherever these end, it is not within a character. */
static void long_lines(void **state)
{
	static const char unit[] = "…";
	enum { UNITS = 200, LEN = sizeof(unit) - 1 };

	(void)state;
	for (size_t before = 0; before < LEN; before++) {
		char text[LEN + UNITS * LEN + 2] = "xxx", *shown;
		struct cells cells;

		for (size_t i = 0; i < UNITS; i++)
			memcpy(text + before + i * LEN, unit, LEN);
		memcpy(text + before + UNITS * LEN, "\n", 2);
		assert_int_equal(cells_init(&cells, 1, LEN + UNITS, true), 0);
		scroll_put_line(&cells, 0, 0, cells.columns, text);
		shown = dump_text(&cells);
		assert_string_equal(shown, text);
		free(shown);
		cells_free(&cells);
	}
}

static void characters(void **state)
{
	static const struct {
		const char *name;
		uint32_t code;
		enum tui_key key;
		uint32_t then;
	} keys[] = {
		{ "a letter is itself", 'a', TUI_KEY_CHARACTER, 'a' },
		{ "so is what is not ASCII", 0xe9, TUI_KEY_CHARACTER, 0xe9 },
		{ "Ctrl-L", 12, TUI_KEY_CONTROL, 'L' },
		{ "Tab", 9, TUI_KEY_TAB, 0 },
		{ "Enter", 13, TUI_KEY_ENTER, 0 },
		{ "Enter, translated", 10, TUI_KEY_ENTER, 0 },
		{ "Escape", 27, TUI_KEY_ESCAPE, 0 },
		{ "one way to erase", 8, TUI_KEY_BACKSPACE, 0 },
		{ "the other", 127, TUI_KEY_BACKSPACE, 0 },
		{ "C1 is nothing", 0x9b, TUI_KEY_NONE, 0 },
	};
	struct rows check = { 0 };

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(keys); i++) {
		struct tui_input input = tui_input_character(keys[i].code);

		rows_next(&check, keys[i].name);
		CHECK_INT(&check, input.key, keys[i].key);
		CHECK_INT(&check, input.code, keys[i].then);
	}
	rows_end(&check);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(puts_text),
		cmocka_unit_test(overwrites),
		cmocka_unit_test(marks_and_roles),
		cmocka_unit_test(long_lines),
		cmocka_unit_test(characters),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
