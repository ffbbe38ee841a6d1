/* SPDX-License-Identifier: GPL-2.0-or-later */
/* explore_json.c: an exploration for programs: one object, on one line. */
#include "cmd/explore_words.h"

#include <string.h>

static void put_number(struct json *json, const char *key, uint64_t number)
{
	json_key(json, key);
	json_put_u64(json, number);
}

static void put_string(struct json *json, const char *key, const char *text)
{
	json_key(json, key);
	json_put_string(json, text);
}

static void put_bool(struct json *json, const char *key, bool is_true)
{
	json_key(json, key);
	json_put_bool(json, is_true);
}

static void put_signed(struct json *json, const char *key, int64_t number)
{
	json_key(json, key);
	json_put_i64(json, number);
}

static void put_head(struct json *json, const struct exploration *exploration)
{
	const struct scenario_builtin *builtin = exploration->builtin;

	put_string(json, "type", "exploration");
	put_string(json, "scenario", builtin ? builtin->name : exploration->options->topic);
	put_string(json, "variant", builtin ? builtin->variant : NULL);
	put_string(json, "family", exploration->options->ipv6 ? "ipv6" : "ipv4");
}

static void put_choice(struct json *json, const struct exploration *exploration)
{
	const struct explorer_tally *tally = explorer_tally(exploration->explorer);
	const struct options *options = exploration->options;

	put_string(json, "strategy", explorer_strategy_name(exploration->strategy));
	json_key(json, "seed");
	if (tally->drawn)
		json_put_u64(json, options->seed);
	else
		json_put_null(json);
}

static void put_expects(struct json *json, const struct exploration *exploration,
			const struct explorer_tally *tally)
{
	const struct scenario *scenario = &exploration->scenario;
	char text[SCENARIO_STEP_TEXT_MAX];

	json_key(json, "expects");
	json_array_begin(json);
	for (unsigned int i = 0; i < scenario->expect_count; i++) {
		scenario_print_expect(scenario, &scenario->expects[i], text);
		json_object_begin(json);
		put_string(json, "expect", text);
		put_number(json, "broken", tally->broken[i]);
		json_object_end(json);
	}
	json_array_end(json);
}

static void put_tally(struct json *json, const struct exploration *exploration)
{
	const struct explorer_tally *tally = explorer_tally(exploration->explorer);

	put_choice(json, exploration);
	put_number(json, "schedules", tally->schedules);
	put_number(json, "drawn", tally->drawn);
	put_number(json, "different", tally->different);
	put_bool(json, "whole", tally->whole);
	put_bool(json, "interrupted", exploration->interrupted);
	put_number(json, "equivalent", tally->interleavings - tally->different);
	put_bool(json, "equivalent_at_least", tally->more);
	put_number(json, "given_up", tally->begun);
	put_number(json, "failed", tally->failed);
	for (unsigned int i = 0; i < FIGURE_COUNT; i++) {
		if (explore_happened((enum scenario_figure)i))
			put_number(json, scenario_figure_name((enum scenario_figure)i),
				   tally->happened[i]);
	}
	json_key(json, "points");
	json_object_begin(json);
	put_number(json, "min", tally->points_min);
	put_number(json, "max", tally->points_max);
	put_number(json, "total", tally->points);
	json_object_end(json);
	put_expects(json, exploration, tally);
}

static void put_broken(struct json *json, const struct exploration *exploration)
{
	const struct scenario *scenario = &exploration->scenario;
	char text[SCENARIO_STEP_TEXT_MAX];

	json_key(json, "broken");
	json_array_begin(json);
	for (unsigned int i = 0; i < scenario->expect_count; i++) {
		if (!(exploration->result.broken >> i & 1))
			continue;
		scenario_print_expect(scenario, &scenario->expects[i], text);
		json_put_string(json, text);
	}
	json_array_end(json);
}

static void put_outcome(struct json *json, const struct exploration *exploration)
{
	const struct scenario *scenario = &exploration->scenario;

	for (unsigned int i = 0; i < FIGURE_COUNT; i++)
		put_signed(json, scenario_figure_name((enum scenario_figure)i),
			   scenario_total(&exploration->outcome, (enum scenario_figure)i));
	json_key(json, "variables");
	json_object_begin(json);
	for (unsigned int i = 0; i < scenario->variable_count; i++)
		put_signed(json, scenario->variables[i].name, exploration->outcome.variables[i]);
	json_object_end(json);
}

static void put_turns(struct json *json, const struct exploration *exploration)
{
	const struct scenario *scenario = &exploration->scenario;
	char text[SCENARIO_STEP_TEXT_MAX];

	json_key(json, "turns");
	json_array_begin(json);
	for (size_t i = 0; i < exploration->turn_count; i++) {
		const struct exploration_turn *turn = &exploration->turns[i];

		scenario_print_step(scenario, &scenario->steps[turn->step], text);
		json_object_begin(json);
		put_string(json, "thread", scenario->threads[turn->thread].name);
		put_number(json, "line", scenario->steps[turn->step].line);
		put_string(json, "step", text);
		put_bool(json, "blocks", turn->blocks);
		put_bool(json, "omitted", turn->omitted);
		put_string(json, "call", turn->called ? turn->text : NULL);
		json_object_end(json);
	}
	json_array_end(json);
}

/* Who waits for ever, in which step, and how many of its steps are never begun. */
static void put_hanging(struct json *json, const struct exploration *exploration)
{
	const struct scenario *scenario = &exploration->scenario;
	char text[SCENARIO_STEP_TEXT_MAX], call[EXECUTION_TEXT_MAX];

	json_key(json, "hanging");
	json_array_begin(json);
	for (unsigned int i = 0; i < scenario->thread_count; i++) {
		const struct scenario_thread *thread = &scenario->threads[i];
		unsigned int step = execution_next(exploration->execution, i);

		if (!execution_waits(exploration->execution, i, call))
			continue;
		scenario_print_step(scenario, &scenario->steps[step], text);
		json_object_begin(json);
		put_string(json, "thread", thread->name);
		put_number(json, "line", scenario->steps[step].line);
		put_string(json, "step", text);
		put_string(json, "call", *call ? call : NULL);
		put_number(json, "never_begun", thread->first + thread->count - step - 1);
		json_object_end(json);
	}
	json_array_end(json);
}

static void put_schedule(struct json *json, const struct exploration *exploration,
			 const struct schedule *schedule)
{
	char text[SCHEDULE_TEXT_MAX];

	json_key(json, "schedule");
	if (!schedule) {
		json_put_null(json);
		return;
	}
	schedule_print(schedule, exploration->check, text);
	json_object_begin(json);
	put_string(json, "replay", text);
	put_broken(json, exploration);
	put_outcome(json, exploration);
	put_turns(json, exploration);
	put_hanging(json, exploration);
	json_object_end(json);
}

void explore_json(const struct exploration *exploration, const struct schedule *followed,
		  bool replayed, FILE *out)
{
	struct json json;

	json_init(&json, out);
	json_object_begin(&json);
	put_head(&json, exploration);
	if (!replayed)
		put_tally(&json, exploration);
	put_schedule(&json, exploration, followed);
	json_object_end(&json);
	json_line_end(&json);
}
