/* SPDX-License-Identifier: GPL-2.0-or-later */
/* help_view.h: what the keys do, and what the signs mean. */
#ifndef HALFCLOSE_TUI_HELP_VIEW_H
#define HALFCLOSE_TUI_HELP_VIEW_H

#include "show/style.h"

#include <stdio.h>

void help_view_print(FILE *out, const struct style *style);

#endif
