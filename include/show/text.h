/* SPDX-License-Identifier: GPL-2.0-or-later */
/* text.h: connections and findings for people. */
#ifndef HALFCLOSE_SHOW_TEXT_H
#define HALFCLOSE_SHOW_TEXT_H

#include "core/connection.h"
#include "core/finding.h"
#include "show/style.h"
#include "show/summary.h"

#include <stdio.h>

/* Who, from where to where, how it ended, how long it took, what was lost. */
void text_head(FILE *out, const struct style *style, const struct connection *connection);

/*
 * Each finding: severity, id and bytes; what happened; what to do. A connection that came to
 * a good end is said to have done so.
 */
void text_findings(FILE *out, const struct style *style, const struct connection *connection);

/* Head, ladder (where there is a trail) and findings. */
void text_connection(FILE *out, const struct style *style, const struct connection *connection);

/* One finding; connection is NULL for one that is about none, but a place or the evidence. */
void text_finding(FILE *out, const struct style *style, const struct connection *connection,
		  const struct finding *finding);

/* The last lines of a report: what was seen, and what was missed. */
void text_summary(FILE *out, const struct style *style, const struct summary *summary);

/* The colour of a severity. */
enum style_role text_role(enum severity severity);

#endif
