/* SPDX-License-Identifier: GPL-2.0-or-later */
/* rules_accept.c: connections that the server's program never accepted. */
#include "core/judged.h"

#include "core/accept_queue.h"
#include "core/half_holder.h"

bool rule_not_accepted(const struct judged *j, struct finding *finding)
{
	const struct half_socket *socket = j->me->socket;
	uint64_t until_ns;

	if (!accept_queue_has(j->me) || !half_rare(socket)->wait)
		return false;
	until_ns = half_rare(socket)->unaccepted_ns + j->context->limit_ns;
	if (socket->latest.time_ns < until_ns)
		return false;
	finding->time_ns = until_ns;
	finding->span_ns = socket->latest.time_ns - half_rare(socket)->unaccepted_ns;
	finding->bytes = verdict_unread(j->connection, j->side).bytes;
	finding->certainty = CERTAINTY_OBSERVED;
	finding->evidence = judged_evidence(j->me);
	return true;
}

/* It looked whether the port answers, and was satisfied before the listener closed. */
static bool only_checked(const struct judged *j)
{
	return j->me->nxt == 0 && j->me->fin_sent && half_released(j->me, j->peer);
}

/* What waited in the queue its kernel resets at once, what was still a request when it next sends. */
static bool lost_its_listener(const struct judged *j)
{
	return j->cause == RESET_CAUSE_NOT_ACCEPTED ||
	       (j->cause == RESET_CAUSE_NO_SOCKET && verdict_never_accepted(j->peer));
}

bool rule_accept_queue_reset(const struct judged *j, struct finding *finding)
{
	struct byte_count lost = verdict_lost(j->connection, j->side);

	if (!j->was_reset || !lost_its_listener(j) || only_checked(j))
		return false;
	finding->bytes = lost.bytes;
	finding->at_least = lost.at_least || !lost.known;
	finding->time_ns = j->reset_ns;
	finding->certainty = finding->at_least ? CERTAINTY_INFERRED : CERTAINTY_OBSERVED;
	finding->evidence = judged_evidence_both(j);
	return true;
}

bool rule_accept_overflow(const struct judged *j, struct finding *finding)
{
	if (!j->sent_reset || j->cause != RESET_CAUSE_ACCEPT_OVERFLOW)
		return false;
	finding->time_ns = j->reset_ns;
	finding->certainty = CERTAINTY_INFERRED;
	finding->evidence = judged_evidence_both(j);
	return true;
}
