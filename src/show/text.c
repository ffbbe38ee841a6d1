/* SPDX-License-Identifier: GPL-2.0-or-later */
/* text.c: what stands above and below a ladder. */
#include "show/text.h"
#include "show/heading.h"
#include "show/ladder.h"
#include "show/phrase.h"
#include "show/sentence.h"
#include "show/summary_words.h"
#include "show/wrap.h"

#include <string.h>

enum { LABEL_MAX = 16, INDENT = 3, INDENT_MORE = 5 };

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

static void put_labelled(FILE *out, const struct style *style, const char *label,
			 const struct phrase *phrase)
{
	unsigned int indent = (unsigned int)strlen(label);

	fprintf(out, "%s%s%s", style_on(style, STYLE_STRONG), label, style_off(style));
	wrap_print(out, style, phrase->buf, phrase->len, indent, indent);
}

void text_summary(FILE *out, const struct style *style, const struct summary *summary)
{
	for (int line = 0; line < SUMMARY_LINE_COUNT; line++) {
		char text[HEADING_MAX], label[LABEL_MAX];
		struct phrase phrase;

		phrase_init(&phrase, text, sizeof(text));
		summary_say(&phrase, (enum summary_line)line, summary);
		snprintf(label, sizeof(label), "%-9s", summary_label((enum summary_line)line));
		if (phrase.len)
			put_labelled(out, style, label, &phrase);
	}
}
