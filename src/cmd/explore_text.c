/* SPDX-License-Identifier: GPL-2.0-or-later */
/* explore_text.c: an exploration for people. */
#include "cmd/explore_words.h"

#include "show/phrase.h"

#include <string.h>

enum { NAME_MAX_LEN = 256, LABEL_COLUMNS = 19 };

const char *explore_happened(enum scenario_figure figure)
{
	static const char *const words[FIGURE_COUNT] = {
		[FIGURE_LOST] = "lose bytes",
		[FIGURE_HUNG] = "hang",
		[FIGURE_RESETS] = "reset",
		[FIGURE_CRASHES] = "crash",
		[FIGURE_REFUSED] = "refuse",
		[FIGURE_SHORT] = "read too little",
	};

	return words[figure];
}

/* Tenths of a percent, rounded; what there is is not 0, and what is not all is not 100. */
void explore_share(struct phrase *phrase, uint64_t part, uint64_t all)
{
	double share = all ? 1000.0 * (double)part / (double)all : 0;
	uint64_t tenths = (uint64_t)(share + 0.5);
	bool below = part && !tenths, above = part < all && tenths >= 1000;

	phrase_text(phrase, below ? "<" : above ? ">" : "");
	tenths = below ? 1 : above ? 999 : tenths;
	phrase_plain(phrase, tenths / 10);
	phrase_text(phrase, ".");
	phrase_plain(phrase, tenths % 10);
	phrase_text(phrase, " %");
}

/* The label has a blank behind it, however long it is. */
static void put_line(FILE *out, const char *label, const char *text)
{
	fprintf(out, "%-*s %s\n", LABEL_COLUMNS, label, text);
}

static void put_row(FILE *out, const char *label, uint64_t part, uint64_t all)
{
	char text[64];
	struct phrase phrase;

	phrase_init(&phrase, text, sizeof(text));
	phrase_number(&phrase, part);
	if (part) {
		phrase_text(&phrase, " (");
		explore_share(&phrase, part, all);
		phrase_text(&phrase, ")");
	}
	put_line(out, label, text);
}

static bool always_told(enum scenario_figure figure)
{
	return figure == FIGURE_LOST || figure == FIGURE_HUNG || figure == FIGURE_RESETS ||
	       figure == FIGURE_CRASHES;
}

static void put_rows(const struct exploration *exploration, FILE *out)
{
	const struct explorer_tally *tally = explorer_tally(exploration->explorer);
	const struct scenario *scenario = &exploration->scenario;
	char label[SCENARIO_STEP_TEXT_MAX + 2] = "  ";

	put_row(out, "fail", tally->failed, tally->schedules);
	for (unsigned int i = 0; i < scenario->expect_count; i++) {
		scenario_print_expect(scenario, &scenario->expects[i], label + 2);
		if (tally->broken[i])
			put_row(out, label, tally->broken[i], tally->schedules);
	}
	for (unsigned int i = 0; i < FIGURE_COUNT; i++) {
		const char *words = explore_happened((enum scenario_figure)i);

		if (words && (tally->happened[i] || always_told((enum scenario_figure)i)))
			put_row(out, words, tally->happened[i], tally->schedules);
	}
}

/* How they were chosen, and whether these are all. */
static void say_choice(const struct exploration *exploration, struct phrase *phrase)
{
	const struct options *options = exploration->options;
	const struct explorer_tally *tally = explorer_tally(exploration->explorer);
	bool drawn_alone = tally->drawn == tally->schedules && tally->drawn;

	if (tally->whole) {
		phrase_text(phrase, ", all there are");
		return;
	}
	if (tally->drawn) {
		phrase_text(phrase, drawn_alone ? " by " : ": there are more, so the last ");
		if (!drawn_alone) {
			phrase_number(phrase, tally->drawn);
			phrase_text(phrase, " by ");
		}
		phrase_text(phrase, explorer_strategy_name(drawn_alone ? exploration->strategy :
								 EXPLORER_PCT));
		phrase_text(phrase, " with --seed ");
		phrase_plain(phrase, options->seed);
		phrase_text(phrase, "; ");
		phrase_number(phrase, tally->different);
		phrase_text(phrase, " of all are different");
	} else {
		phrase_text(phrase, "; there are more");
	}
	if (exploration->interrupted)
		phrase_text(phrase, "; interrupted");
}

/* What the different ones stand for. */
static void say_skipped(const struct explorer_tally *tally, struct phrase *phrase)
{
	phrase_text(phrase, tally->more ? "at least " : "");
	phrase_number(phrase, tally->interleavings - tally->different);
	phrase_text(phrase, " as equivalent: only steps that commute change places");
	if (tally->begun) {
		phrase_text(phrase, " (");
		phrase_number(phrase, tally->begun);
		phrase_text(phrase, tally->begun == 1 ? " was begun)" : " were begun)");
	}
}

static void say_points(const struct explorer_tally *tally, struct phrase *phrase)
{
	uint64_t tenths = tally->schedules ?
		(tally->points * 10 + tally->schedules / 2) / tally->schedules : 0;

	phrase_number(phrase, tally->points_min);
	phrase_text(phrase, " at least, ");
	phrase_number(phrase, tenths / 10);
	phrase_text(phrase, ".");
	phrase_plain(phrase, tenths % 10);
	phrase_text(phrase, " on average, ");
	phrase_number(phrase, tally->points_max);
	phrase_text(phrase, " at most");
}

void explore_text_tally(const struct exploration *exploration, const struct style *style,
			FILE *out)
{
	const struct explorer_tally *tally = explorer_tally(exploration->explorer);
	char name[NAME_MAX_LEN], text[NAME_MAX_LEN];
	struct phrase phrase;

	exploration_name(exploration, name, sizeof(name));
	fprintf(out, "%s%s%s%s%s\n", style_on(style, STYLE_STRONG), name, style_off(style),
		exploration->builtin ? ": " : "",
		exploration->builtin ? exploration->builtin->title : "");
	phrase_init(&phrase, text, sizeof(text));
	phrase_count(&phrase, tally->schedules, "schedule");
	say_choice(exploration, &phrase);
	put_line(out, "explored", text);
	phrase_init(&phrase, text, sizeof(text));
	say_skipped(tally, &phrase);
	put_line(out, "skipped", text);
	phrase_init(&phrase, text, sizeof(text));
	say_points(tally, &phrase);
	put_line(out, "scheduling points", text);
	put_rows(exploration, out);
}

/* "lost is 5, and not == 0" */
static void put_expect(const struct exploration *exploration,
		       const struct scenario_expect *expect, FILE *out)
{
	const struct scenario *scenario = &exploration->scenario;
	const struct scenario_outcome *outcome = &exploration->outcome;
	char text[SCENARIO_STEP_TEXT_MAX];
	int64_t is;

	if (!expect->is_figure)
		is = outcome->variables[expect->variable];
	else if (expect->of_peer)
		is = outcome->figures[expect->peer][expect->figure];
	else
		is = scenario_total(outcome, expect->figure);
	scenario_print_expect(scenario, expect, text);
	fprintf(out, "broken: expect %s, and it is %lld", text, (long long)is);
	if (expect->value.is_variable)
		fprintf(out, ", %s %lld", scenario->variables[expect->value.variable].name,
			(long long)outcome->variables[expect->value.variable]);
	fputc('\n', out);
}

void explore_text_result(const struct exploration *exploration, const struct style *style,
			 FILE *out)
{
	const struct scenario *scenario = &exploration->scenario;

	for (unsigned int i = 0; i < scenario->expect_count; i++) {
		if (!(exploration->result.broken >> i & 1))
			continue;
		fputs(style_on(style, STYLE_ERROR), out);
		put_expect(exploration, &scenario->expects[i], out);
		fputs(style_off(style), out);
	}
	if (!exploration->result.broken)
		fprintf(out, "%sall that is expected holds%s\n", style_on(style, STYLE_GOOD),
			style_off(style));
}

void explore_text_schedule(const struct exploration *exploration, FILE *out)
{
	char text[SCHEDULE_TEXT_MAX];
	struct schedule schedule;

	if (!explorer_last(exploration->explorer, &schedule))
		return;
	schedule_print(&schedule, exploration->check, text);
	fputs(text, out);
	if (exploration->result.broken)
		fputs(" failed", out);
	for (unsigned int i = 0; i < FIGURE_COUNT; i++) {
		int64_t total = scenario_total(&exploration->outcome, (enum scenario_figure)i);

		if (total)
			fprintf(out, " %s=%lld", scenario_figure_name((enum scenario_figure)i),
				(long long)total);
	}
	fputc('\n', out);
}

/* A name of a file as a shell takes it: as it is, or between quotes. */
static void put_word(const char *word, FILE *out)
{
	static const char plain[] = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"
				    "0123456789-_./+,:@%=";
	char name[NAME_MAX_LEN];
	struct phrase phrase;

	phrase_init(&phrase, name, sizeof(name));
	phrase_name(&phrase, word, strlen(word));
	if (word[strspn(word, plain)] == '\0' && *word)
		fputs(word, out);
	else
		fprintf(out, strchr(name, '\'') ? "\"%s\"" : "'%s'", name);
}

void explore_text_replay(const struct exploration *exploration, const struct schedule *schedule,
			 FILE *out)
{
	const struct scenario_builtin *builtin = exploration->builtin;
	char text[SCHEDULE_TEXT_MAX];

	schedule_print(schedule, exploration->check, text);
	fputs("replay: halfclose explore ", out);
	if (builtin)
		fprintf(out, "%s --variant %s", builtin->name, builtin->variant);
	else
		put_word(exploration->options->topic, out);
	fprintf(out, "%s --replay %s\n", exploration->options->ipv6 ? " -6" : "", text);
}
