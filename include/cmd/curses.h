/* SPDX-License-Identifier: GPL-2.0-or-later */
/* curses.h: ncurses with its wide characters; for the files that talk to the terminal alone. */
#ifndef HALFCLOSE_CMD_CURSES_H
#define HALFCLOSE_CMD_CURSES_H

#define NCURSES_WIDECHAR 1

#include <ncurses.h>

#endif
