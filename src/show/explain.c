/* SPDX-License-Identifier: GPL-2.0-or-later */
/* explain.c: prints pages of the manual for people. */
#include "show/explain.h"
#include "core/rules.h"
#include "show/phrase.h"
#include "show/text.h"
#include "show/wrap.h"

#include <string.h>

static void put_severity(FILE *out, const struct style *style, enum severity severity)
{
	fprintf(out, "%s%s%s", style_on(style, text_role(severity)), severity_name(severity),
		style_off(style));
}

/* Lines that begin with spaces are commands and such: they stay as they are. */
static void put_manual(FILE *out, const struct style *style, const char *manual)
{
	while (*manual) {
		size_t len = strcspn(manual, "\n");

		if (*manual == ' ' || len == 0)
			fprintf(out, "%.*s\n", (int)len, manual);
		else
			wrap_print(out, style, manual, len, 0, 0);
		manual += len + (manual[len] == '\n');
	}
}

static void put_labelled(FILE *out, const struct style *style, const char *label,
			 const char *text)
{
	unsigned int indent = (unsigned int)strlen(label);

	fprintf(out, "\n%s%s%s", style_on(style, STYLE_STRONG), label, style_off(style));
	wrap_print(out, style, text, strlen(text), indent, indent);
}

static void put_finding(FILE *out, const struct style *style, const void *of)
{
	const struct finding_info *info = of;
	int id = finding_by_name(info->id);

	put_manual(out, style, info->manual);
	put_labelled(out, style, "Shown by: ", rules_of_sockets((enum finding_id)id) ?
		     "the sockets, so live only" : "packets: a capture will do");
	put_labelled(out, style, "In short: ", info->fix);
}

struct topic explain_finding_topic(enum finding_id id)
{
	const struct finding_info *info = finding_info(id);

	return (struct topic){ .kind = TOPIC_FINDING, .name = info->id, .summary = info->summary,
			       .reference = info->reference, .of = info, .print = put_finding };
}

/* What kind of page it is: of a finding, how bad. */
static void put_kind(FILE *out, const struct style *style, const struct topic *topic)
{
	static const char *const kinds[TOPIC_KINDS] = {
		[TOPIC_STATE] = "TCP state", [TOPIC_OPTION] = "socket option", [TOPIC_DEMO] = "demo",
	};
	const struct finding_info *info = topic->of;

	if (topic->kind != TOPIC_FINDING) {
		fputs(kinds[topic->kind], out);
		return;
	}
	put_severity(out, style, info->severity);
	fprintf(out, ", %s", category_name(info->category));
}

void explain_topic(FILE *out, const struct style *style, const struct topic *topic)
{
	fprintf(out, "%s%s%s (", style_on(style, STYLE_STRONG), topic->name, style_off(style));
	put_kind(out, style, topic);
	fputs(")\n", out);
	wrap_print(out, style, topic->summary, strlen(topic->summary), 0, 0);
	putc('\n', out);
	if (topic->print)
		topic->print(out, style, topic->of);
	else
		put_manual(out, style, topic->manual);
	if (topic->reference)
		put_labelled(out, style, "Reference: ", topic->reference);
}

void explain_finding(FILE *out, const struct style *style, enum finding_id id)
{
	const struct topic topic = explain_finding_topic(id);

	explain_topic(out, style, &topic);
}

/* "  states: FIN_WAIT2, CLOSE_WAIT"; nothing, where none of that kind leads there. */
static void put_links(FILE *out, const struct style *style, const struct manual *manual,
		      const struct topic *topic, enum topic_kind kind)
{
	char text[1024];
	struct phrase phrase;
	unsigned int indent;
	size_t count = 0;

	phrase_init(&phrase, text, sizeof(text));
	for (size_t i = 0; i < manual->count; i++) {
		const struct topic *other = &manual->topics[i];

		if (other->kind != kind || !topic_leads(topic, other))
			continue;
		phrase_text(&phrase, count++ ? ", " : "");
		phrase_text(&phrase, other->name);
	}
	if (!count)
		return;
	indent = (unsigned int)fprintf(out, "  %s: ", topic_kind_name(kind));
	wrap_print(out, style, text, strlen(text), indent, indent);
}

void explain_see(FILE *out, const struct style *style, const struct manual *manual,
		 const struct topic *topic)
{
	fprintf(out, "\n%sSee also:%s\n", style_on(style, STYLE_STRONG), style_off(style));
	for (int kind = 0; kind < TOPIC_KINDS; kind++)
		put_links(out, style, manual, topic, (enum topic_kind)kind);
}

/* Where the summaries begin: no name is longer than the column in front of them. */
enum { SUMMARY_COLUMN = 24 };

static void put_row(FILE *out, const struct style *style, const struct topic *topic)
{
	unsigned int column = SUMMARY_COLUMN;

	fprintf(out, "  %s%-*s%s", style_on(style, STYLE_STRONG), SUMMARY_COLUMN - 2, topic->name,
		style_off(style));
	if (topic->kind == TOPIC_FINDING) {
		const struct finding_info *info = topic->of;

		put_severity(out, style, info->severity);
		column += (unsigned int)fprintf(out, ", %s: ", category_name(info->category));
		column += (unsigned int)strlen(severity_name(info->severity));
	}
	wrap_print(out, style, topic->summary, strlen(topic->summary), column, SUMMARY_COLUMN);
}

void explain_list(FILE *out, const struct style *style, const struct manual *manual)
{
	for (size_t i = 0; i < manual->count; i++) {
		const struct topic *topic = &manual->topics[i];

		if (i == 0 || topic->kind != manual->topics[i - 1].kind)
			fprintf(out, "%s%s:\n", i ? "\n" : "", topic_kind_name(topic->kind));
		put_row(out, style, topic);
	}
}
