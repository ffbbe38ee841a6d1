/* SPDX-License-Identifier: GPL-2.0-or-later */
/* html_ladder.h: one connection as two lifelines with its packets between them, as SVG in HTML. */
#ifndef HALFCLOSE_SHOW_HTML_LADDER_H
#define HALFCLOSE_SHOW_HTML_LADDER_H

#include "core/connection.h"

#include <stdio.h>

/*
 * The steps of ladder.h, evenly spaced; report.js can space them to scale. Writes nothing if the
 * connection has no trail.
 */
void html_ladder(FILE *out, const struct connection *connection);

#endif
