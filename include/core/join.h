/* SPDX-License-Identifier: GPL-2.0-or-later */
/* join.h: which life of its ports a dead socket had. */
#ifndef HALFCLOSE_CORE_JOIN_H
#define HALFCLOSE_CORE_JOIN_H

#include "core/table.h"

/*
 * The connection that the notification of a socket's death belongs to, and its side; NULL: none.
 * By the cookie where that was ever seen, else by the ends: it may come after the same ports
 * began their next life, and without the remote end.
 */
struct connection *join_dead(struct table *table, const struct sock_fact *fact,
			     enum side *side);

#endif
