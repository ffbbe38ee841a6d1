/* SPDX-License-Identifier: GPL-2.0-or-later */
/* track_place.c: what holds of a listener, or of a destination, is kept and told. */
#include "core/track.h"

#include "core/gaps.h"

#include <errno.h>

void track_place(struct tracker *tracker, const struct place *now)
{
	int ret = places_hold(&tracker->places, now, tracker->now_ns, &tracker->sink);

	if (ret == -ENOMEM)
		tracker->out_of_memory = true;
	/* One for which there is no place is not remembered either: so they are not counted. */
	if (ret == -ENOSPC && !tracker->counts.gaps[GAP_PLACES_UNTOLD])
		gaps_note(tracker, &(struct gap){ GAP_PLACES_UNTOLD, 1 }, tracker->now_ns);
	if (ret > 0)
		tracker->counts.findings[now->finding.severity]++;
}
