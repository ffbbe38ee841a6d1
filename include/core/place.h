/* SPDX-License-Identifier: GPL-2.0-or-later */
/* place.h: what findings are about that are about no connection: a listener, a destination. */
#ifndef HALFCLOSE_CORE_PLACE_H
#define HALFCLOSE_CORE_PLACE_H

#include "core/endpoint.h"
#include "core/finding.h"
#include "core/owner.h"
#include "core/sink.h"

#include <stddef.h>
#include <stdint.h>

/* One finding, and what it is about. */
struct place {
	struct finding finding;
	struct endpoint endpoint;	/* the listener's, or the destination */
	uint64_t cookie;		/* of a listener, since several may share an endpoint; or the source of a census */
	struct owner owner;		/* of a listener */
	uint64_t count;			/* connections in its queue; sockets in TIME_WAIT */
	uint64_t room;			/* its backlog; ephemeral ports */
	uint64_t said_ns;		/* when it was last said to hold */
};

/* Who can make a thousand listeners can make more. */
enum { PLACES_MAX = 1024 };

/* All zero: none. */
struct places {
	struct place *rows;		/* owned */
	size_t count, capacity;
};

void places_free(struct places *places);

/*
 * The finding holds of that endpoint and cookie, as now says. It goes to the sink where it did not
 * hold before; else it still holds since that began. Where there are PLACES_MAX, the one that has been
 * over for longest is final, and makes room. Returns 1 if it never had; 0; -ENOMEM; -ENOSPC: all hold.
 */
int places_hold(struct places *places, const struct place *now, uint64_t now_ns,
		const struct sink *sink);

/* It holds no more, if it did. */
void places_end(struct places *places, enum finding_id id, uint64_t cookie,
		const struct endpoint *endpoint, uint64_t time_ns);

/* All with that id and cookie that were last said to hold before_ns do so no more. */
void places_end_older(struct places *places, enum finding_id id, uint64_t cookie,
		      uint64_t before_ns, uint64_t time_ns);

/* All of them are final: each goes to the sink, with the finding that points to it. */
void places_leave(const struct places *places, const struct sink *sink);

#endif
