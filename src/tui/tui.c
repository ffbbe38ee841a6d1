/* SPDX-License-Identifier: GPL-2.0-or-later */
/* tui.c: takes in news and keys, and draws the view that one is in. */
#include "tui/tui.h"
#include "show/page.h"
#include "show/phrase.h"
#include "tui/commands.h"
#include "tui/findings_view.h"
#include "tui/key_line.h"
#include "tui/leaf_view.h"
#include "tui/listeners_view.h"
#include "tui/state.h"
#include "tui/status.h"
#include "tui/table_view.h"

#include <stdlib.h>
#include <string.h>

/* The screen from above: status, view, panel (of the table), message, keys. */
enum { BOTTOM_ROWS = 2, PANEL_ROWS_MAX = 9, PANEL_SHARE = 5 };

enum { TEXT_WIDTH_MAX = 120, TEXT_WIDTH_FIRST = 80 };	/* longer lines are hard to read */

struct tui *tui_new(const struct tui_options *options)
{
	struct tui *tui = calloc(1, sizeof(*tui));
	struct phrase phrase;

	if (!tui)
		return NULL;
	tui->tracker = options->tracker;
	tui->utf8 = options->utf8;
	tui->width = TEXT_WIDTH_FIRST;
	tui->sorting.by = SORT_FINDING;
	phrase_init(&phrase, tui->source, sizeof(tui->source));
	phrase_name(&phrase, options->source, strlen(options->source));
	return tui;
}

void tui_free(struct tui *tui)
{
	if (!tui)
		return;
	while (tui_pop(tui))
		;
	rows_free(&tui->rows);
	page_free(&tui->panel);
	digest_free(&tui->digest);
	free(tui->listeners);
	free(tui);
}

/* State. */

const struct row *tui_selected(const struct tui *tui)
{
	return rows_at(&tui->rows, tui->table.at);
}

struct style tui_style(const struct tui *tui)
{
	return (struct style){
		.marks = true,
		.utf8 = tui->utf8,
		.terminal = true,
		.width = tui->width < TEXT_WIDTH_MAX ? tui->width : TEXT_WIDTH_MAX,
		.height = tui->height,
	};
}

struct tui_leaf *tui_top(struct tui *tui)
{
	return tui->leaf_count ? &tui->leaves[tui->leaf_count - 1] : NULL;
}

struct tui_leaf *tui_push(struct tui *tui, enum tui_leaf_kind kind)
{
	struct tui_leaf *leaf;

	if (tui->leaf_count == TUI_LEAVES_MAX)
		tui_pop(tui);
	leaf = &tui->leaves[tui->leaf_count++];
	*leaf = (struct tui_leaf){ .kind = kind };
	/* Keys may come before it is drawn. */
	leaf->scroll.height = tui->height > 1 + BOTTOM_ROWS ? tui->height - 1 - BOTTOM_ROWS : 0;
	return leaf;
}

bool tui_pop(struct tui *tui)
{
	if (tui->leaf_count == 0)
		return false;
	scroll_free(&tui->leaves[--tui->leaf_count].scroll);
	return true;
}

const struct connection *tui_connection(const struct tui *tui, uint64_t id)
{
	const struct connection *connection = id ? tui->tracker->table.newest : NULL;

	while (connection && connection->id != id)
		connection = connection->active_prev;
	return connection;
}

/* Until somebody chooses, the first row is the one that keys act upon, whichever that is. */
static void find_selected(struct tui *tui)
{
	size_t at = tui->selected ? rows_find(&tui->rows, tui->selected) : 0;
	const struct row *row;

	if (at < tui->rows.shown)
		tui->table.at = at;
	cursor_fit(&tui->table, tui->rows.shown, tui->table.row, tui->table.height);
	row = tui_selected(tui);
	if (tui->selected && row)
		tui->selected = row->id;
	if ((row ? row->id : 0) != tui->panel_of)
		table_view_fill_panel(tui);
}

void tui_arrange(struct tui *tui)
{
	rows_arrange(&tui->rows, &tui->sieve, !tui->hides_closed, &tui->sorting);
	find_selected(tui);
}

void tui_set_filter(struct tui *tui, const char *text)
{
	struct phrase phrase;

	phrase_init(&phrase, tui->filter, sizeof(tui->filter));
	phrase_text(&phrase, text);
	sieve_parse(&tui->sieve, tui->filter);
	tui_arrange(tui);
}

/* News. */

static int fill_leaves(struct tui *tui, bool all)
{
	int ret = 0;

	for (unsigned int i = 0; i < tui->leaf_count; i++) {
		struct tui_leaf *leaf = &tui->leaves[i];
		bool of_case = leaf->kind == TUI_PLAIN && !leaf->connection;
		int filled = (all && !of_case) || leaf->kind == TUI_DETAIL ?
			     leaf_view_fill(tui, leaf) : 0;

		if (filled < 0)
			ret = filled;
	}
	return ret;
}

int tui_update(struct tui *tui, const struct summary *summary, uint64_t now_ns)
{
	int ret, others;

	if (tui->paused)
		return 0;
	tui->summary = *summary;
	tui->now_ns = now_ns;
	ret = rows_update(&tui->rows, &tui->tracker->table, now_ns);
	if (tui->rows.changed)
		tui_arrange(tui);
	table_view_fill_panel(tui);
	others = tui->base == TUI_FINDINGS ? findings_view_update(tui) : 0;
	if (others == 0)
		others = listeners_view_update(tui);
	if (others == 0)
		others = fill_leaves(tui, false);
	return ret < 0 ? ret : others;
}

bool tui_fades(const struct tui *tui)
{
	return !tui->paused && tui->rows.count > 0;
}

void tui_say(struct tui *tui, enum style_role role, const char *text)
{
	struct phrase phrase;

	phrase_init(&phrase, tui->message, sizeof(tui->message));
	phrase_name(&phrase, text, strlen(text));
	tui->message_role = cell_role_of(role);
}

bool tui_wants_mouse(const struct tui *tui)
{
	return !(tui->leaf_count && tui->leaves[tui->leaf_count - 1].kind == TUI_PLAIN);
}

/* Keys. */

static enum key_line key_line_of(const struct tui *tui)
{
	static const enum key_line lines[TUI_BASE_COUNT] = {
		[TUI_TABLE] = KEY_LINE_TABLE,
		[TUI_FINDINGS] = KEY_LINE_FINDINGS,
		[TUI_LISTENERS] = KEY_LINE_LISTENERS,
	};

	if (tui->leaf_count == 0)
		return lines[tui->base];
	return tui->leaves[tui->leaf_count - 1].kind == TUI_DETAIL ? KEY_LINE_DETAIL :
								      KEY_LINE_TEXT;
}

static bool move_in_table(struct tui *tui, const struct tui_input *input)
{
	const struct row *row;

	if (!cursor_move(&tui->table, input))
		return false;
	row = tui_selected(tui);
	tui->selected = row ? row->id : 0;
	find_selected(tui);
	return true;
}

static bool move(struct tui *tui, const struct tui_input *input)
{
	struct tui_leaf *leaf = tui_top(tui);

	if (leaf)
		return scroll_move(&leaf->scroll, input);
	switch (tui->base) {
	case TUI_TABLE:
		return move_in_table(tui, input);
	case TUI_FINDINGS:
		return cursor_move(&tui->findings, input);
	case TUI_LISTENERS:
		return cursor_move(&tui->places, input);
	case TUI_BASE_COUNT:
		break;
	}
	return false;
}

static bool is_click(const struct tui_input *input)
{
	return input->key == TUI_KEY_CLICK || input->key == TUI_KEY_DOUBLE_CLICK;
}

/* A click on the head of a column sorts by it; once more, the other way round. */
static bool click_header(struct tui *tui, const struct tui_input *input)
{
	enum sort_by by = columns_sort_at(&tui->columns, input->column);

	if (tui->leaf_count || tui->base != TUI_TABLE || input->row != STATUS_ROWS ||
	    by == SORT_BY_COUNT)
		return false;
	tui->sorting.inverted = by == tui->sorting.by && !tui->sorting.inverted;
	tui->sorting.by = by;
	tui_arrange(tui);
	return true;
}

static struct tui_action click(struct tui *tui, const struct tui_input *input)
{
	struct tui_action action = { .kind = TUI_ACTION_NONE };
	struct tui_input key = key_line_at(key_line_of(tui), tui->width, input->column);

	if (tui->height && input->row == tui->height - 1)
		return commands_run(tui, &key);
	if (click_header(tui, input) || !move(tui, input))
		return action;
	key = (struct tui_input){ .key = TUI_KEY_ENTER };
	return input->key == TUI_KEY_DOUBLE_CLICK ? commands_run(tui, &key) : action;
}

struct tui_action tui_input(struct tui *tui, const struct tui_input *input)
{
	struct tui_action action = { .kind = TUI_ACTION_NONE };

	if (input->key == TUI_KEY_NONE)
		return action;
	tui->message[0] = '\0';
	if (tui->prompt.kind != PROMPT_NONE)
		return commands_answer(tui, input);
	if (is_click(input))
		return click(tui, input);
	if (move(tui, input))
		return action;
	return commands_run(tui, input);
}

/* Drawing. */

static void draw_too_small(struct cells *cells)
{
	char text[128];
	struct phrase phrase;

	phrase_init(&phrase, text, sizeof(text));
	phrase_text(&phrase, "needs ");
	phrase_plain(&phrase, TUI_COLUMNS_MIN);
	phrase_text(&phrase, "x");
	phrase_plain(&phrase, TUI_ROWS_MIN);
	phrase_text(&phrase, ", has ");
	phrase_plain(&phrase, cells->columns);
	phrase_text(&phrase, "x");
	phrase_plain(&phrase, cells->rows);
	cells_put(cells, 0, 0, cells->columns, text, CELL_PLAIN);
	cells_put(cells, 1, 0, cells->columns, "q quits", CELL_PLAIN);
}

/* A tall screen has room for what to do, too. */
static unsigned int panel_rows(const struct cells *cells)
{
	unsigned int share = (cells->rows + 1) / PANEL_SHARE;

	return share > PANEL_ROWS_MAX ? PANEL_ROWS_MAX : share;
}

static void draw_base(struct tui *tui, struct cells *cells)
{
	unsigned int rows = cells->rows - STATUS_ROWS - BOTTOM_ROWS;
	unsigned int panel = panel_rows(cells);

	status_draw(tui, cells);
	switch (tui->base) {
	case TUI_TABLE:
		table_view_draw(tui, cells, STATUS_ROWS, rows - panel);
		table_view_draw_panel(tui, cells, STATUS_ROWS + rows - panel, panel);
		break;
	case TUI_FINDINGS:
		findings_view_draw(tui, cells, STATUS_ROWS, rows);
		break;
	case TUI_LISTENERS:
		listeners_view_draw(tui, cells, STATUS_ROWS, rows);
		break;
	case TUI_BASE_COUNT:
		break;
	}
}

static void draw_leaf(struct tui *tui, struct tui_leaf *leaf, struct cells *cells)
{
	scroll_draw(&leaf->scroll, cells, 1, cells->rows - 1 - BOTTOM_ROWS);
	leaf_view_draw_title(tui, leaf, cells, 0);
}

void tui_render(struct tui *tui, struct cells *cells)
{
	bool resized = tui->width != cells->columns;
	struct tui_leaf *leaf;

	cells_clear(cells);
	if (cells->rows < TUI_ROWS_MIN || cells->columns < TUI_COLUMNS_MIN) {
		draw_too_small(cells);
		return;
	}
	tui->width = cells->columns;
	tui->height = cells->rows;
	if (resized) {
		table_view_fill_panel(tui);
		fill_leaves(tui, true);
	}
	leaf = tui_top(tui);
	if (leaf)
		draw_leaf(tui, leaf, cells);
	else
		draw_base(tui, cells);
	if (tui->prompt.kind != PROMPT_NONE)
		prompt_draw(&tui->prompt, cells, cells->rows - 2);
	else
		cells_put(cells, cells->rows - 2, 0, cells->columns, tui->message,
			  tui->message_role);
	key_line_draw(key_line_of(tui), cells, cells->rows - 1);
}
