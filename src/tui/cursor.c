/* SPDX-License-Identifier: GPL-2.0-or-later */
/* cursor.c: moves within a list, and keeps what is chosen in sight. */
#include "tui/cursor.h"

void cursor_fit(struct cursor *cursor, size_t count, unsigned int row, unsigned int height)
{
	cursor->count = count;
	cursor->row = row;
	cursor->height = height;
	if (cursor->at >= count)
		cursor->at = count ? count - 1 : 0;
	if (cursor->at < cursor->top)
		cursor->top = cursor->at;
	if (height && cursor->at - cursor->top >= height)
		cursor->top = cursor->at - height + 1;
	/* No empty lines below while there is something above. */
	if (cursor->top + height > count)
		cursor->top = count > height ? count - height : 0;
}

static void go(struct cursor *cursor, size_t by, bool down)
{
	size_t last = cursor->count ? cursor->count - 1 : 0;

	if (cursor->at > last)
		cursor->at = last;
	if (down)
		cursor->at = by < last - cursor->at ? cursor->at + by : last;
	else
		cursor->at = by < cursor->at ? cursor->at - by : 0;
	cursor_fit(cursor, cursor->count, cursor->row, cursor->height);
}

static bool click(struct cursor *cursor, unsigned int row)
{
	if (row < cursor->row || row - cursor->row >= cursor->height ||
	    cursor->top + row - cursor->row >= cursor->count)
		return false;
	cursor->at = cursor->top + row - cursor->row;
	return true;
}

enum step { STEP_LINE, STEP_WHEEL, STEP_PAGE, STEP_ALL };

static const struct {
	enum tui_key key;
	uint32_t letter;	/* of TUI_KEY_CHARACTER */
	enum step step;
	bool down;
} moves[] = {
	{ TUI_KEY_UP, 0, STEP_LINE, false },
	{ TUI_KEY_DOWN, 0, STEP_LINE, true },
	{ TUI_KEY_CHARACTER, 'k', STEP_LINE, false },
	{ TUI_KEY_CHARACTER, 'j', STEP_LINE, true },
	{ TUI_KEY_WHEEL_UP, 0, STEP_WHEEL, false },
	{ TUI_KEY_WHEEL_DOWN, 0, STEP_WHEEL, true },
	{ TUI_KEY_PAGE_UP, 0, STEP_PAGE, false },
	{ TUI_KEY_PAGE_DOWN, 0, STEP_PAGE, true },
	{ TUI_KEY_HOME, 0, STEP_ALL, false },
	{ TUI_KEY_END, 0, STEP_ALL, true },
	{ TUI_KEY_CHARACTER, 'g', STEP_ALL, false },
	{ TUI_KEY_CHARACTER, 'G', STEP_ALL, true },
};

bool cursor_move(struct cursor *cursor, const struct tui_input *input)
{
	const size_t steps[] = {
		[STEP_LINE] = 1,
		[STEP_WHEEL] = CURSOR_WHEEL,
		/* A line of the page before stays in sight. */
		[STEP_PAGE] = cursor->height > 1 ? cursor->height - 1 : 1,
		[STEP_ALL] = cursor->count,
	};

	if (input->key == TUI_KEY_CLICK || input->key == TUI_KEY_DOUBLE_CLICK)
		return click(cursor, input->row);
	for (size_t i = 0; i < sizeof(moves) / sizeof(moves[0]); i++) {
		if (moves[i].key != input->key ||
		    (input->key == TUI_KEY_CHARACTER && moves[i].letter != input->code))
			continue;
		go(cursor, steps[moves[i].step], moves[i].down);
		return true;
	}
	return false;
}
