/* SPDX-License-Identifier: GPL-2.0-or-later */
/* lookup.h: one socket at a time, and its owner. */
#ifndef HALFCLOSE_CMD_LOOKUP_H
#define HALFCLOSE_CMD_LOOKUP_H

#include "cmd/live.h"

#include <stdint.h>

/*
 * The sink's look(), with the live one as its argument: the tracker asks, at a SYN, FIN or RST,
 * microseconds after the packet. Takes a bounded share of the time.
 */
void lookup_end(void *arg, const struct connection *connection, enum side side);

/* A dump told of that inode: its owner may have to be looked up. */
void lookup_later(struct live *live, uint32_t inode);

/* Looks up all those owners that are not known yet, in one pass over /proc. */
void lookup_owners(struct live *live);

#endif
