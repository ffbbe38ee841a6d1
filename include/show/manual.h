/* SPDX-License-Identifier: GPL-2.0-or-later */
/* manual.h: all pages of the manual, and the page that a word means. */
#ifndef HALFCLOSE_SHOW_MANUAL_H
#define HALFCLOSE_SHOW_MANUAL_H

#include "show/topic.h"

#include <stddef.h>

enum { MANUAL_MAX = 128 };

/* Those of one kind are together. */
struct manual {
	struct topic topics[MANUAL_MAX];
	size_t count;
};

/* States, findings and options; demos are added by whom they are known to. */
void manual_init(struct manual *manual);

void manual_add(struct manual *manual, const struct topic *topics, size_t count);

/* Of all names the one that the word is most like; NULL: it is like none. */
const char *manual_nearest(const struct manual *manual, const char *word);

#endif
