/* SPDX-License-Identifier: GPL-2.0-or-later */
/* table_view.h: one row a connection, both ends in the row. */
#ifndef HALFCLOSE_TUI_TABLE_VIEW_H
#define HALFCLOSE_TUI_TABLE_VIEW_H

#include "tui/cells.h"
#include "tui/state.h"

/* A change stands out for so long, and less so for some time after. */
#define TABLE_FRESH_NS ((uint64_t)1000 * 1000 * 1000)
#define TABLE_FADED_NS ((uint64_t)3000 * 1000 * 1000)

/* Header and rows into so many rows of the screen, from that one on. */
void table_view_draw(struct tui *tui, struct cells *cells, unsigned int row, unsigned int rows);

#endif
