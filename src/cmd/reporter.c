/* SPDX-License-Identifier: GPL-2.0-or-later */
/* reporter.c: chooses what is to be told; the form of the format tells it. */
#include "cmd/reporter.h"

#include "cmd/command.h"
#include "core/rules.h"

#include <errno.h>

const struct report_form *report_form(enum format format)
{
	static const struct report_form *const forms[FORMAT_COUNT] = {
		[FORMAT_HTML] = &report_html,
		[FORMAT_TEXT] = &report_text,
		[FORMAT_JSON] = &report_json,
		[FORMAT_ZEEK] = &report_zeek,
		[FORMAT_MERMAID] = &report_mermaid,
		[FORMAT_MARKDOWN] = &report_markdown,
	};

	return forms[format];
}

static enum keep kept(const struct options *options)
{
	return options->all ? KEEP_ALL : KEEP_OF_FINDINGS;
}

enum keep reporter_trails(const struct options *options)
{
	return report_form(options->format)->trails ? kept(options) : KEEP_NONE;
}

enum keep reporter_zeek(const struct options *options)
{
	return report_form(options->format)->zeek ? kept(options) : KEEP_NONE;
}

void reporter_style(struct reporter *reporter, FILE *out)
{
	if (reporter->form->drawn)
		reporter->style = (struct style){ .utf8 = true, .width = STYLE_WIDTH_MAX };
	else
		style_detect(&reporter->style, reporter->options->color, out);
}

void reporter_init(struct reporter *reporter, const struct options *options, FILE *out)
{
	*reporter = (struct reporter){
		.options = options,
		.form = report_form(options->format),
		.out = out,
	};
	reporter_style(reporter, out);
	fold_init(&reporter->fold, &reporter->style, options->all, reporter->form->write);
	if (reporter->form->apart && options->all)
		reporter->fold.apart = FOLD_APART_MAX;
	zeek_log_open(&reporter->zeek_log, out);
}

void reporter_free(struct reporter *reporter)
{
	fold_free(&reporter->fold);
	page_free(&reporter->places);
	page_free(&reporter->lifelines);
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

	reporter->form->transition(reporter, connection, transition);
}

static void on_ended(void *arg, const struct connection *connection)
{
	struct reporter *reporter = arg;

	for (unsigned int i = 0; i < connection->finding_count; i++)
		note_failure(reporter, &connection->findings[i]);
	if (!reporter->form->connection)
		return;
	if (reporter->sockets_alone)
		census_add(&reporter->census, connection);
	if (!connection->finding_count && !reporter->options->all)
		return;
	if (reporter->form->connection(reporter, connection) < 0)
		reporter->out_of_memory = true;
}

static void on_placed(void *arg, const struct finding *finding)
{
	struct reporter *reporter = arg;

	note_failure(reporter, finding);
	if (reporter->form->place && reporter->form->place(reporter, finding) < 0)
		reporter->out_of_memory = true;
}

static void on_zeek(void *arg, const struct connection *connection, const struct zeek *zeek)
{
	struct reporter *reporter = arg;

	reporter->form->zeek_row(reporter, connection, zeek);
}

void reporter_sink(struct reporter *reporter, struct sink *sink)
{
	const struct report_form *form = reporter->form;

	*sink = (struct sink){
		.arg = reporter,
		.transition = form->transition && reporter->options->all ? on_transition : NULL,
		.ended = on_ended,
		.placed = on_placed,
		.zeek = form->zeek_row ? on_zeek : NULL,
	};
}

void reporter_gaps(struct reporter *reporter, const struct summary *summary, FILE *out)
{
	for (int kind = 0; kind < GAP_KIND_COUNT; kind++) {
		struct finding finding;

		if (!summary->counts.gaps[kind])
			continue;
		rules_gap(&finding, (enum gap_kind)kind, summary->counts.gaps[kind],
			  summary->end_ns);
		note_failure(reporter, &finding);
		if (reporter->form->gap)
			reporter->form->gap(reporter, out, &finding);
	}
}

int reporter_begin_places(struct reporter *reporter)
{
	return reporter->places.out ? 0 : page_begin(&reporter->places);
}

int reporter_end_places(struct reporter *reporter, const struct summary *summary)
{
	int ret = reporter_begin_places(reporter);

	if (ret < 0)
		return ret;
	reporter_gaps(reporter, summary, reporter->places.out);
	return page_end(&reporter->places);
}

void reporter_finish(struct reporter *reporter, const struct listeners *listeners,
		     const struct summary *summary)
{
	/* A look at the sockets does not tell of each that is well. */
	if (reporter->now) {
		reporter->census.count[CENSUS_ESTABLISHED] += summary->sighted;
		reporter->census.count[CENSUS_LINGERING] += summary->time_waits;
	}
	if (reporter->form->finish(reporter, listeners, summary) < 0)
		reporter->out_of_memory = true;
}

int reporter_status(const struct reporter *reporter, struct err *err)
{
	if (reporter->out_of_memory)
		return err_set(err, -ENOMEM, "out of memory: the report lacks some of what was found; "
			       "give a filter, or use --format json, which keeps nothing");
	return reporter->failed ? STATUS_FINDINGS : STATUS_OK;
}
