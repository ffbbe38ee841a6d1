/* SPDX-License-Identifier: GPL-2.0-or-later */
/* cells.h: a screen as rows of characters, each with what it is; a terminal only paints it. */
#ifndef HALFCLOSE_TUI_CELLS_H
#define HALFCLOSE_TUI_CELLS_H

#include "show/style.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* What a character is. Which colour that has is the painter's affair; the words say it as well. */
enum cell_role {
	CELL_PLAIN,
	CELL_ERROR,	/* as in enum style_role, one further on */
	CELL_WARNING,
	CELL_NOTE,
	CELL_GOOD,
	CELL_STRONG,
	CELL_QUIET,
	CELL_BAR,	/* of a line across the screen that heads or ends a part: reverse */
	CELL_ROLE_COUNT
};

static inline enum cell_role cell_role_of(enum style_role role)
{
	return (enum cell_role)((int)role + 1);
}

/* What goes with any role; a mask. */
enum {
	CELL_SELECTED = 1,	/* of the line that keys act upon: reverse */
	CELL_FRESH = 2,		/* it has just changed: reverse, or bold where that is taken */
	CELL_FADING = 4,	/* it changed a moment ago: bold */
};

struct cell {
	uint32_t code;		/* a printable character; 0: the right half of a wide one before it */
	uint8_t role;		/* enum cell_role */
	uint8_t marks;		/* CELL_SELECTED, ... */
};

struct cells {
	struct cell *cells;	/* owned; row after row */
	unsigned int rows, columns;
	unsigned int cursor_row, cursor_column;	/* where the cursor stands, if it is shown */
	bool cursor_shown;	/* somebody types */
	bool utf8;		/* else there is nothing in it but ASCII */
};

/* Each returns 0 or -ENOMEM, and then there are no rows. No cell of a new size is drawn yet. */
int cells_init(struct cells *cells, unsigned int rows, unsigned int columns, bool utf8);
int cells_resize(struct cells *cells, unsigned int rows, unsigned int columns);
void cells_free(struct cells *cells);

/* All spaces, no cursor. */
void cells_clear(struct cells *cells);

/* NULL if there is no such place. */
const struct cell *cells_at(const struct cells *cells, unsigned int row, unsigned int column);

/*
 * Writes the text (escaped already) from that place on, into no more than columns columns, nor
 * beyond the row's end; without UTF-8 what is not ASCII is spelled \xNN. What does not fit is cut
 * without a sign. Returns the columns it took.
 */
unsigned int cells_put(struct cells *cells, unsigned int row, unsigned int column,
		       unsigned int columns, const char *text, enum cell_role role);

/* Adds marks to so many cells. */
void cells_mark(struct cells *cells, unsigned int row, unsigned int column,
		unsigned int columns, unsigned int marks);

/* Gives so many cells that role, whatever is in them. */
void cells_paint(struct cells *cells, unsigned int row, unsigned int column,
		 unsigned int columns, enum cell_role role);

#endif
