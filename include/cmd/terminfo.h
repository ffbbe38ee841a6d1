/* SPDX-License-Identifier: GPL-2.0-or-later */
/* terminfo.h: whether the terminal can show a picture, and what it is told to be as it was. */
#ifndef HALFCLOSE_CMD_TERMINFO_H
#define HALFCLOSE_CMD_TERMINFO_H

#include "cmd/restore.h"
#include "core/err.h"

/* 0, or -ENOTTY or -ENOTSUP with err: there is no terminal, or it can show none. Changes nothing. */
int terminfo_check(struct err *err);

/* Adds all that gives it back, once ncurses has taken it. */
void terminfo_restore(struct restore *restore);

#endif
