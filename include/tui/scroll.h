/* SPDX-License-Identifier: GPL-2.0-or-later */
/* scroll.h: a text that is printed (with marks, see show/style.h), of which a part is in sight. */
#ifndef HALFCLOSE_TUI_SCROLL_H
#define HALFCLOSE_TUI_SCROLL_H

#include "show/page.h"
#include "tui/cells.h"
#include "tui/cursor.h"
#include "tui/input.h"

#include <stdbool.h>
#include <stddef.h>

/* All zero: empty. */
struct scroll {
	struct page page;	/* owned */
	size_t top;		/* the first line in sight */
	unsigned int height;	/* so many were in sight when it was drawn */
	bool at_end;		/* the last line is in sight, and stays so while lines come */
};

void scroll_free(struct scroll *scroll);

/* Takes the text, which is whole; the same part stays in sight. */
void scroll_take(struct scroll *scroll, struct page *page);

/* False: the key moves nothing. */
bool scroll_move(struct scroll *scroll, const struct tui_input *input);

/* Draws what is in sight into so many rows, from that one on. */
void scroll_draw(struct scroll *scroll, struct cells *cells, unsigned int row,
		 unsigned int rows);

/*
 * Draws the first line of a text with marks into so many columns of a row; returns what follows it.
 * A line that does not fit ends in dots.
 */
const char *scroll_put_line(struct cells *cells, unsigned int row, unsigned int column,
			    unsigned int columns, const char *text);

/* Dots in front of that column: there is more than is shown. */
void scroll_put_dots(struct cells *cells, unsigned int row, unsigned int end);

#endif
