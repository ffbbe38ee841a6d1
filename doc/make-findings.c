/* SPDX-License-Identifier: GPL-2.0-or-later */
/* make-findings.c: writes halfclose-findings(7), in mdoc(7), from the catalog of findings. */
#include "core/finding.h"
#include "core/rules.h"

#include <stdbool.h>
#include <stdio.h>
#include <string.h>

enum { LINE_MAX_COLUMNS = 70 };	/* what is escaped has some more octets */

static const char head[] =
".\\\" SPDX-License-Identifier: GPL-2.0-or-later\n"
".\\\" halfclose-findings.7: made from the catalog of findings by doc/make-findings.c.\n"
".Dd November 22, 2026\n"
".Dt HALFCLOSE-FINDINGS 7\n"
".Os\n"
".Sh NAME\n"
".Nm halfclose-findings\n"
".Nd what halfclose finds wrong with TCP connections, and what to do\n"
".Sh DESCRIPTION\n"
"A finding is about one end of one connection, or about a listener.\n"
"It has an id, which scripts may rely on, a severity and a category;\n"
".Xr halfclose 1\n"
"takes each of them in\n"
".Fl -fail-on .\n"
".Pp\n"
"The severities are\n"
".Cm error\n"
"(bytes were lost, or the end was not wanted),\n"
".Cm warning\n"
"(a leak, a stall, or a loss about to happen) and\n"
".Cm note\n"
"(worth knowing, harmless).\n"
"The limit is that of\n"
".Fl -stall-after ,\n"
"5 s by default.\n"
".Sh FINDINGS\n";

static const char *const category_heads[CATEGORY_COUNT] = {
	[CATEGORY_LOST] = "Bytes that never reached the other program, or are about to be lost.",
	[CATEGORY_LEAK] = "Sockets that stay though nobody needs them.",
	[CATEGORY_HANG] = "Programs that wait, or are waited for.",
	[CATEGORY_RESET] = "Connections that were refused, reset or cut.",
	[CATEGORY_INFO] = "Worth knowing.",
};

/*
 * A backslash is mdoc's own, a minus would be set as a hyphen, and "close()" is not to be told of in
 * markup, of which the catalog has none.
 */
static void put_octets(const char *text, size_t len, bool verbatim)
{
	for (size_t i = 0; i < len; i++) {
		if (text[i] == '\\')
			fputs("\\e", stdout);
		else if (text[i] == '-' && (verbatim || i == 0 || text[i - 1] == '-'))
			fputs("\\-", stdout);
		else if (text[i] == ')' && i > 0 && text[i - 1] == '(')
			fputs("\\&)", stdout);
		else
			putchar(text[i]);
	}
}

static bool ends_sentence(const char *word, size_t len)
{
	while (len > 1 && strchr(")\"", word[len - 1]))
		len--;
	return len > 0 && strchr(".?!", word[len - 1]) != NULL;
}

/* A new sentence begins a new line, as mdoc(7) wants it, and no line is long. */
static void put_text(const char *text, size_t len)
{
	const char *end = text + len;
	size_t column = 0;

	while (text < end) {
		size_t octets = strcspn(text, " ");

		if (octets > (size_t)(end - text))
			octets = (size_t)(end - text);
		if (column > 0 && column + 1 + octets > LINE_MAX_COLUMNS) {
			putchar('\n');
			column = 0;
		}
		if (column > 0)
			putchar(' ');
		else if (strchr(".'", *text))
			fputs("\\&", stdout);
		put_octets(text, octets, false);
		column += octets + (column > 0);
		if (ends_sentence(text, octets) && text + octets < end) {
			putchar('\n');
			column = 0;
		}
		text += octets + 1;
	}
	putchar('\n');
}

/* Paragraphs are wrapped; lines that begin with spaces, commands, stand as they are. */
static void put_manual(const char *manual)
{
	bool literal = false;

	while (*manual) {
		size_t len = strcspn(manual, "\n");

		if (literal != (*manual == ' ') && len > 0) {
			puts(literal ? ".Ed\n.Pp" : ".Bd -literal -offset indent");
			literal = !literal;
		} else if (len > 0 && !literal) {
			puts(".Pp");
		}
		if (len > 0 && literal) {
			put_octets(manual + 2, len - 2, true);
			putchar('\n');
		} else if (len > 0) {
			put_text(manual, len);
		}
		manual += len + (manual[len] == '\n');
	}
	if (literal)
		puts(".Ed");
}

static void put_labelled(const char *label, const char *text)
{
	printf(".Pp\n.Em \"%s\" :\n", label);
	put_text(text, strlen(text));
}

static void put_finding(enum finding_id id)
{
	const struct finding_info *info = finding_info(id);

	printf(".Ss %s\n", info->id);
	printf(".Pq %s , %s\n", severity_name(info->severity), category_name(info->category));
	put_text(info->summary, strlen(info->summary));
	put_manual(info->manual);
	put_labelled("Shown by", rules_of_sockets(id) ? "the sockets, so live only" :
		     "packets: a capture will do");
	put_labelled("In short", info->fix);
	put_labelled("Reference", info->reference);
}

static void put_category(enum category category)
{
	printf("%s.Bf -emphasis\n%s\n.Ef\n", category ? ".Pp\n" : "", category_heads[category]);
	for (int id = 0; id < FINDING_COUNT; id++) {
		if (finding_info((enum finding_id)id)->category == category)
			put_finding((enum finding_id)id);
	}
}

int main(void)
{
	fputs(head, stdout);
	for (int category = 0; category < CATEGORY_COUNT; category++)
		put_category((enum category)category);
	puts(".Sh SEE ALSO\n.Xr halfclose 1 ,\n.Xr socket 7 ,\n.Xr tcp 7 ,\n.Xr ss 8");
	return fflush(stdout) == 0 && !ferror(stdout) ? 0 : 1;
}
