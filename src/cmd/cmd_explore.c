/* SPDX-License-Identifier: GPL-2.0-or-later */
/* cmd_explore.c: a scenario in every order that matters, or in one, and what that comes to. */
#include "cmd/command.h"
#include "cmd/die.h"
#include "cmd/explore_all.h"
#include "cmd/explore_ladder.h"
#include "cmd/explore_words.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

/* The turns of the schedule that was executed last, and what is wrong with it. */
static void tell_schedule(const struct exploration *exploration, const struct style *style,
			  const struct schedule *schedule)
{
	fputc('\n', stdout);
	explore_text_turns(exploration, style, stdout);
	fputc('\n', stdout);
	explore_text_hung(exploration, style, stdout);
	explore_text_result(exploration, style, stdout);
	explore_text_replay(exploration, schedule, stdout);
}

static bool hangs(const struct exploration *exploration)
{
	return scenario_total(&exploration->outcome, FIGURE_HUNG) > 0;
}

/* And, watched, what its connections look like. */
static int tell_replay(const struct exploration *exploration, const struct style *style,
		       const struct schedule *schedule, struct err *err)
{
	tell_schedule(exploration, style, schedule);
	fputc('\n', stdout);
	fflush(stdout);
	return explore_ladder(exploration->options, &exploration->scenario, schedule,
			      hangs(exploration), err);
}

static int replay(struct exploration *exploration, const struct style *style, struct err *err)
{
	const struct options *options = exploration->options;
	struct schedule schedule;
	int ret = exploration_schedule(exploration, options->schedule, &schedule, err);

	if (ret == 0)
		ret = exploration_replay(exploration, &schedule, err);
	if (ret < 0)
		return ret;
	if (options->format == FORMAT_JSON)
		explore_json(exploration, &schedule, true, stdout);
	else if (options->quiet)
		explore_text_result(exploration, style, stdout);
	else
		ret = tell_replay(exploration, style, &schedule, err);
	if (ret < 0)
		return ret;
	return exploration->result.broken ? STATUS_FINDINGS : STATUS_OK;
}

/* Executes the shortest schedule that failed once more, and keeps its turns. */
static int repeat_failure(struct exploration *exploration, const struct explorer_failure *failure,
			  struct err *err)
{
	int ret = exploration_replay(exploration, &failure->schedule, err);

	if (ret == 0 && exploration->result.broken != failure->result.broken)
		return err_set(err, -EBADE, "the same schedule came to something else when it was "
			       "repeated");
	return ret;
}

static void tell(const struct exploration *exploration, const struct style *style,
		 const struct explorer_failure *failure)
{
	const struct options *options = exploration->options;

	if (options->format == FORMAT_JSON) {
		explore_json(exploration, failure ? &failure->schedule : NULL, false, stdout);
		return;
	}
	explore_text_tally(exploration, style, stdout);
	if (!failure)
		return;
	if (options->quiet) {
		explore_text_replay(exploration, &failure->schedule, stdout);
		return;
	}
	printf("\nthe shortest that fails:\n");
	tell_schedule(exploration, style, &failure->schedule);
	/* Who interrupts it does not want to wait for it. */
	if (!exploration->scenario.connect_count || exploration->interrupted)
		return;
	fputc('\n', stdout);
	/* There may be another variant to explore. */
	explore_ladder_aside(options, &exploration->scenario, &failure->schedule,
			     hangs(exploration));
}

static void print_schedule(const struct exploration *exploration)
{
	explore_text_schedule(exploration, stdout);
}

static int explore(struct exploration *exploration, const struct style *style, struct err *err)
{
	const struct explorer_failure *failure;
	int ret;

	if (exploration->options->verbose && exploration->options->format == FORMAT_TEXT)
		exploration->executed = print_schedule;
	ret = exploration_run(exploration, err);
	if (ret < 0)
		return ret;
	failure = explorer_failure(exploration->explorer);
	if (failure)
		ret = repeat_failure(exploration, failure, err);
	if (ret < 0)
		return ret;
	tell(exploration, style, failure);
	fflush(stdout);
	return failure ? STATUS_FINDINGS : STATUS_OK;
}

static int explore_one(const struct options *options, const struct scenario_builtin *builtin,
		       int *interrupted, struct err *err)
{
	struct exploration *exploration = malloc(sizeof(*exploration));
	struct style style;
	int ret;

	if (!exploration)
		return err_sys(err, -ENOMEM, "cannot begin");
	style_detect(&style, options->color, stdout);
	ret = exploration_open(exploration, options, builtin, err);
	if (ret == 0)
		ret = options->schedule ? replay(exploration, &style, err) :
					  explore(exploration, &style, err);
	*interrupted = exploration->interrupted;
	exploration_close(exploration);
	free(exploration);
	return ret;
}

/* A variant has its own name, and is broken or fixed besides. */
static bool is_meant(const struct options *options, const struct scenario_builtin *builtin)
{
	const char *variant = options->variant;

	if (strcmp(builtin->name, options->topic) != 0)
		return false;
	if (!variant || strcmp(variant, builtin->variant) == 0)
		return true;
	if (scenario_builtin_find(builtin->name, variant))
		return false;
	return strcmp(variant, builtin->breaks ? "broken" : "fixed") == 0;
}

static bool is_schedule_of(const struct options *options,
			   const struct scenario_builtin *builtin)
{
	struct schedule schedule;

	return schedule_parse(&schedule, schedule_check(scenario_builtin_text(builtin)),
			      options->schedule) != -ESTALE;
}

/* Of variants that are not named, a schedule is of the one that it was made of. */
static const struct scenario_builtin *next_variant(const struct options *options, size_t *i)
{
	const struct scenario_builtin *last = NULL;

	while (*i < scenario_builtin_count()) {
		const struct scenario_builtin *builtin = scenario_builtin_at((*i)++);

		if (!is_meant(options, builtin))
			continue;
		if (!options->schedule || is_schedule_of(options, builtin))
			return builtin;
		last = builtin;
	}
	return last;
}

/* What is not through has not shown that nothing is wrong: a shell's next command is not to go on as if. */
static int end(int status, int interrupted)
{
	return interrupted && status == STATUS_OK ? die_of(interrupted) : status;
}

static int explore_builtin(const struct options *options, struct err *err)
{
	const struct scenario_builtin *builtin;
	int status = STATUS_OK, ret = STATUS_OK;
	int interrupted = 0;
	size_t i = 0;

	builtin = next_variant(options, &i);
	if (!builtin)
		return err_set(err, -EINVAL, "the scenario %s has no variant \"%s\": \"halfclose "
			       "explore --list\" names them", options->topic, options->variant);
	for (unsigned int told = 0; builtin && !interrupted; told++) {
		/* A ladder has an empty line behind it. */
		if (told && options->format == FORMAT_TEXT && (ret == STATUS_OK || options->quiet))
			fputc('\n', stdout);
		ret = explore_one(options, builtin, &interrupted, err);
		if (ret < 0)
			return ret;
		status = ret == STATUS_OK ? status : ret;
		builtin = options->schedule ? NULL : next_variant(options, &i);
	}
	return end(status, interrupted);
}

int cmd_explore(const struct options *options, struct err *err)
{
	int interrupted = 0, ret;

	if (options->list && options->topic)
		return err_set(err, -EINVAL, "--list names each built-in scenario: what is \"%s\" for?",
			       options->topic);
	if (options->list)
		return explore_list(options);
	if (options->all && options->topic)
		return err_set(err, -EINVAL, "--all is each built-in scenario: what is \"%s\" for?",
			       options->topic);
	if (options->all && options->schedule)
		return err_set(err, -EINVAL, "a schedule is of one scenario: --replay goes without "
			       "--all");
	if (options->all)
		return explore_all(options, err);
	if (!options->topic)
		return err_set(err, -EINVAL, "which scenario? \"halfclose explore --list\" names those "
			       "that are built in; a file of your own is one, too");
	if (scenario_builtin_find(options->topic, NULL))
		return explore_builtin(options, err);
	if (options->variant)
		return err_set(err, -EINVAL, "only built-in scenarios have variants, and \"%s\" is "
			       "none", options->topic);
	ret = explore_one(options, NULL, &interrupted, err);
	return end(ret, interrupted);
}
