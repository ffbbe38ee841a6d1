/* SPDX-License-Identifier: GPL-2.0-or-later */
/* summary.h: what a report was made from. */
#ifndef HALFCLOSE_SHOW_SUMMARY_H
#define HALFCLOSE_SHOW_SUMMARY_H

#include "core/tracker.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum { SUMMARY_NETNS_MAX = 16 };

struct summary {
	struct tracker_counts counts;
	uint64_t start_ns, end_ns;	/* of the time watched, since the Epoch; 0: unknown */
	uint64_t polls;			/* dumps of the sockets */
	uint64_t poll_ns;		/* the time they took together */
	uint64_t sighted;		/* connections that were idle, and are in no sink */
	uint64_t time_waits;		/* sockets in TIME_WAIT at the start, which are no connections here */
	uint64_t fragments;		/* later ones, of IP packets whose first was read */
	uint64_t malformed;		/* frames that no sender can have meant */
	uint64_t cut;			/* frames captured without the whole of the TCP header */
	const char *netns[SUMMARY_NETNS_MAX];	/* borrowed; the namespaces in view, as they were given */
	size_t netns_count;
	bool packets;			/* packets were a source */
	bool drops_known;		/* the capture says how many packets it dropped */
	bool sockets;			/* sock_diag was a source */
	bool filtered;			/* connections were left out on purpose */
};

/* All that a tracker knows; its sources fill in the rest. */
void summary_init(struct summary *summary, const struct tracker *tracker);

#endif
