/* SPDX-License-Identifier: GPL-2.0-or-later */
/* unseen.h: what a capture does not show of a stream, though the other end had it. */
#ifndef HALFCLOSE_CORE_UNSEEN_H
#define HALFCLOSE_CORE_UNSEEN_H

#include "core/holes.h"

#include <stdbool.h>
#include <stdint.h>

/* Few streams have one. Offsets are those of struct half. */
struct unseen {
	uint64_t missed;	/* octets that were acknowledged, and no packet showed */
	int64_t missed_from, missed_to;	/* the latest of them: they may only be late */
	int64_t low;		/* all before it was captured, or is given up */
	struct holes above;	/* what was captured beyond low; none: there is no hole */
};

/*
 * Octets [from, to) were captured, where before only those up to nxt had been. Makes *unseen, if it
 * is NULL, at the first hole. Without memory holes are not followed.
 */
void unseen_captured(struct unseen **unseen, int64_t nxt, int64_t from, int64_t to);

/* All before una was acknowledged: what was not captured of it never will be. */
void unseen_acknowledged(struct unseen *unseen, int64_t una);

/* Octets [from, to), behind all that was captured, were acknowledged. */
void unseen_add(struct unseen **unseen, int64_t from, int64_t to);

void unseen_free(struct unseen *unseen);	/* NULL is fine */

#endif
