/* SPDX-License-Identifier: GPL-2.0-or-later */
/* die.h: the end by a signal, for who waits for us and asks how we ended. */
#ifndef HALFCLOSE_CMD_DIE_H
#define HALFCLOSE_CMD_DIE_H

/* Dies of that signal, without a core file; a status for a shell, if it does not end processes. */
int die_of(int number);

#endif
