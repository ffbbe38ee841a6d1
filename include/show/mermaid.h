/* SPDX-License-Identifier: GPL-2.0-or-later */
/* mermaid.h: a sequence diagram in the language of Mermaid, which GitHub and GitLab draw. */
#ifndef HALFCLOSE_SHOW_MERMAID_H
#define HALFCLOSE_SHOW_MERMAID_H

#include "core/connection.h"
#include "core/finding.h"
#include "show/style.h"

#include <stddef.h>
#include <stdio.h>

/* Longer texts are refused by those who draw them (Mermaid's maxTextSize). */
enum { MERMAID_TEXT_MAX = 50000 };

/*
 * Writes a text, which is escaped for a terminal, so that nothing in it has a meaning in Mermaid or
 * in the page around it; long lines are broken at spaces.
 */
void mermaid_text(FILE *out, const char *text, size_t len);

/* The two lifelines: of that connection, with its addresses and processes, or, NULL, of any. */
void mermaid_lifelines(FILE *out, const struct connection *connection);

/* What it is, its steps (without a trail its states), its findings. */
void mermaid_connection(FILE *out, const struct style *style,
			const struct connection *connection);

/* One finding; connection is NULL for one that is about none. */
void mermaid_finding(FILE *out, const struct connection *connection,
		     const struct finding *finding);

/* A note across the diagram, of lines that are escaped for a terminal. */
void mermaid_note(FILE *out, const char *text, size_t len);

#endif
