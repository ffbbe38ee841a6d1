/* SPDX-License-Identifier: GPL-2.0-or-later */
/* test_scarce.c: whichever allocation fails, the screen is whole again once there is memory. */
#include "support/rows.h"
#include "support/scarce.h"
#include "tui/dump.h"
#include "tui/stage.h"

#include <stdlib.h>

/* Findings at connections and at a listener, and more rows than there was room for at first. */
static const char first[] =
	"server ::1 5555\ns listen inode 7 rq 9 sq 8 cookie 52\n+30ms\n"
	"s listen inode 7 rq 9 sq 8 cookie 52\n"
	"client 127.0.0.1 7001 | server 127.0.0.1 5555\n"
	"c S | s S. | c . | c P. 5 | s . | s F. | c . | c P. 1 | s R seq 1\n+1s\n";
static const char then[] =
	"many 70\nclient 127.0.0.1 7003 | server 127.0.0.1 5555 | isn c 1 | isn s 1\n"
	"c S | s S. | c . | c F. | s . | s P. 9 | c .\n+1s\n"
	"server ::1 5555\ns listen inode 7 rq 9 sq 8 cookie 52\n";

/* What is done with little memory; returns false if that was told. */
static bool act(struct stage *stage, struct cells *cells, const char *keys)
{
	char *names = strdup(keys), *told = strdup(then);
	int ret;

	memory.on = true;
	ret = stage_frame(stage);
	memory.on = false;
	assert_int_equal(stage_tell(stage, told), 0);
	memory.on = true;
	ret = stage_frame(stage) < 0 ? -1 : ret;
	stage_keys(stage, names);
	tui_render(stage->tui, cells);
	memory.on = false;
	free(names);
	free(told);
	return ret == 0;
}

/* The screen once there is memory again, and a second, since findings are gathered once in one. */
static char *look(struct stage *stage, struct cells *cells, const char *keys)
{
	char *names = strdup(keys), *text;

	assert_int_equal(stage_tell(stage, "+1s\n"), 0);
	assert_int_equal(stage_frame(stage), 0);
	/* Wherever it got to, the same keys lead to the same view from the table. */
	while (tui_input(stage->tui, &(struct tui_input){ .key = TUI_KEY_ESCAPE }).kind)
		;
	for (int i = 0; i < 5; i++)
		tui_input(stage->tui, &(struct tui_input){ .key = TUI_KEY_ESCAPE });
	stage_keys(stage, names);
	assert_int_equal(stage_frame(stage), 0);
	tui_render(stage->tui, cells);
	text = dump_text(cells);
	free(names);
	return text;
}

static char *play(const char *keys, unsigned int failing, bool *told, unsigned int *asked)
{
	struct stage stage;
	struct cells cells;
	char *text;

	assert_int_equal(stage_init(&stage, true), 0);
	assert_int_equal(cells_init(&cells, 24, 80, true), 0);
	assert_int_equal(stage_tell(&stage, first), 0);
	memory.asked = 0;
	memory.failing = failing;
	*told = !act(&stage, &cells, keys);
	*asked = memory.asked;
	text = look(&stage, &cells, keys);
	cells_free(&cells);
	stage_free(&stage);
	return text;
}

static void each_allocation(void **state)
{
	static const char *const views[] = { "G", "g", "Enter", "Tab", "Tab Tab", "e", "y", "?",
					     "/ 7 0 0 3 Enter" };
	struct rows check = { 0 };

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(views); i++) {
		unsigned int asked, count;
		bool told;
		char *whole = play(views[i], 0, &told, &count);

		rows_next(&check, views[i]);
		CHECK(&check, !told);
		CHECK(&check, count > 0);
		for (unsigned int failing = 1; failing <= count; failing++) {
			char *text = play(views[i], failing, &told, &asked);

			CHECK_STRING(&check, text, whole);
			free(text);
		}
		free(whole);
	}
	rows_end(&check);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(each_allocation),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
