/* SPDX-License-Identifier: GPL-2.0-or-later */
/* tui.h: the terminal interface without the terminal: keys in, cells and actions out. */
#ifndef HALFCLOSE_TUI_TUI_H
#define HALFCLOSE_TUI_TUI_H

#include "core/tracker.h"
#include "show/style.h"
#include "show/summary.h"
#include "tui/cells.h"
#include "tui/input.h"

#include <stdbool.h>
#include <stdint.h>

/* Below that size the screen says what it needs. */
enum { TUI_ROWS_MIN = 24, TUI_COLUMNS_MIN = 80 };

enum { TUI_PATH_MAX = 256 };

enum tui_action_kind {
	TUI_ACTION_NONE,
	TUI_ACTION_QUIT,
	TUI_ACTION_REDRAW,	/* paint every cell anew: the terminal shows something else */
	TUI_ACTION_WRITE,	/* write packets to a file, and say how that went */
	TUI_ACTION_DESTROY,	/* destroy sockets, which was confirmed, and say how that went */
};

struct tui_action {
	enum tui_action_kind kind;
	uint64_t connection;	/* its id; of TUI_ACTION_WRITE 0: all that there are */
	uint8_t sides;		/* of TUI_ACTION_DESTROY: a mask of 1 << enum side */
	char path[TUI_PATH_MAX];	/* of TUI_ACTION_WRITE: as it was typed, not empty */
};

/* All borrowed, for as long as the interface lives. */
struct tui_options {
	const struct tracker *tracker;	/* only read; trails of KEEP_ALL give the ladders; nothing
					   may rest (rest_after_ns 0), since that is in no list */
	const char *source;		/* what is watched: "lo"; escaped here */
	bool utf8;			/* as struct cells has it */
	/* Which connections are shown; it may change its mind from one update to the next. NULL: all. */
	bool (*wants)(void *arg, const struct connection *connection);
	void *wants_arg;
};

struct tui;

/* NULL: out of memory. */
struct tui *tui_new(const struct tui_options *options);
void tui_free(struct tui *tui);		/* NULL is fine */

/*
 * Takes in what the tracker has come to know: once for each frame, of which there are no more than
 * ten a second. now_ns: as the events' times. The summary (live_summary()) is copied. Returns 0, or
 * -ENOMEM: what is shown is older, or not all.
 */
int tui_update(struct tui *tui, const struct summary *summary, uint64_t now_ns);

/*
 * Takes a key; returns what the caller is to do, mostly nothing. A key that means nothing here does
 * nothing. What it changes is seen at the next tui_render(), at once, without an update.
 */
struct tui_action tui_input(struct tui *tui, const struct tui_input *input);

/*
 * Answers an action, in the message line until the next key: what was written, why not. Plain words,
 * escaped here.
 */
void tui_say(struct tui *tui, enum style_role role, const char *text);

/* Draws all of the screen, of whatever size it is, as of the latest update. */
void tui_render(struct tui *tui, struct cells *cells);

/*
 * False while plain text is shown for the terminal's own selection to copy: then it is to report no
 * mouse.
 */
bool tui_wants_mouse(const struct tui *tui);

/* True if it looks other after a moment without news: ages grow, highlights fade. */
bool tui_fades(const struct tui *tui);

/*
 * The connection with that id, to carry out an action; NULL: it has left in the meantime. It is the
 * tracker's, good until its next event.
 */
const struct connection *tui_connection(const struct tui *tui, uint64_t id);

#endif
