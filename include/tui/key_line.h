/* SPDX-License-Identifier: GPL-2.0-or-later */
/* key_line.h: the keys that matter where one is, at the bottom of the screen. */
#ifndef HALFCLOSE_TUI_KEY_LINE_H
#define HALFCLOSE_TUI_KEY_LINE_H

#include "tui/cells.h"
#include "tui/input.h"

enum key_line {
	KEY_LINE_TABLE,
	KEY_LINE_FINDINGS,
	KEY_LINE_LISTENERS,
	KEY_LINE_DETAIL,
	KEY_LINE_TEXT,
	KEY_LINE_COUNT
};

/* As many of them as have room, the most important first. */
void key_line_draw(enum key_line line, struct cells *cells, unsigned int row);

/* The key whose words are at that column of so many; TUI_KEY_NONE: none are. */
struct tui_input key_line_at(enum key_line line, unsigned int columns, unsigned int column);

#endif
