/* SPDX-License-Identifier: GPL-2.0-or-later */
/* cursor.h: a place in a list, and which part of the list is in sight. */
#ifndef HALFCLOSE_TUI_CURSOR_H
#define HALFCLOSE_TUI_CURSOR_H

#include "tui/input.h"

#include <stdbool.h>
#include <stddef.h>

/* How far a wheel turns the list. */
enum { CURSOR_WHEEL = 3 };

struct cursor {
	size_t at;		/* the line that keys act upon */
	size_t top;		/* the first one in sight */
	size_t count;		/* of the list */
	unsigned int height;	/* so many are in sight */
	unsigned int row;	/* of the screen, where the first one stands */
};

/* The list has count lines now, of which height are in sight, from that row of the screen on. */
void cursor_fit(struct cursor *cursor, size_t count, unsigned int row, unsigned int height);

/*
 * Moves by a key, or to what was clicked on. False: the key moves nothing, or there is nothing where
 * the click was.
 */
bool cursor_move(struct cursor *cursor, const struct tui_input *input);

#endif
