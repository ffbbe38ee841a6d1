/* SPDX-License-Identifier: GPL-2.0-or-later */
/* test_keys.c: what each key does; and that nothing else does anything. */
#include "core/lifetime.h"
#include "support/rows.h"
#include "tui/dump.h"
#include "tui/stage.h"

#include <stdlib.h>

enum { ROWS = 24, COLUMNS = 80 };

#define CLIENT(port) "client 127.0.0.1 " port " | server 127.0.0.1 5555 | isn c 1 | isn s 1\n"
#define OPEN "c S | s S. | c .\n"

/* One that lost a byte, one half-closed, two that are open; the newest of equals comes first. */
static const char story[] =
	"server 127.0.0.1 5555\ns listen inode 7 rq 0 sq 8 cookie 52\nholder 7 99 serv\n"
	CLIENT("7001") OPEN
	"c probe ESTABLISHED inode 71 cookie 71\nc owner 71 curl fd 3\n"
	CLIENT("7002") OPEN "c P. 5 | s . | s F. | c . | c P. 1 | s R seq 1\n"
	CLIENT("7003") OPEN "c F. | s . | s P. 9 | c .\n"
	CLIENT("7004") OPEN "+1s\n+1s\n"
	"server 127.0.0.1 5555\ns listen inode 7 rq 0 sq 8 cookie 52\n";

/* The order of the rows above: 7002, 7003, 7004, 7001. */
static const struct row {
	const char *name, *keys;
	const char *shows, *hides;	/* on the screen then; NULL: not of interest */
	struct tui_action action;
} rows[] = {
	{ "at first the worst is chosen", "", ">:7002", NULL, { 0 } },
	{ "Down", "Down", ">:7003", NULL, { 0 } },
	{ "j", "j", ">:7003", NULL, { 0 } },
	{ "Up", "j Up", ">:7002", NULL, { 0 } },
	{ "k", "j j k", ">:7003", NULL, { 0 } },
	{ "no further up than the first", "k k", ">:7002", NULL, { 0 } },
	{ "End", "End", ">curl", NULL, { 0 } },
	{ "G", "G", ">curl", NULL, { 0 } },
	{ "no further down than the last", "G j", ">curl", NULL, { 0 } },
	{ "Home", "G Home", ">:7002", NULL, { 0 } },
	{ "g", "G g", ">:7002", NULL, { 0 } },
	{ "PgDn", "PgDn", ">curl", NULL, { 0 } },
	{ "PgUp", "PgDn PgUp", ">:7002", NULL, { 0 } },
	{ "the wheel, down", "WheelDown", ">curl", NULL, { 0 } },
	{ "the wheel, up", "G WheelUp", ">:7002", NULL, { 0 } },
	{ "a click chooses", "click:5:10", ">:7003", NULL, { 0 } },
	{ "a click where there is no row does not", "click:12:10", ">:7002", NULL, { 0 } },
	{ "a double click opens", "double:5:10", "Connection #3", NULL, { 0 } },
	{ "Enter opens", "Enter", "Connection #2", NULL, { 0 } },
	{ "what is open scrolls", "Enter j", "lines 2-", NULL, { 0 } },
	{ "by pages", "Enter PgDn", "lines 21-", NULL, { 0 } },
	{ "to its end", "Enter G", "Evidence", NULL, { 0 } },
	{ "by the wheel", "Enter WheelDown", "lines 4-", NULL, { 0 } },
	{ "Esc goes back", "Enter Esc", ">:7002", "Connection #", { 0 } },
	{ "Tab: findings", "Tab", "Findings, by process and cause", NULL, { 0 } },
	{ "in which one is chosen", "Tab j", "> note half-closed", NULL, { 0 } },
	{ "also by a click", "Tab click:5:3", "> note half-closed", NULL, { 0 } },
	{ "Enter shows its connections", "Tab j Enter", "1 match: find:half-closed", ":7002",
	  { 0 } },
	{ "Tab again: listeners", "Tab Tab", "listens at", NULL, { 0 } },
	{ "Enter shows theirs", "Tab Tab Enter", "match: port:5555", NULL, { 0 } },
	{ "Tab once more: the table", "Tab Tab Tab", ">:7002", NULL, { 0 } },
	{ "Esc goes to the table, too", "Tab Esc", ">:7002", NULL, { 0 } },
	{ "/ filters while one types", "/ c u r", ">curl", ":7004", { 0 } },
	{ "Enter keeps it", "/ c u r Enter", "1 match: cur", ":7004", { 0 } },
	{ "Backspace takes a letter off", "/ c u x Backspace Enter", ">curl", ":7004", { 0 } },
	{ "Ctrl-W a word", "/ c u Space x C-w Enter", ">curl", ":7004", { 0 } },
	{ "Ctrl-U all", "/ x x C-u Enter", ">:7002", "match:", { 0 } },
	{ "Esc brings the one before back", "/ c u Enter / x Esc", ">curl", ":7004", { 0 } },
	{ "Esc clears it", "/ c u Enter Esc", ":7004", "match:", { 0 } },
	{ "and the row that was chosen", "j j / c u Esc", ">:7004", NULL, { 0 } },
	{ "else its neighbour is chosen, and stays so", "j j / c u Enter Esc", ">curl", NULL,
	  { 0 } },
	{ "what is typed is no command", "/ q", "0 match: q", NULL, { 0 } },
	{ "s asks", "s", "sort: [c]lient", NULL, { 0 } },
	{ "and a letter answers", "s a", "by age", NULL, { 0 } },
	{ "another letter does not", "s z", "sort: [c]lient", NULL, { 0 } },
	{ "Esc leaves it", "s Esc", "by finding", "sort:", { 0 } },
	{ "<", "<", "by lost bytes", NULL, { 0 } },
	{ ">", ">", "by newest", NULL, { 0 } },
	{ "> goes round", "> >", "by client", NULL, { 0 } },
	{ "I", "I", "by finding, inverted", NULL, { 0 } },
	{ "I again", "I I", "by finding", "inverted", { 0 } },
	{ "a click on the head of a column", "click:3:67", "by age", NULL, { 0 } },
	{ "once more inverts", "click:3:67 click:3:67", "by age, inverted", NULL, { 0 } },
	{ "p", "p", "PAUSED", NULL, { 0 } },
	{ "Space", "Space", "PAUSED", NULL, { 0 } },
	{ "p goes on", "p p", "going on", "PAUSED", { 0 } },
	{ "t", "t", "1 closed hidden", ":7002", { 0 } },
	{ "t again", "t t", ":7002", "hidden", { 0 } },
	{ "e", "e", "write-after-close (error, lost)", NULL, { 0 } },
	{ "e within the details", "Enter e", "write-after-close (error, lost)", NULL, { 0 } },
	{ "and back to them", "Enter e Esc", "Connection #2", NULL, { 0 } },
	{ "e of a case of findings", "Tab j e", "half-closed (note, info)", NULL, { 0 } },
	{ "e where there is nothing to explain", "j j e", "no finding here", NULL, { 0 } },
	{ "y", "y", "To copy", NULL, { 0 } },
	{ "y of a case", "Tab y", "To copy", NULL, { 0 } },
	{ "y where there is none", "Tab Tab y", "nothing here to copy", NULL, { 0 } },
	{ "?", "?", "Help", NULL, { 0 } },
	{ "F1", "F1", "Help", NULL, { 0 } },
	{ "h", "h", "Help", NULL, { 0 } },
	{ "? again", "? ?", ">:7002", NULL, { 0 } },
	{ "q", "q", NULL, NULL, { .kind = TUI_ACTION_QUIT } },
	{ "F10", "F10", NULL, NULL, { .kind = TUI_ACTION_QUIT } },
	{ "q wherever one is", "Enter e q", NULL, NULL, { .kind = TUI_ACTION_QUIT } },
	{ "Ctrl-L", "C-l", NULL, NULL, { .kind = TUI_ACTION_REDRAW } },
	{ "w asks for a file", "w", "write connection #2 (Tab: all) to file: halfclose-2.pcapng",
	  NULL, { 0 } },
	{ "and gives it", "w Enter", NULL, NULL,
	  { .kind = TUI_ACTION_WRITE, .connection = 2, .path = "halfclose-2.pcapng" } },
	{ "another one", "w C-u a . p Enter", NULL, NULL,
	  { .kind = TUI_ACTION_WRITE, .connection = 2, .path = "a.p" } },
	{ "of all", "w Tab Enter", NULL, NULL,
	  { .kind = TUI_ACTION_WRITE, .path = "halfclose.pcapng" } },
	{ "of the one whose details are shown", "j Enter w Enter", NULL, NULL,
	  { .kind = TUI_ACTION_WRITE, .connection = 3, .path = "halfclose-3.pcapng" } },
	{ "without a name nothing is written", "w C-u Enter", "no file was named", NULL, { 0 } },
	{ "nor after Esc", "w Esc", ">:7002", "file", { 0 } },
	{ "where none is chosen: all", "Tab w", "write all connections to file", NULL, { 0 } },
	{ "K asks", "j K", "destroy which socket of #3?", NULL, { 0 } },
	{ "the client's", "j K c", NULL, NULL,
	  { .kind = TUI_ACTION_DESTROY, .connection = 3, .sides = 1 << SIDE_A } },
	{ "the server's", "j K s", NULL, NULL,
	  { .kind = TUI_ACTION_DESTROY, .connection = 3, .sides = 1 << SIDE_B } },
	{ "both", "j K b", NULL, NULL,
	  { .kind = TUI_ACTION_DESTROY, .connection = 3,
	    .sides = 1 << SIDE_A | 1 << SIDE_B } },
	{ "any other key: no", "j K y", "nothing was destroyed", NULL, { 0 } },
	{ "Enter too", "j K Enter", "nothing was destroyed", NULL, { 0 } },
	{ "Esc too", "j K Esc", ">:7003", "destroy which", { 0 } },
	{ "K where both are gone", "K", "both sockets are gone", "destroy which", { 0 } },
	{ "K where none is chosen", "Tab Tab K", "no connection here", NULL, { 0 } },
	{ "a click on a word of the key line", "click:23:1", "Help", NULL, { 0 } },
	{ "on another", "click:23:77", NULL, NULL, { .kind = TUI_ACTION_QUIT } },
	{ "a message goes at the next key", "t j", NULL, "are hidden", { 0 } },
};

/* A stage to which the story was told, on a screen of that size. */
static void set(struct stage *stage, struct cells *cells)
{
	assert_int_equal(stage_init(stage, true), 0);
	assert_int_equal(cells_init(cells, ROWS, COLUMNS, true), 0);
	assert_int_equal(stage_tell(stage, story), 0);
	assert_int_equal(stage_frame(stage), 0);
	tui_render(stage->tui, cells);
}

/* Each key meets the screen that the one before it led to. */
static void strike(struct stage *stage, struct cells *cells, const char *keys)
{
	char *step = strdup(keys), *save = NULL;

	for (char *name = strtok_r(step, " ", &save); name; name = strtok_r(NULL, " ", &save)) {
		assert_int_equal(stage_keys(stage, name), 0);
		tui_render(stage->tui, cells);
	}
	free(step);
}

static char *screen(struct stage *stage, struct cells *cells)
{
	tui_render(stage->tui, cells);
	return dump_text(cells);
}

static void check_action(struct rows *check, const struct tui_action *got,
			 const struct tui_action *want)
{
	CHECK_INT(check, got->kind, want->kind);
	CHECK_INT(check, got->connection, want->connection);
	CHECK_INT(check, got->sides, want->sides);
	CHECK_STRING(check, got->path, want->path);
}

static void each_key(void **state)
{
	struct rows check = { 0 };

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		struct stage stage;
		struct cells cells;
		char *text;

		rows_next(&check, rows[i].name);
		set(&stage, &cells);
		strike(&stage, &cells, rows[i].keys);
		text = screen(&stage, &cells);
		if (rows[i].shows && !CHECK(&check, strstr(text, rows[i].shows)))
			print_error("%s", text);
		if (rows[i].hides && !CHECK(&check, !strstr(text, rows[i].hides)))
			print_error("%s", text);
		check_action(&check, &stage.action, &rows[i].action);
		free(text);
		cells_free(&cells);
		stage_free(&stage);
	}
	rows_end(&check);
}

static bool means_something(const struct tui_input *input)
{
	static const char letters[] = "jkgGqh?/s<>IptewyK ";

	switch (input->key) {
	case TUI_KEY_CHARACTER:
		return input->code < 0x80 && strchr(letters, (int)input->code);
	case TUI_KEY_CONTROL:
		return input->code == 'L';
	case TUI_KEY_NONE:
	case TUI_KEY_LEFT:
	case TUI_KEY_RIGHT:
	case TUI_KEY_BACKSPACE:
	case TUI_KEY_DELETE:
		return false;
	default:
		return true;
	}
}

/* In each view, whatever has no meaning leaves the screen as it is, and asks for nothing. */
static void unknown_keys(void **state)
{
	static const char *const views[] = { "", "Enter", "Tab", "Tab Tab", "?", "e", "y" };
	struct rows check = { 0 };

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(views); i++) {
		struct stage stage;
		struct cells cells;
		char *before;

		rows_next(&check, views[i]);
		set(&stage, &cells);
		strike(&stage, &cells, views[i]);
		before = screen(&stage, &cells);
		for (int key = TUI_KEY_NONE; key <= TUI_KEY_F10; key++) {
			for (uint32_t code = 0; code < 0x180; code++) {
				struct tui_input input = { .key = (enum tui_key)key, .code = code };
				char *after;

				if (means_something(&input))
					continue;
				if (key != TUI_KEY_CHARACTER && key != TUI_KEY_CONTROL && code > 0)
					break;
				stage_key(&stage, input);
				after = screen(&stage, &cells);
				CHECK_STRING(&check, after, before);
				free(after);
			}
		}
		CHECK_INT(&check, stage.action.kind, TUI_ACTION_NONE);
		free(before);
		cells_free(&cells);
		stage_free(&stage);
	}
	rows_end(&check);
}

static const struct cell *cell_of(const struct cells *cells, unsigned int row, const char *text)
{
	for (unsigned int column = 0; column + strlen(text) <= cells->columns; column++) {
		size_t i = 0;

		while (text[i] && cells_at(cells, row, column + (unsigned int)i)->code ==
				  (unsigned char)text[i])
			i++;
		if (!text[i])
			return cells_at(cells, row, column);
	}
	return NULL;
}

/* The chosen row stands out; what has changed does, and less so after a while. */
static void stands_out(void **state)
{
	struct stage stage;
	struct cells cells;

	(void)state;
	set(&stage, &cells);
	assert_int_equal(cell_of(&cells, 4, "CLOSED")->marks & CELL_SELECTED, CELL_SELECTED);
	assert_int_equal(cell_of(&cells, 6, "ESTABLISHED")->marks & CELL_SELECTED, 0);
	assert_int_equal(cell_of(&cells, 4, "X lost")->role, CELL_ERROR);
	assert_int_equal(cell_of(&cells, 5, "i info")->role, CELL_NOTE);
	assert_int_equal(cell_of(&cells, 4, "CLOSED")->role, CELL_QUIET);
	assert_int_equal(cell_of(&cells, 3, "state")->role, CELL_BAR);

	assert_int_equal(stage_tell(&stage, CLIENT("7004") "isn c 1 | isn s 1\nframe\n"), 0);
	assert_int_equal(stage_tell(&stage, "s F. seq 0 ack 0\nframe\n"), 0);
	tui_render(stage.tui, &cells);
	assert_int_equal(cell_of(&cells, 6, "CLOSE_WAIT")->marks, CELL_FRESH);
	assert_int_equal(stage_tell(&stage, "+1500ms\nframe\n"), 0);
	tui_render(stage.tui, &cells);
	assert_int_equal(cell_of(&cells, 6, "CLOSE_WAIT")->marks, CELL_FADING);
	assert_int_equal(stage_tell(&stage, "+2s\nframe\n"), 0);
	tui_render(stage.tui, &cells);
	assert_int_equal(cell_of(&cells, 6, "CLOSE_WAIT")->marks, 0);
	assert_int_equal(cell_of(&cells, 2, ", 0 dropped")->role, CELL_PLAIN);
	assert_int_equal(stage_tell(&stage, "gap 0 12\nframe\n"), 0);
	tui_render(stage.tui, &cells);
	assert_int_equal(cell_of(&cells, 2, ", 12 dropped")->role, CELL_WARNING);
	cells_free(&cells);
	stage_free(&stage);
}

/* While it is paused the screen stands still; then all that came is there. */
static void nothing_is_lost(void **state)
{
	struct stage stage;
	struct cells cells;
	char *before, *after;

	(void)state;
	set(&stage, &cells);
	strike(&stage, &cells, "p k");
	before = screen(&stage, &cells);
	assert_int_equal(stage_tell(&stage, CLIENT("7005") OPEN "+5s\nframe\n"), 0);
	after = screen(&stage, &cells);
	assert_string_equal(after, before);
	free(after);
	strike(&stage, &cells, "p");
	assert_int_equal(stage_tell(&stage, "frame\n"), 0);
	after = screen(&stage, &cells);
	assert_non_null(strstr(after, ":7005"));
	assert_non_null(strstr(after, "5 connections"));
	free(after);
	free(before);
	cells_free(&cells);
	stage_free(&stage);
}

/* The chosen row is the same one wherever it moves; if it goes, its neighbour is. */
static void follows_the_chosen(void **state)
{
	struct stage stage;
	struct cells cells;
	char *text;

	(void)state;
	set(&stage, &cells);
	strike(&stage, &cells, "j j");
	assert_int_equal(stage_tell(&stage, CLIENT("7005") OPEN CLIENT("7006") OPEN "frame\n"), 0);
	text = screen(&stage, &cells);
	assert_non_null(strstr(text, ">:7004"));
	free(text);
	strike(&stage, &cells, "/ p o r t : 7 0 0 6 Enter");
	text = screen(&stage, &cells);
	assert_non_null(strstr(text, ">:7006"));
	free(text);
	cells_free(&cells);
	stage_free(&stage);
}

/* A fast typist does not wait for the screen. */
static void types_ahead(void **state)
{
	static const struct {
		const char *keys, *shows;
	} all[] = {
		{ "Enter PgDn", "lines 21-" },
		{ "Tab j", "> note half-closed" },
		{ "Tab Tab j Enter", "match: port:5555" },
		{ "/ c u r Enter Enter", "Connection #1" },
	};
	struct rows check = { 0 };

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(all); i++) {
		char *keys = strdup(all[i].keys), *text;
		struct stage stage;
		struct cells cells;

		rows_next(&check, all[i].keys);
		set(&stage, &cells);
		CHECK_INT(&check, stage_keys(&stage, keys), 0);
		text = screen(&stage, &cells);
		CHECK(&check, strstr(text, all[i].shows));
		free(text);
		free(keys);
		cells_free(&cells);
		stage_free(&stage);
	}
	rows_end(&check);
}

/* From any size to any other, in every view: no harm; too small says what it needs. */
static void resizes(void **state)
{
	static const char *const views[] = { "", "Enter", "Tab", "Tab Tab", "?", "e", "y", "s", "w",
					     "j K", "/ x" };
	static const struct {
		unsigned int rows, columns;
	} sizes[] = { { 24, 80 }, { 1, 1 }, { 23, 80 }, { 24, 79 }, { 400, 600 }, { 24, 300 },
		      { 100, 80 }, { 0, 0 }, { 50, 160 }, { 24, 97 } };
	struct rows check = { 0 };

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(views); i++) {
		struct stage stage;
		struct cells cells;

		rows_next(&check, views[i]);
		set(&stage, &cells);
		strike(&stage, &cells, views[i]);
		for (size_t k = 0; k < ARRAY_LEN(sizes); k++) {
			bool small = sizes[k].rows < 24 || sizes[k].columns < 80;
			char *text;

			CHECK_INT(&check, cells_resize(&cells, sizes[k].rows, sizes[k].columns), 0);
			text = screen(&stage, &cells);
			CHECK_INT(&check, strstr(text, "needs 80x24") != NULL,
				  small && sizes[k].columns > 30);
			free(text);
		}
		strike(&stage, &cells, "Esc Esc q");
		CHECK_INT(&check, stage.action.kind, TUI_ACTION_QUIT);
		cells_free(&cells);
		stage_free(&stage);
	}
	rows_end(&check);
}

/* Who reads the end goes on reading the end; and a taller screen shows more, not less. */
static void follows_the_end(void **state)
{
	struct stage stage;
	struct cells cells;
	char *text;

	(void)state;
	set(&stage, &cells);
	strike(&stage, &cells, "G Enter G");
	text = screen(&stage, &cells);
	assert_non_null(strstr(text, "syn-acked: observed"));
	free(text);
	assert_int_equal(stage_tell(&stage, CLIENT("7001") "s F. seq 0 ack 0\nframe\n"), 0);
	text = screen(&stage, &cells);
	assert_non_null(strstr(text, "CLOSE_WAIT, fin-received: observed"));
	free(text);
	strike(&stage, &cells, "Esc");
	assert_int_equal(stage_tell(&stage, "many 30\nframe\n"), 0);
	strike(&stage, &cells, "G");
	text = screen(&stage, &cells);
	assert_null(strstr(text, ":7002"));
	free(text);
	assert_int_equal(cells_resize(&cells, 60, 80), 0);
	text = screen(&stage, &cells);
	assert_non_null(strstr(text, ":7002"));
	free(text);
	cells_free(&cells);
	stage_free(&stage);
}

/* Also where a question, or its answer, takes all of the line. */
static void shows_the_cursor(void **state)
{
	static const char *const asked[] = { "/", "s", "w", "j K" };
	struct rows check = { 0 };

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(asked); i++) {
		struct stage stage;
		struct cells cells;

		rows_next(&check, asked[i]);
		set(&stage, &cells);
		CHECK(&check, !cells.cursor_shown);
		strike(&stage, &cells, asked[i]);
		for (int k = 0; k < 300; k++) {
			CHECK(&check, cells.cursor_shown);
			CHECK(&check, cells_at(&cells, cells.cursor_row, cells.cursor_column));
			CHECK_INT(&check, cells.cursor_row, ROWS - 2);
			if (*asked[i] != 's' && *asked[i] != 'j')
				strike(&stage, &cells, "x");
		}
		strike(&stage, &cells, "Esc");
		CHECK(&check, !cells.cursor_shown);
		cells_free(&cells);
		stage_free(&stage);
	}
	rows_end(&check);
}

/* Only where the terminal's own selection is wanted. */
static void gives_the_mouse_back(void **state)
{
	struct stage stage;
	struct cells cells;

	(void)state;
	set(&stage, &cells);
	assert_true(tui_wants_mouse(stage.tui));
	strike(&stage, &cells, "y");
	assert_false(tui_wants_mouse(stage.tui));
	strike(&stage, &cells, "Esc");
	assert_true(tui_wants_mouse(stage.tui));
	cells_free(&cells);
	stage_free(&stage);
}

/* The details of a connection that has left are still there to be read. */
static void outlives_the_connection(void **state)
{
	struct stage stage;
	struct cells cells;
	char *text;

	(void)state;
	set(&stage, &cells);
	strike(&stage, &cells, "j j Enter");
	lifetime_leave(&stage.tracker, stage.tracker.table.newest);
	assert_int_equal(stage_frame(&stage), 0);
	text = screen(&stage, &cells);
	assert_non_null(strstr(text, "Connection #4, which has left"));
	assert_non_null(strstr(text, "127.0.0.1:7004"));
	free(text);
	strike(&stage, &cells, "K");
	text = screen(&stage, &cells);
	assert_non_null(strstr(text, "no connection here"));
	free(text);
	strike(&stage, &cells, "Esc G p");
	while (stage.tracker.table.newest)
		lifetime_leave(&stage.tracker, stage.tracker.table.newest);
	assert_int_equal(stage_frame(&stage), 0);
	/* The words of the row that was chosen stay, in whatever width. */
	assert_int_equal(cells_resize(&cells, 24, 90), 0);
	text = screen(&stage, &cells);
	assert_non_null(strstr(text, "#1 client 127.0.0.1:7001"));
	free(text);
	strike(&stage, &cells, "g");
	text = screen(&stage, &cells);
	assert_non_null(strstr(text, ">:7002"));
	assert_non_null(strstr(text, "#2 has left in the meantime"));
	free(text);
	strike(&stage, &cells, "Enter");
	text = screen(&stage, &cells);
	assert_non_null(strstr(text, "Connection #2, which has left"));
	free(text);
	cells_free(&cells);
	stage_free(&stage);
}

/* Names of processes, files and filters are others' octets; no control character is in any cell. */
static void escapes(void **state)
{
	static const char *const views[] = { "", "Enter", "Enter G", "Tab", "y", "/ x" };
	static const char hostile[] =
		"server 127.0.0.1 5555\ns listen inode 7 rq 0 sq 8 cookie 52\n"
		CLIENT("7001") OPEN
		"c probe ESTABLISHED inode 71 cookie 71\nc owner 71 \033[31m\001\xff\xc2\x9b fd 3\n"
		"s F. | c .\ns probe FIN_WAIT2 inode 0 cookie 72 timer 3\n"
		"c probe CLOSE_WAIT inode 71 cookie 71 rq 1\nc call write(\"\033[2J\") = 1\n+1s\n+6s\n"
		"said \033]0;x\a\n";
	struct rows check = { 0 };

	(void)state;
	for (size_t i = 0; i < 2 * ARRAY_LEN(views); i++) {
		struct stage stage;
		struct cells cells;
		char *text;

		rows_next(&check, views[i / 2]);
		assert_int_equal(stage_init(&stage, i % 2), 0);
		assert_int_equal(cells_init(&cells, ROWS, COLUMNS, i % 2), 0);
		CHECK_INT(&check, stage_tell(&stage, hostile), 0);
		CHECK_INT(&check, stage_frame(&stage), 0);
		tui_render(stage.tui, &cells);
		strike(&stage, &cells, views[i / 2]);
		text = screen(&stage, &cells);
		for (unsigned int at = 0; at < ROWS * COLUMNS; at++) {
			uint32_t code = cells.cells[at].code;

			CHECK(&check, !code || (code >= 0x20 && code < 0x7f) ||
				      (cells.utf8 && code >= 0xa0));
		}
		if (i < 2)
			CHECK(&check, strstr(text, "\\x1b[31m"));
		free(text);
		cells_free(&cells);
		stage_free(&stage);
	}
	rows_end(&check);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(each_key),
		cmocka_unit_test(unknown_keys),
		cmocka_unit_test(stands_out),
		cmocka_unit_test(nothing_is_lost),
		cmocka_unit_test(follows_the_chosen),
		cmocka_unit_test(types_ahead),
		cmocka_unit_test(resizes),
		cmocka_unit_test(follows_the_end),
		cmocka_unit_test(shows_the_cursor),
		cmocka_unit_test(gives_the_mouse_back),
		cmocka_unit_test(outlives_the_connection),
		cmocka_unit_test(escapes),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
