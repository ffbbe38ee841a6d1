/* SPDX-License-Identifier: GPL-2.0-or-later */
/* printed.h: catches in memory what is printed to a stream. */
#ifndef HALFCLOSE_TESTS_SHOW_PRINTED_H
#define HALFCLOSE_TESTS_SHOW_PRINTED_H

#include "support/rows.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct printed {
	FILE *out;	/* to print to */
	char *text;	/* after printed_end() */
	size_t len;
};

static inline void printed_begin(struct printed *printed)
{
	*printed = (struct printed){ 0 };
	printed->out = open_memstream(&printed->text, &printed->len);
}

static inline const char *printed_end(struct printed *printed)
{
	fclose(printed->out);
	return printed->text;
}

static inline void printed_free(struct printed *printed)
{
	free(printed->text);
}

/* What the statement prints to printed.out. */
#define CHECK_PRINTED(want, statement)					\
	do {								\
		struct rows checked = { .name = __func__ };		\
		struct printed printed;					\
									\
		printed_begin(&printed);				\
		statement;						\
		CHECK_STRING(&checked, printed_end(&printed), want);	\
		printed_free(&printed);					\
		rows_end(&checked);					\
	} while (0)

/* A text from outside, and what a format makes of it. */
struct escaped {
	const char *name, *text, *want;
};

static inline void check_escaped(const struct escaped *table, size_t count,
				 void (*print)(FILE *out, const char *text, size_t len))
{
	struct rows rows = { 0 };

	for (size_t i = 0; i < count; i++) {
		struct printed printed;

		rows.name = table[i].name;
		printed_begin(&printed);
		print(printed.out, table[i].text, strlen(table[i].text));
		CHECK_STRING(&rows, printed_end(&printed), table[i].want);
		printed_free(&printed);
	}
	rows_end(&rows);
}

#endif
