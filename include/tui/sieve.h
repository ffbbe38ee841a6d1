/* SPDX-License-Identifier: GPL-2.0-or-later */
/* sieve.h: which rows are shown, in words that are typed. */
#ifndef HALFCLOSE_TUI_SIEVE_H
#define HALFCLOSE_TUI_SIEVE_H

#include "tui/row.h"

#include <stdbool.h>
#include <stdint.h>

enum { SIEVE_TERMS_MAX = 8, SIEVE_WORD_MAX = 64 };

enum sieve_kind {
	SIEVE_WORD,	/* anywhere: a name, an address, a state, a finding */
	SIEVE_STATE,	/* of an end: state:close_wait, or its beginning */
	SIEVE_PID,
	SIEVE_PORT,
	SIEVE_COMM,	/* in the name of a process */
	SIEVE_FIND,	/* in a finding's id; or its category, or severity */
	SIEVE_LOST,	/* lost>0 */
};

struct sieve_term {
	enum sieve_kind kind;
	char word[SIEVE_WORD_MAX];	/* in lower case */
	uint64_t number;
	bool below, exactly;		/* lost<, lost=; neither: lost> */
	bool never;			/* no number, where there has to be one */
};

/* All zero: every row is shown. */
struct sieve {
	struct sieve_term terms[SIEVE_TERMS_MAX];	/* all of them must hold */
	unsigned int count;
	bool too_many;		/* terms: the rest is left out */
};

/* Reads what was typed, as far as it was: a term without its value yet ("pid:") holds of all. */
void sieve_parse(struct sieve *sieve, const char *text);

bool sieve_matches(const struct sieve *sieve, const struct row *row);

#endif
