/* SPDX-License-Identifier: GPL-2.0-or-later */
/* evidence.h: what the statements about a connection rest on. */
#ifndef HALFCLOSE_SHOW_EVIDENCE_H
#define HALFCLOSE_SHOW_EVIDENCE_H

#include "core/connection.h"
#include "show/style.h"

#include <stdio.h>

/* A line for each finding and each change of a state: what shows it, observed or inferred. */
void evidence_print(FILE *out, const struct style *style, const struct connection *connection);

/* What the sockets of both ends said last, side by side, as the kernel counts. */
void evidence_sockets(FILE *out, const struct style *style, const struct connection *connection);

#endif
