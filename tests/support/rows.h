/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * rows.h: table-driven checks: a failing row prints its name, the others still run.
 *
 *	struct rows rows = { 0 };
 *
 *	for (size_t i = 0; i < ARRAY_LEN(table); i++) {
 *		rows_next(&rows, table[i].name);
 *		CHECK(&rows, parse(table[i].text) == 0);
 *		CHECK_INT(&rows, half.nxt, table[i].nxt);
 *	}
 *	rows_end(&rows);
 */
#ifndef HALFCLOSE_SUPPORT_ROWS_H
#define HALFCLOSE_SUPPORT_ROWS_H

/* cmocka.h needs the first four and includes none of them. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <stdbool.h>
#include <string.h>

#define ARRAY_LEN(array) (sizeof(array) / sizeof((array)[0]))

struct rows {
	const char *name;	/* borrowed: of the row being checked */
	unsigned int failed;	/* checks, over all rows */
};

static inline void rows_next(struct rows *rows, const char *name)
{
	rows->name = name;
}

/* Fails the test, once, if any row failed. */
static inline void rows_end(const struct rows *rows)
{
	if (rows->failed)
		fail_msg("%u checks failed, see above", rows->failed);
}

static inline bool rows_check(struct rows *rows, bool ok, const char *what, int line)
{
	if (!ok) {
		rows->failed++;
		print_error("row \"%s\", line %d: %s\n", rows->name, line, what);
	}
	return ok;
}

static inline bool rows_check_int(struct rows *rows, long long got, long long want,
				  const char *what, int line)
{
	if (got != want) {
		rows->failed++;
		print_error("row \"%s\", line %d: %s is %lld, not %lld\n", rows->name, line,
			    what, got, want);
	}
	return got == want;
}

/* NULL is equal to NULL only. */
static inline bool rows_check_string(struct rows *rows, const char *got, const char *want,
				     const char *what, int line)
{
	bool equal = got && want ? strcmp(got, want) == 0 : got == want;

	if (!equal) {
		rows->failed++;
		print_error("row \"%s\", line %d: %s is\n\"%s\", not\n\"%s\"\n", rows->name,
			    line, what, got ? got : "(null)", want ? want : "(null)");
	}
	return equal;
}

/* Each evaluates its arguments once, and is true if the check held. */
#define CHECK(rows, condition) rows_check((rows), (condition), #condition, __LINE__)
#define CHECK_INT(rows, got, want) \
	rows_check_int((rows), (long long)(got), (long long)(want), #got, __LINE__)
#define CHECK_STRING(rows, got, want) \
	rows_check_string((rows), (got), (want), #got, __LINE__)

#endif
