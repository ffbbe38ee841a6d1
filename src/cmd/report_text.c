/* SPDX-License-Identifier: GPL-2.0-or-later */
/* report_text.c: the report for people: folded, and told at the end. */
#include "cmd/reporter.h"

#include "show/digest_text.h"
#include "show/text.h"

static int on_connection(struct reporter *reporter, const struct connection *connection)
{
	if (reporter->now)
		return digest_add(&reporter->digest, connection);
	ended_add(&reporter->ended, connection);
	return fold_add(&reporter->fold, connection);
}

/* With ladders it comes behind the connections, when these have left. */
static int on_place(struct reporter *reporter, const struct finding *finding)
{
	int ret;

	if (reporter->now)
		return digest_add_place(&reporter->digest, finding);
	ret = reporter_begin_places(reporter);
	if (ret == 0)
		text_finding(reporter->places.out, &reporter->style, NULL, finding);
	return ret;
}

static void on_gap(struct reporter *reporter, FILE *out, const struct finding *finding)
{
	text_finding(out, &reporter->style, NULL, finding);
}

static void print_summary(const struct reporter *reporter, const struct summary *summary, FILE *out)
{
	if (!reporter->options->quiet)
		text_summary(out, &reporter->style, summary);
}

static int finish_ladders(struct reporter *reporter, const struct summary *summary)
{
	int ret = reporter_end_places(reporter, summary);

	if (reporter->sockets_alone)
		census_print(reporter->out, &reporter->style, &reporter->census);
	if (reporter->sockets_alone && reporter->fold.count)
		fputc('\n', reporter->out);
	ended_print(&reporter->ended, &reporter->style, reporter->out);
	fold_print(&reporter->fold, reporter->out);
	if (ret == 0)
		page_print(&reporter->places, reporter->out);
	print_summary(reporter, summary, reporter->out);
	return ret;
}

/* What is on the screen besides the findings, with the prompt that follows. */
static unsigned int lines_left(const struct style *style, unsigned int used)
{
	return used + 1 < style->height ? style->height - used - 1 : 0;
}

/* What is at its beginning and end leaves the findings the lines between. */
static int finish_now(struct reporter *reporter, const struct summary *summary)
{
	struct page begin = { 0 }, end = { 0 };
	int ret = page_begin(&begin);

	if (ret < 0)
		return ret;
	census_print(begin.out, &reporter->style, &reporter->census);
	if (ftell(begin.out) > 0)
		putc('\n', begin.out);
	ret = page_end(&begin);
	if (ret == 0)
		ret = page_begin(&end);
	if (ret < 0)
		goto out;
	reporter_gaps(reporter, summary, end.out);
	print_summary(reporter, summary, end.out);
	ret = page_end(&end);
	if (ret < 0)
		goto out;
	page_print(&begin, reporter->out);
	digest_sort(&reporter->digest);
	ret = digest_text(reporter->out, &reporter->style, &reporter->digest,
			  lines_left(&reporter->style, begin.lines + end.lines));
	page_print(&end, reporter->out);
out:
	page_free(&begin);
	page_free(&end);
	return ret;
}

static int on_finish(struct reporter *reporter, const struct listeners *listeners,
		     const struct summary *summary)
{
	(void)listeners;
	return reporter->now ? finish_now(reporter, summary) : finish_ladders(reporter, summary);
}

const struct report_form report_text = {
	.trails = true,
	.write = text_connection,
	.connection = on_connection,
	.place = on_place,
	.gap = on_gap,
	.finish = on_finish,
};
