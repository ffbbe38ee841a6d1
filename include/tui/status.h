/* SPDX-License-Identifier: GPL-2.0-or-later */
/* status.h: the lines at the top: what is watched, how many there are, what it costs. */
#ifndef HALFCLOSE_TUI_STATUS_H
#define HALFCLOSE_TUI_STATUS_H

#include "tui/cells.h"
#include "tui/state.h"

enum { STATUS_ROWS = 3 };

void status_draw(const struct tui *tui, struct cells *cells);

#endif
