/* SPDX-License-Identifier: GPL-2.0-or-later */
/* scenario_words.c: a scenario's text as lines of words, and what is wrong with one of them. */
#include "peers/scenario_words.h"

#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

/* The C library's isalpha() and the like go by the locale. */
static bool is_letter(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_';
}

static bool is_digit(char c)
{
	return c >= '0' && c <= '9';
}

static bool is_blank(char c)
{
	return c == ' ' || c == '\t' || c == '\r';	/* a CR only ever ends a line, see check() */
}

/* They are words without blanks around them, too. */
static bool is_relation(char c)
{
	return c != '\0' && strchr("=!<>", c);
}

int words_fail(const struct scenario_words *words, struct scenario_place place, const char *fmt,
	       ...)
{
	struct scenario_error *error = words->error;
	va_list args;

	error->line = place.line;
	error->column = place.column;
	va_start(args, fmt);
	vsnprintf(error->text, sizeof(error->text), fmt, args);
	va_end(args);
	return -EINVAL;
}

int words_expected(const struct scenario_words *words, const char *what)
{
	int len = words->word.len < SCENARIO_NAME_MAX ? (int)words->word.len : SCENARIO_NAME_MAX;

	if (len == 0)
		return words_fail(words, words->word.place,
				  "expected %s, not the end of the line", what);
	return words_fail(words, words->word.place, "expected %s, not \"%.*s%s\"", what, len,
			  words->word.text, words->word.len > SCENARIO_NAME_MAX ? "..." : "");
}

/* Whatever stands in a comment but NUL is the user's own matter. */
static int check_octet(const struct scenario_words *words, struct scenario_place place,
		       unsigned char octet, bool comment)
{
	if (octet == '\0')
		return words_fail(words, place, "a NUL: this is no text, or one in UTF-16");
	if (comment || octet == '\t' || (octet >= ' ' && octet < 0x7f))
		return 0;
	return words_fail(words, place, "octet 0x%02x: only comments may have others than ASCII",
			  octet);
}

/* Once for all, so that a word is made of printable ASCII whoever prints it. */
static int check(const struct scenario_words *words, const char *text, size_t len)
{
	struct scenario_place place = { 1, 1 };
	bool comment = false;
	int ret = 0;

	for (size_t i = 0; !ret && i < len; i++, place.column++) {
		if (text[i] == '\n') {
			place = (struct scenario_place){ place.line + 1, 0 };
			comment = false;
			continue;
		}
		comment |= text[i] == '#';
		if (text[i] != '\r' || i + 1 == len || text[i + 1] != '\n')
			ret = check_octet(words, place, (unsigned char)text[i], comment);
	}
	return ret;
}

int words_begin(struct scenario_words *words, const char *text, size_t len,
		struct scenario_error *error)
{
	static const char mark[] = "\xef\xbb\xbf";	/* some editors' "this is UTF-8" */

	*words = (struct scenario_words){ .error = error };
	if (len > SCENARIO_SIZE_MAX)
		return words_fail(words, (struct scenario_place){ 1, 1 },
				  "a scenario has at most %d octets", SCENARIO_SIZE_MAX);
	if (len >= strlen(mark) && memcmp(text, mark, strlen(mark)) == 0) {
		text += strlen(mark);
		len -= strlen(mark);
	}
	words->text = text;
	words->len = len;
	words->place = (struct scenario_place){ 1, 1 };
	return check(words, text, len);
}

static void pass(struct scenario_words *words, size_t len)
{
	words->text += len;
	words->len -= len;
	words->place.column += (unsigned int)len;
}

static size_t line_rest(const struct scenario_words *words)
{
	const char *end = words->len ? memchr(words->text, '\n', words->len) : NULL;

	return end ? (size_t)(end - words->text) : words->len;
}

static size_t word_len(const char *text, size_t len)
{
	size_t i = 0;

	while (i < len && !is_blank(text[i]) && text[i] != '#' &&
	       is_relation(text[i]) == is_relation(text[0]))
		i++;
	return i;
}

void words_next(struct scenario_words *words)
{
	size_t rest = line_rest(words), blanks = 0;

	while (blanks < rest && is_blank(words->text[blanks]))
		blanks++;
	pass(words, blanks);
	words->word.text = words->text;
	words->word.place = words->place;
	words->word.len = word_len(words->text, rest - blanks);
	pass(words, words->word.len);
}

bool words_next_line(struct scenario_words *words)
{
	bool begun = words->word.text;

	while (words->len > 0) {
		if (begun) {
			pass(words, line_rest(words));
			if (words->len == 0)
				return false;
			pass(words, 1);
			words->place = (struct scenario_place){ words->place.line + 1, 1 };
		}
		words_next(words);
		if (words->word.len > 0)
			return true;
		begun = true;
	}
	return false;
}

bool words_at(const struct scenario_words *words, const char *word)
{
	return words->word.len == strlen(word) &&
	       memcmp(words->word.text, word, words->word.len) == 0;
}

bool words_at_end(const struct scenario_words *words)
{
	return words->word.len == 0;
}

bool words_skip(struct scenario_words *words, const char *word)
{
	bool there = words_at(words, word);

	if (there)
		words_next(words);
	return there;
}

static bool is_name(const char *text, size_t len)
{
	bool name = len > 0 && is_letter(text[0]);

	for (size_t i = 0; i < len; i++)
		name = name && (is_letter(text[i]) || is_digit(text[i]) || text[i] == '-');
	return name;
}

int words_take_name(struct scenario_words *words, const char *what, char name[SCENARIO_NAME_MAX])
{
	size_t len = words->word.len;

	if (!is_name(words->word.text, len))
		return words_expected(words, what);
	if (len >= SCENARIO_NAME_MAX)
		return words_fail(words, words->word.place, "a name has at most %d letters",
				  SCENARIO_NAME_MAX - 1);
	memcpy(name, words->word.text, len);
	name[len] = '\0';
	words_next(words);
	return 0;
}

/* No more digits than the largest that is allowed anywhere needs, so none overflows. */
static bool read_number(const char *text, size_t len, int64_t *number)
{
	bool negative = len > 0 && text[0] == '-';
	size_t i = negative;

	*number = 0;
	if (i == len || len > 12)
		return false;
	for (; i < len; i++) {
		if (!is_digit(text[i]))
			return false;
		*number = *number * 10 + (text[i] - '0');
	}
	*number = negative ? -*number : *number;
	return true;
}

int words_take_number(struct scenario_words *words, const char *what, int64_t min, int64_t max,
		      int64_t *number)
{
	char range[128];

	if (read_number(words->word.text, words->word.len, number) && *number >= min &&
	    *number <= max) {
		words_next(words);
		return 0;
	}
	snprintf(range, sizeof(range), "%s from %lld to %lld", what, (long long)min,
		 (long long)max);
	return words_expected(words, range);
}

int words_take_end(struct scenario_words *words)
{
	return words_at_end(words) ? 0 : words_expected(words, "the end of the line");
}
