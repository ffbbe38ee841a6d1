/* SPDX-License-Identifier: GPL-2.0-or-later */
/* key_line.c: draws keys with their words, and knows which of them is where. */
#include "tui/key_line.h"
#include "show/utf8.h"

#include <stdbool.h>

enum { ITEMS_MAX = 12, GAP = 2 };

struct item {
	const char *key, *word;
	enum tui_key sends;
	uint32_t code;		/* of TUI_KEY_CHARACTER */
};

#define LETTER(letter) TUI_KEY_CHARACTER, letter

static const struct item items[KEY_LINE_COUNT][ITEMS_MAX] = {
	[KEY_LINE_TABLE] = {
		{ "?", "help", LETTER('?') },
		{ "/", "filter", LETTER('/') },
		{ "s", "sort", LETTER('s') },
		{ "p", "pause", LETTER('p') },
		{ "Enter", "detail", TUI_KEY_ENTER, 0 },
		{ "Tab", "findings", TUI_KEY_TAB, 0 },
		{ "e", "explain", LETTER('e') },
		{ "q", "quit", LETTER('q') },
		{ "t", "closed", LETTER('t') },
		{ "y", "copy", LETTER('y') },
		{ "w", "write", LETTER('w') },
		{ "K", "destroy", LETTER('K') },
	},
	[KEY_LINE_FINDINGS] = {
		{ "?", "help", LETTER('?') },
		{ "Enter", "its connections", TUI_KEY_ENTER, 0 },
		{ "e", "explain", LETTER('e') },
		{ "Tab", "listeners", TUI_KEY_TAB, 0 },
		{ "p", "pause", LETTER('p') },
		{ "y", "copy", LETTER('y') },
		{ "q", "quit", LETTER('q') },
	},
	[KEY_LINE_LISTENERS] = {
		{ "?", "help", LETTER('?') },
		{ "Enter", "its connections", TUI_KEY_ENTER, 0 },
		{ "Tab", "connections", TUI_KEY_TAB, 0 },
		{ "p", "pause", LETTER('p') },
		{ "q", "quit", LETTER('q') },
	},
	[KEY_LINE_DETAIL] = {
		{ "Esc", "back", TUI_KEY_ESCAPE, 0 },
		{ "?", "help", LETTER('?') },
		{ "j", "down", LETTER('j') },
		{ "k", "up", LETTER('k') },
		{ "e", "explain", LETTER('e') },
		{ "p", "pause", LETTER('p') },
		{ "y", "copy", LETTER('y') },
		{ "q", "quit", LETTER('q') },
		{ "w", "write", LETTER('w') },
		{ "K", "destroy", LETTER('K') },
	},
	[KEY_LINE_TEXT] = {
		{ "Esc", "back", TUI_KEY_ESCAPE, 0 },
		{ "?", "help", LETTER('?') },
		{ "j", "down", LETTER('j') },
		{ "k", "up", LETTER('k') },
		{ "q", "quit", LETTER('q') },
	},
};

static unsigned int columns_of(const struct item *item)
{
	return utf8_columns(item->key) + 1 + utf8_columns(item->word);
}

/* From one item to the next that has room; *at is the column behind what was there before. */
static const struct item *next(enum key_line line, const struct item *item, unsigned int columns,
			       unsigned int *at)
{
	const struct item *end = items[line] + ITEMS_MAX;

	item = item ? item + 1 : items[line];
	for (; item < end && item->key; item++) {
		unsigned int gap = *at ? GAP : 0;

		if (*at + gap + columns_of(item) <= columns) {
			*at += gap;
			return item;
		}
	}
	return NULL;
}

void key_line_draw(enum key_line line, struct cells *cells, unsigned int row)
{
	const struct item *item = NULL;
	unsigned int at = 0;

	while ((item = next(line, item, cells->columns, &at))) {
		unsigned int key = cells_put(cells, row, at, cells->columns, item->key,
					     CELL_STRONG);

		cells_put(cells, row, at + key + 1, cells->columns, item->word, CELL_BAR);
		at += columns_of(item);
	}
}

struct tui_input key_line_at(enum key_line line, unsigned int columns, unsigned int column)
{
	const struct item *item = NULL;
	unsigned int at = 0;

	while ((item = next(line, item, columns, &at))) {
		if (column >= at && column - at < columns_of(item))
			return (struct tui_input){ .key = item->sends, .code = item->code };
		at += columns_of(item);
	}
	return (struct tui_input){ .key = TUI_KEY_NONE };
}
