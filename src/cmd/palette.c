/* SPDX-License-Identifier: GPL-2.0-or-later */
/* palette.c: a table of roles. */
#include "cmd/palette.h"

enum { COLORS_8 = 8, COLORS_256 = 256 };

/*
 * Of 256 colours those of a middle lightness: white letters on black, or black ones on white, are a
 * matter of taste, and nobody tells a program which. Of 8 the theme makes what can be read.
 */
static const struct {
	int color[PALETTE_COUNT];
	unsigned int weight;
} roles[CELL_ROLE_COUNT] = {
	[CELL_PLAIN] = { { PAINT_NO_COLOR, PAINT_NO_COLOR, PAINT_NO_COLOR }, 0 },
	[CELL_ERROR] = { { PAINT_NO_COLOR, 1, 160 }, PAINT_BOLD },
	[CELL_WARNING] = { { PAINT_NO_COLOR, 3, 136 }, 0 },
	[CELL_NOTE] = { { PAINT_NO_COLOR, 6, 31 }, 0 },
	[CELL_GOOD] = { { PAINT_NO_COLOR, 2, 28 }, 0 },
	[CELL_STRONG] = { { PAINT_NO_COLOR, PAINT_NO_COLOR, PAINT_NO_COLOR }, PAINT_BOLD },
	[CELL_QUIET] = { { PAINT_NO_COLOR, PAINT_NO_COLOR, 244 }, PAINT_DIM },
	[CELL_BAR] = { { PAINT_NO_COLOR, PAINT_NO_COLOR, PAINT_NO_COLOR }, PAINT_REVERSE },
};

enum palette palette_for(int colors, bool wanted)
{
	if (!wanted || colors < COLORS_8)
		return PALETTE_NONE;
	return colors < COLORS_256 ? PALETTE_8 : PALETTE_256;
}

struct paint palette_paint(enum palette palette, enum cell_role role, unsigned int marks)
{
	struct paint paint = { roles[role].color[palette], roles[role].weight };

	/* A colour of its own is quiet enough. */
	if (paint.color != PAINT_NO_COLOR)
		paint.weight &= ~(unsigned int)PAINT_DIM;
	if (marks & (CELL_FRESH | CELL_FADING | CELL_SELECTED))
		paint.weight &= ~(unsigned int)PAINT_DIM;
	if (marks & CELL_FADING)
		paint.weight |= PAINT_BOLD;
	if (marks & CELL_FRESH)
		paint.weight |= PAINT_REVERSE;
	/* One bar all along the line, whatever stands in it. */
	if (marks & CELL_SELECTED) {
		paint.color = PAINT_NO_COLOR;
		paint.weight |= PAINT_REVERSE | (marks & CELL_FRESH ? PAINT_BOLD : 0);
	}
	return paint;
}
