/* SPDX-License-Identifier: GPL-2.0-or-later */
/* scenario_words.h: a scenario's text as lines of words, and what is wrong with one of them. */
#ifndef HALFCLOSE_PEERS_SCENARIO_WORDS_H
#define HALFCLOSE_PEERS_SCENARIO_WORDS_H

#include "peers/scenario.h"

struct scenario_place {
	unsigned int line, column;
};

/* All borrowed. The word is the one that is looked at, or, with len 0, the end of the line. */
struct scenario_words {
	const char *text;		/* what follows the word */
	size_t len;
	struct scenario_place place;	/* of what follows the word */
	struct {
		const char *text;
		size_t len;
		struct scenario_place place;
	} word;
	struct scenario_error *error;
};

/*
 * Begins in front of the first line. Returns 0, or -EINVAL for what is no text, or too long.
 */
int words_begin(struct scenario_words *words, const char *text, size_t len,
		struct scenario_error *error);

/* Goes to the first word of the next line that has one; false: there is none. */
bool words_next_line(struct scenario_words *words);

/* Goes to the line's next word. */
void words_next(struct scenario_words *words);

bool words_at(const struct scenario_words *words, const char *word);
bool words_at_end(const struct scenario_words *words);

/* As words_at(), and goes on if so. */
bool words_skip(struct scenario_words *words, const char *word);

/* Each takes a word and returns 0, or says what it expected and returns -EINVAL. */
int words_take_name(struct scenario_words *words, const char *what, char name[SCENARIO_NAME_MAX]);
int words_take_number(struct scenario_words *words, const char *what, int64_t min, int64_t max,
		      int64_t *number);
int words_take_end(struct scenario_words *words);

/* "expected WHAT, not "WORD"". Returns -EINVAL, as the next does, which says anything else. */
int words_expected(const struct scenario_words *words, const char *what);
int words_fail(const struct scenario_words *words, struct scenario_place place, const char *fmt,
	       ...) __attribute__((format(printf, 3, 4)));

#endif
