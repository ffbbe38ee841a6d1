/* SPDX-License-Identifier: GPL-2.0-or-later */
/* test_json.c: what the emitter writes, read back by jansson. */
#include "show/json.h"
#include "printed.h"
#include "support/rows.h"

#include <jansson.h>

#define TEXT(literal) literal, sizeof(literal) - 1

static const struct {
	const char *name, *octets;
	size_t len;
	const char *written;
	const char *read;
} strings[] = {
	{ "plain", TEXT("peer"), "\"peer\"", "peer" },
	{ "empty", TEXT(""), "\"\"", "" },
	{ "quote and backslash", TEXT("a\"b\\c"), "\"a\\\"b\\\\c\"", "a\"b\\c" },
	{ "control characters", TEXT("\033[31m\n"), "\"\\u001b[31m\\u000a\"", "\033[31m\n" },
	{ "DEL and C1", TEXT("\x7f\xc2\x9b"), "\"\\u007f\\u009b\"", "\x7f\xc2\x9b" },
	{ "UTF-8", TEXT("caf\u00e9 \U0001f600"), "\"caf\u00e9 \U0001f600\"",
	  "caf\u00e9 \U0001f600" },
	{ "line separators", TEXT("\u2028\u2029"), "\"\\u2028\\u2029\"", "\u2028\u2029" },
	{ "no UTF-8", TEXT("a\xff\xfe""b"), "\"a\\ufffd\\ufffdb\"", "a\ufffd\ufffd""b" },
	{ "cut UTF-8", TEXT("a\xe4\xb8"), "\"a\\ufffd\\ufffd\"", "a\ufffd\ufffd" },
	{ "surrogate", TEXT("\xed\xa0\x80"), "\"\\ufffd\\ufffd\\ufffd\"",
	  "\ufffd\ufffd\ufffd" },
	{ "end of a script element", TEXT("</script>"), "\"</script>\"", "</script>" },
};

static void strings_survive(void **state)
{
	struct rows rows = { 0 };

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(strings); i++) {
		struct printed printed;
		struct json json;
		json_t *root;

		rows_next(&rows, strings[i].name);
		printed_begin(&printed);
		json_init(&json, printed.out);
		json_put_octets(&json, strings[i].octets, strings[i].len);
		json_flush(&json);
		CHECK_STRING(&rows, printed_end(&printed), strings[i].written);
		root = json_loads(printed.text, JSON_DECODE_ANY, NULL);
		CHECK_STRING(&rows, json_string_value(root), strings[i].read);
		json_decref(root);
		printed_free(&printed);
	}
	rows_end(&rows);
}

/* Whatever its length, and wherever what waits is full, no octet is lost or moved. */
static void lengths_survive(void **state)
{
	enum { LONGEST = 2 * JSON_HELD_MAX + 2 };
	static char text[LONGEST + 1];

	(void)state;
	for (size_t i = 0; i < LONGEST; i++)
		text[i] = (char)('a' + i % 26);
	for (size_t len = 0; len <= LONGEST; len += len < JSON_HELD_MAX - 8 ? 51 : 1) {
		struct printed printed;
		struct json json;
		json_t *root;

		printed_begin(&printed);
		json_init(&json, printed.out);
		json_array_begin(&json);
		json_put_octets(&json, text, len);
		json_put_octets(&json, text, LONGEST - len);
		json_array_end(&json);
		json_line_end(&json);
		root = json_loads(printed_end(&printed), 0, NULL);
		assert_int_equal(json_string_length(json_array_get(root, 0)), len);
		assert_memory_equal(json_string_value(json_array_get(root, 0)), text, len);
		assert_int_equal(json_string_length(json_array_get(root, 1)), LONGEST - len);
		json_decref(root);
		printed_free(&printed);
	}
}

static void write_everything(struct json *json)
{
	json_object_begin(json);
	json_key(json, "numbers");
	json_array_begin(json);
	json_put_u64(json, 0);
	json_put_u64(json, UINT64_MAX);
	json_put_i64(json, INT64_MIN);
	json_put_i64(json, -1);
	json_put_i64(json, 7);
	json_array_end(json);
	json_key(json, "empty");
	json_object_begin(json);
	json_object_end(json);
	json_key(json, "none");
	json_array_begin(json);
	json_array_end(json);
	json_key(json, "nested");
	json_array_begin(json);
	json_object_begin(json);
	json_key(json, "a");
	json_put_bool(json, true);
	json_object_end(json);
	json_array_begin(json);
	json_put_bool(json, false);
	json_array_end(json);
	json_array_end(json);
	json_key(json, "nothing");
	json_put_string(json, NULL);
	json_object_end(json);
	json_line_end(json);
}

static void structure_and_numbers(void **state)
{
	struct printed printed;
	struct json json;

	(void)state;
	printed_begin(&printed);
	json_init(&json, printed.out);
	write_everything(&json);
	json_object_begin(&json);
	json_object_end(&json);
	json_line_end(&json);
	assert_string_equal(printed_end(&printed),
			    "{\"numbers\":[0,18446744073709551615,-9223372036854775808,-1,7],\"empty\":{},\"none\":[],"
			    "\"nested\":[{\"a\":true},[false]],\"nothing\":null}\n{}\n");
	printed_free(&printed);
}

static void times_are_rfc_3339(void **state)
{
	static const struct {
		const char *name;
		uint64_t time_ns;
		const char *text;
	} times[] = {
		{ "unknown", 0, "null" },
		{ "the first nanosecond", 1, "\"1970-01-01T00:00:00.000000001Z\"" },
		{ "SPEC's example", 1767323045000000006, "\"2026-01-02T03:04:05.000000006Z\"" },
		{ "a leap day", 1709251199999999999, "\"2024-02-29T23:59:59.999999999Z\"" },
		{ "2000, a leap year", 951782400000000000, "\"2000-02-29T00:00:00.000000000Z\"" },
		{ "the end of a year", 1767225599000000000, "\"2025-12-31T23:59:59.000000000Z\"" },
		{ "2100, no leap year", 4107542400000000000, "\"2100-03-01T00:00:00.000000000Z\"" },
		{ "the last one", UINT64_MAX, "\"2554-07-21T23:34:33.709551615Z\"" },
	};
	struct rows rows = { 0 };

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(times); i++) {
		struct printed printed;
		struct json json;

		rows_next(&rows, times[i].name);
		printed_begin(&printed);
		json_init(&json, printed.out);
		json_put_time(&json, times[i].time_ns);
		json_flush(&json);
		CHECK_STRING(&rows, printed_end(&printed), times[i].text);
		printed_free(&printed);
	}
	rows_end(&rows);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(strings_survive),
		cmocka_unit_test(lengths_survive),
		cmocka_unit_test(structure_and_numbers),
		cmocka_unit_test(times_are_rfc_3339),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
