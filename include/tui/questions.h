/* SPDX-License-Identifier: GPL-2.0-or-later */
/* questions.h: what is asked before something is done. */
#ifndef HALFCLOSE_TUI_QUESTIONS_H
#define HALFCLOSE_TUI_QUESTIONS_H

#include "tui/state.h"

#include <stdint.h>

/* Each asks; the keys that follow are the answer's, until it is complete. */
void questions_filter(struct tui *tui);
void questions_sort(struct tui *tui);
void questions_write(struct tui *tui, uint64_t connection);	/* 0: of all */
void questions_destroy(struct tui *tui, uint64_t connection);

/* Takes a key while something is asked, and carries out the answer, or returns what it asks for. */
struct tui_action questions_answer(struct tui *tui, const struct tui_input *input);

#endif
