/* SPDX-License-Identifier: GPL-2.0-or-later */
/* keyboard.c: ncurses' keys, characters of several octets, and the mouse. */
#include "cmd/keyboard.h"

#include "cmd/curses.h"
#include "core/units.h"
#include "observe/clock.h"

#define DOUBLE_CLICK_NS (400 * MS_NS)

enum { ESCAPE = 033, OCTETS = 0x100, SURROGATES = 0xd800, SURROGATES_END = 0xe000 };

static const struct {
	int code;
	enum tui_key key;
} keys[] = {
	{ KEY_UP, TUI_KEY_UP }, { KEY_DOWN, TUI_KEY_DOWN },
	{ KEY_LEFT, TUI_KEY_LEFT }, { KEY_RIGHT, TUI_KEY_RIGHT },
	{ KEY_PPAGE, TUI_KEY_PAGE_UP }, { KEY_NPAGE, TUI_KEY_PAGE_DOWN },
	{ KEY_HOME, TUI_KEY_HOME }, { KEY_END, TUI_KEY_END },
	/* What some terminals call them, and those on the keypad. */
	{ KEY_FIND, TUI_KEY_HOME }, { KEY_SELECT, TUI_KEY_END },
	{ KEY_A1, TUI_KEY_HOME }, { KEY_A3, TUI_KEY_PAGE_UP },
	{ KEY_C1, TUI_KEY_END }, { KEY_C3, TUI_KEY_PAGE_DOWN },
	{ KEY_ENTER, TUI_KEY_ENTER }, { KEY_BACKSPACE, TUI_KEY_BACKSPACE },
	{ KEY_DC, TUI_KEY_DELETE }, { KEY_F(1), TUI_KEY_F1 }, { KEY_HELP, TUI_KEY_F1 },
	{ KEY_F(10), TUI_KEY_F10 },
};

static const struct tui_input none = { .key = TUI_KEY_NONE };

static struct tui_input named_key(int code)
{
	for (size_t i = 0; i < sizeof(keys) / sizeof(keys[0]); i++) {
		if (keys[i].code == code)
			return (struct tui_input){ .key = keys[i].key };
	}
	return none;
}

/* Two presses at one place within a moment are one thing. */
static enum tui_key pressed(struct keyboard *keyboard, unsigned int row, unsigned int column)
{
	uint64_t now_ns = clock_now_ns();
	bool second = keyboard->click_ns && now_ns < keyboard->click_ns + DOUBLE_CLICK_NS &&
		      keyboard->click_row == row && keyboard->click_column == column;

	keyboard->click_ns = second ? 0 : now_ns;
	keyboard->click_row = row;
	keyboard->click_column = column;
	return second ? TUI_KEY_DOUBLE_CLICK : TUI_KEY_CLICK;
}

/* One of those that ncurses has kept; false: there is none left. */
static bool mouse(struct keyboard *keyboard, struct tui_input *input)
{
	MEVENT event;

	*input = none;
	if (getmouse(&event) != OK)
		return false;
	input->row = event.y < 0 ? 0 : (unsigned int)event.y;
	input->column = event.x < 0 ? 0 : (unsigned int)event.x;
	if (event.bstate & BUTTON4_PRESSED)
		input->key = TUI_KEY_WHEEL_UP;
	else if (event.bstate & BUTTON5_PRESSED)
		input->key = TUI_KEY_WHEEL_DOWN;
	else if (event.bstate & BUTTON1_PRESSED)
		input->key = pressed(keyboard, input->row, input->column);
	return true;
}

/* Up to its last octet (ECMA-48, 5.4): of a key that terminfo does not know of, nothing is typed. */
static void skip_sequence(void)
{
	int octet;

	do {
		octet = getch();
	} while (octet >= ' ' && octet < '@');
}

/* By itself the key, and with more right behind it something else. */
static struct tui_input escape(void)
{
	int octet = getch();

	if (octet == ERR)
		return tui_input_character(ESCAPE);
	if (octet == '[')
		skip_sequence();
	else if (octet == 'O')
		getch();
	return none;
}

static struct tui_input character(struct keyboard *keyboard, int octet)
{
	const char text = (char)octet;
	wchar_t code = 0;
	size_t len = mbrtowc(&code, &text, 1, &keyboard->state);

	if (len == (size_t)-1)
		keyboard->state = (mbstate_t){ 0 };
	/* Without a locale the octets above ASCII have no meaning. */
	if (len > 1 || (code >= SURROGATES && code < SURROGATES_END))
		return none;
	return tui_input_character((uint32_t)code);
}

bool keyboard_read(struct keyboard *keyboard, struct tui_input *input)
{
	int code;

	/* What came at once is one KEY_MOUSE, though it were several events. */
	if (keyboard->mouse && mouse(keyboard, input))
		return true;
	code = getch();
	keyboard->mouse = code == KEY_MOUSE;
	if (code == ERR)
		return false;
	if (code >= OCTETS)
		*input = named_key(code);
	else if (code == ESCAPE)
		*input = escape();
	else
		*input = character(keyboard, code);
	return true;
}
