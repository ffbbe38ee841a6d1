/* SPDX-License-Identifier: GPL-2.0-or-later */
/* progress.h: what each event changes in a connection's story is noted, and told. */
#ifndef HALFCLOSE_CORE_PROGRESS_H
#define HALFCLOSE_CORE_PROGRESS_H

#include "core/tracker.h"

/* The trail of the connection; NULL: none is kept, or there is no room for one. */
struct trail *progress_trail(struct tracker *tracker, struct connection *connection);

/* A new entry of it, as of now, to be filled in as trail_add() says; NULL: none is kept. */
struct trail_entry *progress_entry(struct tracker *tracker, struct connection *connection,
				   enum trail_kind kind, enum side side);

/* Brings both ends' states up to what is known, after news from that side; see states_update(). */
void progress_states(struct tracker *tracker, struct connection *connection, enum side sender,
		     uint8_t evidence);

#endif
