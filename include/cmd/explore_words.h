/* SPDX-License-Identifier: GPL-2.0-or-later */
/* explore_words.h: what came of an exploration, for people and for programs. */
#ifndef HALFCLOSE_CMD_EXPLORE_WORDS_H
#define HALFCLOSE_CMD_EXPLORE_WORDS_H

#include "cmd/exploration.h"
#include "show/json.h"
#include "show/phrase.h"
#include "show/style.h"

#include <stdio.h>

/* What a figure means for schedules: "lose bytes"; NULL: it is nothing to count. */
const char *explore_happened(enum scenario_figure figure);

/* What was executed, how much of it went wrong, and how long the schedules are. */
void explore_text_tally(const struct exploration *exploration, const struct style *style,
			FILE *out);

/* The turns that were followed: a column for each thread, where there is room. */
void explore_text_turns(const struct exploration *exploration, const struct style *style,
			FILE *out);

/* Who hangs now that the last execution is over, and in which call: a line for each thread. */
void explore_text_hung(const struct exploration *exploration, const struct style *style,
		       FILE *out);

/* The expectations that the last execution broke, and what is so instead; or that all hold. */
void explore_text_result(const struct exploration *exploration, const struct style *style,
			 FILE *out);

/* A schedule of -v: its string and what came of it. */
void explore_text_schedule(const struct exploration *exploration, FILE *out);

/* "replay: halfclose explore ...": a command for a shell. */
void explore_text_replay(const struct exploration *exploration, const struct schedule *schedule,
			 FILE *out);

/* One line: the tally, and, if turns were followed, that schedule. NULL: none was. */
void explore_json(const struct exploration *exploration, const struct schedule *followed,
		  bool replayed, FILE *out);

/* "2.2 %" of all. */
void explore_share(struct phrase *phrase, uint64_t part, uint64_t all);

#endif
