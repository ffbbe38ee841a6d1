/* SPDX-License-Identifier: GPL-2.0-or-later */
/* terminal.h: the terminal that the interface has to itself, until it gives it back. */
#ifndef HALFCLOSE_CMD_TERMINAL_H
#define HALFCLOSE_CMD_TERMINAL_H

#include "cmd/palette.h"
#include "core/err.h"
#include "tui/cells.h"

#include <stdbool.h>

/* ncurses knows one at a time. All zero: none is open. */
struct terminal {
	struct screen *screen;		/* owned; ncurses' */
	enum palette palette;
	bool mouse;			/* it reports the mouse */
};

/*
 * Takes the terminal; what terminfo has of it is read now. SIGTSTP and SIGWINCH should be blocked:
 * ncurses handles none. 0 or -errno with err.
 */
int terminal_open(struct terminal *terminal, bool color, struct err *err);

/* Gives it back as it was. */
void terminal_close(struct terminal *terminal);

/* Its size now. */
void terminal_size(unsigned int *rows, unsigned int *columns);

/* Shows these cells, of the size that the terminal has; writes what is other than before alone. */
void terminal_paint(const struct terminal *terminal, const struct cells *cells);

/* Something else has been written to it: the next terminal_paint() writes all. */
void terminal_spoilt(void);

/* Whether the mouse is reported, or left to the terminal, which selects text with it. */
void terminal_mouse(struct terminal *terminal, bool wanted);

/* Gives it back and stops, as SIGTSTP does. Somebody who goes on calls terminal_resume(). */
void terminal_stop(void);
void terminal_resume(void);

#endif
