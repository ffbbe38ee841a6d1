/* SPDX-License-Identifier: GPL-2.0-or-later */
/* tally.h: how often each finding was made. */
#ifndef HALFCLOSE_SHOW_TALLY_H
#define HALFCLOSE_SHOW_TALLY_H

#include "core/finding.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* All zero: empty. */
struct tally {
	struct tally_row {
		uint64_t count, bytes;
		bool at_least;		/* the bytes are a lower bound */
		uint8_t severity;	/* the worst */
		uint8_t id;		/* enum finding_id */
	} rows[FINDING_COUNT];		/* by id */
};

void tally_add(struct tally *tally, const struct finding *finding);

/* Those that were made, worst first, then most frequent first; returns how many. */
size_t tally_sort(const struct tally *tally, const struct tally_row *order[FINDING_COUNT]);

#endif
