/* SPDX-License-Identifier: GPL-2.0-or-later */
/* panel.h: below the table: the selected connection, how it stands, what is wrong and to be done. */
#ifndef HALFCLOSE_TUI_PANEL_H
#define HALFCLOSE_TUI_PANEL_H

#include "tui/cells.h"
#include "tui/state.h"

/* Reads its words out of the connection that is selected. */
void panel_fill(struct tui *tui);

/* As much of it as those rows hold. */
void panel_draw(const struct tui *tui, struct cells *cells, unsigned int row, unsigned int rows);

#endif
