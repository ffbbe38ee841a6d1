/* SPDX-License-Identifier: GPL-2.0-or-later */
/* report_markdown.c: the report as Markdown, short enough for an issue. */
#include "cmd/reporter.h"

#include "show/heading.h"
#include "show/markdown.h"
#include "show/summary_words.h"
#include "show/text.h"

enum {
	ISSUE_MAX = 65536,	/* characters that GitHub takes; octets are never fewer */
	AROUND_MAX = 32,	/* of a case: its heading */
	CASES_MAX = ISSUE_MAX - 1000,	/* besides the first heading, and what was left out */
};

static int on_connection(struct reporter *reporter, const struct connection *connection)
{
	for (unsigned int i = 0; i < connection->finding_count; i++)
		tally_add(&reporter->tally, &connection->findings[i]);
	ended_add(&reporter->ended, connection);
	return fold_add(&reporter->fold, connection);
}

static int on_place(struct reporter *reporter, const struct finding *finding)
{
	int ret = reporter_begin_places(reporter);

	tally_add(&reporter->tally, finding);
	if (ret == 0)
		markdown_finding(reporter->places.out, NULL, finding);
	return ret;
}

static void on_gap(struct reporter *reporter, FILE *out, const struct finding *finding)
{
	tally_add(&reporter->tally, finding);
	markdown_finding(out, NULL, finding);
}

/* Addresses and numbers alone, so that no fence can be in it. */
static void put_count(const struct reporter *reporter, const struct fold_group *group, FILE *out)
{
	fputs("```text\n", out);
	fold_print_count(&reporter->fold, group, out);
	fputs("```\n\n", out);
}

static void put_case(const struct reporter *reporter, const struct fold_group *group,
		     size_t number, size_t count, FILE *out)
{
	fprintf(out, "### Case %zu of %zu\n\n", number, count);
	fwrite(group->text, 1, group->text_len, out);
	if (group->count > 1)
		put_count(reporter, group, out);
}

static void put_left_out(size_t cases, uint64_t beyond, FILE *out)
{
	char text[FOLD_LINE_MAX];
	struct phrase phrase;

	phrase_init(&phrase, text, sizeof(text));
	if (cases) {
		phrase_count(&phrase, cases, "more case");
		fprintf(out, "%s found no room in an issue: `--format text` has them all\n\n", text);
	}
	phrase_init(&phrase, text, sizeof(text));
	if (beyond) {
		fold_say_beyond(&phrase, beyond);
		fprintf(out, "%s\n\n", text);
	}
}

/* The worst ones, as many as find room. */
static void put_cases(const struct reporter *reporter, size_t room, FILE *out)
{
	const struct fold_group *order[KEYS_MAX];
	size_t count = fold_sort(&reporter->fold, order);
	size_t fitting = fold_fitting(order, count, room, AROUND_MAX);

	for (size_t i = 0; i < fitting; i++)
		put_case(reporter, order[i], i + 1, count, out);
	put_left_out(count - fitting, reporter->fold.beyond, out);
}

static void put_heading(const struct summary *summary, FILE *out)
{
	char text[HEADING_MAX];
	struct phrase phrase;

	phrase_init(&phrase, text, sizeof(text));
	summary_say(&phrase, SUMMARY_FINDINGS, summary);
	fprintf(out, "## halfclose: %s\n\n", text);
}

static int put_ended(const struct reporter *reporter, FILE *out)
{
	struct page page;
	int ret = page_begin(&page);

	if (ret < 0)
		return ret;
	ended_print(&reporter->ended, &reporter->style, page.out);
	ret = page_end(&page);
	if (ret == 0)
		markdown_text(out, page.text, page.len);
	page_free(&page);
	return ret;
}

static void put_summary(const struct reporter *reporter, const struct summary *summary, FILE *out)
{
	fputs("```text\n", out);
	if (reporter->sockets_alone)
		census_print(out, &reporter->style, &reporter->census);
	text_summary(out, &reporter->style, summary);
	fputs("```\n", out);
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
	if (reporter->places.len)
		putc('\n', end->out);
	if (!reporter->options->quiet)
		put_summary(reporter, summary, end->out);
	return page_end(end);
}

static int on_finish(struct reporter *reporter, const struct listeners *listeners,
		     const struct summary *summary)
{
	FILE *out = reporter->out;
	struct page begin = { 0 }, end = { 0 };
	int ret = make_end(reporter, summary, &end);
	size_t used;

	(void)listeners;
	if (ret == 0)
		ret = page_begin(&begin);
	if (ret < 0)
		goto out;
	put_heading(summary, begin.out);
	markdown_table(begin.out, &reporter->tally);
	ret = put_ended(reporter, begin.out);
	if (ret == 0)
		ret = page_end(&begin);
	page_print(&begin, out);
	used = begin.len + end.len;
	put_cases(reporter, used < CASES_MAX ? CASES_MAX - used : 0, out);
	page_print(&end, out);
out:
	page_free(&begin);
	page_free(&end);
	return ret;
}

const struct report_form report_markdown = {
	.trails = true,
	.drawn = true,
	.write = markdown_connection,
	.connection = on_connection,
	.place = on_place,
	.gap = on_gap,
	.finish = on_finish,
};
