/* SPDX-License-Identifier: GPL-2.0-or-later */
/* due.h: the connections that are to be looked at again, by when. */
#ifndef HALFCLOSE_CORE_DUE_H
#define HALFCLOSE_CORE_DUE_H

#include "core/connection.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* In how short a time a connection is to be looked at again; each a first-in first-out. */
enum due {
	DUE_NEVER,
	DUE_SOON,	/* something is to be decided within a fraction of a second */
	DUE_LATER,	/* it lasts: a look a second will do */
	DUE_LEAVE,	/* it is over; kept for stragglers */
	DUE_KEPT,	/* it is over, and stays: nothing is due */
	DUE_REST,	/* nothing is awaited: it may be put to rest (core/rest.h) */
	DUE_COUNT
};

struct due_list {
	struct connection *first, *last;
	size_t count;
};

/* Puts it at the end of that list, instead of any other; due_ns must not fall within a list. */
void due_put(struct due_list lists[DUE_COUNT], struct connection *connection, enum due due,
	     uint64_t due_ns);

/* Takes it out of its list, if it is in one. */
void due_drop(struct due_list lists[DUE_COUNT], struct connection *connection);

/* A connection that is due at now_ns, or NULL. */
struct connection *due_first(const struct due_list lists[DUE_COUNT], uint64_t now_ns);

/* True if something is to be decided of it, or it is over. */
static inline bool due_awaits(const struct connection *connection)
{
	return connection->due != DUE_NEVER && connection->due != DUE_REST;
}

#endif
