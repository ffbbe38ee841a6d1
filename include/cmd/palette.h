/* SPDX-License-Identifier: GPL-2.0-or-later */
/* palette.h: which colour and weight a cell has, on a light background as on a dark one. */
#ifndef HALFCLOSE_CMD_PALETTE_H
#define HALFCLOSE_CMD_PALETTE_H

#include "tui/cells.h"

enum palette {
	PALETTE_NONE,	/* no colours: weight alone */
	PALETTE_8,	/* what the reader's theme makes of them */
	PALETTE_256,	/* those that can be read on white and on black */
	PALETTE_COUNT
};

enum {
	PAINT_BOLD = 1,
	PAINT_DIM = 2,
	PAINT_REVERSE = 4,
};

enum { PAINT_NO_COLOR = -1 };	/* the terminal's own */

struct paint {
	int color;		/* the terminal's number of it */
	unsigned int weight;	/* PAINT_BOLD, ... */
};

/* colors: how many the terminal has, as terminfo says; wanted: the reader wants some. */
enum palette palette_for(int colors, bool wanted);

struct paint palette_paint(enum palette palette, enum cell_role role, unsigned int marks);

#endif
