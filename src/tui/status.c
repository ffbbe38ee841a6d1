/* SPDX-License-Identifier: GPL-2.0-or-later */
/* status.c: sums up, in three lines. */
#include "tui/status.h"
#include "show/census.h"
#include "show/phrase.h"
#include "show/text.h"
#include "show/utf8.h"

#include <string.h>

enum { TEXT_MAX = 512 };

static void say_view(struct phrase *phrase, const struct tui *tui)
{
	static const char *const names[TUI_BASE_COUNT] = {
		[TUI_TABLE] = "",
		[TUI_FINDINGS] = "findings of ",
		[TUI_LISTENERS] = "listeners; ",
	};

	phrase_text(phrase, names[tui->base]);
	phrase_count(phrase, tui->rows.count, "connection");
}

/* What makes that the screen shows less than there is, or in another order. */
static void say_choice(struct phrase *phrase, const struct tui *tui)
{
	if (tui->base == TUI_TABLE) {
		phrase_text(phrase, "by ");
		phrase_text(phrase, sort_name(tui->sorting.by));
		phrase_text(phrase, tui->sorting.inverted ? ", inverted" : "");
	}
	if (tui->base == TUI_TABLE && tui->rows.hidden) {
		phrase_text(phrase, "; ");
		phrase_number(phrase, tui->rows.hidden);
		phrase_text(phrase, " closed hidden");
	}
	if (tui->filter[0]) {
		phrase_text(phrase, phrase->len ? "; " : "");
		phrase_number(phrase, tui->rows.shown);
		phrase_text(phrase, " match: ");
		phrase_name(phrase, tui->filter, strlen(tui->filter));
	}
	if (tui->paused)
		phrase_text(phrase, phrase->len ? "; PAUSED" : "PAUSED");
}

static void draw_title(const struct tui *tui, struct cells *cells)
{
	char text[TEXT_MAX];
	struct phrase phrase;
	unsigned int left, wide;

	phrase_init(&phrase, text, sizeof(text));
	phrase_text(&phrase, "halfclose ");
	phrase_text(&phrase, tui->source);
	phrase_text(&phrase, ": ");
	say_view(&phrase, tui);
	left = cells_put(cells, 0, 0, cells->columns, text, CELL_BAR);
	phrase_init(&phrase, text, sizeof(text));
	say_choice(&phrase, tui);
	wide = utf8_columns(text);
	cells_put(cells, 0, left + 2 + wide < cells->columns ? cells->columns - wide : left + 2,
		  cells->columns, text, CELL_BAR);
	cells_paint(cells, 0, 0, cells->columns, CELL_BAR);
}

/* Those that matter most come first, since a narrow screen may cut the last ones. */
static void draw_census(const struct tui *tui, struct cells *cells)
{
	static const enum census_group groups[] = {
		CENSUS_LEAKING, CENSUS_HALF_CLOSED, CENSUS_LINGERING, CENSUS_CONNECTING,
		CENSUS_ESTABLISHED, CENSUS_GONE,
	};
	const char *before = "";
	char text[TEXT_MAX];
	struct phrase phrase;

	phrase_init(&phrase, text, sizeof(text));
	for (size_t i = 0; i < sizeof(groups) / sizeof(groups[0]); i++) {
		if (!tui->rows.census.count[groups[i]])
			continue;
		phrase_text(&phrase, before);
		phrase_number(&phrase, tui->rows.census.count[groups[i]]);
		phrase_text(&phrase, " ");
		phrase_text(&phrase, census_name(groups[i]));
		before = ", ";
	}
	cells_put(cells, 1, 0, cells->columns, phrase.len ? text : "no connections",
		  CELL_PLAIN);
}

/* A capture that lost packets knows less than it says. */
static unsigned int draw_packets(const struct summary *summary, struct cells *cells,
				 unsigned int row, unsigned int at)
{
	uint64_t dropped = summary->counts.gaps[GAP_PACKETS_DROPPED];
	char text[TEXT_MAX];
	struct phrase phrase;

	phrase_init(&phrase, text, sizeof(text));
	if (summary->packets)
		phrase_count(&phrase, summary->counts.segments, "packet");
	else
		phrase_text(&phrase, "no packets");
	at += cells_put(cells, row, at, cells->columns, text, CELL_PLAIN);
	if (!summary->drops_known && !dropped)
		return at;
	phrase_init(&phrase, text, sizeof(text));
	phrase_text(&phrase, ", ");
	phrase_number(&phrase, dropped);
	phrase_text(&phrase, " dropped");
	return at + cells_put(cells, row, at, cells->columns, text,
			      dropped ? CELL_WARNING : CELL_PLAIN);
}

/* "; polls 0.1 % of a core", what the dumps of the sockets cost; and more where there is room. */
static void say_polls(struct phrase *phrase, const struct summary *summary, uint64_t now_ns,
		      unsigned int room)
{
	uint64_t watched_ns = summary->start_ns && now_ns > summary->start_ns ?
			      now_ns - summary->start_ns : 0;
	uint64_t thousandths = summary->poll_ns / (watched_ns / 1000 + 1);
	size_t fits;

	phrase_text(phrase, summary->sockets ? "; polls " : "; no sockets");
	if (!summary->sockets || !summary->polls || !watched_ns) {
		phrase_text(phrase, summary->sockets ? "none yet" : "");
		return;
	}
	phrase_plain(phrase, thousandths / 10);
	phrase_text(phrase, ".");
	phrase_plain(phrase, thousandths % 10);
	phrase_text(phrase, " % of a core");
	fits = phrase->len;
	phrase_text(phrase, ", ");
	phrase_span(phrase, summary->poll_ns / summary->polls);
	phrase_text(phrase, " each");
	if (phrase->len > room)
		phrase->buf[fits] = '\0';
}

/* How many connections have a worst finding of each severity. Returns the columns it took. */
static unsigned int draw_findings(const struct tui *tui, struct cells *cells, unsigned int row)
{
	unsigned int at = 0;

	for (int i = SEVERITY_COUNT - 1; i >= 0; i--) {
		char text[TEXT_MAX];
		struct phrase phrase;

		if (!tui->rows.severities[i])
			continue;
		phrase_init(&phrase, text, sizeof(text));
		phrase_count(&phrase, tui->rows.severities[i], severity_name((enum severity)i));
		at += cells_put(cells, row, at, cells->columns, text,
				cell_role_of(text_role((enum severity)i)));
		at += cells_put(cells, row, at, cells->columns, ", ", CELL_PLAIN);
	}
	if (at == 0)
		at = cells_put(cells, row, 0, cells->columns, "no findings, ", CELL_PLAIN);
	return at;
}

void status_draw(const struct tui *tui, struct cells *cells)
{
	char text[TEXT_MAX];
	struct phrase phrase;
	unsigned int at;

	draw_title(tui, cells);
	draw_census(tui, cells);
	at = draw_findings(tui, cells, 2);
	at = draw_packets(&tui->summary, cells, 2, at);
	phrase_init(&phrase, text, sizeof(text));
	say_polls(&phrase, &tui->summary, tui->now_ns, cells->columns - at);
	cells_put(cells, 2, at, cells->columns, text, CELL_PLAIN);
}
