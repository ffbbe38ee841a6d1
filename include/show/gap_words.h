/* SPDX-License-Identifier: GPL-2.0-or-later */
/* gap_words.h: what evidence is missing, and how to get it, each in one sentence. */
#ifndef HALFCLOSE_SHOW_GAP_WORDS_H
#define HALFCLOSE_SHOW_GAP_WORDS_H

#include "core/event.h"
#include "show/phrase.h"

#include <stdint.h>

/* Appends what is missing; count is how many packets, sockets, ... of that kind. */
void gap_explain(struct phrase *phrase, enum gap_kind kind, uint64_t count);

const char *gap_fix(enum gap_kind kind);

#endif
