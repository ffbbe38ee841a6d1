/* SPDX-License-Identifier: GPL-2.0-or-later */
/* outcome.h: what came of one schedule. */
#ifndef HALFCLOSE_PEERS_OUTCOME_H
#define HALFCLOSE_PEERS_OUTCOME_H

#include <stdint.h>

enum { OUTCOME_PEERS_MAX = 16, OUTCOME_VARIABLES_MAX = 64 };

/* Peers, variables and expectations are numbered in the order of the scenario's text. */
struct outcome {
	uint64_t lost;			/* bytes that were written, and not read when it was over */
	uint64_t lost_by[OUTCOME_PEERS_MAX];	/* those that this peer had written */
	unsigned int hung;		/* threads that are blocked for ever */
	unsigned int resets;		/* calls that failed with ECONNRESET or EPIPE */
	unsigned int refused;		/* connects that were */
	unsigned int cut_short;		/* reads that met end-of-file or an error before their N */
	unsigned int crashes;
	int64_t variables[OUTCOME_VARIABLES_MAX];
	uint64_t broken;		/* bit i: expectation i does not hold */
};

#endif
