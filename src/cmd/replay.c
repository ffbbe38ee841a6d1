/* SPDX-License-Identifier: GPL-2.0-or-later */
/* replay.c: the clock stands at the end of the capture, and nothing leaves the table. */
#include "cmd/replay.h"

#include "cmd/actions.h"
#include "cmd/announce.h"
#include "cmd/command.h"
#include "cmd/console.h"
#include "cmd/offline.h"
#include "observe/privilege.h"
#include "observe/secret.h"

#include <errno.h>
#include <signal.h>
#include <stdbool.h>
#include <stdint.h>
#include <unistd.h>

struct replay {
	const struct options *options;	/* borrowed */
	struct capture *capture;	/* owned */
	struct tracker tracker;
	struct loop loop;
	struct console console;
	struct actions actions;
	struct watch signal_watch;
	int signal_fd;			/* owned, or -1 */
	bool privileged;		/* it was, and somebody wants to know */
};

static void summarize(void *arg, struct summary *summary)
{
	const struct replay *replay = arg;

	offline_summary(replay->capture, &replay->tracker, summary);
}

static uint64_t now(void *arg)
{
	const struct replay *replay = arg;

	return replay->tracker.now_ns;
}

static void act(void *arg, struct tui *tui, const struct tui_action *action)
{
	struct replay *replay = arg;

	actions_do(&replay->actions, tui, action);
}

static int on_signal(void *arg, struct err *err)
{
	struct replay *replay = arg;

	(void)err;
	if (loop_signals_read(replay->signal_fd))
		replay->loop.done = true;
	return 0;
}

static int open_tracker(struct replay *replay, struct err *err)
{
	struct tracker_options options = {
		.stall_after_ns = replay->options->stall_after_ns,
		.max_connections = replay->options->max_connections,
		.trails = KEEP_ALL,
		.ended_ns = INT64_MAX,
		.ended_max = SIZE_MAX,
		.packets = true,
	};
	const struct sink sink = { 0 };

	secret_key(&options.table_key);
	return tracker_init(&replay->tracker, &options, &sink) < 0 ?
	       err_sys(err, -ENOMEM, "cannot begin") : 0;
}

static int open_loop(struct replay *replay, struct err *err)
{
	static const int signals[] = { SIGINT, SIGTERM, 0 };
	int ret = loop_init(&replay->loop, err);

	if (ret < 0)
		return ret;
	replay->signal_fd = ret = loop_signals_open(signals, err);
	if (ret < 0)
		return ret;
	replay->signal_watch = (struct watch){ replay->signal_fd, on_signal, replay };
	return loop_add(&replay->loop, &replay->signal_watch, err);
}

static int open_console(struct replay *replay, struct err *err)
{
	const struct console_options console = {
		.loop = &replay->loop,
		.tui = { .tracker = &replay->tracker, .source = replay->options->file },
		.color = replay->options->color,
		.arg = replay,
		.summarize = summarize,
		.now_ns = now,
		.act = act,
	};

	return console_open(&replay->console, &console, err);
}

/* What takes a right is opened before that is given up; of the file nothing is read before. */
static int open_all(struct replay *replay, struct err *err)
{
	const struct options *options = replay->options;
	int ret = actions_open(&replay->actions, options->user, err);

	if (ret == 0)
		ret = capture_open_file(&replay->capture, options->file, options->expression, err);
	if (ret == 0)
		ret = open_tracker(replay, err);
	if (ret == 0)
		ret = open_loop(replay, err);
	if (ret == 0)
		ret = open_console(replay, err);
	if (ret == 0)
		ret = privilege_drop(&(struct privilege_keep){ .user = options->user }, err);
	if (ret == 0)
		ret = capture_begin_file(replay->capture, err);
	return ret;
}

static int run(struct replay *replay, struct err *err)
{
	struct tui *tui = replay->console.tui;
	int ret;

	if (replay->options->check_checksums)
		capture_verify(replay->capture);
	frames_tap(replay->actions.frames, replay->capture, NULL, 0);
	tui_say(tui, STYLE_QUIET, "reading the file");
	console_draw(&replay->console);
	ret = offline_read(replay->capture, &replay->tracker, replay->signal_fd, err);
	if (ret == -EINTR)
		return 0;
	if (ret < 0)
		return ret;
	tracker_conclude(&replay->tracker, replay->tracker.now_ns);
	if (ret > 0)
		tui_say(tui, STYLE_WARNING, err->text);
	else
		tui_say(tui, STYLE_QUIET, replay->privileged ? ANNOUNCE_NEEDLESS : "");
	console_draw(&replay->console);
	return loop_run(&replay->loop, err);
}

int replay_show(const struct options *options, struct err *err)
{
	struct replay replay = {
		.options = options,
		.loop = { .epoll_fd = -1 },
		.console = { .signal_fd = -1, .timer_fd = -1 },
		.signal_fd = -1,
		.privileged = privilege_any() && !options->quiet,
	};
	int ret = open_all(&replay, err);

	if (ret == 0)
		ret = run(&replay, err);
	console_close(&replay.console);
	actions_close(&replay.actions);
	tracker_free(&replay.tracker);
	capture_free(replay.capture);
	if (replay.signal_fd >= 0)
		close(replay.signal_fd);
	loop_free(&replay.loop);
	return ret < 0 ? ret : STATUS_OK;
}
