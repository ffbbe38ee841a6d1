/* SPDX-License-Identifier: GPL-2.0-or-later */
/* cmd_tui.c: the interface, of what happens now. */
#include "cmd/actions.h"
#include "cmd/announce.h"
#include "cmd/command.h"
#include "cmd/console.h"
#include "cmd/live.h"
#include "cmd/replay.h"
#include "cmd/sources.h"
#include "cmd/terminfo.h"
#include "core/units.h"
#include "observe/clock.h"
#include "show/phrase.h"

#include <errno.h>
#include <string.h>

/* How long connections that are over are shown, and how many of them. */
#define ENDED_NS (60 * S_NS)

enum { ENDED_MAX = 10000, SOURCE_MAX = EXPRESSION_MAX + 64 };

struct picture {
	const struct options *options;	/* borrowed */
	struct live live;
	struct console console;
	struct actions actions;
	uint64_t counted;		/* of what is news, at the latest tick */
	char source[SOURCE_MAX];
};

static void summarize(void *arg, struct summary *summary)
{
	const struct picture *picture = arg;

	live_summary(&picture->live, summary);
}

static uint64_t now(void *arg)
{
	(void)arg;
	return clock_now_ns();
}

static bool is_chosen(void *arg, const struct connection *connection)
{
	struct picture *picture = arg;

	return choice_has(picture->live.choice, connection);
}

static void act(void *arg, struct tui *tui, const struct tui_action *action)
{
	struct picture *picture = arg;

	actions_do(&picture->actions, tui, action);
}

/* Whatever comes to be known comes with one of these, or a moment behind it. */
static uint64_t count(const struct tracker_counts *counts)
{
	uint64_t sum = counts->connections + counts->segments + counts->facts;

	for (int kind = 0; kind < GAP_KIND_COUNT; kind++)
		sum += counts->gaps[kind];
	return sum;
}

static int on_tick(void *arg, struct err *err)
{
	struct picture *picture = arg;
	uint64_t counted = count(&picture->live.tracker.counts);

	(void)err;
	if (counted != picture->counted)
		console_news(&picture->console);
	picture->counted = counted;
	return 0;
}

/* "lo", "any in web, db: port 80": what is watched, where, and what of it. */
static void say_source(struct picture *picture)
{
	const struct options *options = picture->options;
	const char *device = options->device ? options->device : options->netns_count ? "any" : "lo";
	struct phrase phrase;

	phrase_init(&phrase, picture->source, sizeof(picture->source));
	phrase_text(&phrase, options->no_packets ? "sockets" : device);
	for (size_t i = 0; i < options->netns_count; i++) {
		phrase_text(&phrase, i == 0 ? " in " : ", ");
		phrase_text(&phrase, options->netns[i]);
	}
	if (options->expression[0])
		phrase_text(&phrase, ": ");
	phrase_text(&phrase, options->expression);
}

static int open_console(void *arg, struct live *live, struct err *err)
{
	struct picture *picture = arg;
	const struct console_options console = {
		.loop = &live->loop,
		.tui = {
			.tracker = &live->tracker,
			.source = picture->source,
			.wants = live->choice ? is_chosen : NULL,
			.wants_arg = picture,
		},
		.color = picture->options->color,
		.arg = picture,
		.summarize = summarize,
		.now_ns = now,
		.act = act,
	};

	return console_open(&picture->console, &console, err);
}

static int open_live(struct picture *picture, struct err *err)
{
	const struct options *options = picture->options;
	const struct sink sink = { 0 };
	struct sources sources;

	sources_init(&sources, options);
	sources.keep.destroy = !options->no_sockets;
	sources.live.all = sources.live.looked_at = true;
	sources.live.trails = KEEP_ALL;
	sources.live.frames = picture->actions.frames;
	sources.live.ended_ns = options->keep_closed_ns ? options->keep_closed_ns : ENDED_NS;
	sources.live.ended_max = ENDED_MAX;
	sources.live.ended_findings = options->keep_findings;
	sources.live.opening = open_console;
	sources.live.opening_arg = picture;
	return live_open(&picture->live, &sources.live, &sink, err);
}

static int run(struct picture *picture, const char *lacks, struct err *err)
{
	struct live *live = &picture->live;

	if (*lacks)
		tui_say(picture->console.tui, STYLE_WARNING, lacks);
	console_draw(&picture->console);
	live->on_tick = on_tick;
	live->on_tick_arg = picture;
	return live_run(live, err);
}

static int show_live(const struct options *options, struct err *err)
{
	struct picture picture = { .options = options,
				   .console = { .signal_fd = -1, .timer_fd = -1 } };
	char lacks[ANNOUNCE_MAX] = "";
	int ret;

	say_source(&picture);
	ret = actions_open(&picture.actions, options->user, err);
	if (ret < 0)
		goto out;
	picture.actions.live = &picture.live;
	ret = open_live(&picture, err);
	if (ret == 0 && !options->quiet)
		announce_lacks(&picture.live, lacks);
	if (ret == 0)
		ret = run(&picture, lacks, err);
	console_close(&picture.console);
	/* Now there is room for what is to be typed. */
	if (ret == 0)
		announce_begin(&picture.live, options);
	live_free(&picture.live);
out:
	actions_close(&picture.actions);
	return ret < 0 ? ret : STATUS_OK;
}

int cmd_tui(const struct options *options, struct err *err)
{
	int ret = sources_check(options, err);

	if (ret < 0)
		return ret;
	if (options->file && options->device)
		return err_set(err, -EINVAL, "-r reads a file: leave out -i");
	if (options->file && strcmp(options->file, "-") == 0)
		return err_set(err, -EINVAL, "-r -: keys come from the standard input: give a file");
	ret = terminfo_check(err);
	if (ret < 0)
		return ret;
	return options->file ? replay_show(options, err) : show_live(options, err);
}
