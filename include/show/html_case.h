/* SPDX-License-Identifier: GPL-2.0-or-later */
/* html_case.h: a connection, and a finding, in HTML. */
#ifndef HALFCLOSE_SHOW_HTML_CASE_H
#define HALFCLOSE_SHOW_HTML_CASE_H

#include "core/connection.h"
#include "core/finding.h"
#include "show/style.h"

#include <stdio.h>

/* The columns of the table behind the one that has the number, whose cell is the caller's. */
#define HTML_COLUMN_LIST(X)			\
	X("severity", "sev")			\
	X("finding", "what")			\
	X("client", "end")			\
	X("server", "end")			\
	X("how it ended", "ended")		\
	X("states", "states")			\
	X("lost bytes", "lost")			\
	X("time", "time")

enum {
#define X(name, class) + 1
	HTML_COLUMN_COUNT = 0 HTML_COLUMN_LIST(X)
#undef X
};

/*
 * A connection: its cells in the table, and the row below, with all there is to tell of it; that one's
 * cell is left open, so that more can be said there. The style is not used: the page has its own.
 */
void html_case(FILE *out, const struct style *style, const struct connection *connection);

/* One finding; connection is NULL for one that is about none, but a place or the evidence. */
void html_finding(FILE *out, const struct connection *connection, const struct finding *finding);

#endif
