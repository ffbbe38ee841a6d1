/* SPDX-License-Identifier: GPL-2.0-or-later */
/* gaps.c: counts what evidence is missing, and tells the first of each kind. */
#include "core/gaps.h"

#include "core/rules.h"

void gaps_note(struct tracker *tracker, const struct gap *gap, uint64_t time_ns)
{
	struct finding finding;
	bool first = tracker->counts.gaps[gap->kind] == 0;

	tracker->counts.gaps[gap->kind] += gap->count;
	if (!first)
		return;
	rules_gap(&finding, gap->kind, gap->count, time_ns);
	tracker->counts.findings[finding.severity]++;
	if (tracker->sink.finding)
		tracker->sink.finding(tracker->sink.arg, NULL, &finding);
}

bool gaps_in(const struct connection *connection)
{
	return connection->resumed || half_missed(&connection->half[SIDE_A]) > 0 ||
	       half_missed(&connection->half[SIDE_B]) > 0;
}

void gaps_of_connection(struct tracker *tracker, const struct connection *connection)
{
	const struct half *a = &connection->half[SIDE_A], *b = &connection->half[SIDE_B];
	uint64_t missed = half_missed(a) + half_missed(b);

	/* Who watches live begins in the middle of many; there the sockets tell of the beginning. */
	if (connection->resumed && a->packets + b->packets > 0 && !tracker->options.sockets)
		gaps_note(tracker, &(struct gap){ GAP_BEGUN_BEFORE, 1 }, tracker->now_ns);
	if (missed > 0)
		gaps_note(tracker, &(struct gap){ GAP_OCTETS_MISSED, missed }, tracker->now_ns);
}
