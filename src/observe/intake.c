/* SPDX-License-Identifier: GPL-2.0-or-later */
/* intake.c: the one way from a frame to an event. */
#include "observe/intake.h"
#include "observe/filter.h"

#include <errno.h>

void intake_free(struct intake *intake)
{
	filter_free(intake->filter);
	intake->filter = NULL;
}

static void count_unusable(struct capture_stats *stats, int ret)
{
	switch (ret) {
	case -EPROTONOSUPPORT:
		stats->not_tcp++;
		break;
	case -ENOMSG:
		stats->fragments++;
		break;
	case -ENODATA:
		stats->cut++;
		break;
	default:
		stats->malformed++;
		break;
	}
}

static int parse(const struct intake *intake, int link_type, const struct raw_frame *frame,
		 struct segment *segment)
{
	int ret = frame_parse(segment, link_type, frame->octets, frame->caplen, frame->wire_len,
			      intake->verify);

	if (ret == 0 && intake->ours)
		segment->defects &= (uint8_t)~SEGMENT_PAYLOAD_CUT;
	return ret;
}

static bool is_chosen(const struct intake *intake, const struct segment *segment)
{
	return !intake->filter || filter_matches(intake->filter, &segment->src, &segment->dst);
}

bool intake_take(struct intake *intake, int link_type, const struct raw_frame *frame,
		 struct event *event)
{
	int ret;

	intake->stats.frames++;
	ret = parse(intake, link_type, frame, &event->segment);
	if (ret == 0 && !is_chosen(intake, &event->segment)) {
		intake->stats.filtered++;
		return false;
	}
	/* What tells nothing by itself, such as a later fragment, is wanted to read the rest. */
	if (intake->tap && (ret != -EPROTONOSUPPORT || intake->tap_all))
		intake->tap(intake->tap_arg, frame, ret == 0);
	if (ret < 0) {
		count_unusable(&intake->stats, ret);
		return false;
	}
	intake->stats.segments++;
	event->kind = EVENT_SEGMENT;
	event->time_ns = frame->time_ns;
	return true;
}
