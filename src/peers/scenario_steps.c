/* SPDX-License-Identifier: GPL-2.0-or-later */
/* scenario_steps.c: reads a step of a scenario: its verb, and what that verb takes. */
#include "peers/scenario_parser.h"

#include <string.h>
#include <sys/socket.h>

enum { BACKLOG = 8 };

/* A name has one number everywhere: who was forked has its parent's descriptors by them. */
static int take_descriptor(struct scenario_parser *parser, unsigned int *fd)
{
	struct scenario *scenario = parser->scenario;
	struct scenario_place here = parser->words.word.place;
	char name[SCENARIO_NAME_MAX];
	int ret = parser_take_new_name(parser, "a descriptor's name", name);

	if (ret)
		return ret;
	for (*fd = 0; *fd < scenario->descriptor_count; (*fd)++) {
		if (strcmp(scenario->descriptors[*fd], name) == 0)
			return 0;
	}
	if (scenario->descriptor_count == SCENARIO_DESCRIPTORS_MAX)
		return words_fail(&parser->words, here, "a scenario names at most %d descriptors",
				  SCENARIO_DESCRIPTORS_MAX);
	memcpy(scenario->descriptors[scenario->descriptor_count++], name, sizeof(name));
	return 0;
}

/* One that is there; `conn` where none is named. */
static int use_descriptor(struct scenario_parser *parser, struct scenario_step *step)
{
	struct scenario_place here = parser->steps[parser->scenario->step_count];
	int ret = 0;

	step->fd = SCENARIO_CONN;
	if (!words_at_end(&parser->words)) {
		here = parser->words.word.place;
		ret = take_descriptor(parser, &step->fd);
	}
	if (!ret)
		parser_note(&parser->used[parser_peer(parser)][step->fd], here);
	return ret;
}

static int use_connection(struct scenario_parser *parser, struct scenario_step *step)
{
	struct scenario_place here = parser->words.word.place;
	int ret = use_descriptor(parser, step);

	if (!ret && step->fd == SCENARIO_LISTENER)
		return words_fail(&parser->words, here, "no octets go through the listener");
	return ret;
}

static int make_descriptor(struct scenario_parser *parser, unsigned int *fd)
{
	struct scenario_place here = parser->words.word.place;
	int ret = take_descriptor(parser, fd);

	if (ret)
		return ret;
	if (*fd == SCENARIO_LISTENER)
		return words_fail(&parser->words, here, "\"listener\" is what listen makes");
	parser->made[parser_peer(parser)] |= 1u << *fd;
	return 0;
}

/* The name of what connect or accept makes. */
static int make_connection(struct scenario_parser *parser, struct scenario_step *step)
{
	if (!words_at_end(&parser->words) && !words_at(&parser->words, "to"))
		return make_descriptor(parser, &step->fd);
	step->fd = SCENARIO_CONN;
	parser->made[parser_peer(parser)] |= 1u << SCENARIO_CONN;
	return 0;
}

static int take_listen(struct scenario_parser *parser, struct scenario_step *step)
{
	unsigned int *made = &parser->made[parser_peer(parser)];

	step->fd = SCENARIO_LISTENER;
	step->number = BACKLOG;
	if (*made & 1u << SCENARIO_LISTENER)
		return words_fail(&parser->words, parser->steps[parser->scenario->step_count],
				  "this peer listens already");
	*made |= 1u << SCENARIO_LISTENER;
	if (words_at_end(&parser->words))
		return 0;
	return words_take_number(&parser->words, "a backlog", 0, SCENARIO_BACKLOG_MAX,
				 &step->number);
}

static int take_connect(struct scenario_parser *parser, struct scenario_step *step)
{
	struct scenario *scenario = parser->scenario;
	int ret;

	if (scenario->connect_count++ == SCENARIO_CONNECTS_MAX)
		return words_fail(&parser->words, parser->steps[scenario->step_count],
				  "a scenario connects at most %d times", SCENARIO_CONNECTS_MAX);
	ret = make_connection(parser, step);
	step->peer = SCENARIO_NO_PEER;
	if (ret || !words_skip(&parser->words, "to"))
		return ret;
	parser->steps[scenario->step_count] = parser->words.word.place;
	return parser_take_peer(parser, &step->peer);
}

static int take_accept(struct scenario_parser *parser, struct scenario_step *step)
{
	parser_note(&parser->accepts[parser_peer(parser)],
		    parser->steps[parser->scenario->step_count]);
	return make_connection(parser, step);
}

static int take_write(struct scenario_parser *parser, struct scenario_step *step)
{
	int ret = words_take_number(&parser->words, "octets", 1, SCENARIO_BYTES_MAX,
				    &step->number);

	return ret ? ret : use_connection(parser, step);
}

static int take_read(struct scenario_parser *parser, struct scenario_step *step)
{
	int ret;

	if (words_skip(&parser->words, "eof")) {
		step->verb = VERB_READ_EOF;
		return use_connection(parser, step);
	}
	ret = words_take_number(&parser->words, "eof, or octets", 1, SCENARIO_BYTES_MAX,
				&step->number);
	return ret ? ret : use_connection(parser, step);
}

/* recv and peek: of no octets, too, since that is what some programs do. */
static int take_recv(struct scenario_parser *parser, struct scenario_step *step)
{
	int ret = words_take_number(&parser->words, "octets", 0, SCENARIO_RECV_MAX,
				    &step->number);

	return ret ? ret : use_connection(parser, step);
}

static int take_shutdown(struct scenario_parser *parser, struct scenario_step *step)
{
	static const int hows[] = { SHUT_RD, SHUT_WR, SHUT_RDWR };

	for (size_t i = 0; i < sizeof(hows) / sizeof(hows[0]); i++) {
		step->how = hows[i];
		if (words_skip(&parser->words, scenario_how_name(step->how)))
			return use_descriptor(parser, step);
	}
	return words_expected(&parser->words, "wr, rd or rdwr");
}

static int take_setsockopt(struct scenario_parser *parser, struct scenario_step *step)
{
	int ret = parser_take_option(parser, &step->option, &step->number);

	return ret ? ret : use_descriptor(parser, step);
}

static int take_dup(struct scenario_parser *parser, struct scenario_step *step)
{
	struct scenario_place here;
	int ret;

	if (words_at_end(&parser->words))
		return words_expected(&parser->words, "a descriptor's name");
	/* Not use_descriptor(): that would take the new name for the old one's absence. */
	here = parser->words.word.place;
	ret = take_descriptor(parser, &step->fd);
	if (ret)
		return ret;
	parser_note(&parser->used[parser_peer(parser)][step->fd], here);
	here = parser->words.word.place;
	ret = make_descriptor(parser, &step->new_fd);
	if (!ret && step->new_fd == step->fd)
		return words_fail(&parser->words, here, "a copy needs a name of its own");
	return ret;
}

/* Nobody is his own ancestor. */
static bool descends(const struct scenario *scenario, unsigned int peer, unsigned int from)
{
	while (peer != from && scenario->peers[peer].forked)
		peer = scenario->peers[peer].parent;
	return peer == from;
}

static int take_fork(struct scenario_parser *parser, struct scenario_step *step)
{
	struct scenario_place here = parser->words.word.place;
	unsigned int parent = parser_peer(parser);
	int ret = parser_take_peer(parser, &step->peer);
	struct scenario_peer *child;

	if (ret)
		return ret;
	child = &parser->scenario->peers[step->peer];
	if (child->forked)
		return words_fail(&parser->words, here, "\"%s\" is forked by \"%s\" already",
				  child->name, parser->scenario->peers[child->parent].name);
	if (descends(parser->scenario, parent, step->peer))
		return words_fail(&parser->words, here,
				  "\"%s\" would never begin: nobody else forks it", child->name);
	child->forked = true;
	child->parent = parent;
	return 0;
}

static void end_thread(struct scenario_parser *parser, const struct scenario_step *step)
{
	if (!step->conditional)
		parser->ended[parser->scenario->thread_count - 1] = true;
}

static int take_exit(struct scenario_parser *parser, struct scenario_step *step)
{
	end_thread(parser, step);
	if (words_at_end(&parser->words))
		return 0;
	return words_take_number(&parser->words, "an exit status", 0, 255, &step->number);
}

static int take_kill(struct scenario_parser *parser, struct scenario_step *step)
{
	int ret = 0;

	step->peer = parser_peer(parser);
	if (!words_at_end(&parser->words))
		ret = parser_take_peer(parser, &step->peer);
	if (!ret && step->peer == parser_peer(parser))
		end_thread(parser, step);
	return ret;
}

/* crash, stop */
static int take_end(struct scenario_parser *parser, struct scenario_step *step)
{
	end_thread(parser, step);
	return 0;
}

static int take_changed(struct scenario_parser *parser, struct scenario_step *step)
{
	int ret = parser_take_variable(parser, &step->variable);

	if (!ret)
		parser->changed[step->variable] = true;
	return ret;
}

/* set, add */
static int take_set(struct scenario_parser *parser, struct scenario_step *step)
{
	int ret = take_changed(parser, step);

	return ret ? ret : parser_take_value(parser, &step->value);
}

static int take_wait(struct scenario_parser *parser, struct scenario_step *step)
{
	return parser_take_test(parser, &step->test, parser->waited);
}

/* A first value is enough to take from. */
static int take_take(struct scenario_parser *parser, struct scenario_step *step)
{
	struct scenario_place here = parser->words.word.place;
	int ret = parser_take_variable(parser, &step->variable);

	if (!ret)
		parser_note(&parser->looked[step->variable], here);
	return ret;
}

/* By enum scenario_verb; READ_EOF is what take_read() makes of `read`. */
static int (*const takes[VERB_COUNT])(struct scenario_parser *, struct scenario_step *) = {
	[VERB_LISTEN] = take_listen,
	[VERB_CONNECT] = take_connect,
	[VERB_ACCEPT] = take_accept,
	[VERB_WRITE] = take_write,
	[VERB_READ] = take_read,
	[VERB_RECV] = take_recv,
	[VERB_PEEK] = take_recv,
	[VERB_SHUTDOWN] = take_shutdown,
	[VERB_CLOSE] = use_descriptor,
	[VERB_SETSOCKOPT] = take_setsockopt,
	[VERB_DUP] = take_dup,
	[VERB_FORK] = take_fork,
	[VERB_EXIT] = take_exit,
	[VERB_KILL] = take_kill,
	[VERB_CRASH] = take_end,
	[VERB_STOP] = take_end,
	[VERB_SET] = take_set,
	[VERB_ADD] = take_set,
	[VERB_WAIT] = take_wait,
	[VERB_TAKE] = take_take,
};

static const char *what_may_stand_here(const struct scenario_step *step)
{
	if (step->assigns)
		return "a call";
	if (step->conditional)
		return "a step";
	return "a step, or peer, thread, with, var or expect";
}

static int take_verb(struct scenario_parser *parser, struct scenario_step *step)
{
	int last = step->assigns ? VERB_LAST_CALL : VERB_COUNT - 1;

	parser->steps[parser->scenario->step_count] = parser->words.word.place;
	for (int i = 0; i <= last; i++) {
		step->verb = (enum scenario_verb)i;
		if (takes[i] && words_skip(&parser->words, scenario_verb_name(step->verb)))
			return takes[i](parser, step);
	}
	return words_expected(&parser->words, what_may_stand_here(step));
}

/* "VAR = CALL" */
static int take_assignment(struct scenario_parser *parser, struct scenario_step *step)
{
	struct scenario_words ahead = parser->words;
	int ret;

	words_next(&ahead);
	step->assigns = words_at(&ahead, "=");
	if (!step->assigns)
		return 0;
	ret = take_changed(parser, step);
	words_next(&parser->words);
	return ret;
}

static int take_when(struct scenario_parser *parser, struct scenario_step *step)
{
	step->conditional = words_skip(&parser->words, "when");
	if (!step->conditional)
		return 0;
	return parser_take_test(parser, &step->when, parser->looked);
}

int parser_take_step(struct scenario_parser *parser)
{
	struct scenario *scenario = parser->scenario;
	struct scenario_place here = parser->words.word.place;
	struct scenario_step step = { .line = here.line };
	int ret;

	if (scenario->step_count == SCENARIO_STEPS_MAX)
		return words_fail(&parser->words, here, "a scenario has at most %d steps",
				  SCENARIO_STEPS_MAX);
	if (parser->ended[scenario->thread_count - 1])
		return words_fail(&parser->words, here, "the step before this one ends the thread");
	ret = take_when(parser, &step);
	if (!ret)
		ret = take_assignment(parser, &step);
	if (!ret)
		ret = take_verb(parser, &step);
	if (!ret)
		ret = words_take_end(&parser->words);
	if (ret)
		return ret;
	scenario->steps[scenario->step_count++] = step;
	scenario->threads[scenario->thread_count - 1].count++;
	return 0;
}
