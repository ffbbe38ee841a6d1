/* SPDX-License-Identifier: GPL-2.0-or-later */
/* text.c: what stands above and below a ladder. */
#include "show/text.h"
#include "show/counted.h"
#include "show/heading.h"
#include "show/ladder.h"
#include "show/phrase.h"
#include "show/sentence.h"
#include "show/wrap.h"

#include <string.h>

enum { INDENT = 3, INDENT_MORE = 5 };

enum style_role text_role(enum severity severity)
{
	static const enum style_role roles[SEVERITY_COUNT] = {
		[SEVERITY_NOTE] = STYLE_NOTE,
		[SEVERITY_WARNING] = STYLE_WARNING,
		[SEVERITY_ERROR] = STYLE_ERROR,
	};

	return roles[severity];
}

void text_head(FILE *out, const struct style *style, const struct connection *connection)
{
	char text[HEADING_MAX];
	struct phrase phrase;

	phrase_init(&phrase, text, sizeof(text));
	heading_ends(&phrase, style, connection);
	fputs(style_on(style, STYLE_STRONG), out);
	wrap_print(out, style, text, phrase.len, 0, INDENT);
	fputs(style_off(style), out);
	phrase_init(&phrase, text, sizeof(text));
	heading_outcome(&phrase, connection);
	fprintf(out, "%*s", INDENT, "");
	wrap_print(out, style, text, phrase.len, INDENT, INDENT);
}

static void put_name_of_finding(FILE *out, const struct style *style,
				const struct finding *finding)
{
	enum severity severity = (enum severity)finding->severity;
	char text[HEADING_MAX];
	struct phrase phrase;

	phrase_init(&phrase, text, sizeof(text));
	heading_finding(&phrase, finding);
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

void text_findings(FILE *out, const struct style *style, const struct connection *connection)
{
	const char *clean = heading_clean(connection);

	for (unsigned int i = 0; i < connection->finding_count; i++)
		text_finding(out, style, connection, &connection->findings[i]);
	if (clean)
		fprintf(out, "%*s%sclean%s: %s\n", INDENT, "", style_on(style, STYLE_GOOD),
			style_off(style), clean);
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
	char text[HEADING_MAX];
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
