/* SPDX-License-Identifier: GPL-2.0-or-later */
/* explore_turns.c: one execution, turn by turn, a column for each thread. */
#include "cmd/explore_words.h"

#include "show/utf8.h"

#include <stdio.h>
#include <string.h>

enum {
	NUMBER_COLUMNS = 5,	/* in front of each line */
	COLUMN_MIN = 18,	/* narrower, and the threads share one */
	COLUMN_MAX = 34,
	TURN_MAX = SCENARIO_STEP_TEXT_MAX + EXECUTION_TEXT_MAX,
};

struct columns {
	unsigned int place[SCENARIO_THREADS_MAX];	/* of the threads that have a turn */
	unsigned int count, width;
};

/* What a turn was: the call and what it returned, else the step as the scenario has it. */
static void turn_text(const struct exploration *exploration, const struct exploration_turn *turn,
		      char text[TURN_MAX])
{
	char step[SCENARIO_STEP_TEXT_MAX];

	if (turn->called && !turn->blocks) {
		snprintf(text, TURN_MAX, "%s", turn->text);
		return;
	}
	scenario_print_step(&exploration->scenario, &exploration->scenario.steps[turn->step],
			    step);
	snprintf(text, TURN_MAX, "%s%s", step,
		 turn->blocks ? ": blocks" : turn->omitted ? ": no" : "");
}

static void choose_columns(const struct exploration *exploration, const struct style *style,
			   struct columns *columns)
{
	bool has_turn[SCENARIO_THREADS_MAX] = { false };

	*columns = (struct columns){ 0 };
	for (size_t i = 0; i < exploration->turn_count; i++)
		has_turn[exploration->turns[i].thread] = true;
	for (unsigned int i = 0; i < exploration->scenario.thread_count; i++) {
		if (has_turn[i])
			columns->place[i] = columns->count++;
	}
	if (!columns->count)
		return;
	columns->width = (style->width - NUMBER_COLUMNS) / columns->count;
	if (columns->width > COLUMN_MAX)
		columns->width = COLUMN_MAX;
}

static void put_names(const struct exploration *exploration, const struct style *style,
		      const struct columns *columns, FILE *out)
{
	unsigned int place = 0;

	fprintf(out, "%*s", NUMBER_COLUMNS, "");
	for (size_t i = 0; i < exploration->scenario.thread_count; i++) {
		const char *name = exploration->scenario.threads[i].name;
		bool last = place + 1 == columns->count;
		bool has_turn = false;

		for (size_t j = 0; j < exploration->turn_count && !has_turn; j++)
			has_turn = exploration->turns[j].thread == i;
		if (!has_turn)
			continue;
		fprintf(out, "%s%.*s%s", style_on(style, STYLE_STRONG), (int)columns->width - 1,
			name, style_off(style));
		if (!last)
			fprintf(out, "%*s", (int)columns->width - (int)strnlen(name,
				columns->width - 1), "");
		place++;
	}
	fputc('\n', out);
}

/* Less, where a text would be cut: its end is what the call returned. */
static unsigned int indent_for(const struct style *style, const char *text, unsigned int indent)
{
	size_t room = style->width - NUMBER_COLUMNS - indent, wanted = utf8_columns(text);
	size_t lacks = wanted > room ? wanted - room : 0;

	return lacks < indent ? indent - (unsigned int)lacks : 0;
}

/* As much of it as there is room for. */
static void put_cut(const struct style *style, const char *text, unsigned int columns, FILE *out)
{
	const char *more = style_glyphs(style)->more;
	size_t len = strlen(text);

	if (utf8_columns(text) <= columns) {
		style_put(style, out, text, len);
		return;
	}
	style_put(style, out, text, utf8_fit(text, columns - utf8_columns(more)));
	fputs(more, out);
}

static void put_turn(const struct exploration *exploration, const struct style *style,
		     const struct columns *columns, size_t i, FILE *out)
{
	const struct exploration_turn *turn = &exploration->turns[i];
	unsigned int indent = columns->place[turn->thread] * columns->width;
	char text[TURN_MAX];

	turn_text(exploration, turn, text);
	indent = indent_for(style, text, indent);
	fprintf(out, "%3zu  %*s", i + 1, (int)indent, "");
	put_cut(style, text, style->width - NUMBER_COLUMNS - indent, out);
	fputc('\n', out);
}

/* The name in front, where there are too many threads for columns. */
static void put_listed(const struct exploration *exploration, const struct style *style,
		       size_t i, FILE *out)
{
	const struct exploration_turn *turn = &exploration->turns[i];
	char text[TURN_MAX];

	turn_text(exploration, turn, text);
	fprintf(out, "%3zu  %-12s ", i + 1, exploration->scenario.threads[turn->thread].name);
	put_cut(style, text, style->width - NUMBER_COLUMNS - 13, out);
	fputc('\n', out);
}

void explore_text_turns(const struct exploration *exploration, const struct style *style,
			FILE *out)
{
	struct columns columns;

	choose_columns(exploration, style, &columns);
	if (!columns.count) {
		fprintf(out, "%*sno thread can begin\n", NUMBER_COLUMNS, "");
		return;
	}
	if (columns.width < COLUMN_MIN) {
		for (size_t i = 0; i < exploration->turn_count; i++)
			put_listed(exploration, style, i, out);
		return;
	}
	put_names(exploration, style, &columns, out);
	for (size_t i = 0; i < exploration->turn_count; i++)
		put_turn(exploration, style, &columns, i, out);
}

/* What comes after it in the thread: nobody ever gets there. */
static void put_never_begun(const struct scenario *scenario, const struct scenario_thread *thread,
			    unsigned int step, FILE *out)
{
	unsigned int count = thread->first + thread->count - step - 1;
	char text[SCENARIO_STEP_TEXT_MAX];

	if (!count)
		return;
	scenario_print_step(scenario, &scenario->steps[step + 1], text);
	fprintf(out, "; never begun: %s", text);
	if (count > 1)
		fprintf(out, " and %u more", count - 1);
}

/* What is built in is a file, too, in scenarios/. */
static void put_line_number(const struct exploration *exploration, unsigned int line, FILE *out)
{
	const struct scenario_builtin *builtin = exploration->builtin;

	fprintf(out, "line %u", line);
	if (builtin)
		fprintf(out, " of %s.%s.scenario", builtin->name, builtin->variant);
}

void explore_text_hung(const struct exploration *exploration, const struct style *style, FILE *out)
{
	const struct scenario *scenario = &exploration->scenario;

	for (unsigned int i = 0; i < scenario->thread_count; i++) {
		const struct scenario_thread *thread = &scenario->threads[i];
		unsigned int step = execution_next(exploration->execution, i);
		char call[EXECUTION_TEXT_MAX], text[SCENARIO_STEP_TEXT_MAX];

		if (!execution_waits(exploration->execution, i, call))
			continue;
		scenario_print_step(scenario, &scenario->steps[step], text);
		fprintf(out, "%shangs: %s is blocked in %s, ", style_on(style, STYLE_ERROR),
			thread->name, *call ? call : text);
		put_line_number(exploration, scenario->steps[step].line, out);
		fputs(style_off(style), out);
		put_never_begun(scenario, thread, step, out);
		fputc('\n', out);
	}
}
