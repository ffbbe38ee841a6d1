/* SPDX-License-Identifier: GPL-2.0-or-later */
/* panel.c: says in some lines what a row has no room for. */
#include "tui/panel.h"
#include "show/page.h"
#include "show/phrase.h"
#include "show/sentence.h"
#include "show/text.h"
#include "show/utf8.h"
#include "show/wrap.h"

#include <string.h>

enum { TEXT_MAX = 128, INDENT = 3 };

static void put_sentence(FILE *out, const struct style *style, const char *label,
			 const char *text)
{
	unsigned int column = INDENT + utf8_columns(label);

	fputs(label, out);
	wrap_print(out, style, text, strlen(text), column, INDENT);
}

static void put_worst(FILE *out, const struct style *style, const struct connection *connection)
{
	const struct finding *worst = row_worst(connection);
	enum severity severity = worst ? (enum severity)worst->severity : SEVERITY_NOTE;
	char text[SENTENCE_MAX], label[TEXT_MAX];
	struct phrase phrase;

	if (!worst)
		return;
	phrase_init(&phrase, label, sizeof(label));
	phrase_text(&phrase, severity_name(severity));
	phrase_text(&phrase, " ");
	phrase_text(&phrase, finding_info((enum finding_id)worst->id)->id);
	phrase_text(&phrase, ": ");
	fprintf(out, "%*s%s", INDENT, "", style_on(style, text_role(severity)));
	sentence_explain(text, sizeof(text), connection, worst);
	put_sentence(out, style, label, text);
	fprintf(out, "%s%*s", style_off(style), INDENT, "");
	sentence_fix(text, sizeof(text), connection, worst);
	put_sentence(out, style, "fix: ", text);
}

/* A row may stand still while its connection leaves: all that was known of it is in the row. */
static void put_left(FILE *out, const struct row *row)
{
	char text[TEXT_MAX];
	struct phrase phrase;

	phrase_init(&phrase, text, sizeof(text));
	phrase_text(&phrase, "#");
	phrase_plain(&phrase, row->id);
	phrase_text(&phrase, " has left in the meantime\n");
	fputs(text, out);
}

static void print(FILE *out, const struct style *style, const struct connection *connection)
{
	text_head(out, style, connection);
	put_worst(out, style, connection);
}

void panel_fill(struct tui *tui)
{
	const struct row *row = tui_selected(tui);
	const struct connection *connection = row ? tui_connection(tui, row->id) : NULL;
	struct style style = tui_style(tui);
	struct page page;

	/* Its words stay, too. */
	if (row && row->id == tui->panel_of && !connection)
		return;
	page_free(&tui->panel);
	tui->panel_of = row ? row->id : 0;
	if (!row || page_begin(&page) < 0)
		return;
	style.width = tui->width;
	if (connection)
		print(page.out, &style, connection);
	else
		put_left(page.out, row);
	if (page_end(&page) == 0)
		tui->panel = page;
}

void panel_draw(const struct tui *tui, struct cells *cells, unsigned int row, unsigned int rows)
{
	const char *line = tui->panel.text;

	for (unsigned int i = 0; i < rows && line && *line; i++)
		line = scroll_put_line(cells, row + i, 0, cells->columns, line);
	if (line && *line)
		scroll_put_dots(cells, row + rows - 1, cells->columns);
}
