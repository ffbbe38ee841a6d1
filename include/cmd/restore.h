/* SPDX-License-Identifier: GPL-2.0-or-later */
/* restore.h: whatever ends the program, its terminal is as it was. */
#ifndef HALFCLOSE_CMD_RESTORE_H
#define HALFCLOSE_CMD_RESTORE_H

#include <stddef.h>
#include <termios.h>

enum { RESTORE_TEXT_MAX = 256 };

/* What is written to a terminal, and how its line is set, to give it back. */
struct restore {
	int fd;
	struct termios line;
	char text[RESTORE_TEXT_MAX];
	size_t len;
};

/* Adds a string of terminfo's (NULL is fine), without its delays ("$<5>"). */
void restore_add(struct restore *restore, const char *text);

/*
 * From now on a signal that would end the program at once, a crash above all, gives the terminal back
 * first. Those that somebody waits for in a loop are no affair of this. Copied.
 */
void restore_arm(const struct restore *restore);
void restore_disarm(void);

#endif
