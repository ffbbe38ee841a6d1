/* SPDX-License-Identifier: GPL-2.0-or-later */
/* findings_view.h: what is wrong, folded by process and cause: a list, and the chosen case in full. */
#ifndef HALFCLOSE_TUI_FINDINGS_VIEW_H
#define HALFCLOSE_TUI_FINDINGS_VIEW_H

#include "tui/cells.h"
#include "tui/state.h"

/* Gathers the cases anew, no more than once a second. Returns 0 or -ENOMEM: some are missing. */
int findings_view_update(struct tui *tui);

/* The chosen case, or NULL. */
const struct digest_case *findings_view_selected(const struct tui *tui);

void findings_view_draw(struct tui *tui, struct cells *cells, unsigned int row,
			unsigned int rows);

/* The filter that shows the connections of a case: "find:eof-unread pid:812". */
void findings_view_say_filter(struct phrase *phrase, const struct digest_case *found);

#endif
