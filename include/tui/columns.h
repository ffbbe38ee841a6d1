/* SPDX-License-Identifier: GPL-2.0-or-later */
/* columns.h: how wide the columns of the table are, and what fits into them. */
#ifndef HALFCLOSE_TUI_COLUMNS_H
#define HALFCLOSE_TUI_COLUMNS_H

#include "show/phrase.h"
#include "tui/sort.h"

#include <stdbool.h>
#include <stdint.h>

/* In columns of the screen; each but the first stands behind a space. */
struct columns {
	unsigned int address;	/* of either end; 0: there is no room */
	unsigned int process;
	unsigned int state;
	unsigned int queue;	/* each of four */
	unsigned int arrow;	/* who closed what */
	unsigned int age, lost;
	unsigned int finding;
};

/* Too little room for a finding's id: its category stands there. */
enum { COLUMNS_FINDING_FULL = 22 };

/* For a screen of TUI_COLUMNS_MIN or more. */
void columns_fit(struct columns *columns, unsigned int width);

/* By what a click on the header sorts; SORT_BY_COUNT: by nothing. */
enum sort_by columns_sort_at(const struct columns *columns, unsigned int column);

/* A number in no more than so many columns (3 or more): "999", "12K", "1.5M". */
void columns_say_number(struct phrase *phrase, uint64_t number, unsigned int columns);

/* A span of time in four columns: "62ms", "5.2s", "12m"; at least that long: ">12m". */
void columns_say_age(struct phrase *phrase, uint64_t span_ns, bool at_least);

/* An address and its port, which stays where what is before it has to be cut. */
void columns_say_address(struct phrase *phrase, const struct endpoint *endpoint,
			 unsigned int columns, bool utf8);

#endif
