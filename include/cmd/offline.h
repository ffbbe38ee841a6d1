/* SPDX-License-Identifier: GPL-2.0-or-later */
/* offline.h: a capture or a recording in a file, from its beginning to its end. */
#ifndef HALFCLOSE_CMD_OFFLINE_H
#define HALFCLOSE_CMD_OFFLINE_H

#include "cmd/choice.h"
#include "cmd/options.h"
#include "core/err.h"
#include "core/recording.h"
#include "core/tracker.h"
#include "observe/capture.h"
#include "show/summary.h"

#include <stdbool.h>

/* All zero: nothing is open. */
struct offline {
	const struct options *options;	/* borrowed */
	struct capture *capture;	/* owned */
	struct tracker tracker;
	struct choice *choice;		/* owned; NULL: all processes */
	struct recording_end end;
	bool ended;			/* a recording told of its end */
	/* The caller's to set, before offline_begin(). */
	bool everyone;			/* also who was not chosen when it was recorded */
	event_fn on_event;		/* gives the tracker each event, instead of us; or NULL */
	void *on_event_arg;
};

/*
 * Opens the file, and reads nothing, so that privileges can be given up before offline_begin().
 * 0, or -errno with err; offline_free() in any case.
 */
int offline_open(struct offline *offline, const struct options *options, struct err *err);

/*
 * Begins to read, and a tracker with these options and this sink, which is copied: of a recording, those
 * that shape a report are as they were live, where the command line does not say else.
 */
int offline_begin(struct offline *offline, struct tracker_options *tracking,
		  const struct sink *sink, struct err *err);

/* How it was recorded; NULL: by others, it is a capture. */
const struct recording_begin *offline_recording(const struct offline *offline);

/*
 * Gives the tracker all that is there. 0; 1, with err: the file is damaged, or a recording whose writer
 * was killed, and what is there was read up to that; -EINTR: signal_fd (-1: none) has a signal; -errno with err.
 */
int offline_read(struct offline *offline, int signal_fd, struct err *err);

/* When it ended: for tracker_finish(). */
uint64_t offline_end_ns(const struct offline *offline);

void offline_summary(const struct offline *offline, struct summary *summary);
void offline_free(struct offline *offline);

#endif
