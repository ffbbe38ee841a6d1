/* SPDX-License-Identifier: GPL-2.0-or-later */
/* rules_reset.c: what a RST means, and what it cost. */
#include "core/judged.h"

#include "core/stall.h"
#include "core/units.h"

/* Who waits for an answer waits longer: no timer of a program is so short. */
#define GOODBYE_TAKES_NS (5 * MS_NS)

static bool is_client(const struct judged *j)
{
	return j->side == (enum side)j->connection->client;
}

static void set_bytes(struct finding *finding, struct byte_count count)
{
	finding->bytes = count.bytes;
	finding->at_least = count.at_least || !count.known;
	finding->certainty = finding->at_least ? CERTAINTY_INFERRED : CERTAINTY_OBSERVED;
}

/* Had the program of that end read the end-of-file when it wrote on, or died? */
static enum eof_read eof_read_of(const struct half *half, const struct half *peer)
{
	const struct half_socket *socket = half->socket;

	if (!socket)
		return EOF_READ_UNKNOWN;
	if (socket->destroy && half_fin_received(half, peer, socket->destroy) &&
	    socket->destroy->recv_q > 0)
		return EOF_READ_NO;
	/* It may have read it after the RST: what counts is how it stood before. */
	if (socket->seen && socket->latest.state == TCP_STATE_CLOSE_WAIT &&
	    socket->latest.recv_q == 0)
		return EOF_CONSUMED;
	return EOF_READ_UNKNOWN;
}

/* The peer answered data that came after its FIN: it would read no more. */
static bool late_data_refused(const struct judged *j)
{
	if (j->was_reset && !connection_has_packets(j->connection))
		return j->cause == RESET_CAUSE_DATA_AFTER_CLOSE;
	if (!j->was_reset || !j->peer->fin_sent || j->peer->rst_had_ack)
		return false;
	return j->cause == RESET_CAUSE_DATA_AFTER_CLOSE ||
	       (j->cause == RESET_CAUSE_UNKNOWN && j->me->late);
}

/* Nobody knows when it was written. */
static bool unseen_late_data(const struct judged *j, struct finding *finding)
{
	set_bytes(finding, verdict_undelivered(j->connection, j->side));
	finding->offset = FINDING_NO_OFFSET;
	finding->time_ns = j->reset_ns;
	finding->eof_read = eof_read_of(j->me, j->peer);
	finding->evidence = judged_evidence_both(j);
	return finding->bytes > 0;
}

bool rule_write_after_close(const struct judged *j, struct finding *finding)
{
	struct byte_count written = verdict_written(j->connection, j->side);
	int64_t read = j->peer->fin_ack;

	if (!late_data_refused(j))
		return false;
	if (!connection_has_packets(j->connection))
		return unseen_late_data(j, finding);
	/* A half-closed reader acknowledged more before it closed altogether. */
	if (j->me->una > read)
		read = j->me->una;
	written.bytes = half_data_between(j->me, read, (int64_t)written.bytes);
	if (written.bytes == 0)
		return false;
	set_bytes(finding, written);
	finding->offset = read;
	finding->time_ns = j->me->late ? j->me->late_ns : j->reset_ns;
	finding->span_ns = finding->time_ns > j->peer->fin_ns ?
			   finding->time_ns - j->peer->fin_ns : 0;
	finding->crossed_fin = j->me->late_crossed;
	finding->eof_read = eof_read_of(j->me, j->peer);
	finding->evidence = judged_evidence_both(j);
	return true;
}

static bool closed_unread(const struct judged *j)
{
	return j->sent_reset && j->cause == RESET_CAUSE_UNREAD_DATA;
}

/*
 * A client that got what it wanted and gives up the rest: all it had to say had arrived.
 * TLS 1.3 session tickets that nobody reads are the everyday case.
 */
static bool gave_up_the_rest(const struct judged *j)
{
	return is_client(j) && !j->connection->roles_by_port &&
	       verdict_undelivered(j->connection, j->side).bytes == 0;
}

static void unread_finding(const struct judged *j, struct finding *finding)
{
	finding->time_ns = j->reset_ns;
	finding->evidence = judged_evidence(j->me);
	/* Of an end that is not in view, nobody knows whether it sent a RST before. */
	finding->certainty = connection_has_packets(j->connection) || half_in_view(j->peer) ?
			     CERTAINTY_OBSERVED : CERTAINTY_INFERRED;
}

bool rule_unread_at_close(const struct judged *j, struct finding *finding)
{
	struct byte_count unread = verdict_unread(j->connection, j->side);
	struct byte_count unsent = verdict_undelivered(j->connection, j->side);
	int64_t read = half_received(j->me, j->peer) - (int64_t)unread.bytes;

	if (!closed_unread(j) || gave_up_the_rest(j) || unread.bytes + unsent.bytes == 0)
		return false;
	unread_finding(j, finding);
	finding->bytes = unread.bytes + unsent.bytes;
	finding->at_least = unread.at_least || unsent.at_least;
	/* More may be unread than has come since the capture began. */
	finding->offset = unread.bytes && read >= 0 ? read : FINDING_NO_OFFSET;
	return true;
}

static bool all_acknowledged(const struct half *half)
{
	return half_data_between(half, half->acked, half->nxt) == 0;
}

/*
 * It aborted right behind its last words, and few: it had its answer, and waited for none to them.
 * So does a check of a TLS server, once hands are shaken.
 */
static bool said_goodbye(const struct judged *j)
{
	return (j->me->turn_brief || j->me->finished) && j->peer->last_data_ns > 0 &&
	       j->me->rst_ns < j->me->turn_ns + GOODBYE_TAKES_NS;
}

/* Of one time are both where a clock is coarse, or was set back: then the answer is taken for later. */
static bool peer_had_last_word(const struct judged *j)
{
	return j->peer->last_data_ns > 0 && j->peer->last_data_ns >= j->me->last_data_ns;
}

/* The client got an answer, and asked for no other since: what still comes is the rest of it. */
static bool had_answer(const struct judged *j)
{
	return peer_had_last_word(j) || said_goodbye(j);
}

/*
 * From packets alone: all the client had to say had arrived, and its abort met more of the reply.
 * Had that not arrived up to then, the server would have been sending it again.
 */
static bool met_reply(const struct judged *j)
{
	return is_client(j) && !j->connection->roles_by_port && j->sent_reset &&
	       j->me->rst_had_ack && j->cause == RESET_CAUSE_UNKNOWN && !half_in_view(j->me) &&
	       had_answer(j) && all_acknowledged(j->me) && !all_acknowledged(j->peer) &&
	       !(j->peer->stall && j->peer->stall->una == (uint32_t)j->peer->una);
}

static void reply_met(const struct judged *j, struct finding *finding)
{
	finding->bytes = verdict_undelivered(j->connection, side_other(j->side)).bytes;
	finding->at_least = true;
	finding->certainty = CERTAINTY_INFERRED;
	finding->time_ns = j->reset_ns;
	finding->evidence = judged_evidence_both(j);
}

bool rule_reply_abandoned(const struct judged *j, struct finding *finding)
{
	struct byte_count unread = verdict_unread(j->connection, j->side);

	if (met_reply(j)) {
		reply_met(j, finding);
		return true;
	}
	if (!closed_unread(j) || !gave_up_the_rest(j) || unread.bytes == 0)
		return false;
	unread_finding(j, finding);
	finding->bytes = unread.bytes;
	finding->at_least = unread.at_least;
	return true;
}

/*
 * The bytes that an abortive close threw away: unsent and unacknowledged, less what the other
 * kernel is known to have got without acknowledging it yet.
 */
bool rule_linger_discard(const struct judged *j, struct finding *finding)
{
	struct byte_count discarded = verdict_undelivered(j->connection, j->side);

	if (!j->sent_reset || j->cause != RESET_CAUSE_LINGER_ZERO || discarded.bytes == 0)
		return false;
	set_bytes(finding, discarded);
	finding->offset = (int64_t)(verdict_written(j->connection, j->side).bytes -
				    discarded.bytes);
	finding->time_ns = j->reset_ns;
	finding->evidence = judged_evidence(j->me);
	return true;
}

/* It has words that nobody is to wait for: the client had what it wanted. */
static bool abandoned_by_client(const struct judged *j)
{
	const struct judged client = {
		.connection = j->connection, .me = j->peer, .peer = j->me,
		.side = side_other(j->side), .cause = j->cause, .sent_reset = true,
	};

	return closed_unread(&client) && gave_up_the_rest(&client);
}

bool rule_reply_unread(const struct judged *j, struct finding *finding)
{
	const struct half_socket *socket = j->me->socket;
	bool reader = is_client(j) && !j->connection->roles_by_port;
	int64_t read;

	if (!j->was_reset || j->cause == RESET_CAUSE_FORGED || !socket || !socket->destroy ||
	    half_disconnected(j->me))
		return false;
	/* Of a server whose own words came too late that is told. */
	if (!reader && (abandoned_by_client(j) || late_data_refused(j)))
		return false;
	finding->bytes = verdict_unread(j->connection, j->side).bytes;
	if (finding->bytes == 0)
		return false;
	read = half_received(j->me, j->peer) - (int64_t)finding->bytes;
	finding->offset = read >= 0 ? read : FINDING_NO_OFFSET;
	finding->time_ns = j->reset_ns;
	finding->certainty = CERTAINTY_OBSERVED;
	finding->evidence = judged_evidence(j->me);
	return true;
}

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
	if (!all_acknowledged(j->me) || !all_acknowledged(j->peer))
		return false;
	if (j->me->fin_sent && j->peer->fin_sent)
		return true;
	/* All but a close_notify being acknowledged, the segment that it answers held nothing else. */
	if (!j->me->rst_had_ack)
		return !j->me->rst_answers_data || half_said_close_notify(j->peer);
	if (only_close_notify_unread(j))
		return true;
	/* A server that said close_notify had said all, whatever the client still sent (HTTP/2). */
	return is_client(j) && (never_any_data(j) || half_said_close_notify(j->peer) ||
				had_answer(j));
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
