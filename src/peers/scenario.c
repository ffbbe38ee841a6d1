/* SPDX-License-Identifier: GPL-2.0-or-later */
/* scenario.c: what an exploration's peers do, as text, and whether what must hold does. */
#include "peers/scenario.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>

static const char *const verbs[] = {
#define X(symbol, word) [VERB_##symbol] = word,
	SCENARIO_VERB_LIST(X)
#undef X
};

static const char *const figures[] = {
#define X(symbol, word) [FIGURE_##symbol] = word,
	SCENARIO_FIGURE_LIST(X)
#undef X
};

static const char *const relations[RELATION_COUNT] = {
	[RELATION_EQUAL] = "==",
	[RELATION_UNEQUAL] = "!=",
	[RELATION_LESS] = "<",
	[RELATION_AT_MOST] = "<=",
	[RELATION_MORE] = ">",
	[RELATION_AT_LEAST] = ">=",
};

static const char *const options[SCENARIO_OPTION_COUNT] = {
	[SCENARIO_LINGER] = "linger",
	[SCENARIO_SNDBUF] = "sndbuf",
	[SCENARIO_RCVBUF] = "rcvbuf",
};

const char *scenario_verb_name(enum scenario_verb verb)
{
	return verbs[verb];
}

const char *scenario_figure_name(enum scenario_figure figure)
{
	return figures[figure];
}

const char *scenario_relation_name(enum scenario_relation relation)
{
	return relations[relation];
}

const char *scenario_option_name(enum scenario_option option)
{
	return options[option];
}

const char *scenario_how_name(int how)
{
	return how == SHUT_RD ? "rd" : how == SHUT_WR ? "wr" : "rdwr";
}

int64_t scenario_value(const struct scenario_value *value, const int64_t *variables)
{
	return value->is_variable ? variables[value->variable] : value->number;
}

static bool compare(int64_t left, enum scenario_relation relation, int64_t right)
{
	switch (relation) {
	case RELATION_EQUAL:
		return left == right;
	case RELATION_UNEQUAL:
		return left != right;
	case RELATION_LESS:
		return left < right;
	case RELATION_AT_MOST:
		return left <= right;
	case RELATION_MORE:
		return left > right;
	case RELATION_AT_LEAST:
		return left >= right;
	}
	return false;
}

bool scenario_test_holds(const struct scenario_test *test, const int64_t *variables)
{
	return compare(variables[test->variable], test->relation,
		       scenario_value(&test->value, variables));
}

int64_t scenario_total(const struct scenario_outcome *outcome, enum scenario_figure figure)
{
	int64_t total = 0;

	for (int i = 0; i < SCENARIO_PEERS_MAX; i++)
		total += outcome->figures[i][figure];
	return total;
}

bool scenario_expect_holds(const struct scenario_expect *expect,
			   const struct scenario_outcome *outcome)
{
	int64_t left;

	if (!expect->is_figure)
		left = outcome->variables[expect->variable];
	else if (expect->of_peer)
		left = outcome->figures[expect->peer][expect->figure];
	else
		left = scenario_total(outcome, expect->figure);
	return compare(left, expect->relation,
		       scenario_value(&expect->value, outcome->variables));
}

/* A line that grows; what no longer fits is left out. */
struct line {
	const struct scenario *scenario;
	char *text;
	size_t len;
};

__attribute__((format(printf, 2, 3)))
static void put(struct line *line, const char *fmt, ...)
{
	size_t left = SCENARIO_STEP_TEXT_MAX - line->len;
	va_list args;
	int n;

	va_start(args, fmt);
	n = vsnprintf(line->text + line->len, left, fmt, args);
	va_end(args);
	line->len += n < 0 ? 0 : (size_t)n < left ? (size_t)n : left - 1;
}

static void put_value(struct line *line, const struct scenario_value *value)
{
	if (value->is_variable)
		put(line, " %s", line->scenario->variables[value->variable].name);
	else
		put(line, " %lld", (long long)value->number);
}

static void put_test(struct line *line, const struct scenario_test *test)
{
	put(line, " %s %s", line->scenario->variables[test->variable].name,
	    relations[test->relation]);
	put_value(line, &test->value);
}

static void put_fd(struct line *line, unsigned int fd)
{
	put(line, " %s", line->scenario->descriptors[fd]);
}

static void put_option(struct line *line, const struct scenario_step *step)
{
	put(line, " %s", options[step->option]);
	if (step->number == SCENARIO_OFF)
		put(line, " off");
	else
		put(line, " %lld", (long long)step->number);
	put_fd(line, step->fd);
}

static void put_operands(struct line *line, const struct scenario_step *step)
{
	const struct scenario *scenario = line->scenario;

	switch (step->verb) {
	case VERB_LISTEN:
	case VERB_EXIT:
		put(line, " %lld", (long long)step->number);
		break;
	case VERB_CONNECT:
		put_fd(line, step->fd);
		put(line, " to %s", scenario->peers[step->peer].name);
		break;
	case VERB_ACCEPT:
	case VERB_READ_EOF:
	case VERB_CLOSE:
		put_fd(line, step->fd);
		break;
	case VERB_WRITE:
	case VERB_READ:
	case VERB_RECV:
	case VERB_PEEK:
		put(line, " %lld", (long long)step->number);
		put_fd(line, step->fd);
		break;
	case VERB_SHUTDOWN:
		put(line, " %s", scenario_how_name(step->how));
		put_fd(line, step->fd);
		break;
	case VERB_SETSOCKOPT:
		put_option(line, step);
		break;
	case VERB_DUP:
		put_fd(line, step->fd);
		put_fd(line, step->new_fd);
		break;
	case VERB_FORK:
	case VERB_KILL:
		put(line, " %s", scenario->peers[step->peer].name);
		break;
	case VERB_SET:
	case VERB_ADD:
		put(line, " %s", scenario->variables[step->variable].name);
		put_value(line, &step->value);
		break;
	case VERB_WAIT:
		put_test(line, &step->test);
		break;
	case VERB_TAKE:
		put(line, " %s", scenario->variables[step->variable].name);
		break;
	case VERB_CRASH:
	case VERB_STOP:
	case VERB_COUNT:
		break;
	}
}

void scenario_print_step(const struct scenario *scenario, const struct scenario_step *step,
			 char text[SCENARIO_STEP_TEXT_MAX])
{
	struct line line = { .scenario = scenario, .text = text };

	if (step->conditional) {
		put(&line, "when");
		put_test(&line, &step->when);
		put(&line, " ");
	}
	if (step->assigns)
		put(&line, "%s = ", scenario->variables[step->variable].name);
	put(&line, "%s", verbs[step->verb]);
	put_operands(&line, step);
}

void scenario_print_expect(const struct scenario *scenario, const struct scenario_expect *expect,
			   char text[SCENARIO_STEP_TEXT_MAX])
{
	struct line line = { .scenario = scenario, .text = text };

	if (!expect->is_figure)
		put(&line, "%s", scenario->variables[expect->variable].name);
	else if (expect->of_peer)
		put(&line, "%s.%s", figures[expect->figure], scenario->peers[expect->peer].name);
	else
		put(&line, "%s", figures[expect->figure]);
	put(&line, " %s", relations[expect->relation]);
	put_value(&line, &expect->value);
}
