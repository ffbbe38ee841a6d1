/* SPDX-License-Identifier: GPL-2.0-or-later */
/* replay.c: the clock stands at the end of the capture, and nothing leaves the table. */
#include "cmd/replay.h"

#include "cmd/actions.h"
#include "cmd/announce.h"
#include "cmd/command.h"
#include "cmd/console.h"
#include "cmd/offline.h"
#include "observe/privilege.h"

#include <errno.h>
#include <signal.h>
#include <stdbool.h>
#include <stdint.h>
#include <unistd.h>

struct replay {
	const struct options *options;	/* borrowed */
	struct offline offline;
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

	offline_summary(&replay->offline, summary);
}

static uint64_t now(void *arg)
{
	const struct replay *replay = arg;

	return replay->offline.tracker.now_ns;
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

/* Whether there was a choice the file says, which nobody has read when this is asked for. */
static bool is_chosen(void *arg, const struct connection *connection)
{
	const struct replay *replay = arg;
	struct choice *choice = replay->offline.choice;

	return !choice || choice_has(choice, connection);
}

static int begin(struct replay *replay, struct err *err)
{
	struct tracker_options options = {
		.stall_after_ns = replay->options->stall_after_ns,
		.max_connections = replay->options->max_connections,
		.trails = KEEP_ALL,
		.ended_ns = INT64_MAX,
		.ended_max = SIZE_MAX,
	};
	const struct sink sink = { 0 };

	return offline_begin(&replay->offline, &options, &sink, err);
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
		.tui = {
			.tracker = &replay->offline.tracker,
			.source = replay->options->file,
			.wants = is_chosen,
			.wants_arg = replay,
		},
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
		ret = offline_open(&replay->offline, options, err);
	if (ret == 0)
		ret = open_loop(replay, err);
	if (ret == 0)
		ret = open_console(replay, err);
	if (ret == 0)
		ret = privilege_drop(&(struct privilege_keep){ .user = options->user }, err);
	if (ret == 0)
		ret = begin(replay, err);
	return ret;
}

static int run(struct replay *replay, struct err *err)
{
	struct tui *tui = replay->console.tui;
	struct offline *offline = &replay->offline;
	int ret;

	frames_tap(replay->actions.frames, offline->capture, NULL, 0);
	tui_say(tui, STYLE_QUIET, "reading the file");
	console_draw(&replay->console);
	ret = offline_read(offline, replay->signal_fd, err);
	if (ret == -EINTR)
		return 0;
	if (ret < 0)
		return ret;
	tracker_conclude(&offline->tracker, offline_end_ns(offline));
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
	offline_free(&replay.offline);
	if (replay.signal_fd >= 0)
		close(replay.signal_fd);
	loop_free(&replay.loop);
	return ret < 0 ? ret : STATUS_OK;
}
