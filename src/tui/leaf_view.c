/* SPDX-License-Identifier: GPL-2.0-or-later */
/* leaf_view.c: prints the texts by the functions that reports are printed by. */
#include "tui/leaf_view.h"
#include "show/digest_text.h"
#include "show/evidence.h"
#include "show/explain.h"
#include "show/ladder.h"
#include "show/page.h"
#include "show/phrase.h"
#include "show/text.h"
#include "tui/help_view.h"

static void put_title(FILE *out, const struct style *style, const char *title)
{
	fprintf(out, "\n%s%s%s\n", style_on(style, STYLE_STRONG), title, style_off(style));
}

static void print_findings(FILE *out, const struct style *style,
			   const struct connection *connection)
{
	if (connection->finding_count == 0)
		text_findings(out, style, connection);
	for (int severity = SEVERITY_ERROR; severity >= SEVERITY_NOTE; severity--) {
		for (unsigned int i = 0; i < connection->finding_count; i++) {
			if (connection->findings[i].severity == severity)
				text_finding(out, style, connection, &connection->findings[i]);
		}
	}
}

/* What is wrong comes first, the worst before all: it is to be in sight without scrolling. */
static void print_detail(FILE *out, const struct style *style,
			 const struct connection *connection)
{
	text_head(out, style, connection);
	print_findings(out, style, connection);
	put_title(out, style, "Packets, states, sockets");
	ladder_print(out, style, connection);
	if (!connection->trail)
		fputs("   none were kept of this connection\n", out);
	put_title(out, style, "Sockets, as the kernel counts");
	evidence_sockets(out, style, connection);
	put_title(out, style, "Evidence");
	evidence_print(out, style, connection);
}

static void print_explain(FILE *out, const struct style *style, const struct tui_leaf *leaf)
{
	explain_finding(out, style, (enum finding_id)leaf->finding);
}

/* Without colours and frames, so that a terminal copies nothing else. */
static void print_plain(FILE *out, const struct style *style, const struct tui *tui,
			const struct connection *connection)
{
	struct style plain = *style;

	plain.marks = false;
	if (connection)
		text_connection(out, &plain, connection);
	else if (tui->findings.at < tui->digest.count)
		digest_text_paragraph(out, &plain, &tui->digest.cases[tui->findings.at]);
}

static void print(FILE *out, const struct tui *tui, const struct tui_leaf *leaf,
		  const struct connection *connection)
{
	struct style style = tui_style(tui);

	switch (leaf->kind) {
	case TUI_DETAIL:
		print_detail(out, &style, connection);
		break;
	case TUI_EXPLAIN:
		print_explain(out, &style, leaf);
		break;
	case TUI_PLAIN:
		print_plain(out, &style, tui, connection);
		break;
	case TUI_HELP:
		help_view_print(out, &style);
		break;
	}
}

int leaf_view_fill(struct tui *tui, struct tui_leaf *leaf)
{
	const struct connection *connection = tui_connection(tui, leaf->connection);
	struct page page;
	int ret;

	if (leaf->connection && !connection)
		return 0;
	ret = page_begin(&page);
	if (ret < 0)
		return ret;
	print(page.out, tui, leaf, connection);
	ret = page_end(&page);
	if (ret == 0)
		scroll_take(&leaf->scroll, &page);
	return ret;
}

int leaf_view_refill(struct tui *tui, bool all)
{
	int ret = 0;

	for (unsigned int i = 0; i < tui->leaf_count; i++) {
		struct tui_leaf *leaf = &tui->leaves[i];
		bool of_case = leaf->kind == TUI_PLAIN && !leaf->connection;
		int filled = (all && !of_case) || leaf->kind == TUI_DETAIL ?
			     leaf_view_fill(tui, leaf) : 0;

		if (filled < 0)
			ret = filled;
	}
	return ret;
}

static void say_title(struct phrase *phrase, const struct tui *tui, const struct tui_leaf *leaf)
{
	switch (leaf->kind) {
	case TUI_DETAIL:
		phrase_text(phrase, "Connection #");
		phrase_plain(phrase, leaf->connection);
		if (!tui_connection(tui, leaf->connection))
			phrase_text(phrase, ", which has left in the meantime");
		break;
	case TUI_EXPLAIN:
		phrase_text(phrase, "What it means");
		break;
	case TUI_PLAIN:
		phrase_text(phrase, "To copy: select with the mouse, Esc goes back");
		break;
	case TUI_HELP:
		phrase_text(phrase, "Help");
		break;
	}
}

/* "lines 1-20 of 97", if not all are in sight. */
static void say_where(struct phrase *phrase, const struct scroll *scroll)
{
	size_t last = scroll->top + scroll->height;

	if (scroll->page.lines <= scroll->height)
		return;
	phrase_text(phrase, "lines ");
	phrase_plain(phrase, scroll->top + 1);
	phrase_text(phrase, "-");
	phrase_plain(phrase, last < scroll->page.lines ? last : scroll->page.lines);
	phrase_text(phrase, " of ");
	phrase_plain(phrase, scroll->page.lines);
}

void leaf_view_draw_title(const struct tui *tui, const struct tui_leaf *leaf, struct cells *cells,
			  unsigned int row)
{
	char text[128], where[64];
	struct phrase phrase;

	phrase_init(&phrase, text, sizeof(text));
	say_title(&phrase, tui, leaf);
	cells_put(cells, row, 0, cells->columns, text, CELL_BAR);
	phrase_init(&phrase, where, sizeof(where));
	say_where(&phrase, &leaf->scroll);
	if (phrase.len < cells->columns)
		cells_put(cells, row, cells->columns - (unsigned int)phrase.len, cells->columns,
			  where, CELL_BAR);
	cells_paint(cells, row, 0, cells->columns, CELL_BAR);
}
