/* SPDX-License-Identifier: GPL-2.0-or-later */
/* scenario_check.c: what only a whole scenario tells: who listens, and what is used and never made. */
#include "peers/scenario_parser.h"

enum { BACKLOG = 8 };

/* What is looked at there first is what an expect is about. */
static bool is_expected(const struct scenario_parser *parser, unsigned int i)
{
	const struct scenario *scenario = parser->scenario;

	for (unsigned int j = 0; j < scenario->expect_count; j++) {
		const struct scenario_expect *expect = &scenario->expects[j];

		if (!expect->is_figure && expect->variable == i &&
		    expect->line == parser->looked[i].line)
			return true;
	}
	return false;
}

/* A word that is used is worth more than one that could have been left out. */
static int check_variable(const struct scenario_parser *parser, unsigned int i)
{
	const char *name = parser->scenario->variables[i].name;

	if (parser->changed[i])
		return 0;
	if (parser->waited[i].line)
		return words_fail(&parser->words, parser->waited[i],
				  "no step sets \"%s\": this would wait for ever, or for nothing",
				  name);
	if (!parser->looked[i].line || parser->declared[i])
		return 0;
	if (is_expected(parser, i))
		return words_fail(&parser->words, parser->looked[i],
				  "\"%s\" is none of " SCENARIO_FIGURE_WORDS ", and no step or var "
				  "sets it", name);
	return words_fail(&parser->words, parser->looked[i],
			  "no step sets \"%s\", and no var gives it a first value", name);
}

static bool makes_listener(const struct scenario_parser *parser, unsigned int peer)
{
	return parser->made[peer] & 1u << SCENARIO_LISTENER;
}

/* Who accepts listens, from the beginning if it does not say when; a child as its parent does. */
static int settle_listener(struct scenario_parser *parser, unsigned int i)
{
	struct scenario_peer *peer = &parser->scenario->peers[i];

	if (peer->listens && peer->forked)
		return words_fail(&parser->words, parser->with_backlog[i],
				  "\"%s\" is forked: it has its parent's listener", peer->name);
	if (peer->listens && makes_listener(parser, i))
		return words_fail(&parser->words, parser->with_backlog[i],
				  "\"%s\" has a listen step, too", peer->name);
	if (peer->listens || peer->forked || makes_listener(parser, i) || !parser->accepts[i].line)
		return 0;
	peer->listens = true;
	peer->backlog = BACKLOG;
	return 0;
}

static bool has_listener(const struct scenario_parser *parser, unsigned int peer)
{
	return parser->scenario->peers[peer].listens || makes_listener(parser, peer);
}

/* Its own descriptors, and those of the peers that it was forked from. */
static unsigned int descriptors_of(const struct scenario_parser *parser, unsigned int i)
{
	const struct scenario_peer *peers = parser->scenario->peers;
	unsigned int made = parser->made[i];

	for (; peers[i].forked; i = peers[i].parent)
		made |= parser->made[peers[i].parent] |
			(unsigned int)peers[peers[i].parent].listens << SCENARIO_LISTENER;
	return made | (unsigned int)peers[i].listens << SCENARIO_LISTENER;
}

static int check_descriptors(const struct scenario_parser *parser, unsigned int i)
{
	const struct scenario *scenario = parser->scenario;
	unsigned int made = descriptors_of(parser, i);

	if (parser->accepts[i].line && !(made & 1u << SCENARIO_LISTENER))
		return words_fail(&parser->words, parser->accepts[i],
				  "\"%s\" was forked by a peer without a listener",
				  scenario->peers[i].name);
	for (unsigned int fd = 0; fd < scenario->descriptor_count; fd++) {
		if (parser->used[i][fd].line && !(made & 1u << fd))
			return words_fail(&parser->words, parser->used[i][fd],
					  "no step of \"%s\" makes a descriptor \"%s\"",
					  scenario->peers[i].name, scenario->descriptors[fd]);
	}
	return 0;
}

/* The only peer that listens. */
static int find_listener(const struct scenario_parser *parser, struct scenario_place here,
			 unsigned int *peer)
{
	const struct scenario *scenario = parser->scenario;

	for (unsigned int i = 0; i < scenario->peer_count; i++) {
		if (!has_listener(parser, i))
			continue;
		if (*peer != SCENARIO_NO_PEER)
			return words_fail(&parser->words, here,
					  "to whom? both \"%s\" and \"%s\" listen",
					  scenario->peers[*peer].name, scenario->peers[i].name);
		*peer = i;
	}
	if (*peer == SCENARIO_NO_PEER)
		return words_fail(&parser->words, here, "no peer listens");
	return 0;
}

static int settle_connect(struct scenario_parser *parser, unsigned int i)
{
	struct scenario_step *step = &parser->scenario->steps[i];

	if (step->verb != VERB_CONNECT)
		return 0;
	if (step->peer == SCENARIO_NO_PEER)
		return find_listener(parser, parser->steps[i], &step->peer);
	if (!has_listener(parser, step->peer))
		return words_fail(&parser->words, parser->steps[i], "\"%s\" never listens",
				  parser->scenario->peers[step->peer].name);
	return 0;
}

int parser_check(struct scenario_parser *parser)
{
	const struct scenario *scenario = parser->scenario;
	int ret = 0;

	for (unsigned int i = 0; !ret && i < scenario->peer_count; i++)
		ret = settle_listener(parser, i);
	for (unsigned int i = 0; !ret && i < scenario->peer_count; i++)
		ret = check_descriptors(parser, i);
	for (unsigned int i = 0; !ret && i < scenario->step_count; i++)
		ret = settle_connect(parser, i);
	for (unsigned int i = 0; !ret && i < scenario->variable_count; i++)
		ret = check_variable(parser, i);
	return ret;
}
