/* SPDX-License-Identifier: GPL-2.0-or-later */
/* place_words.h: what is to be said of a place, such as a listener. */
#ifndef HALFCLOSE_SHOW_PLACE_WORDS_H
#define HALFCLOSE_SHOW_PLACE_WORDS_H

#include "core/place.h"
#include "show/phrase.h"

/* What holds there, in one sentence. */
void place_explain(struct phrase *phrase, const struct place *place);

#endif
