/* SPDX-License-Identifier: GPL-2.0-or-later */
/* rules.h: the conditions of the catalog: facts in, findings out. */
#ifndef HALFCLOSE_CORE_RULES_H
#define HALFCLOSE_CORE_RULES_H

#include "core/connection.h"
#include "core/event.h"
#include "core/finding.h"

#include <stdbool.h>
#include <stdint.h>

struct rules_context {
	uint64_t now_ns;
	uint64_t limit_ns;	/* --stall-after */
	bool dropped;		/* the kernel dropped packets: that none was seen proves little */
	bool final;		/* the connection leaves: nothing more will be learned of it */
};

/* No connection has more findings than that. */
enum { RULES_MAX = 2 * FINDING_COUNT };

/* What holds of the connection now, worst first where several do; returns how many. */
unsigned int rules_judge(const struct connection *connection,
			 const struct rules_context *context,
			 struct finding findings[RULES_MAX]);

/* The finding that says which evidence is missing; it has no connection. */
void rules_gap(struct finding *finding, enum gap_kind kind, uint64_t count,
	       uint64_t time_ns);

/* True for a finding about something that lasts, and so may end while the connection lives. */
bool rules_lasting(enum finding_id id);

/* True for a finding that a capture alone never shows: it takes the sockets. */
bool rules_of_sockets(enum finding_id id);

#endif
