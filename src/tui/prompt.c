/* SPDX-License-Identifier: GPL-2.0-or-later */
/* prompt.c: a line that is typed into. */
#include "tui/prompt.h"
#include "show/phrase.h"
#include "show/utf8.h"

#include <stdbool.h>
#include <string.h>

void prompt_ask(struct prompt *prompt, enum prompt_kind kind, const char *question,
		const char *text)
{
	struct phrase phrase;

	prompt->kind = kind;
	phrase_init(&phrase, prompt->question, sizeof(prompt->question));
	phrase_text(&phrase, question);
	phrase_init(&phrase, prompt->text, sizeof(prompt->text));
	phrase_text(&phrase, text);
	prompt->len = phrase.len;
}

static size_t encode(char octets[4], uint32_t code)
{
	if (code < 0x80) {
		octets[0] = (char)code;
		return 1;
	}
	if (code < 0x800) {
		octets[0] = (char)(0xc0 | code >> 6);
		octets[1] = (char)(0x80 | (code & 0x3f));
		return 2;
	}
	if (code < 0x10000) {
		octets[0] = (char)(0xe0 | code >> 12);
		octets[1] = (char)(0x80 | (code >> 6 & 0x3f));
		octets[2] = (char)(0x80 | (code & 0x3f));
		return 3;
	}
	octets[0] = (char)(0xf0 | code >> 18);
	octets[1] = (char)(0x80 | (code >> 12 & 0x3f));
	octets[2] = (char)(0x80 | (code >> 6 & 0x3f));
	octets[3] = (char)(0x80 | (code & 0x3f));
	return 4;
}

/* What is not UTF-8 by then (a surrogate, beyond 0x10ffff) is left out, as is what has no room. */
static bool append(struct prompt *prompt, uint32_t code)
{
	char octets[4];
	size_t len = encode(octets, code);
	uint32_t back;

	if (code > 0x10ffff || utf8_decode(octets, len, &back) != len ||
	    prompt->len + len >= sizeof(prompt->text))
		return false;
	memcpy(prompt->text + prompt->len, octets, len);
	prompt->len += len;
	prompt->text[prompt->len] = '\0';
	return true;
}

static bool erase(struct prompt *prompt)
{
	if (prompt->len == 0)
		return false;
	do
		prompt->len--;
	while (prompt->len > 0 && ((unsigned char)prompt->text[prompt->len] & 0xc0) == 0x80);
	prompt->text[prompt->len] = '\0';
	return true;
}

/* Spaces, and the word before them. */
static bool erase_word(struct prompt *prompt)
{
	bool erased = false;

	while (prompt->len > 0 && prompt->text[prompt->len - 1] == ' ')
		erased |= erase(prompt);
	while (prompt->len > 0 && prompt->text[prompt->len - 1] != ' ')
		erased |= erase(prompt);
	return erased;
}

static bool control(struct prompt *prompt, uint32_t letter)
{
	bool erased = false;

	if (letter == 'W')
		return erase_word(prompt);
	while (letter == 'U' && erase(prompt))
		erased = true;
	return erased;
}

static bool edit(struct prompt *prompt, const struct tui_input *input)
{
	if (input->key == TUI_KEY_CHARACTER)
		return append(prompt, input->code);
	if (input->key == TUI_KEY_BACKSPACE)
		return erase(prompt);
	return input->key == TUI_KEY_CONTROL && control(prompt, input->code);
}

static enum prompt_answer end(struct prompt *prompt, enum prompt_answer answer)
{
	prompt->kind = PROMPT_NONE;
	return answer;
}

static bool takes_letter(enum prompt_kind kind)
{
	return kind == PROMPT_SORT || kind == PROMPT_DESTROY;
}

enum prompt_answer prompt_input(struct prompt *prompt, const struct tui_input *input)
{
	if (input->key == TUI_KEY_ESCAPE)
		return end(prompt, PROMPT_CANCELLED);
	if (takes_letter(prompt->kind))
		return input->key == TUI_KEY_CHARACTER ? PROMPT_LETTER : PROMPT_GOES_ON;
	if (input->key == TUI_KEY_ENTER)
		return end(prompt, PROMPT_DONE);
	return edit(prompt, input) ? PROMPT_CHANGED : PROMPT_GOES_ON;
}

void prompt_draw(const struct prompt *prompt, struct cells *cells, unsigned int row)
{
	/* The last column is the cursor's, however long the question. */
	unsigned int at = cells_put(cells, row, 0, cells->columns - 1, prompt->question,
				    CELL_STRONG);
	unsigned int room = cells->columns - 1 - at;
	char text[4 * PROMPT_TEXT_MAX];
	const char *shown = text;
	struct phrase phrase;

	phrase_init(&phrase, text, sizeof(text));
	phrase_name(&phrase, prompt->text, prompt->len);
	while (utf8_columns(shown) > room)
		shown += utf8_fit(shown, 1) ? utf8_fit(shown, 1) : utf8_fit(shown, 2);
	cells->cursor_row = row;
	cells->cursor_column = at + cells_put(cells, row, at, room, shown, CELL_PLAIN);
	cells->cursor_shown = true;
}
