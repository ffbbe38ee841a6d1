/* SPDX-License-Identifier: GPL-2.0-or-later */
/* markdown.h: cases and findings in Markdown, to be pasted into an issue. */
#ifndef HALFCLOSE_SHOW_MARKDOWN_H
#define HALFCLOSE_SHOW_MARKDOWN_H

#include "core/connection.h"
#include "core/finding.h"
#include "show/style.h"
#include "show/tally.h"

#include <stddef.h>
#include <stdio.h>

/*
 * Writes a text, which is escaped for a terminal, so that nothing in it has a meaning in Markdown, and
 * that it mentions nobody and nothing of the site that shows it.
 */
void markdown_text(FILE *out, const char *text, size_t len);

/* How often what was found, worst first, as a table; nothing if nothing was. */
void markdown_table(FILE *out, const struct tally *tally);

/* What it is and its ladder, as code; a long ladder is folded up. Then its findings. */
void markdown_connection(FILE *out, const struct style *style,
			 const struct connection *connection);

/* One finding as an item of a list; connection is NULL for one that is about none. */
void markdown_finding(FILE *out, const struct connection *connection,
		      const struct finding *finding);

#endif
