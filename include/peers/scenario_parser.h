/* SPDX-License-Identifier: GPL-2.0-or-later */
/* scenario_parser.h: what the parts of scenario_parse() share while it reads. */
#ifndef HALFCLOSE_PEERS_SCENARIO_PARSER_H
#define HALFCLOSE_PEERS_SCENARIO_PARSER_H

#include "peers/scenario_words.h"

/* Those of SCENARIO_FIGURE_LIST, for a person. */
#define SCENARIO_FIGURE_WORDS "lost, hung, resets, refused, short, crashes, accepted"

/* What is known only when all has been read. Line 0: nobody did that. */
struct scenario_parser {
	struct scenario *scenario;
	struct scenario_words words;
	unsigned int made[SCENARIO_PEERS_MAX];		/* descriptors that its steps make, as bits */
	struct scenario_place used[SCENARIO_PEERS_MAX][SCENARIO_DESCRIPTORS_MAX];
	struct scenario_place accepts[SCENARIO_PEERS_MAX];
	struct scenario_place with_backlog[SCENARIO_PEERS_MAX];
	struct scenario_place steps[SCENARIO_STEPS_MAX];	/* of what may be wrong with it */
	bool declared[SCENARIO_VARIABLES_MAX], changed[SCENARIO_VARIABLES_MAX];
	struct scenario_place waited[SCENARIO_VARIABLES_MAX], looked[SCENARIO_VARIABLES_MAX];
	bool ended[SCENARIO_THREADS_MAX];		/* its last step ends it, whatever holds */
};

/* CONNECT, until all peers are known. */
enum { SCENARIO_NO_PEER = SCENARIO_PEERS_MAX };

/* The peer whose lines are being read: there is one. */
unsigned int parser_peer(const struct scenario_parser *parser);

/* Each takes words and returns 0, or says what is wrong with them and returns -EINVAL. */
int parser_take_peer(struct scenario_parser *parser, unsigned int *peer);
int parser_take_new_name(struct scenario_parser *parser, const char *what,
			 char name[SCENARIO_NAME_MAX]);
int parser_take_variable(struct scenario_parser *parser, unsigned int *variable);
int parser_take_relation(struct scenario_parser *parser, enum scenario_relation *relation);
int parser_take_value(struct scenario_parser *parser, struct scenario_value *value);
int parser_take_test(struct scenario_parser *parser, struct scenario_test *test,
		     struct scenario_place *places);
int parser_take_option(struct scenario_parser *parser, enum scenario_option *option,
		       int64_t *number);

/* A step with its `when`, up to the end of the line. */
int parser_take_step(struct scenario_parser *parser);

/* What only the whole tells; settles who listens and to whom is connected. */
int parser_check(struct scenario_parser *parser);

/* Notes the first place. */
void parser_note(struct scenario_place *place, struct scenario_place here);

#endif
