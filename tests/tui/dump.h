/* SPDX-License-Identifier: GPL-2.0-or-later */
/* dump.h: a screen of cells as text. */
#ifndef HALFCLOSE_TESTS_TUI_DUMP_H
#define HALFCLOSE_TESTS_TUI_DUMP_H

#include "tui/cells.h"

#include <stdio.h>

static inline void dump_code(FILE *out, uint32_t code)
{
	if (code >= 0x10000) {
		putc((int)(0xf0 | code >> 18), out);
		putc((int)(0x80 | (code >> 12 & 0x3f)), out);
	} else if (code >= 0x800) {
		putc((int)(0xe0 | code >> 12), out);
	}
	if (code >= 0x800)
		putc((int)(0x80 | (code >> 6 & 0x3f)), out);
	else if (code >= 0x80)
		putc((int)(0xc0 | code >> 6), out);
	putc((int)(code < 0x80 ? code : 0x80 | (code & 0x3f)), out);
}

/* A line for each row, without the spaces at its end. */
static inline void dump_cells(FILE *out, const struct cells *cells)
{
	for (unsigned int row = 0; row < cells->rows; row++) {
		unsigned int end = cells->columns;

		while (end > 0 && cells_at(cells, row, end - 1)->code == ' ')
			end--;
		for (unsigned int column = 0; column < end; column++) {
			uint32_t code = cells_at(cells, row, column)->code;

			if (code)
				dump_code(out, code);
		}
		putc('\n', out);
	}
}

/* The caller's to free. */
static inline char *dump_text(const struct cells *cells)
{
	char *text = NULL;
	size_t len;
	FILE *out = open_memstream(&text, &len);

	dump_cells(out, cells);
	fclose(out);
	return text;
}

#endif
