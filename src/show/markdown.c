/* SPDX-License-Identifier: GPL-2.0-or-later */
/* markdown.c: the words of the text report, in the Markdown of GitHub and GitLab. */
#include "show/markdown.h"
#include "show/end.h"
#include "show/heading.h"
#include "show/ladder.h"
#include "show/phrase.h"
#include "show/sentence.h"
#include "show/step.h"
#include "show/text.h"

#include <ctype.h>
#include <string.h>
#include <strings.h>

enum {
	FENCE_MIN = 3,
	STEPS_UNFOLDED = 30,	/* a ladder of more fills a screen */
	WWW = 3,
};

/*
 * What sites make links of after they have read the Markdown, escaped or not: people (@), issues (#,
 * and ! in GitLab), milestones (%), addresses of the web (://, www.). A comment keeps them from it.
 */
static bool begins_link(const char *text, size_t at, size_t len)
{
	if (text[at] == ':')
		return at + 1 < len && text[at + 1] == '/';
	if (at + 1 < len && text[at + 1] == '.')
		return at + 1 >= WWW && strncasecmp(text + at + 1 - WWW, "www", WWW) == 0;
	return strchr("@#!%", text[at]) != NULL;
}

/* Within a word an underscore is one, so that states can be read in the Markdown, too. */
static bool has_meaning(const char *text, size_t at, size_t len)
{
	if (text[at] == '_')
		return at == 0 || at + 1 == len || !isalnum((unsigned char)text[at - 1]) ||
		       !isalnum((unsigned char)text[at + 1]);
	return strchr("\\`*[<|~&$", text[at]) != NULL;
}

void markdown_text(FILE *out, const char *text, size_t len)
{
	for (size_t at = 0; at < len; at++) {
		if (has_meaning(text, at, len))
			putc('\\', out);
		putc(text[at], out);
		if (begins_link(text, at, len))
			fputs("<!-- -->", out);
	}
}

static void put_row(FILE *out, const struct tally_row *row)
{
	const struct finding_info *info = finding_info((enum finding_id)row->id);
	char text[64];
	struct phrase phrase;

	fprintf(out, "| %s | %s | ", severity_name((enum severity)row->severity), info->id);
	phrase_init(&phrase, text, sizeof(text));
	phrase_number(&phrase, row->count);
	phrase_text(&phrase, " | ");
	if (row->bytes)
		phrase_bytes(&phrase, row->bytes, row->at_least);
	fprintf(out, "%s | ", text);
	markdown_text(out, info->summary, strlen(info->summary));
	fputs(" |\n", out);
}

void markdown_table(FILE *out, const struct tally *tally)
{
	const struct tally_row *order[FINDING_COUNT];
	size_t count = tally_sort(tally, order);

	if (count == 0)
		return;
	fputs("| severity | finding | times | bytes | what it is |\n"
	      "| --- | --- | ---: | ---: | --- |\n", out);
	for (size_t i = 0; i < count; i++)
		put_row(out, order[i]);
	putc('\n', out);
}

static size_t longest_run(const char *text, size_t longest)
{
	for (; *text; text += *text != '\0') {
		size_t run = strspn(text, "`");

		longest = run > longest ? run : longest;
		text += run;
	}
	return longest;
}

/* Longer than any run of backticks in what is fenced, whose only texts from outside these are. */
static size_t fence_len(const struct connection *connection, const struct step *steps,
			size_t count)
{
	size_t longest = FENCE_MIN - 1;

	for (int side = SIDE_A; side <= SIDE_B; side++) {
		const struct owner *owner = end_owner(connection, (enum side)side);
		char text[HEADING_MAX];
		struct phrase phrase;

		phrase_init(&phrase, text, sizeof(text));
		if (owner)
			end_say_owner(&phrase, owner);
		longest = longest_run(text, longest);
	}
	for (size_t i = 0; i < count; i++)
		longest = longest_run(steps[i].text, longest);
	return longest + 1;
}

static void put_fence(FILE *out, size_t len, const char *language)
{
	while (len-- > 0)
		putc('`', out);
	fprintf(out, "%s\n", language);
}

static void put_code(FILE *out, const struct style *style, const struct connection *connection)
{
	struct step steps[STEP_COUNT_MAX];
	size_t count = steps_make(steps, connection);
	size_t fence = fence_len(connection, steps, count);
	bool folded = count > STEPS_UNFOLDED;

	put_fence(out, fence, "text");
	text_head(out, style, connection);
	if (folded) {
		put_fence(out, fence, "");
		fprintf(out, "\n<details><summary>%zu steps</summary>\n\n", count);
		put_fence(out, fence, "text");
	}
	ladder_print(out, style, connection);
	put_fence(out, fence, "");
	fputs(folded ? "\n</details>\n\n" : "\n", out);
}

static void put_words(FILE *out, const char *before, const char *text, size_t len)
{
	fputs(before, out);
	markdown_text(out, text, len);
	putc('\n', out);
}

void markdown_finding(FILE *out, const struct connection *connection,
		      const struct finding *finding)
{
	char text[SENTENCE_MAX];
	struct phrase phrase;
	size_t len;

	phrase_init(&phrase, text, sizeof(text));
	heading_finding(&phrase, finding);
	fprintf(out, "- **%s** %s: ", severity_name((enum severity)finding->severity), text);
	len = sentence_explain(text, sizeof(text), connection, finding);
	put_words(out, "", text, len);
	len = sentence_fix(text, sizeof(text), connection, finding);
	put_words(out, "  - fix: ", text, len);
}

void markdown_connection(FILE *out, const struct style *style,
			 const struct connection *connection)
{
	const char *clean = heading_clean(connection);

	put_code(out, style, connection);
	for (unsigned int i = 0; i < connection->finding_count; i++)
		markdown_finding(out, connection, &connection->findings[i]);
	if (clean)
		fprintf(out, "- **clean**: %s\n", clean);
	else if (connection->finding_count == 0)
		fputs("- no finding\n", out);
	putc('\n', out);
}
