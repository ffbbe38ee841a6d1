/* SPDX-License-Identifier: GPL-2.0-or-later */
/* test_phrase.c: counts, durations and the cutting of texts that are too long. */
#include "show/phrase.h"
#include "support/rows.h"

static void spans(void **state)
{
	static const struct {
		const char *text;
		uint64_t span_ns;
	} table[] = {
		{ "0.000 ms", 0 },	   { "0.062 ms", 62999 },	  { "0.999 ms", 999999 },
		{ "1.0 ms", 1000000 },	   { "9.9 ms", 9999999 },	  { "10 ms", 10000000 },
		{ "999 ms", 999999999 },   { "1.0 s", 1000000000 },	  { "10 s", 10000000000 },
		{ "119 s", 119999999999 }, { "2 min", 120000000000 },
		{ "2.0 h", 7200000000000 }, { "47.9 h", 172799999999999 },
		{ "2.0 days", 172800000000000 }, { "213,503.9 days", UINT64_MAX },
	};
	struct rows rows = { 0 };

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(table); i++) {
		char text[32];
		struct phrase phrase;

		rows_next(&rows, table[i].text);
		phrase_init(&phrase, text, sizeof(text));
		phrase_span(&phrase, table[i].span_ns);
		CHECK_STRING(&rows, text, table[i].text);
	}
	rows_end(&rows);
}

static void counts(void **state)
{
	static const struct {
		const char *text;
		uint64_t bytes;
		bool at_least;
	} table[] = {
		{ "0 bytes", 0, false },
		{ "1 byte", 1, false },
		{ "999 bytes", 999, false },
		{ "at least 1,000 bytes", 1000, true },
		{ "123,456 bytes", 123456, false },
		{ "18,446,744,073,709,551,615 bytes", UINT64_MAX, false },
	};
	struct rows rows = { 0 };

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(table); i++) {
		char text[64];
		struct phrase phrase;

		rows_next(&rows, table[i].text);
		phrase_init(&phrase, text, sizeof(text));
		phrase_bytes(&phrase, table[i].bytes, table[i].at_least);
		CHECK_STRING(&rows, text, table[i].text);
		CHECK_INT(&rows, phrase.len, strlen(text));
	}
	rows_end(&rows);
}

/* In a buffer of every size the text ends in a NUL, and no character is halved. */
static void cuts_between_characters(void **state)
{
	(void)state;
	for (size_t size = 1; size < 20; size++) {
		char *text = test_malloc(size);
		struct phrase phrase;

		phrase_init(&phrase, text, size);
		phrase_text(&phrase, "a\u4e16b");
		phrase_plain(&phrase, 4711);
		phrase_name(&phrase, "\033", 1);
		assert_int_equal(phrase.len, strlen(text));
		assert_true(phrase.len < size);
		if (size == 4)
			assert_string_equal(text, "a47");
		if (size >= 14)
			assert_string_equal(text, "a\u4e16b4711\\x1b");
		test_free(text);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(spans),
		cmocka_unit_test(counts),
		cmocka_unit_test(cuts_between_characters),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
