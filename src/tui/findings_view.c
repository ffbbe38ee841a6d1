/* SPDX-License-Identifier: GPL-2.0-or-later */
/* findings_view.c: draws a digest of the connections that are in the table. */
#include "tui/findings_view.h"
#include "core/units.h"
#include "show/digest_text.h"
#include "show/page.h"

#include <string.h>

enum { LIST_MIN = 4 };		/* lines of the list, whatever the case below takes */

/* A case in one line, however long: the screen cuts it. */
enum { BRIEF_WIDTH = 4096 };

static int add_places(struct digest *digest, const struct places *places)
{
	int ret = 0;

	for (size_t i = 0; i < places->count; i++) {
		struct finding finding = places->rows[i].finding;
		int added;

		finding.place = &places->rows[i];
		added = digest_add_place(digest, &finding);
		if (added < 0)
			ret = added;
	}
	return ret;
}

int findings_view_update(struct tui *tui)
{
	const struct table *table = &tui->tracker->table;
	int ret;

	if (tui->digest_ns && tui->now_ns < tui->digest_ns + S_NS)
		return 0;
	digest_free(&tui->digest);
	tui->digest_ns = tui->now_ns;
	ret = add_places(&tui->digest, &tui->tracker->places);
	for (const struct connection *connection = table->oldest; connection;
	     connection = connection->active_next) {
		int added = 0;

		if (connection->finding_count && rows_want(&tui->choice, connection))
			added = digest_add(&tui->digest, connection);
		if (added < 0)
			ret = added;
	}
	digest_sort(&tui->digest);
	cursor_fit(&tui->findings, tui->digest.count, tui->findings.row, tui->findings.height);
	return ret;
}

const struct digest_case *findings_view_selected(const struct tui *tui)
{
	return tui->findings.at < tui->digest.count ? &tui->digest.cases[tui->findings.at] : NULL;
}

/* The first line, in which what a line of a list has no room for is cut. */
static void draw_brief(const struct tui *tui, struct cells *cells, unsigned int row,
		       const struct digest_case *found, bool selected)
{
	struct style style = tui_style(tui);
	struct page page;

	style.width = BRIEF_WIDTH;
	if (page_begin(&page) < 0)
		return;
	digest_text_brief(page.out, &style, found);
	if (page_end(&page) < 0)
		return;
	scroll_put_line(cells, row, 2, cells->columns - 2, page.text);
	page_free(&page);
	if (selected) {
		cells_put(cells, row, 0, 1, ">", CELL_STRONG);
		cells_mark(cells, row, 0, cells->columns, CELL_SELECTED);
	}
}

static void draw_case(struct cells *cells, unsigned int row, const struct page *page)
{
	const char *line = page->text;

	for (unsigned int i = 0; i < page->lines && line && *line; i++)
		line = scroll_put_line(cells, row + i, 0, cells->columns, line);
}

static unsigned int list_height(const struct tui *tui, unsigned int rows, unsigned int below)
{
	unsigned int left = rows > below + 1 ? rows - below - 1 : 0;
	size_t wanted = tui->digest.count < LIST_MIN ? LIST_MIN : tui->digest.count;

	if (left < LIST_MIN)
		left = LIST_MIN;
	return wanted < left ? (unsigned int)wanted : left;
}

static void draw_list(struct tui *tui, struct cells *cells, unsigned int row, unsigned int rows)
{
	cursor_fit(&tui->findings, tui->digest.count, row, rows);
	for (unsigned int i = 0; i < rows; i++) {
		size_t at = tui->findings.top + i;

		if (at < tui->digest.count)
			draw_brief(tui, cells, row + i, &tui->digest.cases[at],
				   at == tui->findings.at);
	}
}

static void draw_head(const struct tui *tui, struct cells *cells, unsigned int row)
{
	char text[64];
	struct phrase phrase;

	cells_put(cells, row, 0, cells->columns, " Findings, by process and cause; worst first",
		  CELL_BAR);
	phrase_init(&phrase, text, sizeof(text));
	phrase_count(&phrase, tui->digest.count, "case");
	cells_put(cells, row, cells->columns - (unsigned int)phrase.len, cells->columns, text,
		  CELL_BAR);
	cells_paint(cells, row, 0, cells->columns, CELL_BAR);
}

void findings_view_draw(struct tui *tui, struct cells *cells, unsigned int row, unsigned int rows)
{
	struct style style = tui_style(tui);
	const struct digest_case *found;
	unsigned int height;
	struct page page;

	draw_head(tui, cells, row);
	cursor_fit(&tui->findings, tui->digest.count, row + 1, rows - 1);
	found = findings_view_selected(tui);
	if (!found) {
		cells_put(cells, row + 2, 1, cells->columns,
			  "nothing leaks, hangs, was lost or reset, as far as is known", CELL_GOOD);
		return;
	}
	if (page_begin(&page) < 0)
		return;
	digest_text_paragraph(page.out, &style, found);
	if (page_end(&page) < 0)
		return;
	height = list_height(tui, rows - 1, page.lines);
	draw_list(tui, cells, row + 1, height);
	cells_paint(cells, row + 1 + height, 0, cells->columns, CELL_BAR);
	draw_case(cells, row + 2 + height, &page);
	page_free(&page);
}

/* Else it would not be typed as it is, or be two words. */
static bool is_word(const char *comm)
{
	size_t i = 0;

	while (comm[i] > ' ' && comm[i] < 0x7f)
		i++;
	return i > 0 && !comm[i];
}

void findings_view_say_filter(struct phrase *phrase, const struct digest_case *found)
{
	phrase_text(phrase, "find:");
	phrase_text(phrase, finding_info((enum finding_id)found->id)->id);
	if (found->holding == HOLDING_KNOWN && found->processes == 1) {
		phrase_text(phrase, " pid:");
		phrase_plain(phrase, (uint64_t)found->owner.pid);
	} else if (found->holding == HOLDING_KNOWN && is_word(found->owner.comm)) {
		phrase_text(phrase, " comm:");
		phrase_name(phrase, found->owner.comm, strnlen(found->owner.comm, OWNER_COMM_MAX));
	}
}
