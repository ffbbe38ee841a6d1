/* SPDX-License-Identifier: GPL-2.0-or-later */
/* scenario_parse.c: reads a scenario, line by line. */
#include "peers/scenario_parser.h"

#include <string.h>

/* Peers are known from the beginning, wherever their lines stand. */
static int add_peer(struct scenario_parser *parser)
{
	struct scenario *scenario = parser->scenario;
	struct scenario_place here = parser->words.word.place;
	struct scenario_peer peer = { .line = here.line };
	int ret = parser_take_new_name(parser, "a peer's name", peer.name);

	if (!ret)
		ret = words_take_end(&parser->words);
	if (ret)
		return ret;
	for (unsigned int i = 0; i < scenario->peer_count; i++) {
		if (strcmp(scenario->peers[i].name, peer.name) == 0)
			return words_fail(&parser->words, here, "peer \"%s\" is in line %u, too",
					  peer.name, scenario->peers[i].line);
	}
	if (scenario->peer_count == SCENARIO_PEERS_MAX)
		return words_fail(&parser->words, here, "a scenario has at most %d peers",
				  SCENARIO_PEERS_MAX);
	for (int i = 0; i < SCENARIO_OPTION_COUNT; i++)
		peer.option[i] = SCENARIO_OFF;
	scenario->peers[scenario->peer_count++] = peer;
	return 0;
}

static int add_peers(struct scenario_parser *parser)
{
	int ret = 0;

	while (!ret && words_next_line(&parser->words)) {
		if (words_skip(&parser->words, "peer"))
			ret = add_peer(parser);
	}
	if (!ret && parser->scenario->peer_count == 0)
		return words_fail(&parser->words, parser->words.place,
				  "there is no peer: expected \"peer NAME\"");
	return ret;
}

static int add_thread(struct scenario_parser *parser, struct scenario_place here, const char *name,
		      unsigned int peer)
{
	struct scenario *scenario = parser->scenario;
	struct scenario_thread thread = { .peer = peer, .first = scenario->step_count };

	if (scenario->thread_count == SCENARIO_THREADS_MAX)
		return words_fail(&parser->words, here, "a scenario has at most %d threads",
				  SCENARIO_THREADS_MAX);
	memcpy(thread.name, name, sizeof(thread.name));
	if (scenario->peers[peer].count++ == 0)
		scenario->peers[peer].first = scenario->thread_count;
	scenario->threads[scenario->thread_count++] = thread;
	return 0;
}

static int take_peer(struct scenario_parser *parser)
{
	struct scenario_place here = parser->words.word.place;
	unsigned int peer;
	int ret = parser_take_peer(parser, &peer);

	return ret ? ret : add_thread(parser, here, parser->scenario->peers[peer].name, peer);
}

static int take_thread(struct scenario_parser *parser)
{
	const struct scenario *scenario = parser->scenario;
	struct scenario_place here = parser->words.word.place;
	unsigned int peer = parser_peer(parser);
	const struct scenario_peer *of = &scenario->peers[peer];
	char name[SCENARIO_NAME_MAX];
	int ret = parser_take_new_name(parser, "a thread's name", name);

	if (ret)
		return ret;
	for (unsigned int i = of->first; i < of->first + of->count; i++) {
		if (strcmp(scenario->threads[i].name, name) == 0)
			return words_fail(&parser->words, here,
					  "peer \"%s\" has a thread \"%s\" already", of->name,
					  name);
	}
	return add_thread(parser, here, name, peer);
}

static int take_backlog(struct scenario_parser *parser, struct scenario_peer *peer,
			struct scenario_place here)
{
	int64_t backlog = 0;
	int ret = words_take_number(&parser->words, "a backlog", 0, SCENARIO_BACKLOG_MAX, &backlog);

	peer->listens = true;
	peer->backlog = (unsigned int)backlog;
	parser_note(&parser->with_backlog[parser_peer(parser)], here);
	return ret;
}

static int take_with(struct scenario_parser *parser)
{
	struct scenario *scenario = parser->scenario;
	const struct scenario_thread *thread = &scenario->threads[scenario->thread_count - 1];
	struct scenario_peer *peer = &scenario->peers[thread->peer];
	struct scenario_place here = parser->words.word.place;
	enum scenario_option option;
	int64_t number;
	int ret;

	if (thread->count > 0 || peer->count > 1)
		return words_fail(&parser->words, here,
				  "with comes before the peer's steps and threads");
	if (words_skip(&parser->words, "backlog"))
		return take_backlog(parser, peer, here);
	ret = parser_take_option(parser, &option, &number);
	if (!ret)
		peer->option[option] = number;
	return ret;
}

static int take_var(struct scenario_parser *parser)
{
	struct scenario_place here = parser->words.word.place;
	unsigned int variable;
	int ret = parser_take_variable(parser, &variable);

	if (ret)
		return ret;
	if (parser->declared[variable])
		return words_fail(&parser->words, here, "\"%s\" has a first value already",
				  parser->scenario->variables[variable].name);
	parser->declared[variable] = true;
	return words_take_number(&parser->words, "a number", -SCENARIO_NUMBER_MAX,
				 SCENARIO_NUMBER_MAX, &parser->scenario->variables[variable].first);
}

static bool take_figure(struct scenario_parser *parser, struct scenario_expect *expect)
{
	struct scenario_words *words = &parser->words;
	const char *dot = words->word.len ? memchr(words->word.text, '.', words->word.len) : NULL;
	size_t len = dot ? (size_t)(dot - words->word.text) : words->word.len;

	for (int i = 0; i < FIGURE_COUNT; i++) {
		const char *name = scenario_figure_name((enum scenario_figure)i);

		if (strlen(name) != len || memcmp(words->word.text, name, len) != 0)
			continue;
		expect->is_figure = true;
		expect->figure = (enum scenario_figure)i;
		expect->of_peer = dot;
		len += expect->of_peer;
		words->word.text += len;
		words->word.len -= len;
		words->word.place.column += (unsigned int)len;
		if (!dot)
			words_next(words);
		return true;
	}
	return false;
}

static int take_subject(struct scenario_parser *parser, struct scenario_expect *expect)
{
	struct scenario_place here = parser->words.word.place;
	int ret;

	if (words_at_end(&parser->words))
		return words_expected(&parser->words, SCENARIO_FIGURE_WORDS " or a variable");
	if (take_figure(parser, expect))
		return expect->of_peer ? parser_take_peer(parser, &expect->peer) : 0;
	ret = parser_take_variable(parser, &expect->variable);
	if (!ret)
		parser_note(&parser->looked[expect->variable], here);
	return ret;
}

static int take_expect(struct scenario_parser *parser)
{
	struct scenario *scenario = parser->scenario;
	struct scenario_place here = parser->words.word.place;
	struct scenario_expect expect = { .line = here.line };
	int ret;

	if (scenario->expect_count == SCENARIO_EXPECTS_MAX)
		return words_fail(&parser->words, here, "a scenario expects at most %d things",
				  SCENARIO_EXPECTS_MAX);
	ret = take_subject(parser, &expect);
	if (!ret)
		ret = parser_take_relation(parser, &expect.relation);
	if (!ret)
		ret = parser_take_value(parser, &expect.value);
	if (!ret)
		scenario->expects[scenario->expect_count++] = expect;
	return ret;
}

/* By the line's first word; those of a peer need one before them. */
static const struct kind {
	const char *word;
	bool of_peer;
	int (*take)(struct scenario_parser *parser);
} kinds[] = {
	{ "peer", false, take_peer },
	{ "thread", true, take_thread },
	{ "with", true, take_with },
	{ "var", false, take_var },
	{ "expect", false, take_expect },
};

static int take_line(struct scenario_parser *parser)
{
	bool any_peer = parser->scenario->thread_count > 0;
	struct scenario_place here = parser->words.word.place;
	int ret;

	for (size_t i = 0; i < sizeof(kinds) / sizeof(kinds[0]); i++) {
		if (!words_at(&parser->words, kinds[i].word))
			continue;
		if (kinds[i].of_peer && !any_peer)
			break;
		words_next(&parser->words);
		ret = kinds[i].take(parser);
		return ret ? ret : words_take_end(&parser->words);
	}
	if (!any_peer)
		return words_fail(&parser->words, here, "expected peer, var or expect first");
	return parser_take_step(parser);
}

static int take_lines(struct scenario_parser *parser)
{
	int ret = 0;

	while (!ret && words_next_line(&parser->words))
		ret = take_line(parser);
	return ret;
}

/* What everybody wants, who says nothing else. */
static void expect_the_usual(struct scenario *scenario)
{
	static const enum scenario_figure usual[] = { FIGURE_LOST, FIGURE_HUNG, FIGURE_CRASHES };

	for (size_t i = 0; i < sizeof(usual) / sizeof(usual[0]); i++)
		scenario->expects[scenario->expect_count++] = (struct scenario_expect){
			.is_figure = true, .figure = usual[i], .relation = RELATION_EQUAL,
		};
}

int scenario_parse(struct scenario *scenario, const char *text, size_t len,
		   struct scenario_error *error)
{
	struct scenario_parser parser = { .scenario = scenario };
	int ret = words_begin(&parser.words, text, len, error);

	*scenario = (struct scenario){ .descriptors = { "listener", "conn" },
				       .descriptor_count = 2 };
	if (!ret)
		ret = add_peers(&parser);
	if (!ret)
		ret = words_begin(&parser.words, text, len, error);
	if (!ret)
		ret = take_lines(&parser);
	if (!ret)
		ret = parser_check(&parser);
	if (!ret && scenario->expect_count == 0)
		expect_the_usual(scenario);
	return ret;
}
