/* SPDX-License-Identifier: GPL-2.0-or-later */
/* summary.c: begins a summary with what the tracker counted. */
#include "show/summary.h"

void summary_init(struct summary *summary, const struct tracker *tracker)
{
	*summary = (struct summary){
		.counts = tracker->counts,
		.sighted = tracker->sightings.count,
		.start_ns = tracker->first_ns,
		.end_ns = tracker->now_ns,
		.packets = tracker->options.packets,
		.sockets = tracker->options.sockets,
	};
}
