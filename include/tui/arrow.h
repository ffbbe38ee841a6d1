/* SPDX-License-Identifier: GPL-2.0-or-later */
/* arrow.h: who closed what, as an arrow between the two ends of a row. */
#ifndef HALFCLOSE_TUI_ARROW_H
#define HALFCLOSE_TUI_ARROW_H

#include "show/phrase.h"
#include "tui/row.h"

#include <stdbool.h>

/*
 * So many columns (4 or more): a letter beside each end that closed its direction (F by a FIN, R by a
 * RST; of who closed second in lower case) and between them
 *
 *	<-->	open: data may flow both ways
 *	F<--	half-closed: the server may still send
 *	F-->f	both closed, the client first
 *	<==R	reset by the server
 *	..>	connecting
 */
void arrow_say(struct phrase *phrase, const struct row *row, unsigned int columns, bool utf8);

#endif
