/* SPDX-License-Identifier: GPL-2.0-or-later */
/* scenario_take.c: the parts of a scenario's lines: peers, variables, tests, options. */
#include "peers/scenario_parser.h"

#include <string.h>

void parser_note(struct scenario_place *place, struct scenario_place here)
{
	if (place->line == 0)
		*place = here;
}

unsigned int parser_peer(const struct scenario_parser *parser)
{
	return parser->scenario->threads[parser->scenario->thread_count - 1].peer;
}

int parser_take_peer(struct scenario_parser *parser, unsigned int *peer)
{
	const struct scenario *scenario = parser->scenario;
	struct scenario_place here = parser->words.word.place;
	char name[SCENARIO_NAME_MAX];
	int ret = words_take_name(&parser->words, "a peer's name", name);

	if (ret)
		return ret;
	for (*peer = 0; *peer < SCENARIO_PEERS_MAX; (*peer)++) {
		if (strcmp(scenario->peers[*peer].name, name) == 0)
			return 0;
	}
	return words_fail(&parser->words, here, "there is no peer \"%s\"", name);
}

/* Words that may stand where a name may, or in front of one. */
static bool is_of_the_language(const struct scenario_words *words)
{
	static const char *const others[] = {
		"peer", "thread", "with", "var", "expect", "when", "to", "eof", "off",
	};
	bool found = false;

	for (size_t i = 0; i < sizeof(others) / sizeof(others[0]); i++)
		found |= words_at(words, others[i]);
	for (int i = 0; i < VERB_COUNT; i++)
		found |= words_at(words, scenario_verb_name((enum scenario_verb)i));
	for (int i = 0; i < FIGURE_COUNT; i++)
		found |= words_at(words, scenario_figure_name((enum scenario_figure)i));
	return found;
}

int parser_take_new_name(struct scenario_parser *parser, const char *what,
			 char name[SCENARIO_NAME_MAX])
{
	struct scenario_words *words = &parser->words;

	if (is_of_the_language(words))
		return words_fail(words, words->word.place, "\"%.*s\" is a word of the language",
				  (int)words->word.len, words->word.text);
	return words_take_name(words, what, name);
}

int parser_take_variable(struct scenario_parser *parser, unsigned int *variable)
{
	struct scenario *scenario = parser->scenario;
	struct scenario_place here = parser->words.word.place;
	char name[SCENARIO_NAME_MAX];
	int ret = parser_take_new_name(parser, "a variable", name);

	if (ret)
		return ret;
	for (*variable = 0; *variable < scenario->variable_count; (*variable)++) {
		if (strcmp(scenario->variables[*variable].name, name) == 0)
			return 0;
	}
	if (scenario->variable_count == SCENARIO_VARIABLES_MAX)
		return words_fail(&parser->words, here, "a scenario has at most %d variables",
				  SCENARIO_VARIABLES_MAX);
	memcpy(scenario->variables[scenario->variable_count++].name, name, sizeof(name));
	return 0;
}

int parser_take_relation(struct scenario_parser *parser, enum scenario_relation *relation)
{
	for (int i = 0; i < RELATION_COUNT; i++) {
		*relation = (enum scenario_relation)i;
		if (words_skip(&parser->words, scenario_relation_name(*relation)))
			return 0;
	}
	return words_expected(&parser->words, "==, !=, <, <=, > or >=");
}

static bool at_number(const struct scenario_words *words)
{
	char c = words_at_end(words) ? '\0' : words->word.text[0];

	return c == '-' || (c >= '0' && c <= '9');
}

int parser_take_value(struct scenario_parser *parser, struct scenario_value *value)
{
	struct scenario_place here = parser->words.word.place;
	int ret;

	if (at_number(&parser->words))
		return words_take_number(&parser->words, "a number", -SCENARIO_NUMBER_MAX,
					 SCENARIO_NUMBER_MAX, &value->number);
	if (words_at_end(&parser->words))
		return words_expected(&parser->words, "a number or a variable");
	value->is_variable = true;
	ret = parser_take_variable(parser, &value->variable);
	if (!ret)
		parser_note(&parser->looked[value->variable], here);
	return ret;
}

int parser_take_test(struct scenario_parser *parser, struct scenario_test *test,
		     struct scenario_place *places)
{
	struct scenario_place here = parser->words.word.place;
	int ret = parser_take_variable(parser, &test->variable);

	if (!ret)
		parser_note(&places[test->variable], here);
	if (!ret)
		ret = parser_take_relation(parser, &test->relation);
	return ret ? ret : parser_take_value(parser, &test->value);
}

int parser_take_option(struct scenario_parser *parser, enum scenario_option *option,
		       int64_t *number)
{
	struct scenario_words *words = &parser->words;

	for (int i = 0; i < SCENARIO_OPTION_COUNT; i++) {
		*option = (enum scenario_option)i;
		if (!words_skip(words, scenario_option_name(*option)))
			continue;
		if (*option != SCENARIO_LINGER)
			return words_take_number(words, "octets", 1, SCENARIO_BYTES_MAX, number);
		*number = SCENARIO_OFF;
		return words_skip(words, "off") ? 0 :
		       words_take_number(words, "off, or seconds", 0, SCENARIO_LINGER_MAX, number);
	}
	return words_expected(words, "linger, sndbuf or rcvbuf");
}
