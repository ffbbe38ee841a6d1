/* SPDX-License-Identifier: GPL-2.0-or-later */
/* html_case.c: a row of the table, and what it opens: findings, ladder, sockets, evidence. */
#include "show/html_case.h"
#include "core/trail.h"
#include "core/verdict.h"
#include "show/end.h"
#include "show/evidence.h"
#include "show/heading.h"
#include "show/html_ladder.h"
#include "show/markup.h"
#include "show/sentence.h"
#include "show/stamp.h"

#include <inttypes.h>
#include <string.h>

typedef void (*say_fn)(struct phrase *phrase, const struct connection *connection);

static void put_said(FILE *out, say_fn say, const struct connection *connection)
{
	char text[HEADING_MAX];
	struct phrase phrase;

	phrase_init(&phrase, text, sizeof(text));
	say(&phrase, connection);
	markup_phrase(out, &phrase);
}

void html_finding(FILE *out, const struct connection *connection, const struct finding *finding)
{
	const char *severity = severity_name((enum severity)finding->severity);
	char text[SENTENCE_MAX];
	struct phrase phrase;

	fprintf(out, "<article class=\"finding %s\">\n<h3><span class=\"sev %s\">%s</span> ", severity,
		severity, severity);
	phrase_init(&phrase, text, sizeof(text));
	heading_finding(&phrase, finding);
	markup_phrase(out, &phrase);
	fputs("</h3>\n<p class=\"says\">", out);
	markup_octets(out, text, sentence_explain(text, sizeof(text), connection, finding));
	fputs("</p>\n<p class=\"fix\"><b>fix:</b> ", out);
	markup_octets(out, text, sentence_fix(text, sizeof(text), connection, finding));
	fputs("</p>\n<p class=\"rests\">", out);
	phrase_init(&phrase, text, sizeof(text));
	evidence_say(&phrase, finding->evidence, (enum certainty)finding->certainty);
	markup_phrase(out, &phrase);
	fputs("</p>\n</article>\n", out);
}

static int worst(const struct connection *connection)
{
	int severity = -1;

	for (unsigned int i = 0; i < connection->finding_count; i++) {
		if (connection->findings[i].severity > severity)
			severity = connection->findings[i].severity;
	}
	return severity;
}

static void put_severity(FILE *out, const struct connection *connection)
{
	int severity = worst(connection);
	const char *name = severity >= 0 ? severity_name((enum severity)severity) :
			   heading_clean(connection) ? "clean" : "none";

	fprintf(out, "<td class=\"sev\" data-v=\"%d\"><span class=\"sev %s\">%s</span></td>\n",
		severity, name, severity < 0 && strcmp(name, "none") == 0 ? "no finding" : name);
}

static void put_what(FILE *out, const struct connection *connection)
{
	fputs("<td class=\"what\">", out);
	for (unsigned int i = 0; i < connection->finding_count; i++) {
		char text[HEADING_MAX];
		struct phrase phrase;

		phrase_init(&phrase, text, sizeof(text));
		heading_finding(&phrase, &connection->findings[i]);
		fputs("<b>", out);
		markup_phrase(out, &phrase);
		fputs("</b>", out);
	}
	fputs("</td>\n", out);
}

static void put_end(FILE *out, const struct connection *connection, enum side side)
{
	char text[HEADING_MAX];
	struct phrase phrase;

	phrase_init(&phrase, text, sizeof(text));
	heading_end(&phrase, connection, side);
	fprintf(out, "<td class=\"end\" data-label=\"%s\">", end_role(connection, side));
	markup_phrase(out, &phrase);
	fputs("</td>\n", out);
}

static void put_state(FILE *out, const struct connection *connection, enum side side)
{
	const char *name = tcp_state_name(verdict_state(connection, side));

	if (name)
		fprintf(out, "<span class=\"st s-%s\" title=\"%s\">%s</span> ", name,
			end_role(connection, side), name);
}

static void put_lost_from(FILE *out, const struct connection *connection, enum side from)
{
	struct byte_count lost = verdict_lost(connection, from);
	char text[64];
	struct phrase phrase;

	if (!lost.known || !lost.bytes)
		return;
	phrase_init(&phrase, text, sizeof(text));
	phrase_text(&phrase, lost.at_least ? "at least " : "");
	phrase_number(&phrase, lost.bytes);
	fprintf(out, "<span>%s to %s</span> ", text, end_role(connection, side_other(from)));
}

static void put_lost(FILE *out, const struct connection *connection)
{
	enum side client = (enum side)connection->client;
	uint64_t bytes = verdict_lost(connection, client).bytes;

	if (!connection->self)
		bytes += verdict_lost(connection, side_other(client)).bytes;
	fprintf(out, "<td class=\"lost\" data-v=\"%" PRIu64 "\">", bytes);
	put_lost_from(out, connection, client);
	if (!connection->self)
		put_lost_from(out, connection, side_other(client));
	fputs("</td>\n", out);
}

static void put_time(FILE *out, const struct connection *connection)
{
	uint64_t span_ns = connection->last_ns > connection->start_ns ?
			   connection->last_ns - connection->start_ns : 0;
	char text[HEADING_MAX];
	struct phrase phrase;

	phrase_init(&phrase, text, sizeof(text));
	heading_time(&phrase, connection, "");
	fprintf(out, "<td class=\"time\" data-v=\"%" PRIu64 "\">%s</td>\n", span_ns, text);
}

static void put_cells(FILE *out, const struct connection *connection)
{
	put_severity(out, connection);
	put_what(out, connection);
	put_end(out, connection, (enum side)connection->client);
	put_end(out, connection, connection_server(connection));
	fputs("<td class=\"ended\">", out);
	put_said(out, heading_close, connection);
	fputs("</td>\n<td class=\"states\">", out);
	put_state(out, connection, (enum side)connection->client);
	put_state(out, connection, connection_server(connection));
	fputs("</td>\n", out);
	put_lost(out, connection);
	put_time(out, connection);
}

static void put_findings(FILE *out, const struct connection *connection)
{
	const char *clean = heading_clean(connection);

	fputs("<div class=\"findings\">\n<p class=\"outcome\">", out);
	put_said(out, heading_outcome, connection);
	put_said(out, heading_doubts, connection);
	fputs("</p>\n", out);
	for (unsigned int i = 0; i < connection->finding_count; i++)
		html_finding(out, connection, &connection->findings[i]);
	if (clean)
		fprintf(out, "<p class=\"clean\"><span class=\"sev clean\">clean</span> %s</p>\n", clean);
	else if (connection->finding_count == 0)
		fputs("<p>no finding</p>\n", out);
	fputs("</div>\n", out);
}

static void put_fact(FILE *out, const char *text)
{
	fputs("<td>", out);
	markup_text(out, *text ? text : "-");
	fputs("</td>", out);
}

/* Nothing, where it is known of neither. */
static void put_facts(FILE *out, const struct connection *connection, size_t line)
{
	enum side client = (enum side)connection->client;
	char of_client[HEADING_MAX], of_server[HEADING_MAX];
	struct phrase phrase;

	phrase_init(&phrase, of_client, sizeof(of_client));
	evidence_say_line(&phrase, line, connection, client);
	phrase_init(&phrase, of_server, sizeof(of_server));
	evidence_say_line(&phrase, line, connection, side_other(client));
	if (!*of_client && !*of_server)
		return;
	fprintf(out, "<tr><th scope=\"row\">%s</th>", evidence_label(line));
	put_fact(out, of_client);
	put_fact(out, of_server);
	fputs("</tr>\n", out);
}

static void put_sockets(FILE *out, const struct connection *connection)
{
	fputs("<details open=\"open\">\n<summary>both ends, as last seen</summary>\n"
	      "<table class=\"facts\">\n"
	      "<tr><td></td><th scope=\"col\">client</th><th scope=\"col\">server</th></tr>\n", out);
	for (size_t line = 0; evidence_label(line); line++)
		put_facts(out, connection, line);
	fputs("</table>\n</details>\n", out);
}

static void put_change(FILE *out, const struct connection *connection,
		       const struct transition *change)
{
	char text[HEADING_MAX], since[STAMP_SINCE_SIZE];
	struct phrase phrase;

	stamp_since(since, connection->start_ns, change->time_ns);
	phrase_init(&phrase, text, sizeof(text));
	evidence_say_change(&phrase, connection, change, "\u2192");
	fprintf(out, "<li><span class=\"t\">%s</span> ", since);
	markup_phrase(out, &phrase);
	fputs("</li>\n", out);
}

static void put_changes(FILE *out, const struct connection *connection)
{
	size_t count = connection->trail ? trail_count(connection->trail) : 0;

	if (count == 0)
		return;
	fputs("<details open=\"open\">\n<summary>what each state rests on</summary>\n"
	      "<ol class=\"changes\">\n", out);
	for (size_t i = 0; i < count; i++) {
		struct trail_entry skipped;
		const struct trail_entry *entry = trail_get(connection->trail, i, &skipped);

		if (entry->kind == TRAIL_TRANSITION)
			put_change(out, connection, &entry->transition);
	}
	fputs("</ol>\n</details>\n", out);
}

void html_case(FILE *out, const struct style *style, const struct connection *connection)
{
	(void)style;
	put_cells(out, connection);
	fprintf(out, "</tr>\n<tr class=\"more\">\n<td colspan=\"%d\">\n<div class=\"case\">\n",
		HTML_COLUMN_COUNT + 1);
	put_findings(out, connection);
	html_ladder(out, connection);
	fputs("<div class=\"facts\">\n", out);
	put_sockets(out, connection);
	put_changes(out, connection);
	fputs("</div>\n</div>\n", out);
}
