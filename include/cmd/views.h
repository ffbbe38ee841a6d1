/* SPDX-License-Identifier: GPL-2.0-or-later */
/* views.h: the network namespaces that are watched. */
#ifndef HALFCLOSE_CMD_VIEWS_H
#define HALFCLOSE_CMD_VIEWS_H

#include "cmd/live.h"
#include "core/err.h"

/*
 * Opens a view of each namespace that the options name, or of the one we are in, where the processes
 * that they choose have to be too. 0, or -errno with err; live_free() in either case.
 */
int views_open(struct live *live, const struct live_options *options, struct err *err);

#endif
