/* SPDX-License-Identifier: GPL-2.0-or-later */
/* explain.h: the manual on the terminal: the catalog's entries. */
#ifndef HALFCLOSE_SHOW_EXPLAIN_H
#define HALFCLOSE_SHOW_EXPLAIN_H

#include "show/style.h"

#include <stdio.h>

/* The entry of the finding with that id; -ENOENT, and nothing written, if there is none. */
int explain_print(FILE *out, const struct style *style, const char *topic);

/* All ids, each with its severity, category and summary. */
void explain_list(FILE *out, const struct style *style);

#endif
