/* SPDX-License-Identifier: GPL-2.0-or-later */
/* input.c: control characters are keys. */
#include "tui/input.h"

struct tui_input tui_input_character(uint32_t code)
{
	static const enum tui_key keys[' '] = {
		['\b'] = TUI_KEY_BACKSPACE,
		['\t'] = TUI_KEY_TAB,
		['\n'] = TUI_KEY_ENTER,
		['\r'] = TUI_KEY_ENTER,
		['\033'] = TUI_KEY_ESCAPE,
	};
	struct tui_input input = { .key = TUI_KEY_CHARACTER, .code = code };

	if (code == 0x7f)
		return (struct tui_input){ .key = TUI_KEY_BACKSPACE };
	if (code >= 0x80 && code < 0xa0)
		return (struct tui_input){ .key = TUI_KEY_NONE };
	if (code >= ' ')
		return input;
	if (keys[code])
		return (struct tui_input){ .key = keys[code] };
	/* Ctrl takes from a letter all but the lowest five bits. */
	input.key = TUI_KEY_CONTROL;
	input.code = code + '@';
	return input;
}
