/* SPDX-License-Identifier: GPL-2.0-or-later */
/* console.c: when to draw, and what a signal means to who sits in front of a terminal. */
#include "cmd/console.h"

#include "core/units.h"

#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <unistd.h>

/*
 * Ten frames a second: nobody reads faster, and however much happens, drawing has its bound. One more may
 * be saved up for a key, which so is answered at once; news waits for it to be there again.
 */
#define FRAME_NS (100 * MS_NS)

enum { FRAMES_SAVED = 2 };

static void take_size(struct console *console)
{
	unsigned int rows, columns;

	terminal_size(&rows, &columns);
	if (rows == console->cells.rows && columns == console->cells.columns)
		return;
	if (cells_resize(&console->cells, rows, columns) == 0)
		terminal_spoilt();
}

void console_draw(struct console *console)
{
	const struct console_options *options = &console->options;
	struct summary summary;

	console->stale = console->asked = false;
	console->frames -= console->frames > 0;
	options->summarize(options->arg, &summary);
	/* What memory does not suffice for is missing in the picture, which says so. */
	tui_update(console->tui, &summary, options->now_ns(options->arg));
	take_size(console);
	tui_render(console->tui, &console->cells);
	terminal_mouse(&console->terminal, tui_wants_mouse(console->tui));
	terminal_paint(&console->terminal, &console->cells);
}

static void draw_if_due(struct console *console)
{
	if ((console->asked && console->frames > 0) ||
	    (console->stale && console->frames == FRAMES_SAVED))
		console_draw(console);
}

void console_news(struct console *console)
{
	console->stale = true;
	draw_if_due(console);
}

/* Somebody waits for it. */
static void answer(struct console *console)
{
	console->asked = true;
	draw_if_due(console);
}

static int on_timer(void *arg, struct err *err)
{
	struct console *console = arg;
	uint64_t frames = console->frames + loop_timer_read(console->timer_fd);

	(void)err;
	console->frames = frames < FRAMES_SAVED ? (unsigned int)frames : FRAMES_SAVED;
	console->stale |= tui_fades(console->tui);
	draw_if_due(console);
	return 0;
}

/* Keys. */

static void act(struct console *console, const struct tui_action *action)
{
	switch (action->kind) {
	case TUI_ACTION_NONE:
		break;
	case TUI_ACTION_QUIT:
		console->options.loop->done = true;
		break;
	case TUI_ACTION_REDRAW:
		terminal_spoilt();
		break;
	case TUI_ACTION_WRITE:
	case TUI_ACTION_DESTROY:
		console->options.act(console->options.arg, console->tui, action);
		break;
	}
}

/* Its window was closed, or its line hung up: it is readable for ever, and there is nothing to read. */
static bool is_gone(void)
{
	struct pollfd keys = { .fd = STDIN_FILENO, .events = POLLIN };

	return poll(&keys, 1, 0) > 0 && keys.revents & (POLLHUP | POLLERR);
}

static int on_keys(void *arg, struct err *err)
{
	struct console *console = arg;
	struct tui_input input;

	(void)err;
	while (keyboard_read(&console->keyboard, &input)) {
		struct tui_action action = tui_input(console->tui, &input);

		act(console, &action);
	}
	if (is_gone())
		console->options.loop->done = true;
	answer(console);
	return 0;
}

/* Signals. */

static int on_signals(void *arg, struct err *err)
{
	struct console *console = arg;
	int number;

	(void)err;
	while ((number = loop_signals_read(console->signal_fd))) {
		if (number == SIGHUP)
			console->options.loop->done = true;
		else if (number == SIGTSTP)
			terminal_stop();
		else if (number == SIGCONT)
			terminal_resume();
	}
	answer(console);
	return 0;
}

/* Opening. */

static int watch(struct console *console, struct watch *watch, int fd,
		 int (*ready)(void *, struct err *), struct err *err)
{
	*watch = (struct watch){ .fd = fd, .ready = ready, .arg = console };
	return loop_add(console->options.loop, watch, err);
}

static int open_watches(struct console *console, struct err *err)
{
	static const int signals[] = { SIGHUP, SIGWINCH, SIGTSTP, SIGCONT, 0 };
	int ret = watch(console, &console->keys_watch, STDIN_FILENO, on_keys, err);

	if (ret < 0)
		return ret;
	console->signal_fd = ret = loop_signals_open(signals, err);
	if (ret < 0)
		return ret;
	ret = watch(console, &console->signals_watch, console->signal_fd, on_signals, err);
	if (ret < 0)
		return ret;
	console->timer_fd = ret = loop_timer_open(FRAME_NS, err);
	if (ret < 0)
		return ret;
	return watch(console, &console->timer_watch, console->timer_fd, on_timer, err);
}

int console_open(struct console *console, const struct console_options *options, struct err *err)
{
	struct style style;
	int ret;

	*console = (struct console){ .options = *options, .signal_fd = -1, .timer_fd = -1 };
	style_detect(&style, options->color, stdout);
	console->options.tui.utf8 = style.utf8;
	console->tui = tui_new(&console->options.tui);
	if (!console->tui)
		return err_sys(err, -ENOMEM, "cannot begin");
	ret = cells_init(&console->cells, TUI_ROWS_MIN, TUI_COLUMNS_MIN, style.utf8);
	if (ret < 0)
		return err_sys(err, ret, "cannot begin");
	ret = open_watches(console, err);
	return ret < 0 ? ret : terminal_open(&console->terminal, style.color, err);
}

void console_close(struct console *console)
{
	terminal_close(&console->terminal);
	tui_free(console->tui);
	console->tui = NULL;
	cells_free(&console->cells);
	if (console->signal_fd >= 0)
		close(console->signal_fd);
	if (console->timer_fd >= 0)
		close(console->timer_fd);
	console->signal_fd = console->timer_fd = -1;
}
