/* SPDX-License-Identifier: GPL-2.0-or-later */
/* fill.h: fills the facts of a finding into a template. */
#ifndef HALFCLOSE_SHOW_FILL_H
#define HALFCLOSE_SHOW_FILL_H

#include "core/connection.h"
#include "core/finding.h"
#include "show/phrase.h"

/* X is the finding's end (see struct finding), Y the other. */
struct fill {
	struct phrase phrase;	/* to which it appends */
	const struct connection *connection;	/* borrowed, with finding */
	const struct finding *finding;
	enum side x, y;
};

/* All but the phrase, which is the caller's to initialise. */
void fill_init(struct fill *fill, const struct connection *connection,
	       const struct finding *finding);

/*
 * Appends a template. In it {X} and {Y} name the ends with their processes, {x} and {y} by
 * role; the other placeholders are in a table in fill.c. A brace that begins no
 * placeholder stands for itself.
 */
void fill_say(struct fill *fill, const char *template);

#endif
