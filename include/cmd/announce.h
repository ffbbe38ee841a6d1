/* SPDX-License-Identifier: GPL-2.0-or-later */
/* announce.h: says on stderr what can be watched, and what could not. */
#ifndef HALFCLOSE_CMD_ANNOUNCE_H
#define HALFCLOSE_CMD_ANNOUNCE_H

#include "cmd/live.h"
#include "cmd/options.h"

/*
 * At the beginning: what evidence cannot be had, unless quiet; if verbose, that from now on nothing
 * will be missed.
 */
void announce_begin(const struct live *live, const struct options *options);

/* At the end: of how many connections it is not known whether they were chosen, unless quiet. */
void announce_unknown(const struct live *live, const struct options *options);

#endif
