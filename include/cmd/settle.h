/* SPDX-License-Identifier: GPL-2.0-or-later */
/* settle.h: what a command that has ended leaves to be told of its connections. */
#ifndef HALFCLOSE_CMD_SETTLE_H
#define HALFCLOSE_CMD_SETTLE_H

#include "core/err.h"

#include <stdbool.h>

struct connection;
struct live;

/* Takes in what has come, and looks at both ends of each chosen connection. 0, or -errno with err. */
int settle_look(struct live *live, struct err *err);

/*
 * True if no more is to come of the chosen connections: each that began to close is closed by both
 * ends, and the kernel has told of the death of both sockets.
 */
bool settle_done(const struct live *live);

/* The same of one connection; or neither end has begun to close. */
bool settle_is_settled(const struct connection *connection);

#endif
