/* SPDX-License-Identifier: GPL-2.0-or-later */
/* cmd_watch.c: a line for each transition and finding, as it happens. */
#include "cmd/command.h"
#include "cmd/announce.h"
#include "cmd/live.h"
#include "cmd/sources.h"
#include "show/records.h"
#include "show/watch_text.h"

#include <stdio.h>

struct watcher {
	const struct options *options;	/* borrowed */
	struct live live;
	struct style style;
	struct watch_text text;
	uint64_t lines;
	bool failed;
	bool broken;		/* a line could not be written */
};

/* Whoever reads the other end of a pipe sees each line at once. */
static void end_line(struct watcher *watcher)
{
	watcher->lines++;
	watcher->broken = fflush(stdout) != 0;
	if (watcher->broken || watcher->lines == watcher->options->count)
		watcher->live.loop.done = true;
}

/* The count may be reached in the middle of a batch of events. */
static bool full(const struct watcher *watcher)
{
	return watcher->broken ||
	       (watcher->options->count && watcher->lines >= watcher->options->count);
}

static void on_transition(void *arg, const struct connection *connection,
			  const struct transition *transition)
{
	struct watcher *watcher = arg;
	/* What was there when it all began is no news. */
	bool news = watcher->live.opened;

	if (!news || full(watcher))
		return;
	if (watcher->options->format == FORMAT_JSON)
		record_transition(stdout, connection, transition);
	else
		watch_text_transition(&watcher->text, connection, transition);
	end_line(watcher);
}

static void on_finding(void *arg, const struct connection *connection,
		       const struct finding *finding)
{
	struct watcher *watcher = arg;

	if (fail_on_matches(&watcher->options->fail_on, finding))
		watcher->failed = true;
	if (full(watcher))
		return;
	if (watcher->options->format == FORMAT_JSON)
		record_finding(stdout, connection, finding);
	else
		watch_text_finding(&watcher->text, connection, finding);
	end_line(watcher);
}

int cmd_watch(const struct options *options, struct err *err)
{
	struct watcher watcher = { .options = options };
	const struct sink sink = {
		.arg = &watcher,
		.transition = on_transition,
		.finding = on_finding,
	};
	struct sources sources;
	int ret = sources_check(options, err);

	if (ret < 0)
		return ret;
	sources_init(&sources, options);
	style_detect(&watcher.style, options->color, stdout);
	watch_text_init(&watcher.text, stdout, &watcher.style);
	ret = live_open(&watcher.live, &sources.live, &sink, err);
	if (ret == 0)
		announce_to_person(&watcher.live, options);
	if (ret == 0)
		ret = live_run(&watcher.live, err);
	if (ret == 0) {
		live_finish(&watcher.live);
		announce_unknown(&watcher.live, options);
		ret = watcher.failed ? STATUS_FINDINGS : STATUS_OK;
	}
	live_free(&watcher.live);
	return ret;
}
