/* SPDX-License-Identifier: GPL-2.0-or-later */
/* render.c: puts the parts of the screen where they belong. */
#include "tui/tui.h"
#include "show/phrase.h"
#include "show/utf8.h"
#include "tui/findings_view.h"
#include "tui/key_line.h"
#include "tui/leaf_view.h"
#include "tui/listeners_view.h"
#include "tui/panel.h"
#include "tui/state.h"
#include "tui/status.h"
#include "tui/table_view.h"

/* The screen from above: status, view, panel (of the table), message, keys. */
enum { BOTTOM_ROWS = 2, PANEL_ROWS_MAX = 9, PANEL_SHARE = 5 };

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
		panel_draw(tui, cells, STATUS_ROWS + rows - panel, panel);
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
	scroll_draw(&leaf->scroll, cells, 1, cells->rows - TUI_BARS);
	leaf_view_draw_title(tui, leaf, cells, 0);
}

static void draw_message(const struct tui *tui, struct cells *cells, unsigned int row)
{
	cells_put(cells, row, 0, cells->columns, tui->message, tui->message_role);
	if (utf8_columns(tui->message) > cells->columns)
		scroll_put_dots(cells, row, cells->columns);
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
		panel_fill(tui);
		leaf_view_refill(tui, true);
	}
	leaf = tui_top(tui);
	if (leaf)
		draw_leaf(tui, leaf, cells);
	else
		draw_base(tui, cells);
	if (tui->prompt.kind != PROMPT_NONE)
		prompt_draw(&tui->prompt, cells, cells->rows - 2);
	else
		draw_message(tui, cells, cells->rows - 2);
	key_line_draw(tui_key_line(tui), cells, cells->rows - 1);
}
