/* SPDX-License-Identifier: GPL-2.0-or-later */
/* states.h: the states each end went through, as a list that follows the facts. */
#ifndef HALFCLOSE_CORE_STATES_H
#define HALFCLOSE_CORE_STATES_H

#include "core/connection.h"
#include "core/transition.h"

#include <stdbool.h>
#include <stdint.h>

/* The most that one event can bring: two ends, and no way through figure 5 is longer. */
enum { TRANSITIONS_MAX = 2 * HALF_STATES_MAX };

/*
 * Brings the lists of both ends up to what verdict_state() says now. Writes each step to
 * transitions, if not NULL, the sender's first, those included that one packet made at once
 * (FIN_WAIT1, FIN_WAIT2, TIME_WAIT), and returns how many. evidence is what brought the news:
 * EVIDENCE_PACKET, or of a socket.
 */
unsigned int states_update(struct connection *connection, enum side sender, uint64_t time_ns,
			   uint8_t evidence, struct transition transitions[TRANSITIONS_MAX]);

/* The last state of that end's list, or TCP_STATE_NONE. */
static inline enum tcp_state states_last(const struct half *half)
{
	return half->state_count ? (enum tcp_state)half->states[half->state_count - 1] :
				   TCP_STATE_NONE;
}

/* True if no end has anything to do any more, as far as either was seen. */
bool states_over(const struct connection *connection);

#endif
