/* SPDX-License-Identifier: GPL-2.0-or-later */
/* rules_reset.c: what a RST means. */
#include "core/judged.h"

bool rule_destroyed(const struct judged *j, struct finding *finding)
{
	struct byte_count unread = verdict_unread(j->connection, j->side);
	struct byte_count unsent = verdict_undelivered(j->connection, j->side);

	if (!j->sent_reset || j->cause != RESET_CAUSE_DESTROYED)
		return false;
	finding->bytes = unread.bytes + unsent.bytes;
	finding->at_least = unsent.bytes > 0 && unsent.at_least;
	finding->time_ns = j->reset_ns;
	finding->certainty = CERTAINTY_OBSERVED;
	finding->evidence = judged_evidence(j->me);
	return true;
}

bool rule_refused(const struct judged *j, struct finding *finding)
{
	if (!j->was_reset || j->cause != RESET_CAUSE_NO_LISTENER)
		return false;
	finding->time_ns = j->reset_ns;
	finding->certainty = CERTAINTY_OBSERVED;
	finding->evidence = judged_evidence(j->peer);
	if (j->connection->refused_elsewhere_ok)
		finding->severity = SEVERITY_NOTE;
	return true;
}

/* A RST that only a fragment of a story led up to: nothing can be said of it. */
static bool reset_out_of_view(const struct judged *j)
{
	return j->connection->resumed && (j->peer->packets == 0 || j->me->packets == 1) &&
	       !j->peer->socket && !j->me->socket;
}

/* As of a check whether the port answers: what both programs wrote was nothing. */
static bool never_any_data(const struct judged *j)
{
	return j->me->nxt == 0 && j->peer->nxt == 0 && !j->connection->resumed;
}

/* Both said close_notify, this end behind its answer: it left no more than the other's unread. */
static bool only_close_notify_unread(const struct judged *j)
{
	return half_said_close_notify(j->me) && half_said_close_notify(j->peer) &&
	       j->me->last_data_ns > j->peer->last_data_ns;
}

/* From packets alone a RST that cost nothing can be told in few shapes. */
static bool harmless_by_packets(const struct judged *j)
{
	if (!judged_all_acknowledged(j->me) || !judged_all_acknowledged(j->peer))
		return false;
	if (j->me->fin_sent && j->peer->fin_sent)
		return true;
	/* All but a close_notify being acknowledged, the segment that it answers held nothing else. */
	if (!j->me->rst_had_ack)
		return !j->me->rst_answers_data || half_said_close_notify(j->peer);
	if (only_close_notify_unread(j))
		return true;
	/* A server that said close_notify had said all, whatever the client still sent (HTTP/2). */
	return judged_is_client(j) && (never_any_data(j) || half_said_close_notify(j->peer) ||
				judged_had_answer(j));
}

bool rule_reset_after_done(const struct judged *j, struct finding *finding)
{
	if (!j->sent_reset || reset_out_of_view(j))
		return false;
	if (j->cause == RESET_CAUSE_NO_LISTENER || j->cause == RESET_CAUSE_FORGED)
		return false;
	if ((j->cause != RESET_CAUSE_UNKNOWN || judged_both_in_view(j)) && judged_nothing_lost(j))
		finding->certainty = CERTAINTY_OBSERVED;
	else if (j->cause == RESET_CAUSE_UNKNOWN && harmless_by_packets(j))
		finding->certainty = CERTAINTY_INFERRED;
	else
		return false;
	finding->time_ns = j->reset_ns;
	finding->evidence = judged_evidence_both(j);
	return true;
}

/* What it cost, as far as it is known. */
static void lost_by_reset(const struct judged *j, struct finding *finding)
{
	struct byte_count mine = verdict_lost(j->connection, j->side);
	struct byte_count theirs = verdict_lost(j->connection, side_other(j->side));

	finding->bytes = mine.bytes + theirs.bytes;
	finding->at_least = mine.at_least || theirs.at_least || !mine.known || !theirs.known;
	finding->time_ns = j->reset_ns;
	finding->evidence = judged_evidence_both(j);
}

bool rule_reset_forged(const struct judged *j, struct finding *finding)
{
	const struct half_socket *socket = j->me->socket;

	if (!j->sent_reset || j->cause != RESET_CAUSE_FORGED)
		return false;
	lost_by_reset(j, finding);
	finding->certainty = socket && (socket->alive_after_reset || socket->listened) ?
			     CERTAINTY_OBSERVED : CERTAINTY_INFERRED;
	if (j->me->rst_answers_syn) {
		finding->at_least = false;
		finding->evidence |= EVIDENCE_SOCKET;
	}
	return true;
}

bool rule_reset_unexplained(const struct judged *j, struct finding *finding)
{
	if (!j->sent_reset || reset_out_of_view(j) || j->cause == RESET_CAUSE_NO_LISTENER ||
	    !connection_has_packets(j->connection))
		return false;
	lost_by_reset(j, finding);
	finding->certainty = CERTAINTY_INFERRED;
	return true;
}
