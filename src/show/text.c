/* SPDX-License-Identifier: GPL-2.0-or-later */
/* text.c: what stands above and below a ladder. */
#include "show/text.h"
#include "core/verdict.h"
#include "show/counted.h"
#include "show/end.h"
#include "show/ladder.h"
#include "show/phrase.h"
#include "show/sentence.h"
#include "show/wrap.h"

#include <string.h>

enum { HEAD_MAX = 512, INDENT = 3, INDENT_MORE = 5 };

enum style_role text_role(enum severity severity)
{
	static const enum style_role roles[SEVERITY_COUNT] = {
		[SEVERITY_NOTE] = STYLE_NOTE,
		[SEVERITY_WARNING] = STYLE_WARNING,
		[SEVERITY_ERROR] = STYLE_ERROR,
	};

	return roles[severity];
}

/* "127.0.0.1:6882 peer[812]", "127.0.0.1:5555 (owner hidden)" */
static void say_end(struct phrase *phrase, const struct connection *connection, enum side side)
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

static void put_ends(FILE *out, const struct style *style, const struct connection *connection)
{
	char text[HEAD_MAX];
	struct phrase phrase;

	phrase_init(&phrase, text, sizeof(text));
	phrase_text(&phrase, "#");
	phrase_plain(&phrase, connection->id);
	phrase_text(&phrase, " client ");
	say_end(&phrase, connection, (enum side)connection->client);
	phrase_text(&phrase, " ");
	phrase_text(&phrase, style_glyphs(style)->to);
	phrase_text(&phrase, " server ");
	say_end(&phrase, connection, connection_server(connection));
	if (connection->self)
		phrase_text(&phrase, " (to itself)");
	if (connection->guessed_roles)
		phrase_text(&phrase, " (who is client, who server: guessed)");
	fputs(style_on(style, STYLE_STRONG), out);
	wrap_print(out, style, text, phrase.len, 0, INDENT);
	fputs(style_off(style), out);
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

static void say_outcome(struct phrase *phrase, const struct connection *connection)
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
		       closed_by_name(verdict_closed_by(connection, side)));
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

void text_head(FILE *out, const struct style *style, const struct connection *connection)
{
	char text[HEAD_MAX];
	struct phrase phrase;

	put_ends(out, style, connection);
	phrase_init(&phrase, text, sizeof(text));
	say_outcome(&phrase, connection);
	if (connection->last_ns > connection->start_ns) {
		phrase_text(&phrase, connection->resumed ? ", seen for " : ", after ");
		phrase_span(&phrase, connection->last_ns - connection->start_ns);
	}
	say_lost(&phrase, connection);
	fprintf(out, "%*s", INDENT, "");
	wrap_print(out, style, text, phrase.len, INDENT, INDENT);
}

static void put_name_of_finding(FILE *out, const struct style *style,
				const struct finding *finding)
{
	const struct finding_info *info = finding_info((enum finding_id)finding->id);
	enum severity severity = (enum severity)finding->severity;
	char text[HEAD_MAX];
	struct phrase phrase;

	phrase_init(&phrase, text, sizeof(text));
	phrase_text(&phrase, info->id);
	if (finding->bytes) {
		phrase_text(&phrase, ", ");
		phrase_bytes(&phrase, finding->bytes, finding->at_least);
	}
	if (finding->certainty == CERTAINTY_INFERRED)
		phrase_text(&phrase, ", inferred");
	if (finding->until_ns && info->category != CATEGORY_INFO)
		phrase_text(&phrase, ", ended since");
	fprintf(out, "%*s%s%s%s %s\n", INDENT, "", style_on(style, text_role(severity)),
		severity_name(severity), style_off(style), text);
}

void text_finding(FILE *out, const struct style *style, const struct connection *connection,
		  const struct finding *finding)
{
	static const char fix[] = "fix: ";
	char text[SENTENCE_MAX];
	size_t len;

	put_name_of_finding(out, style, finding);
	len = sentence_explain(text, sizeof(text), connection, finding);
	fprintf(out, "%*s", INDENT_MORE, "");
	wrap_print(out, style, text, len, INDENT_MORE, INDENT_MORE);
	len = sentence_fix(text, sizeof(text), connection, finding);
	fprintf(out, "%*s%s", INDENT_MORE, "", fix);
	wrap_print(out, style, text, len, INDENT_MORE + sizeof(fix) - 1,
		   INDENT_MORE + sizeof(fix) - 1);
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
static void put_clean(FILE *out, const struct style *style, const struct connection *connection)
{
	bool seen = end_in_view(connection, SIDE_A) && end_in_view(connection, SIDE_B);

	fprintf(out, "%*s%sclean%s: %s\n", INDENT, "", style_on(style, STYLE_GOOD),
		style_off(style), seen ?
		"both ends closed, every byte was read: TCP did its work" :
		"both ends closed, every byte was acknowledged: TCP did its work");
}

void text_findings(FILE *out, const struct style *style, const struct connection *connection)
{
	for (unsigned int i = 0; i < connection->finding_count; i++)
		text_finding(out, style, connection, &connection->findings[i]);
	if (came_to_good_end(connection))
		put_clean(out, style, connection);
	else if (connection->finding_count == 0)
		fprintf(out, "%*sno finding\n", INDENT, "");
}

void text_connection(FILE *out, const struct style *style, const struct connection *connection)
{
	text_head(out, style, connection);
	ladder_print(out, style, connection);
	text_findings(out, style, connection);
}

static void say_watched(struct phrase *phrase, const struct summary *summary)
{
	const struct tracker_counts *counts = &summary->counts;

	if (summary->end_ns > summary->start_ns && summary->start_ns) {
		phrase_span(phrase, summary->end_ns - summary->start_ns);
		phrase_text(phrase, ": ");
	}
	phrase_count(phrase, counts->connections, "connection");
	if (summary->packets) {
		phrase_text(phrase, ", ");
		phrase_count(phrase, counts->segments, "packet");
	}
	if (summary->sockets) {
		phrase_text(phrase, ", ");
		phrase_count(phrase, counts->facts, "socket fact");
		phrase_text(phrase, " (");
		phrase_count(phrase, summary->polls, "poll");
		phrase_text(phrase, ", ");
		phrase_span(phrase, summary->poll_ns);
		phrase_text(phrase, ")");
	}
}

static void say_found(struct phrase *phrase, const struct tracker_counts *counts)
{
	for (int severity = SEVERITY_COUNT - 1; severity >= 0; severity--) {
		phrase_count(phrase, counts->findings[severity],
			     severity_name((enum severity)severity));
		phrase_text(phrase, severity ? ", " : "");
	}
}

static void say_missed(struct phrase *phrase, const struct summary *summary)
{
	const struct tracker_counts *counts = &summary->counts;

	if (summary->packets && !summary->drops_known) {
		phrase_text(phrase, "unknown how many packets the kernel dropped");
	} else if (summary->packets) {
		phrase_count(phrase, counts->gaps[GAP_PACKETS_DROPPED], "packet");
		phrase_text(phrase, " dropped by the kernel");
	} else {
		phrase_text(phrase, "no packets were captured");
	}
	if (counts->gaps[GAP_SOCKETS_OVERRUN]) {
		phrase_text(phrase, ", ");
		phrase_count(phrase, counts->gaps[GAP_SOCKETS_OVERRUN], "overrun");
		phrase_text(phrase, " of the kernel's notifications");
	}
	if (counts->gaps[GAP_SOCKETS_LEFT]) {
		phrase_text(phrase, ", notifications of closed sockets ");
		phrase_count(phrase, counts->gaps[GAP_SOCKETS_LEFT], "time");
		phrase_text(phrase, ", while thousands closed each second");
	}
	if (counts->evicted) {
		phrase_text(phrase, ", ");
		phrase_count(phrase, counts->evicted, "connection");
		phrase_text(phrase, " let go early (--max-connections)");
	}
}

static void say_unused_for(struct phrase *phrase, uint64_t count, const char *why)
{
	if (!count)
		return;
	phrase_text(phrase, phrase->len ? ", " : "");
	phrase_number(phrase, count);
	phrase_text(phrase, why);
}

/* Frames of TCP that told nothing; "" if there were none. */
static void say_unused(struct phrase *phrase, const struct summary *summary)
{
	say_unused_for(phrase, summary->counts.copies, " seen before on another interface");
	say_unused_for(phrase, summary->fragments, " that continue a fragmented one");
	say_unused_for(phrase, summary->cut, " cut within the headers");
	say_unused_for(phrase, summary->malformed, " malformed");
	say_unused_for(phrase, summary->counts.corrupt, " with a wrong checksum or header length");
}

static void put_labelled(FILE *out, const struct style *style, const char *label,
			 const struct phrase *phrase)
{
	unsigned int indent = (unsigned int)strlen(label);

	fprintf(out, "%s%s%s", style_on(style, STYLE_STRONG), label, style_off(style));
	wrap_print(out, style, phrase->buf, phrase->len, indent, indent);
}

void text_summary(FILE *out, const struct style *style, const struct summary *summary)
{
	char text[HEAD_MAX];
	struct phrase phrase;

	phrase_init(&phrase, text, sizeof(text));
	say_watched(&phrase, summary);
	put_labelled(out, style, "watched  ", &phrase);
	phrase_init(&phrase, text, sizeof(text));
	say_unused(&phrase, summary);
	if (phrase.len)
		put_labelled(out, style, "unused   ", &phrase);
	phrase_init(&phrase, text, sizeof(text));
	say_found(&phrase, &summary->counts);
	put_labelled(out, style, "findings ", &phrase);
	phrase_init(&phrase, text, sizeof(text));
	say_missed(&phrase, summary);
	put_labelled(out, style, "missed   ", &phrase);
	phrase_init(&phrase, text, sizeof(text));
	counted_say(&phrase, summary);
	if (phrase.len)
		put_labelled(out, style, "kernel   ", &phrase);
}
