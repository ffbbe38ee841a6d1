/* SPDX-License-Identifier: GPL-2.0-or-later */
/* report_mermaid.c: the report as one sequence diagram, whose cases follow one another. */
#include "cmd/reporter.h"

#include "show/heading.h"
#include "show/mermaid.h"
#include "show/summary_words.h"

#include <inttypes.h>
#include <string.h>

enum {
	AROUND_MAX = 64,			/* of a case: its frame */
	CASES_MAX = MERMAID_TEXT_MAX - 2000,	/* besides the lifelines, and what was left out */
};

static int on_connection(struct reporter *reporter, const struct connection *connection)
{
	int ret = 0;

	/* The lifelines have the names of an only case. */
	if (!reporter->lifelines.out) {
		ret = page_begin(&reporter->lifelines);
		if (ret == 0)
			mermaid_lifelines(reporter->lifelines.out, connection);
	}
	ended_add(&reporter->ended, connection);
	return ret < 0 ? ret : fold_add(&reporter->fold, connection);
}

static int on_place(struct reporter *reporter, const struct finding *finding)
{
	int ret = reporter_begin_places(reporter);

	if (ret == 0)
		mermaid_finding(reporter->places.out, NULL, finding);
	return ret;
}

static void on_gap(struct reporter *reporter, FILE *out, const struct finding *finding)
{
	(void)reporter;
	mermaid_finding(out, NULL, finding);
}

static void put_count(const struct fold_group *group, FILE *out)
{
	char text[FOLD_LINE_MAX];
	struct phrase phrase;

	phrase_init(&phrase, text, sizeof(text));
	phrase_text(&phrase, "x");
	phrase_number(&phrase, group->count);
	phrase_text(&phrase, " ");
	fold_say_count(&phrase, group);
	mermaid_note(out, text, phrase.len);
}

/* Of several cases each stands on a ground of its own. */
static void put_case(const struct fold_group *group, bool alone, FILE *out)
{
	if (!alone)
		fputs("    rect rgba(128, 128, 128, 0.1)\n", out);
	fwrite(group->text, 1, group->text_len, out);
	if (group->count > 1)
		put_count(group, out);
	if (!alone)
		fputs("    end\n", out);
}

static void put_left_out(size_t cases, uint64_t beyond, FILE *out)
{
	char text[FOLD_LINE_MAX];
	struct phrase phrase;

	phrase_init(&phrase, text, sizeof(text));
	if (cases) {
		phrase_count(&phrase, cases, "more case");
		phrase_text(&phrase, " found no room here: --format text has them all");
		mermaid_note(out, text, phrase.len);
	}
	phrase_init(&phrase, text, sizeof(text));
	if (beyond) {
		fold_say_beyond(&phrase, beyond);
		mermaid_note(out, text, phrase.len);
	}
}

/* The worst ones, as many as find room. */
static void put_cases(const struct reporter *reporter, size_t room, FILE *out)
{
	const struct fold_group *order[KEYS_MAX];
	size_t count = fold_sort(&reporter->fold, order);
	size_t fitting = fold_fitting(order, count, room, AROUND_MAX);

	for (size_t i = 0; i < fitting; i++)
		put_case(order[i], count == 1, out);
	put_left_out(count - fitting, reporter->fold.beyond, out);
}

/* As comments: who reads the text finds them, and the diagram is none the longer. */
static void put_summary(const struct reporter *reporter, const struct summary *summary, FILE *out)
{
	for (int group = 0; group < CENSUS_GROUP_COUNT; group++) {
		if (reporter->sockets_alone && reporter->census.count[group])
			fprintf(out, "    %%%% %s %" PRIu64 "\n", census_name((enum census_group)group),
				reporter->census.count[group]);
	}
	for (int line = 0; line < SUMMARY_LINE_COUNT; line++) {
		char text[HEADING_MAX];
		struct phrase phrase;

		phrase_init(&phrase, text, sizeof(text));
		summary_say(&phrase, (enum summary_line)line, summary);
		if (phrase.len)
			fprintf(out, "    %%%% %s %s\n", summary_label((enum summary_line)line), text);
	}
}

/* Processes that ended with several connections. */
static int put_ended(const struct reporter *reporter, FILE *out)
{
	struct page page;
	int ret = page_begin(&page);

	if (ret < 0)
		return ret;
	ended_print(&reporter->ended, &reporter->style, page.out);
	ret = page_end(&page);
	while (page.len && page.text[page.len - 1] == '\n')
		page.len--;
	if (page.len)
		mermaid_note(out, page.text, page.len);
	page_free(&page);
	return ret;
}

/* What stands behind the cases, which get the room that it leaves. */
static int make_end(struct reporter *reporter, const struct summary *summary, struct page *end)
{
	int ret = reporter_end_places(reporter, summary);

	if (ret == 0)
		ret = page_begin(end);
	if (ret < 0)
		return ret;
	page_print(&reporter->places, end->out);
	if (!reporter->fold.count && !reporter->places.len)
		mermaid_note(end->out, "no finding", strlen("no finding"));
	if (!reporter->options->quiet)
		put_summary(reporter, summary, end->out);
	return page_end(end);
}

static int put_lifelines(struct reporter *reporter, FILE *out)
{
	int ret = reporter->lifelines.out ? page_end(&reporter->lifelines) : 0;

	if (ret == 0 && reporter->fold.count == 1)
		page_print(&reporter->lifelines, out);
	else
		mermaid_lifelines(out, NULL);
	return ret;
}

static int on_finish(struct reporter *reporter, const struct listeners *listeners,
		     const struct summary *summary)
{
	FILE *out = reporter->out;
	struct page end = { 0 };
	int ret = make_end(reporter, summary, &end);

	(void)listeners;
	fputs("sequenceDiagram\n", out);
	if (ret == 0)
		ret = put_lifelines(reporter, out);
	if (ret == 0)
		ret = put_ended(reporter, out);
	put_cases(reporter, end.len < CASES_MAX ? CASES_MAX - end.len : 0, out);
	page_print(&end, out);
	page_free(&end);
	return ret;
}

const struct report_form report_mermaid = {
	.trails = true,
	.drawn = true,
	.write = mermaid_connection,
	.connection = on_connection,
	.place = on_place,
	.gap = on_gap,
	.finish = on_finish,
};
