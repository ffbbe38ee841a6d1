/* SPDX-License-Identifier: GPL-2.0-or-later */
/* fuzz_scenario.c: files of users: what is accepted is whole, and says the same when printed. */
#include "fuzz.h"
#include "peers/scenario.h"

#include <stdbool.h>
#include <string.h>

/* It is shown on a terminal, with the place. */
static void check_error(const struct scenario_error *error, const uint8_t *octets, size_t len)
{
	unsigned int lines = 1;

	for (size_t i = 0; i < len; i++)
		lines += octets[i] == '\n';
	CLAIM(error->line >= 1 && error->line <= lines);
	CLAIM(error->column >= 1 && error->column <= len + 1);
	CLAIM(error->text[0] && strlen(error->text) < sizeof(error->text));
	for (const char *at = error->text; *at; at++)
		CLAIM(*at >= ' ' && *at < 0x7f);
}

static void check_value(const struct scenario *scenario, const struct scenario_value *value)
{
	CLAIM(!value->is_variable || value->variable < scenario->variable_count);
}

static void check_test(const struct scenario *scenario, const struct scenario_test *test)
{
	CLAIM(test->variable < scenario->variable_count || !scenario->variable_count);
	check_value(scenario, &test->value);
}

static void check_step(const struct scenario *scenario, const struct scenario_step *step)
{
	const struct scenario_peer *to = &scenario->peers[step->peer];
	bool listens = to->listens;

	CLAIM(step->verb < VERB_COUNT && step->peer < scenario->peer_count);
	CLAIM(step->fd < scenario->descriptor_count && step->new_fd < scenario->descriptor_count);
	CLAIM(step->variable < scenario->variable_count || step->variable == 0);
	check_value(scenario, &step->value);
	check_test(scenario, &step->test);
	check_test(scenario, &step->when);
	for (unsigned int i = 0; i < to->count; i++) {
		const struct scenario_thread *thread = &scenario->threads[to->first + i];

		for (unsigned int j = 0; j < thread->count; j++)
			listens |= scenario->steps[thread->first + j].verb == VERB_LISTEN;
	}
	CLAIM(!step->assigns || step->verb <= VERB_LAST_CALL);
	CLAIM(step->verb != VERB_CONNECT || listens);
	CLAIM(step->verb != VERB_FORK || to->forked);
}

static void check_whole(const struct scenario *scenario)
{
	unsigned int thread = 0, step = 0, roots = 0;

	for (unsigned int i = 0; i < scenario->peer_count; i++) {
		CLAIM(scenario->peers[i].first == thread && scenario->peers[i].count > 0);
		CLAIM(scenario->peers[i].parent < scenario->peer_count);
		thread += scenario->peers[i].count;
		roots += !scenario->peers[i].forked;
	}
	CLAIM(roots > 0 && thread == scenario->thread_count);
	for (unsigned int i = 0; i < thread; i++) {
		CLAIM(scenario->threads[i].peer < scenario->peer_count);
		CLAIM(scenario->threads[i].first == step);
		step += scenario->threads[i].count;
	}
	CLAIM(step == scenario->step_count && scenario->expect_count > 0);
	for (unsigned int i = 0; i < step; i++)
		check_step(scenario, &scenario->steps[i]);
}

static void print_peer(const struct scenario *scenario, unsigned int i, FILE *out)
{
	const struct scenario_peer *peer = &scenario->peers[i];
	char text[SCENARIO_STEP_TEXT_MAX];

	fprintf(out, "peer %s\n", peer->name);
	for (int j = 0; j < SCENARIO_OPTION_COUNT; j++) {
		if (peer->option[j] != SCENARIO_OFF)
			fprintf(out, "with %s %lld\n",
				scenario_option_name((enum scenario_option)j),
				(long long)peer->option[j]);
	}
	if (peer->listens)
		fprintf(out, "with backlog %u\n", peer->backlog);
	for (unsigned int j = peer->first; j < peer->first + peer->count; j++) {
		const struct scenario_thread *thread = &scenario->threads[j];

		if (j > peer->first)
			fprintf(out, "thread %s\n", thread->name);
		for (unsigned int k = 0; k < thread->count; k++) {
			scenario_print_step(scenario, &scenario->steps[thread->first + k], text);
			CLAIM(strlen(text) < sizeof(text) - 1);
			fprintf(out, "%s\n", text);
		}
	}
}

static char *print(const struct scenario *scenario, size_t *len)
{
	char text[SCENARIO_STEP_TEXT_MAX], *printed;
	FILE *out = open_memstream(&printed, len);

	CLAIM(out);
	for (unsigned int i = 0; i < scenario->variable_count; i++)
		fprintf(out, "var %s %lld\n", scenario->variables[i].name,
			(long long)scenario->variables[i].first);
	for (unsigned int i = 0; i < scenario->peer_count; i++)
		print_peer(scenario, i, out);
	for (unsigned int i = 0; i < scenario->expect_count; i++) {
		scenario_print_expect(scenario, &scenario->expects[i], text);
		fprintf(out, "expect %s\n", text);
	}
	fclose(out);
	return printed;
}

/* Printed, read and printed again, it is the same. */
static void check_print(const struct scenario *scenario)
{
	struct scenario_error error = { 0 };
	struct scenario again;
	size_t len, again_len;
	char *text = print(scenario, &len), *second;

	if (len <= SCENARIO_SIZE_MAX) {
		CLAIM(scenario_parse(&again, text, len, &error) == 0);
		check_whole(&again);
		second = print(&again, &again_len);
		CLAIM(len == again_len && memcmp(text, second, len) == 0);
		free(second);
	}
	free(text);
}

int LLVMFuzzerTestOneInput(const uint8_t *octets, size_t len)
{
	struct scenario_error error = { 0 };
	struct scenario scenario;

	if (scenario_parse(&scenario, (const char *)octets, len, &error) < 0) {
		check_error(&error, octets, len);
		return 0;
	}
	check_whole(&scenario);
	check_print(&scenario);
	return 0;
}
