/* SPDX-License-Identifier: GPL-2.0-or-later */
/* pileup.c: judges a census of the TIME_WAIT sockets. */
#include "core/pileup.h"

#include "core/track.h"

/* Over 80 %. */
static bool is_pileup(const struct time_waits_fact *fact)
{
	return fact->count * 5 > (uint64_t)fact->ports * 4;
}

void pileup_note(struct tracker *tracker, const struct time_waits_fact *fact)
{
	const struct place place = {
		.finding = {
			.id = FINDING_TIME_WAIT_PILEUP,
			.severity = (uint8_t)finding_info(FINDING_TIME_WAIT_PILEUP)->severity,
			.certainty = CERTAINTY_OBSERVED,
			.evidence = EVIDENCE_SOCKET,
			.offset = FINDING_NO_OFFSET,
			.time_ns = tracker->now_ns,
		},
		.endpoint = fact->destination,
		.cookie = fact->source,
		.count = fact->count,
		.room = fact->ports,
	};

	if (fact->end)
		places_end_older(&tracker->places, FINDING_TIME_WAIT_PILEUP, fact->source,
				 fact->begun_ns, tracker->now_ns);
	else if (is_pileup(fact))
		track_place(tracker, &place);
}
