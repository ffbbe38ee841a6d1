/* SPDX-License-Identifier: GPL-2.0-or-later */
/* offline.c: reads a capture; what is missing in it is evidence that is missing. */
#include "cmd/offline.h"

#include "core/gaps.h"
#include "observe/loop.h"

#include <errno.h>

static void to_tracker(void *arg, const struct event *event)
{
	tracker_event(arg, event);
}

int offline_read(struct capture *capture, struct tracker *tracker, int signal_fd, struct err *err)
{
	struct capture_stats stats;
	int n;

	do {
		if (signal_fd >= 0 && loop_signals_read(signal_fd))
			return err_sys(err, -EINTR, "reading was broken off");
		n = capture_drain(capture, to_tracker, tracker, err);
	} while (n > 0);
	if (n < 0)
		return n;
	capture_stats(capture, &stats);
	if (stats.truncated && stats.frames == 0)
		return -EBADMSG;
	if (stats.cut)
		gaps_note(tracker, &(struct gap){ GAP_PACKETS_CUT, stats.cut }, tracker->now_ns);
	return stats.truncated;
}

void offline_summary(struct capture *capture, const struct tracker *tracker,
		     struct summary *summary)
{
	struct capture_stats stats;

	capture_stats(capture, &stats);
	summary_init(summary, tracker);
	summary->fragments = stats.fragments;
	summary->malformed = stats.malformed;
	summary->cut = stats.cut;
}
