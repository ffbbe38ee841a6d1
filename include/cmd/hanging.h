/* SPDX-License-Identifier: GPL-2.0-or-later */
/* hanging.h: tells what keeps a command whose time is over. */
#ifndef HALFCLOSE_CMD_HANGING_H
#define HALFCLOSE_CMD_HANGING_H

#include "core/err.h"

#include <stdio.h>

struct live;
struct reporter;

/*
 * Looks at each chosen connection that is open, and tells of both its ends and what those who have them
 * wait in; of its processes, where there is none. In JSON to the reporter's stream, else as text
 * there or, where its format has no place for it, to stderr. 0, or -errno with err.
 */
int hanging_tell(struct live *live, struct reporter *reporter, struct err *err);

#endif
