/* SPDX-License-Identifier: GPL-2.0-or-later */
/* both.c: reports live, as `report --for` does, and records what it was given meanwhile. */
#include "cmd/live.h"
#include "cmd/options.h"
#include "cmd/recorder.h"
#include "cmd/report_form.h"
#include "cmd/reporter.h"
#include "cmd/sources.h"

#include <locale.h>
#include <stdio.h>

static enum keep keep(const struct options *options, bool wanted)
{
	return !wanted ? KEEP_NONE : options->all ? KEEP_ALL : KEEP_OF_FINDINGS;
}

static int open_live(struct live *live, struct recorder *recorder, struct reporter *reporter,
		     const struct options *options, struct err *err)
{
	const struct report_form *form = report_form(options->format);
	struct sources sources;
	struct sink sink;
	int ret;

	reporter_sink(reporter, &sink);
	sources_init(&sources, options);
	sources.live.all = options->all;
	sources.live.trails = keep(options, form->trails);
	sources.live.zeek = keep(options, form->zeek);
	sources.live.recorder = recorder;
	ret = live_open(live, &sources.live, &sink, err);
	reporter->sockets_alone = !live_has_packets(live);
	return ret;
}

static int run(const char *path, const struct options *options, struct err *err)
{
	const struct recorder_options recording = { .tape = { .path = path } };
	struct recorder recorder;
	struct reporter reporter;
	struct summary summary;
	struct live live;
	int ret = recorder_open(&recorder, &recording, err);

	if (ret < 0)
		return ret;
	reporter_init(&reporter, options, stdout);
	ret = open_live(&live, &recorder, &reporter, options, err);
	if (ret == 0) {
		fputs("watching\n", stderr);
		ret = live_run(&live, err);
		live_finish(&live);
		live_summary(&live, &summary);
		reporter_finish(&reporter, &live.tracker.listeners, &summary);
	}
	if (ret == 0)
		ret = recorder_result(&recorder, err);
	live_free(&live);
	reporter_free(&reporter);
	recorder_close(&recorder);
	return ret;
}

/* both FILE [OPTIONS OF REPORT]: until SIGINT, if there is no --for. */
int main(int argc, char **argv)
{
	struct options options;
	struct err err = { "" };
	int ret;

	setlocale(LC_CTYPE, "");
	ret = argc > 1 ? options_parse(&options, FOR_REPORT, argc - 1, argv + 1, &err) : -1;
	if (ret == 0)
		ret = run(argv[1], &options, &err);
	if (ret < 0)
		fprintf(stderr, "both: %s\n", err.text);
	return ret < 0 ? 2 : 0;
}
