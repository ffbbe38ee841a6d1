/* SPDX-License-Identifier: GPL-2.0-or-later */
/* console.h: the interface on its terminal, in a loop: keys come in, frames go out. */
#ifndef HALFCLOSE_CMD_CONSOLE_H
#define HALFCLOSE_CMD_CONSOLE_H

#include "cmd/keyboard.h"
#include "cmd/terminal.h"
#include "core/err.h"
#include "core/tracker.h"
#include "observe/loop.h"
#include "show/style.h"
#include "show/summary.h"
#include "tui/cells.h"
#include "tui/tui.h"

#include <stdbool.h>
#include <stdint.h>

/* All borrowed, for as long as the console is open. */
struct console_options {
	struct loop *loop;
	struct tui_options tui;		/* utf8 is found out here */
	enum color_when color;
	void *arg;			/* of these: */
	void (*summarize)(void *arg, struct summary *summary);
	uint64_t (*now_ns)(void *arg);
	void (*act)(void *arg, struct tui *tui, const struct tui_action *action);
};

struct console {
	struct console_options options;
	struct terminal terminal;
	struct keyboard keyboard;
	struct cells cells;
	struct tui *tui;		/* owned */
	struct watch keys_watch, signals_watch, timer_watch;
	int signal_fd, timer_fd;	/* owned, or -1 */
	unsigned int frames;		/* that may be drawn now */
	bool stale;			/* what is shown is not what there is */
	bool asked;			/* a key or a signal came since it was drawn */
};

/*
 * Takes the terminal, and sets loop->done when somebody quits, or it is gone. Returns 0 or -errno with
 * err. console_close() in either case.
 */
int console_open(struct console *console, const struct console_options *options, struct err *err);

/* There is news: soon there is a frame that shows it. */
void console_news(struct console *console);

/* Draws a frame at once. */
void console_draw(struct console *console);

/* Gives the terminal back. All zero, but for descriptors of -1, is fine: it was never opened. */
void console_close(struct console *console);

#endif
