/* SPDX-License-Identifier: GPL-2.0-or-later */
/* run_report.c: the report of a run, which may have to wait until it is known to be wanted. */
#include "cmd/run.h"

#include "cmd/announce.h"
#include "cmd/hanging.h"
#include "show/phrase.h"

#include <errno.h>

enum { TIME_TEXT_MAX = 32 };

int run_begin_report(struct run *run, struct err *err)
{
	FILE *out = run->out;

	if (run_is_repeated(run)) {
		if (page_begin(&run->page) < 0)
			return err_sys(err, -ENOMEM, "cannot begin");
		out = run->page.out;
	}
	reporter_init(&run->reporter, run->options, out);
	/* In the end it comes there. */
	reporter_style(&run->reporter, run->out);
	return 0;
}

/* --fail-on names it; with --until-finding alone, what is no mere note. */
static bool has_struck(const struct run *run, const struct summary *summary)
{
	const uint64_t *findings = summary->counts.findings;

	if (fail_on_any(&run->options->fail_on) || !run->options->until_finding)
		return run->reporter.failed;
	return findings[SEVERITY_WARNING] || findings[SEVERITY_ERROR];
}

static void print_page(struct run *run)
{
	if (page_end(&run->page) < 0) {
		run->reporter.out_of_memory = true;
		return;
	}
	if (run->reported) {
		fprintf(run->options->format == FORMAT_TEXT ? run->out : stderr,
			"run %llu of %llu\n", (unsigned long long)run->number,
			(unsigned long long)run->options->repeat);
		page_print(&run->page, run->out);
	}
	page_free(&run->page);
}

int run_report(struct run *run, struct err *err)
{
	struct reporter *reporter = &run->reporter;
	struct summary summary;
	bool struck;
	int ret;

	live_finish(&run->live);
	live_summary(&run->live, &summary);
	reporter->sockets_alone = !live_has_packets(&run->live);
	reporter_finish(reporter, &run->live.tracker.listeners, &summary);
	struck = has_struck(run, &summary);
	run->struck += struck;
	run->reported = !run_is_repeated(run) || struck || run_has_failed(run);
	if (run_is_repeated(run))
		print_page(run);
	if (run->options->record && !run->reported)
		recorder_discard(&run->recorder);
	/* Of the command's each that had a socket for a moment was spotted. */
	if (!run->by_cgroup || !run->spotter.pid)
		announce_unknown(&run->live, run->options);
	else
		announce_refused(&run->live, run->options);
	ret = reporter_status(reporter, err);
	return ret < 0 ? ret : 0;
}

/* What it is like before anybody is told to end. */
int run_report_hang(struct run *run, struct err *err)
{
	const struct options *options = run->options;
	FILE *out = options->format == FORMAT_TEXT ? run->reporter.out : stderr;
	char time[TIME_TEXT_MAX];
	struct phrase phrase;

	phrase_init(&phrase, time, sizeof(time));
	phrase_span(&phrase, options->timeout_ns);
	fprintf(out, "%s did not end within %s; what is open, and who waits:\n",
		options->command[0], time);
	return hanging_tell(&run->live, &run->reporter, err);
}

void run_say_end(const struct run *run)
{
	unsigned long long runs = run->number, struck = run->struck;
	FILE *out = run->options->format == FORMAT_TEXT ? run->out : stderr;

	if (!run_is_repeated(run) || run->options->quiet || run_has_failed(run) ||
	    (run->options->until_finding && struck))
		return;
	fprintf(out, "%llu run%s, ", runs, runs == 1 ? "" : "s");
	if (struck)
		fprintf(out, "%llu with findings\n", struck);
	else
		fputs("nothing found\n", out);
}
