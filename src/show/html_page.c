/* SPDX-License-Identifier: GPL-2.0-or-later */
/* html_page.c: what stands around the connections: summary, table, and the page itself. */
#include "show/html_page.h"
#include "show/heading.h"
#include "show/html_assets.h"
#include "show/html_case.h"
#include "show/markup.h"
#include "show/stamp.h"
#include "show/summary_words.h"

#include <inttypes.h>

static void put_head(FILE *out, const struct html_page *page)
{
	fprintf(out, "<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\"/>\n"
		"<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none';"
		" style-src '%s'; script-src '%s'; base-uri 'none'; form-action 'none'\"/>\n"
		"<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\"/>\n"
		"<meta name=\"color-scheme\" content=\"light dark\"/>\n"
		"<meta name=\"referrer\" content=\"no-referrer\"/>\n<title>halfclose: ",
		html_style_hash, html_script_hash);
	markup_text(out, page->subject);
	fprintf(out, "</title>\n<style>%s</style>\n</head>\n<body>\n", html_style);
}

/* The heads of arrows, which all ladders share. */
static void put_arrowheads(FILE *out)
{
	static const struct {
		const char *id, *class, *path;
	} heads[] = {
		{ "head", "head", "M0 0 L11 4.5 L0 9 Z" },
		{ "head-rst", "head rst", "M0 0 L13 6 L0 12 Z" },
	};

	fputs("<svg class=\"defs\" width=\"0\" height=\"0\" aria-hidden=\"true\"><defs>\n", out);
	for (size_t i = 0; i < sizeof(heads) / sizeof(heads[0]); i++)
		fprintf(out, "<marker id=\"%s\" class=\"%s\" markerUnits=\"userSpaceOnUse\""
			" markerWidth=\"16\" markerHeight=\"12\" refX=\"%d\" refY=\"%s\""
			" orient=\"auto\"><path d=\"%s\"/></marker>\n", heads[i].id, heads[i].class,
			i ? 17 : 15, i ? "6" : "4.5", heads[i].path);
	fputs("</defs></svg>\n", out);
}

static void put_lines(FILE *out, const struct summary *summary)
{
	static const enum summary_line order[] = {
		SUMMARY_FINDINGS, SUMMARY_WATCHED, SUMMARY_MISSED, SUMMARY_UNUSED, SUMMARY_KERNEL,
	};

	fputs("<dl class=\"summary\">\n", out);
	for (size_t i = 0; i < sizeof(order) / sizeof(order[0]); i++) {
		char text[HEADING_MAX];
		struct phrase phrase;

		phrase_init(&phrase, text, sizeof(text));
		summary_say(&phrase, order[i], summary);
		if (!phrase.len)
			continue;
		fprintf(out, "<div><dt>%s</dt><dd>", summary_label(order[i]));
		markup_phrase(out, &phrase);
		fputs("</dd></div>\n", out);
	}
	fputs("</dl>\n", out);
}

static void put_header(FILE *out, const struct html_page *page)
{
	char stamp[STAMP_UTC_SIZE];

	fputs("<header>\n<p class=\"brand\">halfclose <span>who closed, how, and which bytes were"
	      " lost</span></p>\n<h1>", out);
	markup_text(out, page->subject);
	fputs("</h1>\n", out);
	if (page->summary->start_ns) {
		stamp_utc(stamp, page->summary->start_ns);
		fprintf(out, "<p class=\"when\">from %s</p>\n", stamp);
	}
	if (!page->quiet)
		put_lines(out, page->summary);
	fputs("</header>\n", out);
}

static void put_census(FILE *out, const struct census *census)
{
	fputs("<section>\n<h2>Sockets</h2>\n<table class=\"facts census\">\n", out);
	for (int group = 0; group < CENSUS_GROUP_COUNT; group++) {
		char number[32];
		struct phrase phrase;

		if (!census->count[group])
			continue;
		phrase_init(&phrase, number, sizeof(number));
		phrase_number(&phrase, census->count[group]);
		fprintf(out, "<tr><td class=\"num\">%s</td><th scope=\"row\">%s</th><td>%s</td></tr>\n",
			number, census_name((enum census_group)group),
			census_meaning((enum census_group)group));
	}
	fputs("</table>\n</section>\n", out);
}

/* Processes that ended with several connections, listeners, and what is missing. */
static void put_others(FILE *out, const struct html_page *page)
{
	bool any = page->others->len > 0;

	for (size_t i = 0; i < page->ended->count; i++)
		any |= ended_several(page->ended, i);
	if (!any)
		return;
	fputs("<section class=\"others\">\n<h2>Processes, listeners and evidence</h2>\n", out);
	for (size_t i = 0; i < page->ended->count; i++) {
		char text[ENDED_TEXT_MAX];
		struct phrase phrase;

		if (!ended_several(page->ended, i))
			continue;
		phrase_init(&phrase, text, sizeof(text));
		ended_say(&phrase, page->ended, i);
		fputs("<p class=\"process\">", out);
		markup_phrase(out, &phrase);
		fputs("</p>\n", out);
	}
	fputs("<div>\n", out);
	page_print(page->others, out);
	fputs("</div>\n</section>\n", out);
}

/* How many there are of a kind, behind the first one, and some of them. */
static void put_likes(FILE *out, const struct fold *fold, const struct fold_group *group)
{
	char text[FOLD_LINE_MAX];
	struct phrase phrase;

	phrase_init(&phrase, text, sizeof(text));
	phrase_text(&phrase, "\u00d7");
	phrase_number(&phrase, group->count);
	phrase_text(&phrase, " ");
	fold_say_count(&phrase, group);
	fprintf(out, "<div class=\"likes\">\n<p>%s:</p>\n<ul>\n", text);
	for (unsigned int i = 0; i < FOLD_EXAMPLES && i < group->count; i++) {
		phrase_init(&phrase, text, sizeof(text));
		fold_say_example(&phrase, fold->style, group, i);
		fputs("<li>", out);
		markup_phrase(out, &phrase);
		fputs("</li>\n", out);
	}
	fputs("</ul>\n</div>\n", out);
}

static void put_group(FILE *out, const struct fold *fold, const struct fold_group *group)
{
	uint64_t id = group->examples[0].id;

	fprintf(out, "<tbody id=\"c%" PRIu64 "\">\n<tr class=\"row\">\n"
		"<th scope=\"row\" data-v=\"%" PRIu64 "\"><a href=\"#c%" PRIu64 "\">#%" PRIu64 "</a>",
		id, id, id, id);
	if (group->count > 1) {
		char number[32];
		struct phrase phrase;

		phrase_init(&phrase, number, sizeof(number));
		phrase_number(&phrase, group->count);
		fprintf(out, " <span class=\"times\">\u00d7%s</span>", number);
	}
	fputs("</th>\n", out);
	fwrite(group->text, 1, group->text_len, out);
	if (group->count > 1)
		put_likes(out, fold, group);
	fputs("</td>\n</tr>\n</tbody>\n", out);
}

static void put_left_out(FILE *out, const struct fold *fold)
{
	char text[FOLD_LINE_MAX];
	struct phrase phrase;

	if (fold->apart && fold->count > fold->apart) {
		phrase_init(&phrase, text, sizeof(text));
		phrase_text(&phrase, "the first ");
		phrase_number(&phrase, fold->apart);
		phrase_text(&phrase, " connections have a row each, the others one for each kind");
		fprintf(out, "<p class=\"left-out\">%s</p>\n", text);
	}
	if (fold->beyond) {
		phrase_init(&phrase, text, sizeof(text));
		fold_say_beyond(&phrase, fold->beyond);
		fprintf(out, "<p class=\"left-out\">%s</p>\n", text);
	}
}

static void put_connections(FILE *out, const struct fold *fold)
{
	const struct fold_group *order[KEYS_MAX];
	size_t count = fold_sort(fold, order);

	fputs("<section>\n<h2>Connections</h2>\n", out);
	if (count == 0)
		fputs("<p>no finding</p>\n", out);
	put_left_out(out, fold);
	if (count > 0) {
		fputs("<table class=\"connections\">\n<thead>\n<tr>\n<th scope=\"col\">#</th>\n"
#define X(name, class) "<th scope=\"col\" class=\"" class "\">" name "</th>\n"
		      HTML_COLUMN_LIST(X)
#undef X
		      "</tr>\n</thead>\n", out);
		for (size_t i = 0; i < count; i++)
			put_group(out, fold, order[i]);
		fputs("</table>\n", out);
	}
	fputs("</section>\n", out);
}

void html_page(FILE *out, const struct html_page *page)
{
	put_head(out, page);
	put_arrowheads(out);
	put_header(out, page);
	fputs("<main>\n", out);
	if (page->census)
		put_census(out, page->census);
	put_others(out, page);
	put_connections(out, page->fold);
	fprintf(out, "</main>\n<script>%s</script>\n</body>\n</html>\n", html_script);
}
