/* SPDX-License-Identifier: GPL-2.0-or-later */
/* explore_all.h: the built-in scenarios, and whether each finds what it should. */
#ifndef HALFCLOSE_CMD_EXPLORE_ALL_H
#define HALFCLOSE_CMD_EXPLORE_ALL_H

#include "cmd/options.h"

/* A line for each. Returns the exit status. */
int explore_list(const struct options *options);

/*
 * Explores each and holds it against what its row of the table says. Returns the exit status, 1
 * where one differs, or -errno with err.
 */
int explore_all(const struct options *options, struct err *err);

#endif
