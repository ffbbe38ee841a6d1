/* SPDX-License-Identifier: GPL-2.0-or-later */
/* end.h: words for one end of a connection. */
#ifndef HALFCLOSE_SHOW_END_H
#define HALFCLOSE_SHOW_END_H

#include "core/connection.h"
#include "core/owner.h"
#include "show/phrase.h"

#include <stdbool.h>

/* "client" or "server". */
const char *end_role(const struct connection *connection, enum side side);

/* The process that holds or held the end's socket, or NULL where none is known. */
const struct owner *end_owner(const struct connection *connection, enum side side);

/* Who has the end's socket, as far as is known: each a statement of its own. */
enum holding {
	HOLDING_UNSEEN,		/* the socket is not in view: of another host, or never seen */
	HOLDING_KNOWN,		/* end_owner() */
	HOLDING_HIDDEN,		/* some process, whose descriptors may not be read */
	HOLDING_NONE,		/* no descriptor: its program has closed it */
	HOLDING_NOT_ACCEPTED,	/* none yet: it waits for accept() */
	HOLDING_NOT_LOOKED_UP,
};

enum holding end_holding(const struct connection *connection, enum side side);

/* As in the JSON: "known", "hidden", ...; NULL if the socket is not in view. */
const char *end_holding_name(enum holding holding);

/* True if halfclose saw that end's socket, so that it is on this host. */
bool end_in_view(const struct connection *connection, enum side side);

/* "peer[812]", escaped; comm may lack its NUL. */
void end_say_process(struct phrase *phrase, const char *comm, int pid);

/* The same of an owner that was found. */
void end_say_owner(struct phrase *phrase, const struct owner *owner);

/* "client peer[812]", or "the client". */
void end_name(struct phrase *phrase, const struct connection *connection, enum side side);

/* "127.0.0.1:6882 peer[812]", or the address alone. */
void end_address(struct phrase *phrase, const struct connection *connection, enum side side);

#endif
