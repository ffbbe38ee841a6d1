/* SPDX-License-Identifier: GPL-2.0-or-later */
/* rules_lost.c: the bytes that a RST cost, or that it told of. */
#include "core/judged.h"

#include "core/stall.h"

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
	if (!j->was_reset || j->peer->rst_had_ack ||
	    (!j->peer->fin_sent && !verdict_fin_waited(j->peer, j->me)))
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
	finding->span_ns = j->peer->fin_sent && finding->time_ns > j->peer->fin_ns ?
			   finding->time_ns - j->peer->fin_ns : 0;
	finding->crossed_fin = j->me->late_crossed || !j->peer->fin_sent;
	finding->eof_read = eof_read_of(j->me, j->peer);
	finding->evidence = judged_evidence_both(j);
	return true;
}

static bool closed_unread(const struct judged *j)
{
	return j->sent_reset && j->cause == RESET_CAUSE_UNREAD_DATA;
}

/*
 * Behind both FINs its kernel has nothing more to say: what was unread then is lost without a RST, and
 * who wrote it has every ACK. A program had the descriptor until then.
 */
static bool closed_unread_unsaid(const struct judged *j)
{
	const struct half_socket *socket = j->me->socket;

	return !j->sent_reset && !j->was_reset && half_fin_acked(j->me) && j->peer->fin_sent &&
	       socket && socket->destroy && !half_disconnected(j->me) &&
	       half_fin_received(j->me, j->peer, socket->destroy);
}

/*
 * A client that got what it wanted and gives up the rest: all it had to say had arrived.
 * TLS 1.3 session tickets that nobody reads are the everyday case.
 */
static bool gave_up_the_rest(const struct judged *j)
{
	return judged_is_client(j) && !j->connection->roles_by_port &&
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

/*
 * From packets alone: all the client had to say had arrived, and its abort met more of the reply.
 * Had that not arrived up to then, the server would have been sending it again.
 */
static bool met_reply(const struct judged *j)
{
	return judged_is_client(j) && !j->connection->roles_by_port && j->sent_reset &&
	       j->me->rst_had_ack && j->cause == RESET_CAUSE_UNKNOWN && !half_in_view(j->me) &&
	       judged_had_answer(j) && judged_all_acknowledged(j->me) && !judged_all_acknowledged(j->peer) &&
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

/* True if it left anything, with what is the same for both findings of it. */
static bool unsaid_finding(const struct judged *j, struct finding *finding)
{
	struct byte_count unread = verdict_unread(j->connection, j->side);
	int64_t read = half_received(j->me, j->peer) - (int64_t)unread.bytes;

	if (!closed_unread_unsaid(j) || unread.bytes == 0)
		return false;
	finding->bytes = unread.bytes;
	finding->at_least = unread.at_least;
	finding->offset = read >= 0 ? read : FINDING_NO_OFFSET;
	finding->time_ns = j->me->socket->destroy->time_ns;
	finding->certainty = CERTAINTY_OBSERVED;
	finding->evidence = judged_evidence(j->me);
	return true;
}

bool rule_unread_unsaid(const struct judged *j, struct finding *finding)
{
	return !gave_up_the_rest(j) && unsaid_finding(j, finding);
}

bool rule_abandoned_unsaid(const struct judged *j, struct finding *finding)
{
	return gave_up_the_rest(j) && unsaid_finding(j, finding);
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
	bool reader = judged_is_client(j) && !j->connection->roles_by_port;
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
