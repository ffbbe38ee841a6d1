/* SPDX-License-Identifier: GPL-2.0-or-later */
/* recorder.h: writes down all that a live tracker is given, in that order, for another one. */
#ifndef HALFCLOSE_CMD_RECORDER_H
#define HALFCLOSE_CMD_RECORDER_H

#include "cmd/tape.h"
#include "core/err.h"
#include "core/event.h"
#include "core/frame.h"
#include "core/recording.h"
#include "observe/frame_queue.h"
#include "show/summary.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct live;
struct live_options;
struct view;

struct recorder_options {
	struct tape_options tape;
	uint64_t packets_max;		/* then live->loop.done; 0: no limit */
	bool beside;			/* the watching goes on where the file cannot be written */
};

/* Frames of a view. */
struct recorder_source {
	struct recorder *recorder;	/* borrowed */
	uint32_t interface;		/* its number in the file */
	struct frame_queue queue;	/* of several views: of events that wait for others */
	uint64_t packets;		/* in the present file */
	uint64_t dropped;		/* by the kernel, before it began */
};

enum { RECORDER_TOLD_MAX = 1024 };

/* It stays where it is, and outlives the live that writes to it. All zero: none was opened. */
struct recorder {
	struct tape tape;
	struct live *live;		/* borrowed; NULL before recorder_begin() */
	struct recording_begin begin;	/* of the present file */
	struct recording_end before;	/* what had been counted before it */
	struct recorder_source sources[SUMMARY_NETNS_MAX];	/* of the views */
	uint32_t interface_count;
	const char *device;		/* borrowed: what is captured in each view */
	struct recorder_source *from;	/* of the packet that the tracker is given next, */
	struct raw_frame frame;			/* and its frame */
	uint64_t packets, packets_max;
	bool beside;
	uint64_t shortened;		/* packets: there was no room for all that was wanted of them */
	struct recording_choice told[RECORDER_TOLD_MAX];	/* by pid; pid 0: none */
	int code;			/* what went wrong first: -errno with err, or 0 */
	struct err err;
};

/* Before anything is opened: as tape_open(). recorder_close() in either case. */
int recorder_open(struct recorder *recorder, const struct recorder_options *options,
		  struct err *err);

/*
 * What struct live calls; give it the recorder in struct live_options. The first when a view has its
 * capture; the second once all is open, before the tracker gets anything: 0 or -errno with err.
 */
void recorder_tap(struct recorder *recorder, struct view *view);
int recorder_begin(struct recorder *recorder, struct live *live,
		   const struct live_options *options, struct err *err);

/* A new tracker, as live_renew() makes it: in place of what was recorded. 0 or -errno with err. */
int recorder_renew(struct recorder *recorder, struct err *err);

/* What was recorded, and is complete, is not wanted: removes the file, but one that was there before. */
void recorder_discard(struct recorder *recorder);

/* Of several views: the next packet is that view's oldest. */
void recorder_turn(struct recorder *recorder, const struct view *view);

/* Gives the tracker that event, and writes it; but no packet beyond packets_max. */
void recorder_event(struct recorder *recorder, const struct event *event);

/* What waited for processes to be known was asked again just now. */
void recorder_settle(struct recorder *recorder);

/* Whose a process is, as it was found out: as family_fn. */
void recorder_choice(void *recorder, int pid, bool chosen);

/* Some time has passed: writes what waits, and perhaps goes on to the next file. */
void recorder_tick(struct recorder *recorder);

/* The tracker was finished at that time: nothing comes any more. */
void recorder_finish(struct recorder *recorder, uint64_t time_ns);

/*
 * 0, or -errno with err: of what could not be written, at any time, after which live->loop.done was set,
 * if the watching is for the file alone.
 */
int recorder_result(const struct recorder *recorder, struct err *err);

/*
 * Puts in the place of the file, which is complete, one with comments on what its packets caused: where
 * there is one file, and not where it is one of several. That takes about as long as a report of it. 0, or
 * -errno with err: it stays as it is.
 */
int recorder_comment(struct recorder *recorder, struct err *err);

/* All zero is fine. */
void recorder_close(struct recorder *recorder);

#endif
