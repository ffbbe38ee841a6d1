/* SPDX-License-Identifier: GPL-2.0-or-later */
/* state.c: what is chosen, and what lies on top of what. */
#include "tui/state.h"
#include "show/phrase.h"
#include "tui/panel.h"

enum { TEXT_WIDTH_MAX = 120 };	/* longer lines are hard to read */

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
	leaf->scroll.height = tui->height > TUI_BARS ? tui->height - TUI_BARS : 0;
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
		panel_fill(tui);
}

void tui_choose(struct tui *tui)
{
	const struct row *row = tui_selected(tui);

	tui->selected = row ? row->id : 0;
	find_selected(tui);
}

void tui_arrange(struct tui *tui)
{
	rows_arrange(&tui->rows, &tui->sieve, !tui->hides_closed, &tui->sorting);
	find_selected(tui);
}

void tui_sort(struct tui *tui, enum sort_by by)
{
	tui->sorting.by = by;
	tui_arrange(tui);
}

void tui_set_filter(struct tui *tui, const char *text)
{
	struct phrase phrase;

	phrase_init(&phrase, tui->filter, sizeof(tui->filter));
	phrase_text(&phrase, text);
	sieve_parse(&tui->sieve, tui->filter);
	tui_arrange(tui);
}

enum key_line tui_key_line(const struct tui *tui)
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
