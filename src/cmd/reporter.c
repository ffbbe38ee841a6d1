/* SPDX-License-Identifier: GPL-2.0-or-later */
/* reporter.c: JSON and conn.log stream as connections leave; text is folded and comes at the end. */
#include "cmd/reporter.h"

#include "cmd/command.h"
#include "core/rules.h"
#include "show/digest_text.h"
#include "show/page.h"
#include "show/records.h"
#include "show/text.h"

#include <errno.h>
#include <string.h>

void reporter_init(struct reporter *reporter, const struct options *options, FILE *out)
{
	*reporter = (struct reporter){ .options = options, .out = out };
	style_detect(&reporter->style, options->color, out);
	fold_init(&reporter->fold, &reporter->style, options->all);
	zeek_log_open(&reporter->zeek_log, out);
}

void reporter_free(struct reporter *reporter)
{
	fold_free(&reporter->fold);
	page_free(&reporter->places);
	digest_free(&reporter->digest);
}

static void note_failure(struct reporter *reporter, const struct finding *finding)
{
	if (fail_on_matches(&reporter->options->fail_on, finding))
		reporter->failed = true;
}

static void on_transition(void *arg, const struct connection *connection,
			  const struct transition *transition)
{
	struct reporter *reporter = arg;

	record_transition(reporter->out, connection, transition);
}

static void print_json(struct reporter *reporter, const struct connection *connection)
{
	record_connection(reporter->out, connection);
	for (unsigned int i = 0; i < connection->finding_count; i++)
		record_finding(reporter->out, connection, &connection->findings[i]);
}

static int add_text(struct reporter *reporter, const struct connection *connection)
{
	if (reporter->now)
		return digest_add(&reporter->digest, connection);
	ended_add(&reporter->ended, connection);
	return fold_add(&reporter->fold, connection);
}

static void on_ended(void *arg, const struct connection *connection)
{
	struct reporter *reporter = arg;

	for (unsigned int i = 0; i < connection->finding_count; i++)
		note_failure(reporter, &connection->findings[i]);
	if (reporter->options->format == FORMAT_ZEEK)
		return;
	if (reporter->sockets_alone)
		census_add(&reporter->census, connection);
	if (!connection->finding_count && !reporter->options->all)
		return;
	if (reporter->options->format == FORMAT_JSON)
		print_json(reporter, connection);
	else if (add_text(reporter, connection) < 0)
		reporter->out_of_memory = true;
}

/* With ladders it comes behind the connections, when these have left. */
static int add_place(struct reporter *reporter, const struct finding *finding)
{
	int ret = 0;

	if (reporter->now)
		return digest_add_place(&reporter->digest, finding);
	if (!reporter->places.out)
		ret = page_begin(&reporter->places);
	if (ret == 0)
		text_finding(reporter->places.out, &reporter->style, NULL, finding);
	return ret;
}

static void on_placed(void *arg, const struct finding *finding)
{
	struct reporter *reporter = arg;

	note_failure(reporter, finding);
	if (reporter->options->format == FORMAT_JSON)
		record_finding(reporter->out, NULL, finding);
	else if (reporter->options->format == FORMAT_TEXT && add_place(reporter, finding) < 0)
		reporter->out_of_memory = true;
}

static void on_zeek(void *arg, const struct connection *connection, const struct zeek *zeek)
{
	struct reporter *reporter = arg;

	zeek_log_row(&reporter->zeek_log, connection, zeek);
}

void reporter_sink(struct reporter *reporter, struct sink *sink)
{
	bool json = reporter->options->format == FORMAT_JSON;
	bool zeek = reporter->options->format == FORMAT_ZEEK;

	*sink = (struct sink){
		.arg = reporter,
		.transition = json && reporter->options->all ? on_transition : NULL,
		.ended = on_ended,
		.placed = on_placed,
		.zeek = zeek ? on_zeek : NULL,
	};
}

static void print_gaps(struct reporter *reporter, const struct summary *summary, FILE *out)
{
	for (int kind = 0; kind < GAP_KIND_COUNT; kind++) {
		struct finding finding;

		if (!summary->counts.gaps[kind])
			continue;
		rules_gap(&finding, (enum gap_kind)kind, summary->counts.gaps[kind],
			  summary->end_ns);
		note_failure(reporter, &finding);
		if (reporter->options->format == FORMAT_JSON)
			record_finding(out, NULL, &finding);
		else if (reporter->options->format == FORMAT_TEXT)
			text_finding(out, &reporter->style, NULL, &finding);
	}
}

static void print_places(struct reporter *reporter)
{
	if (!reporter->places.out)
		return;
	if (page_end(&reporter->places) == 0)
		page_print(&reporter->places, reporter->out);
	else
		reporter->out_of_memory = true;
}

static void finish_json(struct reporter *reporter, const struct listeners *listeners,
			const struct summary *summary)
{
	print_gaps(reporter, summary, reporter->out);
	for (size_t i = 0; reporter->options->all && i < listeners->count; i++) {
		if (listener_alive(listeners, &listeners->rows[i]))
			record_listener(reporter->out, &listeners->rows[i]);
	}
	record_summary(reporter->out, summary);
}

static void print_end(struct reporter *reporter, const struct summary *summary, FILE *out)
{
	print_gaps(reporter, summary, out);
	if (!reporter->options->quiet)
		text_summary(out, &reporter->style, summary);
}

static void finish_text(struct reporter *reporter, const struct summary *summary)
{
	if (reporter->sockets_alone)
		census_print(reporter->out, &reporter->style, &reporter->census);
	if (reporter->sockets_alone && reporter->fold.count)
		fputc('\n', reporter->out);
	ended_print(&reporter->ended, &reporter->style, reporter->out);
	fold_print(&reporter->fold, reporter->out);
	print_places(reporter);
	print_end(reporter, summary, reporter->out);
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
	reporter->census.count[CENSUS_ESTABLISHED] += summary->sighted;
	reporter->census.count[CENSUS_LINGERING] += summary->time_waits;
	census_print(begin.out, &reporter->style, &reporter->census);
	if (ftell(begin.out) > 0)
		putc('\n', begin.out);
	ret = page_end(&begin);
	if (ret == 0)
		ret = page_begin(&end);
	if (ret < 0)
		goto out;
	print_end(reporter, summary, end.out);
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

void reporter_finish(struct reporter *reporter, const struct listeners *listeners,
		     const struct summary *summary)
{
	switch (reporter->options->format) {
	case FORMAT_TEXT:
		if (!reporter->now)
			finish_text(reporter, summary);
		else if (finish_now(reporter, summary) < 0)
			reporter->out_of_memory = true;
		break;
	case FORMAT_JSON:
		finish_json(reporter, listeners, summary);
		break;
	case FORMAT_ZEEK:
		print_gaps(reporter, summary, reporter->out);
		zeek_log_close(&reporter->zeek_log, summary->end_ns);
		break;
	}
}

int reporter_status(const struct reporter *reporter, struct err *err)
{
	if (reporter->out_of_memory)
		return err_set(err, -ENOMEM, "out of memory: the report lacks some of what was found; "
			       "give a filter, or use --format json, which keeps nothing");
	return reporter->failed ? STATUS_FINDINGS : STATUS_OK;
}
