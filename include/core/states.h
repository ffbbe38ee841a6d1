/* SPDX-License-Identifier: GPL-2.0-or-later */
/* states.h: the states each end went through, as a list that follows the facts. */
#ifndef HALFCLOSE_CORE_STATES_H
#define HALFCLOSE_CORE_STATES_H

#include "core/connection.h"
#include "core/transition.h"

#include <stdint.h>

typedef void (*transition_fn)(void *arg, struct connection *connection,
			      const struct transition *transition);

/*
 * Brings the lists of both ends up to what verdict_state() says now, the sender's first, and
 * reports each step, those included that one packet made at once (FIN_WAIT1, FIN_WAIT2,
 * TIME_WAIT), unless report is NULL. evidence is what brought the news: EVIDENCE_PACKET, or of
 * a socket.
 */
void states_update(struct connection *connection, enum side sender, uint64_t time_ns,
		   uint8_t evidence, transition_fn report, void *arg);

/* The last state of that end's list, or TCP_STATE_NONE. */
static inline enum tcp_state states_last(const struct half *half)
{
	return half->state_count ? (enum tcp_state)half->states[half->state_count - 1] :
				   TCP_STATE_NONE;
}

#endif
