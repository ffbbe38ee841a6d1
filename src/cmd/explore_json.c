/* SPDX-License-Identifier: GPL-2.0-or-later */
/* explore_json.c: an exploration for programs: one object, on one line. */
#include "cmd/explore_words.h"

#include <string.h>

static void put_signed(struct json *json, const char *key, int64_t number)
{
	json_key(json, key);
	json_put_i64(json, number);
}

static void put_head(struct json *json, const struct exploration *exploration)
{
	const struct scenario_builtin *builtin = exploration->builtin;

	json_string_member(json, "type", "exploration");
	json_string_member(json, "scenario", builtin ? builtin->name : exploration->options->topic);
	json_string_member(json, "variant", builtin ? builtin->variant : NULL);
	json_string_member(json, "family", exploration->options->ipv6 ? "ipv6" : "ipv4");
}

static void put_choice(struct json *json, const struct exploration *exploration)
{
	const struct explorer_tally *tally = explorer_tally(exploration->explorer);
	const struct options *options = exploration->options;

	json_string_member(json, "strategy", explorer_strategy_name(exploration->strategy));
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
		json_string_member(json, "expect", text);
		json_number_member(json, "broken", tally->broken[i]);
		json_object_end(json);
	}
	json_array_end(json);
}

static void put_tally(struct json *json, const struct exploration *exploration)
{
	const struct explorer_tally *tally = explorer_tally(exploration->explorer);

	put_choice(json, exploration);
	json_number_member(json, "schedules", tally->schedules);
	json_number_member(json, "drawn", tally->drawn);
	json_number_member(json, "different", tally->different);
	json_bool_member(json, "whole", tally->whole);
	json_bool_member(json, "interrupted", exploration->interrupted);
	json_number_member(json, "equivalent", tally->interleavings - tally->different);
	json_bool_member(json, "equivalent_at_least", tally->more);
	json_number_member(json, "given_up", tally->begun);
	json_number_member(json, "failed", tally->failed);
	for (unsigned int i = 0; i < FIGURE_COUNT; i++) {
		if (explore_happened((enum scenario_figure)i))
			json_number_member(json, scenario_figure_name((enum scenario_figure)i),
					   tally->happened[i]);
	}
	json_key(json, "points");
	json_object_begin(json);
	json_number_member(json, "min", tally->points_min);
	json_number_member(json, "max", tally->points_max);
	json_number_member(json, "total", tally->points);
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
		json_string_member(json, "thread", scenario->threads[turn->thread].name);
		json_number_member(json, "line", scenario->steps[turn->step].line);
		json_string_member(json, "step", text);
		json_bool_member(json, "blocks", turn->blocks);
		json_bool_member(json, "omitted", turn->omitted);
		json_string_member(json, "call", turn->called ? turn->text : NULL);
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
		json_string_member(json, "thread", thread->name);
		json_number_member(json, "line", scenario->steps[step].line);
		json_string_member(json, "step", text);
		json_string_member(json, "call", *call ? call : NULL);
		json_number_member(json, "never_begun", thread->first + thread->count - step - 1);
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
	json_string_member(json, "replay", text);
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
