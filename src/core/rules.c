/* SPDX-License-Identifier: GPL-2.0-or-later */
/* rules.c: the table of rules, and which of them wins where several hold. */
#include "core/rules.h"

#include "core/judged.h"
#include "core/units.h"

/* Where several would hold for one end, or for one RST, the first of its group does. */
enum group {
	GROUP_NONE,
	GROUP_RESET,
	GROUP_CLOSE_WAIT,
	GROUP_TIMEOUT,	/* it is about no RST, but where one tells of it the RST is explained */
	GROUP_VICTIM,	/* it is about the end that a RST came to, beside what its sender did: explained */
};

/* What must have told of a connection for a rule to hold at all. */
enum shown_by {
	BY_PACKETS,
	BY_SOCKETS,	/* packets alone never show it */
	BY_STALLS,	/* sockets, or packets that an end sent in vain */
	SHOWN_BY_COUNT
};

struct rule {
	enum finding_id id;
	enum group group;
	bool lasting;
	enum shown_by shown_by;
	rule_fn holds;
};

static const struct rule rules[] = {
	{ FINDING_WRITE_AFTER_CLOSE, GROUP_RESET, false, BY_PACKETS, rule_write_after_close },
	{ FINDING_UNREAD_AT_CLOSE, GROUP_RESET, false, BY_SOCKETS, rule_unread_at_close },
	{ FINDING_REPLY_ABANDONED, GROUP_RESET, false, BY_PACKETS, rule_reply_abandoned },
	{ FINDING_UNREAD_AT_CLOSE, GROUP_NONE, false, BY_SOCKETS, rule_unread_unsaid },
	{ FINDING_REPLY_ABANDONED, GROUP_NONE, false, BY_SOCKETS, rule_abandoned_unsaid },
	{ FINDING_LINGER_DISCARD, GROUP_RESET, false, BY_SOCKETS, rule_linger_discard },
	{ FINDING_DESTROYED, GROUP_RESET, false, BY_SOCKETS, rule_destroyed },
	{ FINDING_ACCEPT_QUEUE_RESET, GROUP_RESET, false, BY_SOCKETS, rule_accept_queue_reset },
	{ FINDING_ACCEPT_QUEUE_FULL, GROUP_RESET, false, BY_SOCKETS, rule_accept_overflow },
	{ FINDING_TIMED_OUT, GROUP_TIMEOUT, false, BY_STALLS, rule_timed_out },
	{ FINDING_ORPHANED_DATA, GROUP_NONE, true, BY_SOCKETS, rule_orphaned_data },
	{ FINDING_DOOMED_HALF_CLOSE, GROUP_NONE, true, BY_SOCKETS, rule_doomed_half_close },
	{ FINDING_NOT_ACCEPTED, GROUP_CLOSE_WAIT, true, BY_SOCKETS, rule_not_accepted },
	{ FINDING_UNREAD_BACKLOG, GROUP_CLOSE_WAIT, true, BY_SOCKETS, rule_unread_backlog },
	{ FINDING_EOF_UNREAD, GROUP_CLOSE_WAIT, true, BY_SOCKETS, rule_eof_unread },
	{ FINDING_EOF_IGNORED, GROUP_CLOSE_WAIT, true, BY_SOCKETS, rule_eof_ignored },
	{ FINDING_HELD_ELSEWHERE, GROUP_NONE, true, BY_SOCKETS, rule_held_elsewhere },
	{ FINDING_HALF_CLOSE_CUT, GROUP_RESET, false, BY_PACKETS, rule_half_close_reset },
	{ FINDING_HALF_CLOSE_CUT, GROUP_NONE, false, BY_SOCKETS, rule_half_close_cut },
	{ FINDING_CLOSED_WITHOUT_REPLY, GROUP_NONE, false, BY_PACKETS,
	  rule_closed_without_reply },
	{ FINDING_PROCESS_ENDED, GROUP_NONE, false, BY_SOCKETS, rule_process_ended },
	{ FINDING_SILENT_AFTER_READ, GROUP_NONE, true, BY_SOCKETS, rule_silent_after_read },
	{ FINDING_ZERO_WINDOW, GROUP_NONE, true, BY_STALLS, rule_zero_window },
	{ FINDING_NO_ANSWER, GROUP_NONE, true, BY_STALLS, rule_no_answer },
	{ FINDING_REFUSED, GROUP_RESET, false, BY_PACKETS, rule_refused },
	{ FINDING_HALF_CLOSED, GROUP_NONE, true, BY_PACKETS, rule_half_closed },
	{ FINDING_RESET_AFTER_DONE, GROUP_RESET, false, BY_PACKETS, rule_reset_after_done },
	{ FINDING_SIMULTANEOUS_CLOSE, GROUP_NONE, false, BY_PACKETS, rule_simultaneous_close },
	{ FINDING_RESET_FORGED, GROUP_RESET, false, BY_PACKETS, rule_reset_forged },
	{ FINDING_PEER_GONE, GROUP_VICTIM, true, BY_SOCKETS, rule_peer_gone },
	{ FINDING_FIN_WAIT2_EXPIRED, GROUP_NONE, false, BY_SOCKETS, rule_fin_wait2_expired },
	{ FINDING_REPLY_UNREAD, GROUP_VICTIM, false, BY_SOCKETS, rule_reply_unread },
	{ FINDING_RESET_UNEXPLAINED, GROUP_RESET, false, BY_PACKETS, rule_reset_unexplained },
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

bool rules_of_sockets(enum finding_id id)
{
	for (unsigned int i = 0; i < RULE_COUNT; i++) {
		if (rules[i].id == id)
			return rules[i].shown_by == BY_SOCKETS;
	}
	/* No rule of connections has it: it is told of a destination, or of the evidence. */
	return id == FINDING_TIME_WAIT_PILEUP;
}

static void judged_init(struct judged *j, const struct connection *connection,
			const struct rules_context *context, enum side side)
{
	enum side by;

	*j = (struct judged){
		.connection = connection,
		.me = connection_half(connection, side),
		.peer = connection_peer(connection, side),
		.context = context,
		.side = side,
	};
	if (!verdict_reset_by(connection, &by))
		return;
	j->cause = verdict_reset_cause(connection);
	j->sent_reset = by == side;
	j->was_reset = by != side;
	j->reset_ns = verdict_reset_ns(connection);
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

/* What has been told already, and what there is to tell of. */
struct telling {
	struct judged ends[2];
	bool shown[SHOWN_BY_COUNT];
	bool reset_told;		/* or there was none */
	bool close_wait_told[2];
};

static void telling_init(struct telling *telling, const struct connection *connection,
			 const struct rules_context *context)
{
	const struct half *a = &connection->half[SIDE_A], *b = &connection->half[SIDE_B];
	const struct judged *end = telling->ends;

	*telling = (struct telling){
		.shown[BY_PACKETS] = true,
		.shown[BY_SOCKETS] = a->socket || b->socket,
		.shown[BY_STALLS] = a->socket || b->socket || a->stall || b->stall,
	};
	judged_init(&telling->ends[SIDE_A], connection, context, SIDE_A);
	judged_init(&telling->ends[SIDE_B], connection, context, SIDE_B);
	telling->reset_told = !end->sent_reset && !end->was_reset;
}

/* No rule of that kind has anything to tell, of either end. */
static bool is_idle(const struct telling *telling, const struct rule *rule)
{
	return !telling->shown[rule->shown_by] ||
	       (rule->group == GROUP_RESET && telling->reset_told);
}

static bool is_told(const struct telling *telling, const struct rule *rule, int side)
{
	return (rule->group == GROUP_RESET && telling->reset_told) ||
	       (rule->group == GROUP_CLOSE_WAIT && telling->close_wait_told[side]);
}

static void note_told(struct telling *telling, const struct rule *rule, int side)
{
	if (rule->group == GROUP_RESET || rule->group == GROUP_VICTIM ||
	    (rule->group == GROUP_TIMEOUT && telling->ends[side].sent_reset))
		telling->reset_told = true;
	else if (rule->group == GROUP_CLOSE_WAIT)
		telling->close_wait_told[side] = true;
}

unsigned int rules_judge(const struct connection *connection,
			 const struct rules_context *context,
			 struct finding findings[RULES_MAX])
{
	int last = connection->self ? SIDE_A : SIDE_B;
	struct telling telling;
	unsigned int count = 0;

	telling_init(&telling, connection, context);
	for (const struct rule *rule = rules; rule < rules + RULE_COUNT; rule++) {
		if (is_idle(&telling, rule))
			continue;
		for (int side = SIDE_A; side <= last; side++) {
			if (is_told(&telling, rule, side) ||
			    !try_rule(rule, &telling.ends[side], &findings[count]))
				continue;
			count++;
			note_told(&telling, rule, side);
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
