/* SPDX-License-Identifier: GPL-2.0-or-later */
/* rules.c: each finding of the catalog as a function of a connection. */
#include "core/rules.h"

#include "core/verdict.h"

#define MS_NS ((uint64_t)1000 * 1000)

/* A half-close shorter than that is the ordinary gap between two closes. */
#define HALF_CLOSE_NS (50 * MS_NS)

/* One end of a connection under judgement. */
struct judged {
	const struct connection *connection;
	const struct half *me, *peer;
	const struct rules_context *context;
	enum side side;
	enum tcp_state state;
	enum reset_cause cause;		/* of the RST, if either sent one */
	bool sent_reset;		/* me sent the RST that counts */
	bool was_reset;			/* the peer did */
};

static enum side other(enum side side)
{
	return side == SIDE_A ? SIDE_B : SIDE_A;
}

static bool is_client(const struct judged *j)
{
	return j->side == (enum side)j->connection->client;
}

static uint8_t evidence_of(const struct half *half)
{
	uint8_t evidence = half->packets ? EVIDENCE_PACKET : 0;

	if (half->socket && half->socket->seen)
		evidence |= EVIDENCE_SOCKET;
	if (half->socket && half->socket->destroyed)
		evidence |= EVIDENCE_DESTROY;
	return evidence;
}

static uint8_t evidence_of_both(const struct judged *j)
{
	return evidence_of(j->me) | evidence_of(j->peer);
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
	if (socket->destroyed && half_fin_received(half, peer, &socket->destroy))
		return socket->destroy.recv_q > 0 ? EOF_READ_NO : EOF_CONSUMED;
	if (socket->seen && socket->latest.state == TCP_STATE_CLOSE_WAIT)
		return socket->latest.recv_q > 0 ? EOF_READ_NO : EOF_CONSUMED;
	return EOF_READ_UNKNOWN;
}

/* The peer answered data that came after its FIN: it would read no more. */
static bool late_data_refused(const struct judged *j)
{
	if (!j->was_reset || !j->peer->fin_sent || j->peer->rst_had_ack)
		return false;
	return j->cause == RESET_CAUSE_DATA_AFTER_CLOSE ||
	       (j->cause == RESET_CAUSE_UNKNOWN && j->me->late_ns > 0);
}

static bool write_after_close(const struct judged *j, struct finding *finding)
{
	struct byte_count written = verdict_written(j->connection, j->side);
	int64_t read = j->peer->fin_ack;

	if (!late_data_refused(j))
		return false;
	/* A half-closed reader acknowledged more before it closed altogether. */
	if (j->me->una > read)
		read = j->me->una;
	written.bytes = half_data_between(j->me, read, (int64_t)written.bytes);
	if (written.bytes == 0)
		return false;
	set_bytes(finding, written);
	if (j->cause == RESET_CAUSE_DATA_AFTER_CLOSE)
		finding->certainty = CERTAINTY_OBSERVED;
	finding->offset = read;
	finding->time_ns = j->me->late_ns ? j->me->late_ns : j->peer->rst_ns;
	finding->span_ns = finding->time_ns > j->peer->fin_ns ?
			   finding->time_ns - j->peer->fin_ns : 0;
	finding->crossed_fin = j->me->late_crossed;
	finding->eof_read = eof_read_of(j->me, j->peer);
	finding->evidence = evidence_of_both(j);
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
	return is_client(j) && !j->connection->guessed_roles && verdict_undelivered(j->connection, j->side).bytes == 0;
}

static void unread_finding(const struct judged *j, struct finding *finding)
{
	finding->time_ns = j->me->rst_ns;
	finding->evidence = evidence_of(j->me);
	finding->certainty = CERTAINTY_OBSERVED;
}

static bool unread_at_close(const struct judged *j, struct finding *finding)
{
	struct byte_count unread = verdict_unread(j->connection, j->side);
	struct byte_count unsent = verdict_undelivered(j->connection, j->side);

	if (!closed_unread(j) || gave_up_the_rest(j) || unread.bytes + unsent.bytes == 0)
		return false;
	unread_finding(j, finding);
	finding->bytes = unread.bytes + unsent.bytes;
	finding->at_least = unsent.at_least;
	finding->offset = unread.bytes ? j->peer->acked - (int64_t)unread.bytes :
					 FINDING_NO_OFFSET;
	return true;
}

static bool reply_abandoned(const struct judged *j, struct finding *finding)
{
	struct byte_count unread = verdict_unread(j->connection, j->side);

	if (!closed_unread(j) || !gave_up_the_rest(j) || unread.bytes == 0)
		return false;
	unread_finding(j, finding);
	finding->bytes = unread.bytes;
	return true;
}

/*
 * The bytes that an abortive close threw away: unsent and unacknowledged, less what the other
 * kernel is known to have got without acknowledging it yet.
 */
static bool linger_discard(const struct judged *j, struct finding *finding)
{
	struct byte_count discarded = verdict_undelivered(j->connection, j->side);

	if (!j->sent_reset || j->cause != RESET_CAUSE_LINGER_ZERO || discarded.bytes == 0)
		return false;
	/* Without its SYN the window's scale is unknown, and with it the queue. */
	discarded.at_least |= !j->peer->syn_sent || !j->me->syn_sent;
	set_bytes(finding, discarded);
	finding->offset = (int64_t)(verdict_written(j->connection, j->side).bytes -
				    discarded.bytes);
	finding->time_ns = j->me->rst_ns;
	finding->evidence = evidence_of(j->me);
	return true;
}

static uint64_t age_ns(const struct judged *j, uint64_t since_ns)
{
	return j->context->now_ns > since_ns ? j->context->now_ns - since_ns : 0;
}

static bool orphan_state(enum tcp_state state)
{
	return state == TCP_STATE_FIN_WAIT1 || state == TCP_STATE_CLOSING ||
	       state == TCP_STATE_LAST_ACK;
}

/* Since when has the kernel been trying to send the same bytes? From tcp_info where it is older. */
static uint64_t stuck_since(const struct half_socket *socket)
{
	uint64_t since_ns = socket->same_since_ns;

	if (socket->latest.has_info) {
		uint64_t sent_ns = socket->latest_ns -
				   socket->latest.last_data_sent_ms * MS_NS;

		if (sent_ns < since_ns)
			since_ns = sent_ns;
	}
	return since_ns;
}

static bool orphaned_data(const struct judged *j, struct finding *finding)
{
	const struct half_socket *socket = j->me->socket;
	struct byte_count left = verdict_undelivered(j->connection, j->side);

	if (!socket || !socket->seen || socket->latest.inode ||
	    !orphan_state(socket->latest.state))
		return false;
	if (socket->destroyed) {
		finding->time_ns = socket->destroy_ns;
	} else {
		if (socket->latest_ns < stuck_since(socket) + j->context->limit_ns)
			return false;
		left.bytes = socket->latest.send_q - (socket->latest.send_q > 0);
		left.at_least = false;
		finding->time_ns = stuck_since(socket);
	}
	if (left.bytes == 0)
		return false;
	finding->bytes = left.bytes;
	finding->certainty = CERTAINTY_OBSERVED;
	finding->evidence = evidence_of(j->me);
	return true;
}

/* When the end came to CLOSE_WAIT; from tcp_info, at the latest, where no packet told. */
static uint64_t close_wait_since(const struct judged *j)
{
	const struct half_socket *socket = j->me->socket;
	uint64_t since_ns = j->peer->fin_ns;

	if (j->peer->fin_sent)
		return since_ns;
	since_ns = socket->same_since_ns;
	if (socket->latest.has_info) {
		/* A FIN carries an ACK: it came with, or before, the latest one. */
		uint64_t heard_ns = socket->latest_ns -
				    socket->latest.last_ack_recv_ms * MS_NS;

		if (heard_ns < since_ns)
			since_ns = heard_ns;
	}
	return since_ns;
}

static bool sent_since_fin(const struct judged *j)
{
	return j->me->late_ns > 0;
}

/* A report drops the warning where the end then closed in time and had nothing to say. */
static bool ended_well(const struct judged *j)
{
	return j->me->fin_sent && !sent_since_fin(j) &&
	       j->me->fin_ns < j->peer->fin_ns + j->context->limit_ns;
}

static bool doomed_half_close(const struct judged *j, struct finding *finding)
{
	uint64_t until_ns = j->context->now_ns;

	if (!j->peer->fin_sent || !half_released(j->peer, j->me) || j->connection->self ||
	    half_closed_second(j->peer, j->me))
		return false;
	if (j->me->fin_sent)
		until_ns = j->me->fin_ns;
	else if (j->peer->rst_sent)
		until_ns = j->peer->rst_ns;
	else if (j->me->rst_sent)
		until_ns = j->me->rst_ns;
	if (until_ns < j->peer->fin_ns + HALF_CLOSE_NS ||
	    (j->context->final && ended_well(j)))
		return false;
	finding->time_ns = j->peer->fin_ns + HALF_CLOSE_NS;
	finding->until_ns = until_ns < j->context->now_ns ? until_ns : 0;
	finding->certainty = CERTAINTY_OBSERVED;
	finding->evidence = evidence_of_both(j);
	return true;
}

/* A living CLOSE_WAIT with a descriptor, seen when the limit was over. */
static bool lazy_close_wait(const struct judged *j)
{
	const struct half_socket *socket = j->me->socket;

	return socket && socket->seen && !socket->destroyed && !socket->gone_ns &&
	       j->state == TCP_STATE_CLOSE_WAIT &&
	       socket->latest.state == TCP_STATE_CLOSE_WAIT && socket->latest.inode &&
	       socket->latest_ns >= close_wait_since(j) + j->context->limit_ns;
}

static void lasting_finding(const struct judged *j, struct finding *finding)
{
	finding->time_ns = close_wait_since(j) + j->context->limit_ns;
	finding->certainty = CERTAINTY_OBSERVED;
	finding->evidence = evidence_of(j->me) | (j->peer->fin_sent ? EVIDENCE_PACKET : 0);
	finding->span_ns = age_ns(j, close_wait_since(j));
}

static bool peer_in_view(const struct judged *j)
{
	return j->peer->socket && j->peer->socket->seen;
}

static bool sent_lately(const struct judged *j)
{
	const struct half_socket *socket = j->me->socket;
	uint64_t sent_ns;

	if (j->me->packets)
		return sent_since_fin(j);
	if (!socket->latest.has_info)
		return false;
	sent_ns = socket->latest_ns - socket->latest.last_data_sent_ms * MS_NS;
	return sent_ns > close_wait_since(j);
}

static bool eof_ignored(const struct judged *j, struct finding *finding)
{
	bool peer_reads = peer_in_view(j) && !half_released(j->peer, j->me) &&
			  !j->peer->socket->gone_ns &&
			  !j->peer->socket->destroyed;

	if (!lazy_close_wait(j) || j->me->socket->latest.recv_q > 0 || sent_lately(j) ||
	    peer_reads)
		return false;
	lasting_finding(j, finding);
	if (!peer_in_view(j))
		finding->certainty = CERTAINTY_INFERRED;
	return true;
}

static bool eof_unread(const struct judged *j, struct finding *finding)
{
	if (!lazy_close_wait(j) || j->me->socket->latest.recv_q == 0 ||
	    verdict_unread(j->connection, j->side).bytes > 0)
		return false;
	lasting_finding(j, finding);
	return true;
}

static bool refused(const struct judged *j, struct finding *finding)
{
	if (!j->was_reset || j->cause != RESET_CAUSE_NO_LISTENER)
		return false;
	finding->time_ns = j->peer->rst_ns;
	finding->certainty = CERTAINTY_OBSERVED;
	finding->evidence = evidence_of(j->peer);
	if (j->connection->refused_elsewhere_ok)
		finding->severity = SEVERITY_NOTE;
	return true;
}

/* A half-close in proper use: the end that sent its FIN first goes on reading. */
static bool half_closed(const struct judged *j, struct finding *finding)
{
	bool shut = verdict_closed_by(j->connection, j->side) == CLOSED_BY_SHUTDOWN &&
		    j->me->socket->reads_on_seen;
	uint64_t end_ns = j->peer->fin_sent ? j->peer->fin_ns : j->context->now_ns;
	/* Only a reader's kernel acknowledges data that came after its FIN. */
	uint64_t bytes = half_data_between(j->peer, j->me->fin_ack,
					   j->peer->una < j->peer->nxt ? j->peer->una :
									 j->peer->nxt);

	if (!j->me->fin_sent || half_closed_second(j->me, j->peer) || j->connection->self)
		return false;
	if (j->peer->rst_sent || j->me->rst_sent)
		end_ns = j->peer->rst_sent ? j->peer->rst_ns : j->me->rst_ns;
	if (!(shut && end_ns >= j->me->fin_ns + HALF_CLOSE_NS) && bytes == 0)
		return false;
	finding->time_ns = j->me->fin_ns;
	finding->until_ns = end_ns < j->context->now_ns || j->context->final ? end_ns : 0;
	finding->span_ns = end_ns - j->me->fin_ns;
	finding->carried = bytes;
	finding->certainty = shut ? CERTAINTY_OBSERVED : CERTAINTY_INFERRED;
	finding->evidence = evidence_of_both(j);
	return true;
}

/* A RST that only a fragment of a story led up to: nothing can be said of it. */
static bool reset_out_of_view(const struct judged *j)
{
	return j->connection->resumed && (j->peer->packets == 0 || j->me->packets == 1) &&
	       !j->peer->socket && !j->me->socket;
}

static bool nothing_lost(const struct judged *j)
{
	struct byte_count mine = verdict_lost(j->connection, j->side);
	struct byte_count theirs = verdict_lost(j->connection, other(j->side));

	return mine.known && theirs.known && mine.bytes == 0 && theirs.bytes == 0;
}

static bool all_acknowledged(const struct half *half)
{
	return half_data_between(half, half->acked, half->nxt) == 0;
}

/* From packets alone a RST that cost nothing can be told in three shapes. */
static bool harmless_by_packets(const struct judged *j)
{
	if (!all_acknowledged(j->me) || !all_acknowledged(j->peer))
		return false;
	if (j->me->fin_sent && j->peer->fin_sent)
		return true;
	if (!j->me->rst_had_ack)
		return !j->me->rst_answers_data;
	return is_client(j) && j->peer->last_data_ns > j->me->last_data_ns;
}

static bool reset_after_done(const struct judged *j, struct finding *finding)
{
	if (!j->sent_reset || reset_out_of_view(j))
		return false;
	if (j->cause == RESET_CAUSE_NO_LISTENER || j->cause == RESET_CAUSE_FORGED)
		return false;
	if (j->cause != RESET_CAUSE_UNKNOWN && nothing_lost(j))
		finding->certainty = CERTAINTY_OBSERVED;
	else if (j->cause == RESET_CAUSE_UNKNOWN && harmless_by_packets(j))
		finding->certainty = CERTAINTY_INFERRED;
	else
		return false;
	finding->time_ns = j->me->rst_ns;
	finding->evidence = evidence_of_both(j);
	return true;
}

static bool reset_unexplained(const struct judged *j, struct finding *finding)
{
	struct byte_count mine = verdict_lost(j->connection, j->side);
	struct byte_count theirs = verdict_lost(j->connection, other(j->side));

	if (!j->sent_reset || reset_out_of_view(j) || j->cause == RESET_CAUSE_NO_LISTENER)
		return false;
	finding->bytes = mine.bytes + theirs.bytes;
	finding->at_least = true;
	finding->time_ns = j->me->rst_ns;
	finding->certainty = CERTAINTY_INFERRED;
	finding->evidence = evidence_of_both(j);
	return true;
}

/* Where several would hold for one end, or for one RST, the first of its group does. */
enum group { GROUP_NONE, GROUP_RESET, GROUP_CLOSE_WAIT };

struct rule {
	enum finding_id id;
	enum group group;
	bool lasting;
	bool (*holds)(const struct judged *j, struct finding *finding);
};

static const struct rule rules[] = {
	{ FINDING_WRITE_AFTER_CLOSE, GROUP_RESET, false, write_after_close },
	{ FINDING_UNREAD_AT_CLOSE, GROUP_RESET, false, unread_at_close },
	{ FINDING_REPLY_ABANDONED, GROUP_RESET, false, reply_abandoned },
	{ FINDING_LINGER_DISCARD, GROUP_RESET, false, linger_discard },
	{ FINDING_ORPHANED_DATA, GROUP_NONE, true, orphaned_data },
	{ FINDING_DOOMED_HALF_CLOSE, GROUP_NONE, true, doomed_half_close },
	{ FINDING_EOF_UNREAD, GROUP_CLOSE_WAIT, true, eof_unread },
	{ FINDING_EOF_IGNORED, GROUP_CLOSE_WAIT, true, eof_ignored },
	{ FINDING_REFUSED, GROUP_RESET, false, refused },
	{ FINDING_HALF_CLOSED, GROUP_NONE, true, half_closed },
	{ FINDING_RESET_AFTER_DONE, GROUP_RESET, false, reset_after_done },
	{ FINDING_RESET_UNEXPLAINED, GROUP_RESET, false, reset_unexplained },
};

enum { RULE_COUNT = sizeof(rules) / sizeof(rules[0]) };

bool rules_lasting(enum finding_id id)
{
	for (unsigned int i = 0; i < RULE_COUNT; i++) {
		if (rules[i].id == id)
			return rules[i].lasting;
	}
	return false;
}

static void judged_init(struct judged *j, const struct connection *connection,
			const struct rules_context *context, enum side side)
{
	enum side by;
	bool reset = verdict_reset_by(connection, &by);

	*j = (struct judged){
		.connection = connection,
		.me = connection_half(connection, side),
		.peer = connection_peer(connection, side),
		.context = context,
		.side = side,
		.state = verdict_state(connection, side),
		.cause = verdict_reset_cause(connection),
		.sent_reset = reset && by == side,
		.was_reset = reset && by != side,
	};
}

static bool try_rule(const struct rule *rule, const struct judged *j,
		     struct finding *finding)
{
	*finding = (struct finding){
		.id = (uint8_t)rule->id,
		.severity = (uint8_t)finding_info(rule->id)->severity,
		.end = (uint8_t)j->side,
		.offset = FINDING_NO_OFFSET,
	};
	return rule->holds(j, finding);
}

unsigned int rules_judge(const struct connection *connection,
			 const struct rules_context *context,
			 struct finding findings[RULES_MAX])
{
	struct judged ends[2];
	bool reset_told = false;
	bool close_wait_told[2] = { false, false };
	unsigned int count = 0;

	judged_init(&ends[SIDE_A], connection, context, SIDE_A);
	judged_init(&ends[SIDE_B], connection, context, SIDE_B);
	for (unsigned int i = 0; i < RULE_COUNT; i++) {
		for (int side = SIDE_A; side <= (connection->self ? SIDE_A : SIDE_B); side++) {
			bool *told = rules[i].group == GROUP_RESET ? &reset_told :
								     &close_wait_told[side];

			if (rules[i].group != GROUP_NONE && *told)
				continue;
			if (!try_rule(&rules[i], &ends[side], &findings[count]))
				continue;
			count++;
			if (rules[i].group != GROUP_NONE)
				*told = true;
		}
	}
	return count;
}

void rules_gap(struct finding *finding, enum gap_kind kind, uint64_t count,
	       uint64_t time_ns)
{
	*finding = (struct finding){
		.id = FINDING_EVIDENCE_GAP,
		.severity = (uint8_t)finding_info(FINDING_EVIDENCE_GAP)->severity,
		.certainty = CERTAINTY_OBSERVED,
		.offset = FINDING_NO_OFFSET,
		.time_ns = time_ns,
		.gap = (uint8_t)kind,
		.gap_count = count,
	};
}
