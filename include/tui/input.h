/* SPDX-License-Identifier: GPL-2.0-or-later */
/* input.h: what a person does, as far as a terminal tells. */
#ifndef HALFCLOSE_TUI_INPUT_H
#define HALFCLOSE_TUI_INPUT_H

#include <stdint.h>

enum tui_key {
	TUI_KEY_NONE,		/* one that means nothing here */
	TUI_KEY_CHARACTER,	/* code is the character, with Shift and the like applied */
	TUI_KEY_CONTROL,	/* with Ctrl: code is the letter, as in 'L' */
	TUI_KEY_UP,
	TUI_KEY_DOWN,
	TUI_KEY_LEFT,
	TUI_KEY_RIGHT,
	TUI_KEY_PAGE_UP,
	TUI_KEY_PAGE_DOWN,
	TUI_KEY_HOME,
	TUI_KEY_END,
	TUI_KEY_ENTER,
	TUI_KEY_ESCAPE,
	TUI_KEY_TAB,
	TUI_KEY_BACKSPACE,
	TUI_KEY_DELETE,
	TUI_KEY_F1,
	TUI_KEY_F10,
	TUI_KEY_CLICK,		/* at row, column, as are the others of the mouse */
	TUI_KEY_DOUBLE_CLICK,
	TUI_KEY_WHEEL_UP,
	TUI_KEY_WHEEL_DOWN,
};

struct tui_input {
	enum tui_key key;
	uint32_t code;		/* a code point */
	unsigned int row, column;	/* from 0, as in struct cells */
};

/*
 * A character that the terminal sent: printable, or a control character, which is a key of its own
 * (Enter, Tab, Escape, Backspace, Ctrl and a letter). A sequence of several is the terminal's affair.
 */
struct tui_input tui_input_character(uint32_t code);

#endif
