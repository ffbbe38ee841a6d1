/* SPDX-License-Identifier: GPL-2.0-or-later */
/* test_escape.c: nothing of others reaches a terminal raw. */
#include "show/escape.h"
#include "show/utf8.h"
#include "support/rows.h"

#include <stdio.h>
#include <stdlib.h>

#define TEXT(literal) literal, sizeof(literal) - 1

static const struct {
	const char *name, *octets;
	size_t len;
	const char *terminal, *ascii;
} table[] = {
	{ "plain", TEXT("nginx: worker"), "nginx: worker", "nginx: worker" },
	{ "empty", TEXT(""), "", "" },
	{ "colour", TEXT("\033[31mred"), "\\x1b[31mred", "\\x1b[31mred" },
	{ "newline, tab, NUL", TEXT("a\nb\tc\0d"), "a\\x0ab\\x09c\\x00d", "a\\x0ab\\x09c\\x00d" },
	{ "DEL", TEXT("\x7f"), "\\x7f", "\\x7f" },
	{ "C1 as UTF-8: CSI", TEXT("\xc2\x9b""31m"), "\\xc2\\x9b31m", "\\xc2\\x9b31m" },
	{ "C1 as an octet", TEXT("\x9b""31m"), "\\x9b31m", "\\x9b31m" },
	{ "valid UTF-8", TEXT("caf\u00e9 \u4e16 \U0001f600"), "caf\u00e9 \u4e16 \U0001f600",
	  "caf\\xc3\\xa9 \\xe4\\xb8\\x96 \\xf0\\x9f\\x98\\x80" },
	{ "cut UTF-8", TEXT("a\xe4\xb8"), "a\\xe4\\xb8", "a\\xe4\\xb8" },
	{ "overlong slash", TEXT("\xc0\xaf"), "\\xc0\\xaf", "\\xc0\\xaf" },
	{ "overlong of three", TEXT("\xe0\x80\xaf"), "\\xe0\\x80\\xaf", "\\xe0\\x80\\xaf" },
	{ "surrogate", TEXT("\xed\xa0\x80"), "\\xed\\xa0\\x80", "\\xed\\xa0\\x80" },
	{ "beyond Unicode", TEXT("\xf4\x90\x80\x80"), "\\xf4\\x90\\x80\\x80",
	  "\\xf4\\x90\\x80\\x80" },
	{ "bidi override", TEXT("a\u202eb"), "a\\xe2\\x80\\xaeb", "a\\xe2\\x80\\xaeb" },
	{ "bidi isolate", TEXT("\u2066"), "\\xe2\\x81\\xa6", "\\xe2\\x81\\xa6" },
	{ "left-to-right mark", TEXT("\u200e"), "\\xe2\\x80\\x8e", "\\xe2\\x80\\x8e" },
	{ "line separator", TEXT("\u2028"), "\\xe2\\x80\\xa8", "\\xe2\\x80\\xa8" },
	{ "byte order mark", TEXT("\ufeff"), "\\xef\\xbb\\xbf", "\\xef\\xbb\\xbf" },
	{ "noncharacter", TEXT("\xef\xbf\xbf"), "\\xef\\xbf\\xbf", "\\xef\\xbf\\xbf" },
	{ "tag", TEXT("\U000e0041"), "\\xf3\\xa0\\x81\\x81", "\\xf3\\xa0\\x81\\x81" },
};

static const struct {
	const char *name, *octets;
	size_t len;
	const char *html;
} markup[] = {
	{ "plain", TEXT("nginx: worker"), "nginx: worker" },
	{ "an element", TEXT("<script>alert(1)</script>"),
	  "&lt;script&gt;alert(1)&lt;/script&gt;" },
	{ "out of an attribute", TEXT("\" onload='x'"), "&quot; onload=&#39;x&#39;" },
	{ "an entity", TEXT("a&lt;b"), "a&amp;lt;b" },
	{ "control characters", TEXT("\033[31m\0\n"), "\\x1b[31m\\x00\\x0a" },
	{ "not UTF-8", TEXT("<\xff>"), "&lt;\\xff&gt;" },
	{ "bidi override", TEXT("a\u202eb"), "a\\xe2\\x80\\xaeb" },
	{ "escaped before", TEXT("\\x1b"), "\\x1b" },
	{ "valid UTF-8", TEXT("caf\u00e9"), "caf\u00e9" },
};

static void escapes_markup(void **state)
{
	struct rows rows = { 0 };
	char text[128];

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(markup); i++) {
		rows_next(&rows, markup[i].name);
		CHECK_INT(&rows, escape_html(text, sizeof(text), markup[i].octets, markup[i].len),
			  strlen(markup[i].html));
		CHECK_STRING(&rows, text, markup[i].html);
	}
	rows_end(&rows);
}

/* What does not fit is left out whole: half an entity would swallow what follows. */
static void no_half_entity(void **state)
{
	char text[8];

	(void)state;
	for (size_t size = 1; size <= 5; size++) {
		assert_int_equal(escape_html(text, size, "a<b", 3), size > 1);
		assert_string_equal(text, size > 1 ? "a" : "");
	}
	assert_int_equal(escape_html(text, 6, "a<b", 3), 5);
	assert_string_equal(text, "a&lt;");
}

static void escapes(void **state)
{
	struct rows rows = { 0 };
	char text[128];

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(table); i++) {
		/* Of their own, so that a sanitizer sees who reads past the end. */
		char *octets = malloc(table[i].len + !table[i].len);

		memcpy(octets, table[i].octets, table[i].len);
		rows_next(&rows, table[i].name);
		CHECK_INT(&rows, escape_terminal(text, sizeof(text), octets, table[i].len),
			  strlen(table[i].terminal));
		CHECK_STRING(&rows, text, table[i].terminal);
		CHECK_INT(&rows, escape_ascii(text, sizeof(text), octets, table[i].len),
			  strlen(table[i].ascii));
		CHECK_STRING(&rows, text, table[i].ascii);
		free(octets);
	}
	rows_end(&rows);
}

/* Each octet alone: printable ASCII stays, everything else is spelled. */
static void every_octet(void **state)
{
	char text[8], want[8];

	(void)state;
	for (int octet = 0; octet < 256; octet++) {
		char one = (char)octet;

		escape_terminal(text, sizeof(text), &one, 1);
		snprintf(want, sizeof(want), octet >= 0x20 && octet < 0x7f ? "%c" : "\\x%02x",
			 octet);
		assert_string_equal(text, want);
	}
}

/* However small the buffer: a NUL at the end, and no half of an escape or a character. */
static void cuts_between_characters(void **state)
{
	static const char octets[] = "a\033\u4e16";
	static const char *const want[] = { "", "a", "a", "a", "a", "a\\x1b", "a\\x1b", "a\\x1b",
					    "a\\x1b\u4e16" };

	(void)state;
	for (size_t size = 1; size <= ARRAY_LEN(want); size++) {
		char *text = test_malloc(size);

		assert_int_equal(escape_terminal(text, size, octets, sizeof(octets) - 1),
				 strlen(want[size - 1]));
		assert_string_equal(text, want[size - 1]);
		test_free(text);
	}
}

static void measures_columns(void **state)
{
	(void)state;
	assert_int_equal(utf8_columns("abc"), 3);
	assert_int_equal(utf8_columns("\u2500\u25b6"), 2);
	assert_int_equal(utf8_columns("\u4e16\u754c"), 4);
	assert_int_equal(utf8_columns("e\u0301"), 1);
	assert_int_equal(utf8_fit("\u4e16\u754c", 3), 3);
	assert_int_equal(utf8_fit("abc", 2), 2);
	assert_int_equal(utf8_fit("abc", 0), 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(escapes),
		cmocka_unit_test(escapes_markup),
		cmocka_unit_test(no_half_entity),
		cmocka_unit_test(every_octet),
		cmocka_unit_test(cuts_between_characters),
		cmocka_unit_test(measures_columns),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
