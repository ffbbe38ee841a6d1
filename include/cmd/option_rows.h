/* SPDX-License-Identifier: GPL-2.0-or-later */
/* option_rows.h: the table of all options. */
#ifndef HALFCLOSE_CMD_OPTION_ROWS_H
#define HALFCLOSE_CMD_OPTION_ROWS_H

#include "cmd/options.h"

/* Keeps what was given; value is NULL where it takes none. Returns 0, or -EINVAL with the words for it. */
typedef int (*option_set_fn)(struct options *options, const char *value, struct err *err);

struct option_row {
	const char *name;
	char letter;			/* 0: none */
	const char *value;		/* what the help calls it; NULL: it takes none */
	unsigned int commands;		/* a mask of FOR_ */
	option_set_fn set;
	const char *help;		/* NULL: an older name of the one before */
};

enum { OPTION_ROWS_MAX = 128 };

/*
 * In the order of the help; the last one has no name. Several rows may have one name or letter: of those,
 * a command has one at most, and all of one letter are set and take a value alike.
 */
extern const struct option_row option_rows[];

#endif
