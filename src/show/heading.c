/* SPDX-License-Identifier: GPL-2.0-or-later */
/* heading.c: who, how it ended, what was lost; and what is found. */
#include "show/heading.h"
#include "core/verdict.h"
#include "show/end.h"

void heading_end(struct phrase *phrase, const struct connection *connection, enum side side)
{
	static const char *const unknown[] = {
		[HOLDING_UNSEEN] = "",
		[HOLDING_KNOWN] = "",
		[HOLDING_HIDDEN] = " (owner hidden)",
		[HOLDING_NONE] = "",
		[HOLDING_NOT_ACCEPTED] = " (never accepted)",
		[HOLDING_NOT_LOOKED_UP] = "",
	};

	end_address(phrase, connection, side);
	phrase_text(phrase, unknown[end_holding(connection, side)]);
}

void heading_ends(struct phrase *phrase, const struct style *style,
		  const struct connection *connection)
{
	phrase_text(phrase, "#");
	phrase_plain(phrase, connection->id);
	phrase_text(phrase, " client ");
	heading_end(phrase, connection, (enum side)connection->client);
	phrase_text(phrase, " ");
	phrase_text(phrase, style_glyphs(style)->to);
	phrase_text(phrase, " server ");
	heading_end(phrase, connection, connection_server(connection));
	heading_doubts(phrase, connection);
}

void heading_doubts(struct phrase *phrase, const struct connection *connection)
{
	if (connection->self)
		phrase_text(phrase, " (to itself)");
	if (connection->guessed_roles)
		phrase_text(phrase, " (who is client, who server: guessed)");
}

static void say_by(struct phrase *phrase, const struct connection *connection, enum side side,
		   const char *how)
{
	phrase_text(phrase, " by the ");
	phrase_text(phrase, end_role(connection, side));
	if (how) {
		phrase_text(phrase, " (");
		phrase_text(phrase, how);
		phrase_text(phrase, ")");
	}
}

void heading_close(struct phrase *phrase, const struct connection *connection)
{
	enum outcome outcome = verdict_outcome(connection);
	enum side side;

	phrase_text(phrase, outcome_name(outcome));
	if (outcome == OUTCOME_TIMED_OUT)
		say_by(phrase, connection, verdict_gave_up(connection, SIDE_A) ? SIDE_A : SIDE_B,
		       NULL);
	if (verdict_reset_by(connection, &side)) {
		const char *cause = reset_cause_name(verdict_reset_cause(connection));

		if (outcome == OUTCOME_CLOSED || outcome == OUTCOME_TIMED_OUT)
			phrase_text(phrase, ", then reset");
		say_by(phrase, connection, side, cause ? cause : "cause unknown");
	} else if (outcome != OUTCOME_TIMED_OUT && verdict_first_closer(connection, &side)) {
		phrase_text(phrase, ", first");
		say_by(phrase, connection, side,
		       verdict_let_go(connection, side) ?
		       "close or exit" : closed_by_name(verdict_closed_by(connection, side)));
	}
}

static void say_lost_from(struct phrase *phrase, const struct connection *connection,
			  enum side from, const char **before)
{
	struct byte_count lost = verdict_lost(connection, from);

	if (!lost.known || lost.bytes == 0)
		return;
	phrase_text(phrase, *before);
	phrase_bytes(phrase, lost.bytes, lost.at_least);
	phrase_text(phrase, " from ");
	phrase_text(phrase, end_role(connection, from));
	phrase_text(phrase, " to ");
	phrase_text(phrase, end_role(connection, side_other(from)));
	*before = ", ";
}

static void say_lost(struct phrase *phrase, const struct connection *connection)
{
	const char *before = "; lost: ";

	say_lost_from(phrase, connection, (enum side)connection->client, &before);
	if (!connection->self)
		say_lost_from(phrase, connection, connection_server(connection), &before);
}

static bool goes_on(const struct connection *connection)
{
	enum outcome outcome = verdict_outcome(connection);

	return outcome == OUTCOME_OPEN || outcome == OUTCOME_HALF_CLOSED ||
	       outcome == OUTCOME_ATTEMPT || outcome == OUTCOME_PARTIAL;
}

/* How long what goes on will take is not known: its last packet says since when nothing moves. */
void heading_time(struct phrase *phrase, const struct connection *connection, const char *before)
{
	if (connection->last_ns <= connection->start_ns)
		return;
	phrase_text(phrase, before);
	if (goes_on(connection) && connection_has_packets(connection))
		phrase_text(phrase, "last packet after ");
	else
		phrase_text(phrase, connection->resumed ? "seen for " : "after ");
	phrase_span(phrase, connection->last_ns - connection->start_ns);
}

void heading_outcome(struct phrase *phrase, const struct connection *connection)
{
	heading_close(phrase, connection);
	heading_time(phrase, connection, ", ");
	say_lost(phrase, connection);
}

void heading_finding(struct phrase *phrase, const struct finding *finding)
{
	const struct finding_info *info = finding_info((enum finding_id)finding->id);

	phrase_text(phrase, info->id);
	if (finding->bytes) {
		phrase_text(phrase, ", ");
		phrase_bytes(phrase, finding->bytes, finding->at_least);
	}
	if (finding->certainty == CERTAINTY_INFERRED)
		phrase_text(phrase, ", inferred");
	if (finding->until_ns && info->category != CATEGORY_INFO)
		phrase_text(phrase, ", ended since");
}

static bool came_to_good_end(const struct connection *connection)
{
	for (int side = SIDE_A; side <= SIDE_B; side++) {
		struct byte_count lost = verdict_lost(connection, (enum side)side);

		if (!lost.known || lost.bytes > 0)
			return false;
	}
	for (unsigned int i = 0; i < connection->finding_count; i++) {
		if (connection->findings[i].severity > SEVERITY_NOTE)
			return false;
	}
	return verdict_outcome(connection) == OUTCOME_CLOSED;
}

/* TCP is innocent; but only a socket shows whether its program read what was acknowledged. */
const char *heading_clean(const struct connection *connection)
{
	if (!came_to_good_end(connection))
		return NULL;
	return end_in_view(connection, SIDE_A) && end_in_view(connection, SIDE_B) ?
	       "both ends closed, every byte was read: TCP did its work" :
	       "both ends closed, every byte was acknowledged: TCP did its work";
}
