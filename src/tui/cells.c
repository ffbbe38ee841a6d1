/* SPDX-License-Identifier: GPL-2.0-or-later */
/* cells.c: puts text into cells, by the columns that it takes. */
#include "tui/cells.h"
#include "show/escape.h"
#include "show/utf8.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

int cells_init(struct cells *cells, unsigned int rows, unsigned int columns, bool utf8)
{
	*cells = (struct cells){ .utf8 = utf8 };
	return cells_resize(cells, rows, columns);
}

int cells_resize(struct cells *cells, unsigned int rows, unsigned int columns)
{
	struct cell *grown = calloc((size_t)rows * columns + 1, sizeof(*grown));

	free(cells->cells);
	cells->cells = grown;
	cells->rows = grown ? rows : 0;
	cells->columns = grown ? columns : 0;
	cells_clear(cells);
	return grown ? 0 : -ENOMEM;
}

void cells_free(struct cells *cells)
{
	free(cells->cells);
	*cells = (struct cells){ 0 };
}

void cells_clear(struct cells *cells)
{
	for (size_t i = 0; i < (size_t)cells->rows * cells->columns; i++)
		cells->cells[i] = (struct cell){ .code = ' ' };
	cells->cursor_shown = false;
}

const struct cell *cells_at(const struct cells *cells, unsigned int row, unsigned int column)
{
	if (row >= cells->rows || column >= cells->columns)
		return NULL;
	return &cells->cells[(size_t)row * cells->columns + column];
}

static struct cell *place(struct cells *cells, unsigned int row, unsigned int column)
{
	return &cells->cells[(size_t)row * cells->columns + column];
}

/* A wide character that loses a half is none any more. */
static void put_code(struct cells *cells, unsigned int row, unsigned int column, uint32_t code,
		     enum cell_role role)
{
	struct cell *cell = place(cells, row, column);

	if (!cell->code && column > 0)
		cell[-1].code = ' ';
	if (column + 1 < cells->columns && !cell[1].code)
		cell[1].code = ' ';
	*cell = (struct cell){ .code = code, .role = (uint8_t)role };
}

static unsigned int room(const struct cells *cells, unsigned int row, unsigned int column,
			 unsigned int columns)
{
	if (row >= cells->rows || column >= cells->columns)
		return 0;
	return columns < cells->columns - column ? columns : cells->columns - column;
}

static unsigned int put_utf8(struct cells *cells, unsigned int row, unsigned int column,
			     unsigned int columns, const char *text, enum cell_role role)
{
	unsigned int taken = 0;
	size_t len = strlen(text), at = 0;

	while (at < len) {
		uint32_t code = '?';
		size_t octets = utf8_decode(text + at, len - at, &code);
		unsigned int wide = octets ? utf8_code_columns(code) : 1;

		if (taken + wide > columns)
			break;
		/* What combines with the character before it has no cell of its own. */
		if (wide > 1)
			put_code(cells, row, column + taken + 1, ' ', role);
		if (wide > 0)
			put_code(cells, row, column + taken, code, role);
		if (wide > 1)
			place(cells, row, column + taken + 1)->code = 0;
		taken += wide;
		at += octets ? octets : 1;
	}
	return taken;
}

static unsigned int put_ascii(struct cells *cells, unsigned int row, unsigned int column,
			      unsigned int columns, const char *text, enum cell_role role)
{
	unsigned int taken = 0;

	for (; *text && taken < columns; text++) {
		char spelled[ESCAPE_OCTET_MAX + 1];
		size_t len = escape_ascii(spelled, sizeof(spelled), text, 1);

		if (taken + len > columns)
			break;
		for (size_t i = 0; i < len; i++)
			put_code(cells, row, column + taken + (unsigned int)i,
				 (unsigned char)spelled[i], role);
		taken += (unsigned int)len;
	}
	return taken;
}

unsigned int cells_put(struct cells *cells, unsigned int row, unsigned int column,
		       unsigned int columns, const char *text, enum cell_role role)
{
	columns = room(cells, row, column, columns);
	if (columns == 0)
		return 0;
	return cells->utf8 ? put_utf8(cells, row, column, columns, text, role) :
			     put_ascii(cells, row, column, columns, text, role);
}

void cells_mark(struct cells *cells, unsigned int row, unsigned int column,
		unsigned int columns, unsigned int marks)
{
	columns = room(cells, row, column, columns);
	for (unsigned int i = 0; i < columns; i++)
		place(cells, row, column + i)->marks |= (uint8_t)marks;
}

void cells_paint(struct cells *cells, unsigned int row, unsigned int column,
		 unsigned int columns, enum cell_role role)
{
	columns = room(cells, row, column, columns);
	for (unsigned int i = 0; i < columns; i++)
		place(cells, row, column + i)->role = (uint8_t)role;
}
