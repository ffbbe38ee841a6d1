/* SPDX-License-Identifier: GPL-2.0-or-later */
/* wording.h: the words that sentence.h fills for a connection's findings, a table for each category. */
#ifndef HALFCLOSE_SHOW_WORDING_H
#define HALFCLOSE_SHOW_WORDING_H

#include "core/finding.h"

struct fill;

struct wording {
	/* What happened: a template (fill.h); of what ended since, if not NULL, another; or more. */
	const char *says, *ended;
	void (*explain)(struct fill *fill);

	/* Before what the catalog says is to be done: in whose program, where it is one's alone. */
	const char *where;
	/* A template in place of both, or NULL; itself NULL where there is no such case. */
	const char *(*special_fix)(const struct fill *fill);
};

/* By id; the rows of other categories are empty. */
extern const struct wording wording_lost[FINDING_COUNT];
extern const struct wording wording_leak[FINDING_COUNT];
extern const struct wording wording_hang[FINDING_COUNT];
extern const struct wording wording_reset[FINDING_COUNT];
extern const struct wording wording_info[FINDING_COUNT];

#endif
