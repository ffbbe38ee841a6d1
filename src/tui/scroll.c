/* SPDX-License-Identifier: GPL-2.0-or-later */
/* scroll.c: draws lines of a text, and moves through it. */
#include "tui/scroll.h"
#include "show/style.h"
#include "show/utf8.h"

#include <string.h>

enum { RUN_MAX = 256 };		/* octets that are put at once */

void scroll_free(struct scroll *scroll)
{
	page_free(&scroll->page);
	*scroll = (struct scroll){ 0 };
}

static size_t last_top(const struct scroll *scroll)
{
	return scroll->page.lines > scroll->height ? scroll->page.lines - scroll->height : 0;
}

static void fit(struct scroll *scroll)
{
	if (scroll->top > last_top(scroll))
		scroll->top = last_top(scroll);
}

void scroll_take(struct scroll *scroll, struct page *page)
{
	/* A text that was in sight as a whole begins at its top also when it has grown. */
	bool follows = scroll->at_end && scroll->top > 0;

	page_free(&scroll->page);
	scroll->page = *page;
	*page = (struct page){ 0 };
	if (follows)
		scroll->top = last_top(scroll);
	fit(scroll);
}

bool scroll_move(struct scroll *scroll, const struct tui_input *input)
{
	/* What is in sight moves as a cursor would, of which it is the top. */
	struct cursor cursor = {
		.at = scroll->top,
		.count = last_top(scroll) + 1,
		.height = scroll->height,
	};

	if (input->key == TUI_KEY_CLICK || input->key == TUI_KEY_DOUBLE_CLICK ||
	    !cursor_move(&cursor, input))
		return false;
	scroll->top = cursor.at;
	scroll->at_end = scroll->top == last_top(scroll);
	return true;
}

/* Octets up to the next mark or the end of the line, or RUN_MAX. */
static size_t run_length(const char *text)
{
	enum style_role role;
	size_t len = 0;

	while (text[len] && text[len] != '\n' && len < RUN_MAX - 1 && !style_mark(text[len], &role))
		len++;
	/* Not within a character. */
	while (len > 1 && ((unsigned char)text[len] & 0xc0) == 0x80)
		len--;
	return len;
}

void scroll_put_dots(struct cells *cells, unsigned int row, unsigned int end)
{
	const char *more = cells->utf8 ? "…" : "...";

	cells_put(cells, row, end - utf8_columns(more), end, more, CELL_QUIET);
}

const char *scroll_put_line(struct cells *cells, unsigned int row, unsigned int column,
			    unsigned int columns, const char *text)
{
	enum style_role role = STYLE_ROLE_COUNT;
	unsigned int at = 0;
	bool whole = true;

	while (*text && *text != '\n') {
		char run[RUN_MAX];
		size_t len = run_length(text);

		if (len == 0) {
			style_mark(*text++, &role);
			continue;
		}
		memcpy(run, text, len);
		run[len] = '\0';
		text += len;
		whole = whole && utf8_columns(run) <= columns - at;
		at += cells_put(cells, row, column + at, columns - at, run,
				role == STYLE_ROLE_COUNT ? CELL_PLAIN : cell_role_of(role));
	}
	if (!whole && columns > 3)
		scroll_put_dots(cells, row, column + columns);
	return *text ? text + 1 : text;
}

void scroll_draw(struct scroll *scroll, struct cells *cells, unsigned int row,
		 unsigned int rows)
{
	const char *text = scroll->page.text;

	scroll->height = rows;
	fit(scroll);
	for (size_t line = 0; text && *text && line < scroll->top + rows; line++) {
		const char *end = strchr(text, '\n');

		if (line >= scroll->top)
			scroll_put_line(cells, row + (unsigned int)(line - scroll->top), 0,
					cells->columns, text);
		text = end ? end + 1 : "";
	}
}
