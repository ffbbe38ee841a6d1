/* SPDX-License-Identifier: GPL-2.0-or-later */
/* rules_stall.c: an end that waits in vain: for an answer, for an ACK, for room at the other end. */
#include "core/judged.h"

#include "core/stall.h"

/* When the kernel was first known to have it no more; 0: it was not. */
static uint64_t gone_since(const struct half_socket *socket)
{
	if (!socket)
		return 0;
	return socket->destroyed ? socket->destroy_ns : socket->gone_ns;
}

/* When it was over, as far as that is known. */
static uint64_t gave_up_at(const struct judged *j)
{
	if (j->sent_reset && j->cause == RESET_CAUSE_TIMEOUT)
		return j->me->rst_ns;
	return gone_since(j->me->socket) ? gone_since(j->me->socket) : j->me->stall->again_ns;
}

bool rule_timed_out(const struct judged *j, struct finding *finding)
{
	bool keepalive = j->sent_reset && j->cause == RESET_CAUSE_TIMEOUT;
	const struct half_socket *socket = j->me->socket;
	struct byte_count left;

	if (!keepalive && !verdict_gave_up(j->connection, j->side))
		return false;
	left = verdict_undelivered(j->connection, j->side);
	finding->time_ns = gave_up_at(j);
	finding->bytes = left.bytes;
	/* Keep-alive probes nothing but an empty queue. */
	finding->at_least = !keepalive && left.at_least;
	finding->certainty = !finding->at_least && (gone_since(socket) ||
						    (keepalive && half_in_view(j->me))) ?
			     CERTAINTY_OBSERVED : CERTAINTY_INFERRED;
	finding->evidence = judged_evidence(j->me);
	return true;
}
