/* SPDX-License-Identifier: GPL-2.0-or-later */
/* terminfo.c: asks for few of the terminal's capabilities by their names. */
#include "cmd/terminfo.h"

#include "cmd/curses.h"

#include <errno.h>
#include <stdlib.h>
#include <term.h>
#include <unistd.h>

#define MOUSE_OFF "\033[?1006l\033[?1000l"
#define INSTEAD "\"halfclose watch\" and \"halfclose report\" work anywhere"

static const char *capability(const char *name)
{
	const char *text = tigetstr(name);

	/* -1: it is none of those that are strings. */
	return text == (const char *)-1 ? NULL : text;
}

int terminfo_check(struct err *err)
{
	const char *name = getenv("TERM");
	int known;
	bool moves;

	if (!isatty(STDIN_FILENO) || !isatty(STDOUT_FILENO))
		return err_set(err, -ENOTTY, "the interface needs a terminal, to show itself and to read "
			       "keys: " INSTEAD);
	if (!name || !*name)
		return err_set(err, -ENOTSUP, "TERM is not set, so what the terminal can do is not "
			       "known: " INSTEAD);
	if (setupterm(NULL, STDOUT_FILENO, &known) != OK)
		return err_set(err, -ENOTSUP, "TERM=%.40s: terminfo knows no such terminal that can "
			       "show a picture: " INSTEAD, name);
	moves = capability("cup") && capability("clear");
	del_curterm(cur_term);
	return moves ? 0 : err_set(err, -ENOTSUP, "TERM=%.40s: a terminal that cannot move its cursor "
				   "shows no picture: " INSTEAD, name);
}

void terminfo_restore(struct restore *restore)
{
	/* Colours, weight, cursor, keys, and last the screen that was there before, if there is one. */
	static const char *const names[] = { "op", "sgr0", "cnorm", "rmkx", "rmcup" };

	if (capability("kmous"))
		restore_add(restore, MOUSE_OFF);
	if (!capability("rmcup"))
		restore_add(restore, capability("clear"));
	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++)
		restore_add(restore, capability(names[i]));
}
