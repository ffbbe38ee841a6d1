/* SPDX-License-Identifier: GPL-2.0-or-later */
/* keyboard.h: what the terminal sends, as keys. */
#ifndef HALFCLOSE_CMD_KEYBOARD_H
#define HALFCLOSE_CMD_KEYBOARD_H

#include "tui/input.h"

#include <stdbool.h>
#include <stdint.h>
#include <wchar.h>

/* All zero at the start. */
struct keyboard {
	mbstate_t state;	/* of a character that has not come to its end */
	bool mouse;		/* ncurses has events of the mouse */
	uint64_t click_ns;	/* of a press that may be the first of two; 0: none */
	unsigned int click_row, click_column;
};

/*
 * The next key of those that wait, which may be TUI_KEY_NONE; false: there are none. The terminal
 * must be open. Waits for no longer than a sequence of one key may take.
 */
bool keyboard_read(struct keyboard *keyboard, struct tui_input *input);

#endif
