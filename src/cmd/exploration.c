/* SPDX-License-Identifier: GPL-2.0-or-later */
/* exploration.c: a scenario is read, and put on sockets for the explorer. */
#include "cmd/exploration.h"

#include "observe/privilege.h"
#include "show/escape.h"
#include "show/phrase.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

static int model_begin(void *arg)
{
	struct exploration *exploration = arg;

	exploration->turn_count = 0;
	return exploration->inner.begin(exploration->inner.arg);
}

static uint32_t model_ready(void *arg)
{
	const struct exploration *exploration = arg;

	return exploration->inner.ready(exploration->inner.arg);
}

static void model_touches(void *arg, unsigned int thread, struct footprint *footprint)
{
	const struct exploration *exploration = arg;

	exploration->inner.touches(exploration->inner.arg, thread, footprint);
}

/* A call of the turn that is being taken; of several in one, the last says what came of it. */
static void on_call(void *arg, const struct execution_call *call)
{
	struct exploration *exploration = arg;
	struct exploration_turn *turn;

	if (!exploration->follows || !exploration->turn_count)
		return;
	turn = &exploration->turns[exploration->turn_count - 1];
	turn->called = true;
	memcpy(turn->text, call->text, sizeof(turn->text));
}

/* Those after which the process or the thread is no more go nowhere. */
static bool ends_it(const struct scenario_step *step)
{
	return step->verb == VERB_EXIT || step->verb == VERB_CRASH || step->verb == VERB_KILL ||
	       step->verb == VERB_STOP;
}

static bool is_omitted(const struct exploration *exploration, const struct scenario_step *step)
{
	struct scenario_outcome outcome;

	execution_outcome(exploration->execution, &outcome);
	return step->conditional && !scenario_test_holds(&step->when, outcome.variables);
}

/* Whether the thread's turn before was to begin this step. */
static bool is_begun(const struct exploration *exploration, unsigned int thread)
{
	for (size_t i = exploration->turn_count; i-- > 0;) {
		if (exploration->turns[i].thread == thread)
			return exploration->turns[i].blocks;
	}
	return false;
}

static int follow_step(struct exploration *exploration, unsigned int thread)
{
	struct execution *execution = exploration->execution;
	unsigned int number = execution_next(execution, thread);
	const struct scenario_step *step = &exploration->scenario.steps[number];
	struct exploration_turn *turn = &exploration->turns[exploration->turn_count];
	int ret;

	*turn = (struct exploration_turn){
		.thread = thread, .step = number,
		.omitted = !is_begun(exploration, thread) && is_omitted(exploration, step),
	};
	exploration->turn_count++;
	ret = execution_step(execution, thread);
	turn->blocks = ret == 0 && execution_next(execution, thread) == number && !ends_it(step);
	return ret;
}

static int model_step(void *arg, unsigned int thread)
{
	struct exploration *exploration = arg;

	return exploration->follows ? follow_step(exploration, thread) :
				      execution_step(exploration->execution, thread);
}

static int model_end(void *arg, struct explorer_result *result)
{
	struct exploration *exploration = arg;
	int ret = exploration->inner.end(exploration->inner.arg, result);

	execution_outcome(exploration->execution, &exploration->outcome);
	exploration->result = *result;
	return ret;
}

static const char *file_name(const struct exploration *exploration)
{
	return exploration->options->topic;
}

void exploration_name(const struct exploration *exploration, char *buf, size_t size)
{
	const struct scenario_builtin *builtin = exploration->builtin;
	struct phrase phrase;

	phrase_init(&phrase, buf, size);
	if (!builtin) {
		phrase_name(&phrase, file_name(exploration), strlen(file_name(exploration)));
		return;
	}
	phrase_text(&phrase, builtin->name);
	phrase_text(&phrase, " ");
	phrase_text(&phrase, builtin->variant);
}

/* All of it, NUL-terminated. NULL: no memory. */
static char *read_text(FILE *file, size_t *len)
{
	char *text = malloc(SCENARIO_SIZE_MAX + 2);

	if (!text)
		return NULL;
	/* One octet more than there may be: the parser says that it is too long. */
	*len = fread(text, 1, SCENARIO_SIZE_MAX + 1, file);
	text[*len] = '\0';
	return text;
}

static int parse(struct exploration *exploration, const char *text, size_t len, struct err *err)
{
	struct scenario_error error;
	char name[128];

	exploration->check = schedule_check(text);
	if (scenario_parse(&exploration->scenario, text, len, &error) == 0)
		return 0;
	exploration_name(exploration, name, sizeof(name));
	return err_set(err, -EINVAL, "%s:%u:%u: %s", name, error.line, error.column, error.text);
}

static int read_file(struct exploration *exploration, struct err *err)
{
	const char *path = file_name(exploration);
	FILE *file = strcmp(path, "-") == 0 ? stdin : privilege_fopen(path, "re");
	char name[256], *text;
	size_t len;
	int ret;

	exploration_name(exploration, name, sizeof(name));
	if (!file && errno == ENOENT && !strchr(path, '/'))
		return err_set(err, -ENOENT, "there is neither a scenario nor a file \"%s\": "
			       "\"halfclose explore --list\" names the scenarios", name);
	if (!file)
		return err_sys(err, -errno, "cannot open %s", name);
	text = read_text(file, &len);
	if (!text)
		ret = err_sys(err, -ENOMEM, "cannot read %s", name);
	else if (ferror(file))
		ret = err_sys(err, -errno, "cannot read %s", name);
	else
		ret = parse(exploration, text, len, err);
	free(text);
	if (file != stdin)
		fclose(file);
	return ret;
}

/* What would do nothing is not taken: it may have been meant for another strategy. */
static int check_drawing(const struct options *options, enum explorer_strategy strategy, struct err *err)
{
	if (options->seed && strategy == EXPLORER_EXHAUSTIVE)
		return err_set(err, -EINVAL, "--seed is of --strategy random and pct: exhaustive draws nothing");
	if (options->depth && strategy != EXPLORER_PCT)
		return err_set(err, -EINVAL, "--depth is of --strategy pct, not of %s", options->strategy);
	return 0;
}

static int choose_strategy(struct exploration *exploration, struct explorer_options *chosen,
			   struct err *err)
{
	const struct options *options = exploration->options;

	*chosen = (struct explorer_options){
		.seed = options->seed, .iterations = options->iterations,
		.depth = options->depth ? options->depth : EXPLORATION_DEPTH,
	};
	if (!options->strategy) {
		chosen->then_pct = options->iterations ? options->iterations : EXPLORATION_DRAWN;
		chosen->iterations = EXPLORATION_LIMIT;
	} else if (explorer_strategy_find(options->strategy, &chosen->strategy) < 0) {
		return err_set(err, -EINVAL, "--strategy takes exhaustive, random or pct, not \"%s\"",
			       options->strategy);
	} else if (chosen->strategy != EXPLORER_EXHAUSTIVE && !options->iterations) {
		chosen->iterations = EXPLORATION_DRAWN;
	}
	exploration->strategy = chosen->strategy;
	return options->strategy ? check_drawing(options, chosen->strategy, err) : 0;
}

static int begin(struct exploration *exploration, struct err *err)
{
	struct execution_options how = {
		.ipv6 = exploration->options->ipv6, .called = on_call, .arg = exploration,
	};
	struct explorer_options chosen;
	int ret = choose_strategy(exploration, &chosen, err);

	if (ret < 0)
		return ret;
	ret = execution_new(&exploration->execution, &exploration->scenario, &how);
	if (ret == -ENETUNREACH)
		return err_sys(err, ret, "cannot set the stage, the loopback interface (is it up?)");
	if (ret < 0)
		return err_sys(err, ret, "cannot set the stage");
	execution_model(exploration->execution, &exploration->inner);
	exploration->model = (struct explorer_model){
		.begin = model_begin, .ready = model_ready, .touches = model_touches,
		.step = model_step, .end = model_end, .arg = exploration,
	};
	exploration->explorer = explorer_new(&exploration->model, &chosen);
	return exploration->explorer ? 0 : err_sys(err, -ENOMEM, "cannot begin");
}

int exploration_open(struct exploration *exploration, const struct options *options,
		     const struct scenario_builtin *builtin, struct err *err)
{
	int ret;

	*exploration = (struct exploration){ .options = options, .builtin = builtin };
	if (builtin) {
		const char *text = scenario_builtin_text(builtin);

		ret = parse(exploration, text, strlen(text), err);
	} else {
		ret = read_file(exploration, err);
	}
	return ret < 0 ? ret : begin(exploration, err);
}

void exploration_close(struct exploration *exploration)
{
	explorer_free(exploration->explorer);
	execution_free(exploration->execution);
	exploration->explorer = NULL;
	exploration->execution = NULL;
}

int exploration_schedule(const struct exploration *exploration, const char *text,
			 struct schedule *schedule, struct err *err)
{
	const struct options *options = exploration->options;
	char name[128];

	exploration_name(exploration, name, sizeof(name));
	switch (schedule_parse(schedule, exploration->check, text)) {
	case 0:
		return 0;
	case -ESTALE:
		return err_set(err, -ESTALE, "the schedule is of another scenario than %s, or of one "
			       "that was changed since",
			       exploration->builtin && !options->variant ? options->topic : name);
	case -ENOTSUP:
		return err_set(err, -ENOTSUP, "the schedule is one of another version of halfclose");
	case -E2BIG:
		return err_set(err, -E2BIG, "the schedule has more than %d steps",
			       SCHEDULE_STEPS_MAX);
	}
	return err_set(err, -EINVAL, "--replay takes a schedule as explore prints it, x1-..., not "
		       "\"%s\"", text);
}
