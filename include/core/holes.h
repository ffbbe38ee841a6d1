/* SPDX-License-Identifier: GPL-2.0-or-later */
/* holes.h: what was captured of a stream beyond the first octet that was not. */
#ifndef HALFCLOSE_CORE_HOLES_H
#define HALFCLOSE_CORE_HOLES_H

#include <stdint.h>

enum { HOLES_MAX = 512 };

/* [from, to) in sequence space. */
struct span {
	uint32_t from, to;
};

/* All zero: no holes. */
struct holes {
	struct span *spans;	/* owned; what lies above a hole, in order, not touching */
	uint16_t count, capacity;
};

/* Returns 0; -ENOMEM; -E2BIG if that made more than HOLES_MAX holes. */
int holes_add(struct holes *holes, uint32_t from, uint32_t to);

/*
 * All before at is captured, or given up: takes out the spans that this reaches, and returns
 * the end of the last of them, or at.
 */
uint32_t holes_reach(struct holes *holes, uint32_t at);

/* The octets in the spans. */
uint32_t holes_octets(const struct holes *holes);

/* Empties it. */
void holes_free(struct holes *holes);

#endif
