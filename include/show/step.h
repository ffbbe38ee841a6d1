/* SPDX-License-Identifier: GPL-2.0-or-later */
/* step.h: the story of a connection as a list of steps worth showing. */
#ifndef HALFCLOSE_SHOW_STEP_H
#define HALFCLOSE_SHOW_STEP_H

#include "core/connection.h"
#include "core/trail.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum step_kind {
	STEP_SEGMENT,	/* a packet */
	STEP_NOTE,	/* a call of an end's program, or a fact of its socket; or its state alone */
	STEP_FOLDED,	/* a run of steps of the same kind, in one */
};

enum { STEP_TEXT_MAX = 96, STEP_COUNT_MAX = TRAIL_HEAD_MAX + TRAIL_TAIL_MAX + 1 };

struct step {
	uint64_t time_ns;
	uint64_t bytes;			/* of data in a segment */
	uint8_t kind;			/* enum step_kind */
	uint8_t side;			/* enum side: the sender, or whose note it is */
	uint8_t state[2];		/* enum tcp_state that a side came to; NONE: unchanged */
	bool reset;			/* a RST */
	bool fact;			/* a note of the kernel's, not of a program */
	bool plain;			/* one like its neighbours: may be folded */
	char text[STEP_TEXT_MAX];	/* escaped; empty in a note of a state alone */
};

/*
 * Makes the steps of a connection's trail, with facts that say nothing new left out and long
 * runs of data folded. Returns how many; 0 if no trail was kept.
 */
size_t steps_make(struct step steps[STEP_COUNT_MAX], const struct connection *connection);

#endif
