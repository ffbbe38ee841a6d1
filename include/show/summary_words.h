/* SPDX-License-Identifier: GPL-2.0-or-later */
/* summary_words.h: what was seen and what was missed, in lines of words. */
#ifndef HALFCLOSE_SHOW_SUMMARY_WORDS_H
#define HALFCLOSE_SHOW_SUMMARY_WORDS_H

#include "show/phrase.h"
#include "show/summary.h"

enum summary_line {
	SUMMARY_WATCHED,
	SUMMARY_UNUSED,		/* frames of TCP that told nothing */
	SUMMARY_FINDINGS,
	SUMMARY_MISSED,
	SUMMARY_KERNEL,		/* what it counted, and no connection shows */
	SUMMARY_LINE_COUNT
};

/* "watched", ... */
const char *summary_label(enum summary_line line);

/* That line, in an empty phrase, or nothing where there is nothing to say. */
void summary_say(struct phrase *phrase, enum summary_line line, const struct summary *summary);

#endif
