/* SPDX-License-Identifier: GPL-2.0-or-later */
/* step_socket.h: a word of the kernel about a socket, beside the lifeline of its end. */
#ifndef HALFCLOSE_SHOW_STEP_SOCKET_H
#define HALFCLOSE_SHOW_STEP_SOCKET_H

#include "core/trail.h"
#include "show/phrase.h"

#include <stdbool.h>
#include <stdint.h>

/* What was shown of one end so far. */
struct shown {
	uint64_t fin_ns;	/* of the first FIN */
	int64_t fin;		/* its offset, if fin_sent */
	uint32_t unread, unacked;
	uint8_t state;		/* enum tcp_state */
	bool fin_sent, fin_acked;
	bool orphan, held, eof_waits;
	bool late;		/* its first data behind the peer's FIN */
	bool window_shut;	/* by its latest word */
};

/* Into an empty phrase: what is new in an entry of TRAIL_SOCKET; nothing, if nothing is. */
void step_say_socket(struct phrase *phrase, struct shown *me, const struct shown *peer,
		     const struct trail_entry *entry);

#endif
