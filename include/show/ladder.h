/* SPDX-License-Identifier: GPL-2.0-or-later */
/* ladder.h: one connection as two lifelines with its packets between them. */
#ifndef HALFCLOSE_SHOW_LADDER_H
#define HALFCLOSE_SHOW_LADDER_H

#include "core/connection.h"
#include "show/style.h"

#include <stdio.h>

/*
 * The client's lifeline is on the left, the server's on the right; packets are arrows; each
 * end's calls and socket facts stand beside its lifeline, its states at the margin, and
 * seconds since the first step at the left edge. Never wider than style->width. Writes
 * nothing if the connection has no trail.
 */
void ladder_print(FILE *out, const struct style *style, const struct connection *connection);

#endif
