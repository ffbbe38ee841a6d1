/* SPDX-License-Identifier: GPL-2.0-or-later */
/* digest_text.c: a paragraph, or a line, for each case of a digest. */
#include "show/digest_text.h"
#include "show/page.h"
#include "show/phrase.h"
#include "show/text.h"
#include "show/wrap.h"

#include <string.h>

enum {
	TEXT_MAX = 1024,
	INDENT = 3,
	BRIEF_MAX = 6,	/* lines that are kept for what finds no room as a paragraph */
};

static const char *const holdings[] = {
	[HOLDING_UNSEEN] = ", not in view",
	[HOLDING_KNOWN] = "",
	[HOLDING_HIDDEN] = ", owner hidden",
	[HOLDING_NONE] = ", no owner",
	[HOLDING_NOT_ACCEPTED] = ", never accepted",
	[HOLDING_NOT_LOOKED_UP] = ", owner not looked up",
};

/* Whose own sentence names somebody whom the head does not. */
static const bool names_others[FINDING_COUNT] = {
	[FINDING_ZERO_WINDOW] = true,
	[FINDING_NOT_ACCEPTED] = true,
	[FINDING_PROCESS_ENDED] = true,
	[FINDING_ACCEPT_QUEUE_RESET] = true,
	[FINDING_ACCEPT_QUEUE_FULL] = true,
	[FINDING_SILENT_AFTER_READ] = true,
	[FINDING_HELD_ELSEWHERE] = true,
};

static void say_process(struct phrase *phrase, const struct digest_case *found)
{
	phrase_name(phrase, found->owner.comm, strnlen(found->owner.comm, OWNER_COMM_MAX));
	if (found->processes == 1) {
		phrase_text(phrase, "[");
		phrase_plain(phrase, (uint64_t)found->owner.pid);
		phrase_text(phrase, "]");
	} else if (found->processes > 1) {
		phrase_text(phrase, ", ");
		phrase_number(phrase, found->processes);
		phrase_text(phrase, " processes");
	}
}

static void say_holding(struct phrase *phrase, const struct digest_case *found, bool in_full)
{
	phrase_text(phrase, holdings[found->holding]);
	if (!in_full || found->holding != HOLDING_HIDDEN)
		return;
	phrase_text(phrase, " (no permission)");
	if (!found->of_place) {
		phrase_text(phrase, ", uid ");
		phrase_plain(phrase, found->uid);
	}
}

/* "nginx[812]", "at 0.0.0.0:80, owner hidden (no permission)" */
static void say_whose_place(struct phrase *phrase, const struct digest_case *found, bool in_full)
{
	char address[ENDPOINT_TEXT_MAX];

	if (found->holding == HOLDING_KNOWN) {
		say_process(phrase, found);
		return;
	}
	phrase_text(phrase, "at ");
	phrase_text(phrase, endpoint_format(&found->examples[0].local, address));
	say_holding(phrase, found, in_full);
}

/* "client java[812]", "server on port 80, owner hidden (no permission), uid 33" */
static void say_who_has_end(struct phrase *phrase, const struct digest_case *found, bool in_full)
{
	phrase_text(phrase, found->at_client ? "client" : "server");
	if (found->holding == HOLDING_KNOWN) {
		phrase_text(phrase, " ");
		say_process(phrase, found);
		return;
	}
	if (!found->at_client) {
		phrase_text(phrase, " on port ");
		phrase_plain(phrase, found->examples[0].local.port);
	}
	say_holding(phrase, found, in_full);
}

static void say_who(struct phrase *phrase, const struct digest_case *found, bool in_full)
{
	bool anybody = found->id == FINDING_RESET_AFTER_DONE && found->count > 1;

	if (found->of_place)
		say_whose_place(phrase, found, in_full);
	else if (!anybody)
		say_who_has_end(phrase, found, in_full);
}

static void say_certainty(struct phrase *phrase, const struct digest_case *found)
{
	if (!found->inferred)
		return;
	phrase_text(phrase, phrase->len ? ", " : "");
	phrase_text(phrase, found->inferred == found->count ? "inferred" : "in part inferred");
}

/* "oldest 3.2 h, youngest 6.2 s"; "age 6.2 s", where that is true of all. */
static void say_ages(struct phrase *phrase, const struct digest_case *found, bool both)
{
	char oldest[32], youngest[32];
	struct phrase span;

	phrase_init(&span, oldest, sizeof(oldest));
	phrase_span(&span, found->examples[0].age_ns);
	phrase_init(&span, youngest, sizeof(youngest));
	phrase_span(&span, found->youngest_ns);
	both &= strcmp(oldest, youngest) != 0;
	phrase_text(phrase, strcmp(oldest, youngest) != 0 ? "oldest " : "age ");
	phrase_text(phrase, oldest);
	phrase_text(phrase, both ? ", youngest " : "");
	phrase_text(phrase, both ? youngest : "");
}

static void say_bytes(struct phrase *phrase, const struct digest_case *found)
{
	if (!found->bytes)
		return;
	phrase_text(phrase, "; ");
	phrase_bytes(phrase, found->bytes, found->at_least);
	phrase_text(phrase, found->count > 1 ? " in all" : "");
}

static void say_place(struct phrase *phrase, const struct digest_case *found)
{
	char address[ENDPOINT_TEXT_MAX];

	if (found->count == 1 || !found->same_place)
		return;
	phrase_text(phrase, found->at_client ? "; all to " : "; all from ");
	phrase_text(phrase, found->place.port ? endpoint_format(&found->place, address)
					      : endpoint_address(&found->place, address));
}

/* "warning eof-unread ×3,000 client java[812]", to which the rest of the line is added. */
static void put_head(FILE *out, const struct style *style, const struct digest_case *found,
		     struct phrase *rest)
{
	enum severity severity = (enum severity)found->severity;
	const char *id = finding_info((enum finding_id)found->id)->id;
	char number[32];
	struct phrase times;
	unsigned int columns;

	phrase_init(&times, number, sizeof(number));
	if (found->count > 1)
		phrase_number(&times, found->count);
	fprintf(out, "%s%s%s %s%s", style_on(style, text_role(severity)),
		severity_name(severity), style_off(style), id, times.len || rest->len ? " " : "");
	if (times.len)
		fprintf(out, "%s%s%s%s%s", style_on(style, STYLE_STRONG),
			style_glyphs(style)->times, number, style_off(style),
			rest->len ? " " : "");
	columns = (unsigned int)(strlen(severity_name(severity)) + strlen(id) + times.len) +
		  (times.len ? 4 : 2);
	wrap_print(out, style, rest->buf, rest->len, columns, INDENT);
}

static void put_indented(FILE *out, const struct style *style, const char *label,
			 const char *text)
{
	unsigned int indent = INDENT + (unsigned int)strlen(label);

	fprintf(out, "%*s%s", INDENT, "", label);
	wrap_print(out, style, text, strlen(text), indent, indent);
}

static void put_ages(FILE *out, const struct style *style, const struct digest_case *found)
{
	char text[TEXT_MAX];
	struct phrase phrase;

	phrase_init(&phrase, text, sizeof(text));
	say_ages(&phrase, found, true);
	say_bytes(&phrase, found);
	say_place(&phrase, found);
	put_indented(out, style, "", text);
}

/* What is true of these ends besides: "and doomed-half-close ×2,900: ..." */
static void put_beside(FILE *out, const struct style *style, const struct digest_case *found)
{
	for (int id = 0; id < FINDING_COUNT; id++) {
		const struct finding_info *info = finding_info((enum finding_id)id);
		char text[TEXT_MAX];
		struct phrase phrase;

		if (!found->beside[id])
			continue;
		phrase_init(&phrase, text, sizeof(text));
		phrase_text(&phrase, "and ");
		phrase_text(&phrase, info->id);
		if (found->count > 1) {
			phrase_text(&phrase, " ");
			phrase_text(&phrase, style_glyphs(style)->times);
			phrase_number(&phrase, found->beside[id]);
		}
		phrase_text(&phrase, ": ");
		phrase_text(&phrase, info->summary);
		put_indented(out, style, "", text);
	}
}

/* "fd 12 127.0.0.1:39426 → 127.0.0.1:7025, 3.2 h" */
static void put_example(FILE *out, const struct style *style, const struct digest_case *found,
			unsigned int i)
{
	const struct digest_example *example = &found->examples[i];
	char text[TEXT_MAX], address[ENDPOINT_TEXT_MAX];
	struct phrase phrase;

	phrase_init(&phrase, text, sizeof(text));
	if (example->pid && found->processes != 1) {
		phrase_text(&phrase, "pid ");
		phrase_plain(&phrase, (uint64_t)example->pid);
		phrase_text(&phrase, " ");
	}
	if (example->fd >= 0) {
		phrase_text(&phrase, "fd ");
		phrase_plain(&phrase, (uint64_t)example->fd);
		phrase_text(&phrase, " ");
	}
	phrase_text(&phrase, endpoint_format(&example->local, address));
	if (!found->of_place) {
		phrase_text(&phrase, " ");
		phrase_text(&phrase, found->at_client ? style_glyphs(style)->to
						      : style_glyphs(style)->back);
		phrase_text(&phrase, " ");
		phrase_text(&phrase, endpoint_format(&example->remote, address));
	}
	if (found->count > 1) {
		phrase_text(&phrase, ", ");
		phrase_span(&phrase, example->age_ns);
	}
	put_indented(out, style, i == 0 ? "e.g. " : "     ", text);
}

static void put_what(FILE *out, const struct style *style, const struct digest_case *found)
{
	char text[TEXT_MAX];
	struct phrase phrase;

	phrase_init(&phrase, text, sizeof(text));
	if (found->explain && (found->count == 1 || names_others[found->id])) {
		phrase_text(&phrase, found->count > 1 ? "the oldest: " : "");
		phrase_text(&phrase, found->explain);
	} else {
		phrase_text(&phrase, finding_info((enum finding_id)found->id)->summary);
	}
	put_indented(out, style, "", text);
}

void digest_text_paragraph(FILE *out, const struct style *style,
			   const struct digest_case *found)
{
	const struct finding_info *info = finding_info((enum finding_id)found->id);
	char text[TEXT_MAX];
	struct phrase phrase;

	phrase_init(&phrase, text, sizeof(text));
	say_who(&phrase, found, true);
	say_certainty(&phrase, found);
	put_head(out, style, found, &phrase);
	put_ages(out, style, found);
	put_what(out, style, found);
	put_beside(out, style, found);
	put_indented(out, style, "fix: ",
		     found->fix && found->processes <= 1 ? found->fix : info->fix);
	for (unsigned int i = 0; i < found->shown; i++)
		put_example(out, style, found, i);
	putc('\n', out);
}

void digest_text_brief(FILE *out, const struct style *style, const struct digest_case *found)
{
	char text[TEXT_MAX];
	struct phrase phrase;

	phrase_init(&phrase, text, sizeof(text));
	say_who(&phrase, found, false);
	phrase_text(&phrase, phrase.len ? ", " : "");
	say_ages(&phrase, found, false);
	say_bytes(&phrase, found);
	put_head(out, style, found, &phrase);
}

static void put_rest(FILE *out, const struct digest *digest, size_t told)
{
	char text[TEXT_MAX];
	struct phrase phrase;

	phrase_init(&phrase, text, sizeof(text));
	if (told < digest->count) {
		phrase_text(&phrase, digest->beyond ? "and over " : "and ");
		phrase_count(&phrase, digest->count - told, "more case");
		phrase_text(&phrase, "; ");
	} else if (digest->beyond) {
		phrase_text(&phrase, "and ");
		phrase_count(&phrase, digest->beyond, "more connection");
		phrase_text(&phrase, ", not counted above, of too many processes; ");
	}
	fprintf(out, "%sin full: --all; what to do: halfclose explain ID\n\n", text);
}

/* Lines that are left for the paragraphs, if so many cases follow. */
static unsigned int reserve(size_t following)
{
	if (following == 0)
		return 0;
	return following < BRIEF_MAX ? (unsigned int)following + 2 : BRIEF_MAX + 2;
}

typedef void (*put_fn)(FILE *out, const struct style *style, const struct digest_case *found);

/* Prints cases from *at on while each leaves lines for what follows; the first one in any case. */
static int put_cases(FILE *out, const struct style *style, const struct digest *digest,
		     put_fn put, size_t *at, unsigned int *lines)
{
	while (*at < digest->count) {
		struct page page;
		unsigned int kept;
		int ret = page_begin(&page);

		if (ret < 0)
			return ret;
		put(page.out, style, &digest->cases[*at]);
		ret = page_end(&page);
		if (ret < 0)
			return ret;
		kept = put == digest_text_paragraph ? reserve(digest->count - *at - 1) : 2;
		if (*at > 0 && page.lines + kept > *lines) {
			page_free(&page);
			break;
		}
		page_print(&page, out);
		*lines -= page.lines < *lines ? page.lines : *lines;
		page_free(&page);
		++*at;
	}
	return 0;
}

static void put_clean(FILE *out, const struct style *style)
{
	fprintf(out, "%sclean%s: nothing leaks, hangs or is doomed, as far as sockets show\n\n",
		style_on(style, STYLE_GOOD), style_off(style));
}

int digest_text(FILE *out, const struct style *style, const struct digest *digest,
		unsigned int lines)
{
	size_t at = 0, paragraphs;
	int ret = put_cases(out, style, digest, digest_text_paragraph, &at, &lines);

	paragraphs = at;
	if (digest->count == 0 && digest->beyond == 0)
		put_clean(out, style);
	if (ret == 0)
		ret = put_cases(out, style, digest, digest_text_brief, &at, &lines);
	if (paragraphs < digest->count || digest->beyond)
		put_rest(out, digest, at);
	return ret;
}
