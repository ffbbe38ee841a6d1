/* SPDX-License-Identifier: GPL-2.0-or-later */
/* report_html.c: the report as a page: folded, and told at the end. */
#include "cmd/reporter.h"

#include "show/html_case.h"
#include "show/html_page.h"

#include <string.h>

enum { SUBJECT_MAX = 1024 };

static int on_connection(struct reporter *reporter, const struct connection *connection)
{
	ended_add(&reporter->ended, connection);
	return fold_add(&reporter->fold, connection);
}

static int on_place(struct reporter *reporter, const struct finding *finding)
{
	int ret = reporter_begin_places(reporter);

	if (ret == 0)
		html_finding(reporter->places.out, NULL, finding);
	return ret;
}

static void on_gap(struct reporter *reporter, FILE *out, const struct finding *finding)
{
	(void)reporter;
	html_finding(out, NULL, finding);
}

/* Where a file lies, and what else a command was told, is nobody's business but its owner's. */
static void say_name(struct phrase *phrase, const char *path)
{
	const char *slash = strrchr(path, '/');
	const char *name = slash ? slash + 1 : path;

	phrase_name(phrase, name, strlen(name));
}

static void say_source(struct phrase *phrase, const struct options *options)
{
	const char *file = options->file;

	if (file && strcmp(file, "-") != 0)
		say_name(phrase, file);
	else if (file)
		phrase_text(phrase, "standard input");
	else if (options->command)
		say_name(phrase, options->command[0]);
	else
		phrase_text(phrase, "this host");
}

static void say_subject(struct phrase *phrase, const struct options *options,
			const struct summary *summary)
{
	say_source(phrase, options);
	for (size_t i = 0; i < summary->netns_count; i++) {
		phrase_text(phrase, i ? ", " : ", in the namespace of ");
		phrase_name(phrase, summary->netns[i], strlen(summary->netns[i]));
	}
	if (options->expression[0]) {
		phrase_text(phrase, ": ");
		phrase_name(phrase, options->expression, strlen(options->expression));
	}
}

static int on_finish(struct reporter *reporter, const struct listeners *listeners,
		     const struct summary *summary)
{
	char text[SUBJECT_MAX];
	const struct html_page page = {
		.subject = text,
		.summary = summary,
		.quiet = reporter->options->quiet,
		.census = reporter->sockets_alone ? &reporter->census : NULL,
		.ended = &reporter->ended,
		.others = &reporter->places,
		.fold = &reporter->fold,
	};
	struct phrase subject;
	int ret = reporter_end_places(reporter, summary);

	(void)listeners;
	if (ret < 0)
		return ret;
	phrase_init(&subject, text, sizeof(text));
	say_subject(&subject, reporter->options, summary);
	html_page(reporter->out, &page);
	return 0;
}

const struct report_form report_html = {
	.trails = true,
	.drawn = true,
	.apart = true,
	.write = html_case,
	.connection = on_connection,
	.place = on_place,
	.gap = on_gap,
	.finish = on_finish,
};
