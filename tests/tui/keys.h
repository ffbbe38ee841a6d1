/* SPDX-License-Identifier: GPL-2.0-or-later */
/* keys.h: keys by name, as stories of screens and rows of tests write them. */
#ifndef HALFCLOSE_TESTS_TUI_KEYS_H
#define HALFCLOSE_TESTS_TUI_KEYS_H

#include "tui/input.h"

#include <stddef.h>
#include <stdio.h>
#include <string.h>

/*
 * "Enter", "PgDn", "C-l", "click:5:10" (row, column, from 0), or a character. What is none of these
 * is TUI_KEY_NONE.
 */
static inline struct tui_input key_named(const char *name)
{
	static const struct {
		const char *name;
		enum tui_key key;
	} names[] = {
		{ "Up", TUI_KEY_UP }, { "Down", TUI_KEY_DOWN }, { "Left", TUI_KEY_LEFT },
		{ "Right", TUI_KEY_RIGHT }, { "PgUp", TUI_KEY_PAGE_UP },
		{ "PgDn", TUI_KEY_PAGE_DOWN }, { "Home", TUI_KEY_HOME }, { "End", TUI_KEY_END },
		{ "Enter", TUI_KEY_ENTER }, { "Esc", TUI_KEY_ESCAPE }, { "Tab", TUI_KEY_TAB },
		{ "Backspace", TUI_KEY_BACKSPACE }, { "Delete", TUI_KEY_DELETE },
		{ "F1", TUI_KEY_F1 }, { "F10", TUI_KEY_F10 }, { "WheelUp", TUI_KEY_WHEEL_UP },
		{ "WheelDown", TUI_KEY_WHEEL_DOWN },
	};
	unsigned int row, column;

	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
		if (strcmp(name, names[i].name) == 0)
			return (struct tui_input){ .key = names[i].key };
	}
	if (strcmp(name, "Space") == 0)
		return tui_input_character(' ');
	if (sscanf(name, "click:%u:%u", &row, &column) == 2)
		return (struct tui_input){ .key = TUI_KEY_CLICK, .row = row, .column = column };
	if (sscanf(name, "double:%u:%u", &row, &column) == 2)
		return (struct tui_input){ .key = TUI_KEY_DOUBLE_CLICK, .row = row,
					   .column = column };
	if (strncmp(name, "C-", 2) == 0 && name[2])
		return tui_input_character((unsigned char)name[2] & 0x1f);
	if (name[0] && !name[1])
		return tui_input_character((unsigned char)name[0]);
	return (struct tui_input){ .key = TUI_KEY_NONE };
}

#endif
