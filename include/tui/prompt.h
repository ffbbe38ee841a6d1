/* SPDX-License-Identifier: GPL-2.0-or-later */
/* prompt.h: a question in the message line, and what is typed as an answer. */
#ifndef HALFCLOSE_TUI_PROMPT_H
#define HALFCLOSE_TUI_PROMPT_H

#include "tui/cells.h"
#include "tui/input.h"

#include <stddef.h>

enum { PROMPT_TEXT_MAX = 256, PROMPT_QUESTION_MAX = 160 };

enum prompt_kind {
	PROMPT_NONE,	/* nothing is asked */
	PROMPT_FILTER,
	PROMPT_SORT,	/* answered by one letter, as is DESTROY */
	PROMPT_WRITE,
	PROMPT_DESTROY,
};

struct prompt {
	enum prompt_kind kind;
	char question[PROMPT_QUESTION_MAX];
	char text[PROMPT_TEXT_MAX];	/* UTF-8; what was typed so far */
	size_t len;
};

enum prompt_answer {
	PROMPT_GOES_ON,
	PROMPT_CHANGED,		/* and goes on, with another text */
	PROMPT_LETTER,		/* of one that is answered by it: input->code */
	PROMPT_DONE,
	PROMPT_CANCELLED,
};

/* Asks; text is what stands there already. */
void prompt_ask(struct prompt *prompt, enum prompt_kind kind, const char *question,
		const char *text);

/* Takes a key. What is done or cancelled is asked no more; its text stays until the next question. */
enum prompt_answer prompt_input(struct prompt *prompt, const struct tui_input *input);

/* Draws question and text into that row, the end of the text in sight, and the cursor behind it. */
void prompt_draw(const struct prompt *prompt, struct cells *cells, unsigned int row);

#endif
