/* SPDX-License-Identifier: GPL-2.0-or-later */
/* replay.h: the interface, of a capture that is over. */
#ifndef HALFCLOSE_CMD_REPLAY_H
#define HALFCLOSE_CMD_REPLAY_H

#include "cmd/options.h"
#include "core/err.h"

/* Reads the whole of it, then shows it until somebody quits. An exit status, or -errno with err. */
int replay_show(const struct options *options, struct err *err);

#endif
