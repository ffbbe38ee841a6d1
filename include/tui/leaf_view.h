/* SPDX-License-Identifier: GPL-2.0-or-later */
/* leaf_view.h: texts that lie on top of the lists: details, explanations, what is to be copied, help. */
#ifndef HALFCLOSE_TUI_LEAF_VIEW_H
#define HALFCLOSE_TUI_LEAF_VIEW_H

#include "tui/cells.h"
#include "tui/state.h"

/*
 * Prints the text of a leaf as of now. Of a connection that has left, the text of when it was there
 * stays. Returns 0 or -ENOMEM.
 */
int leaf_view_fill(struct tui *tui, struct tui_leaf *leaf);

/* Those leaves whose text has changed; all: every one, since the width has. */
int leaf_view_refill(struct tui *tui, bool all);

/* Its title, into the bar of that row. */
void leaf_view_draw_title(const struct tui *tui, const struct tui_leaf *leaf, struct cells *cells,
			  unsigned int row);

#endif
