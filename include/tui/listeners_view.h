/* SPDX-License-Identifier: GPL-2.0-or-later */
/* listeners_view.h: who listens, and how full the accept queues are. */
#ifndef HALFCLOSE_TUI_LISTENERS_VIEW_H
#define HALFCLOSE_TUI_LISTENERS_VIEW_H

#include "tui/cells.h"
#include "tui/state.h"

/* Copies those that live, the fullest first. Returns 0 or -ENOMEM: those of before stay. */
int listeners_view_update(struct tui *tui);

/* The chosen one, or NULL. */
const struct listener *listeners_view_selected(const struct tui *tui);

void listeners_view_draw(struct tui *tui, struct cells *cells, unsigned int row,
			 unsigned int rows);

#endif
