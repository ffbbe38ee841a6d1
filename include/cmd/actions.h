/* SPDX-License-Identifier: GPL-2.0-or-later */
/* actions.h: does what the interface is asked for beyond looking on. */
#ifndef HALFCLOSE_CMD_ACTIONS_H
#define HALFCLOSE_CMD_ACTIONS_H

#include "observe/creator.h"
#include "observe/frames.h"
#include "tui/tui.h"

struct live;

struct actions {
	struct creator creator;
	struct frames *frames;	/* owned */
	struct live *live;	/* borrowed; NULL: of a file, there are no sockets */
};

/*
 * Makes ready for it, before anything is opened: files are made in the working directory, with the
 * rights that there are now, or that user's. 0 or -errno with err. actions_close() in either case.
 */
int actions_open(struct actions *actions, const char *user, struct err *err);

/* Does it, and answers in the interface. */
void actions_do(struct actions *actions, struct tui *tui, const struct tui_action *action);

void actions_close(struct actions *actions);

#endif
