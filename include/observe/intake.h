/* SPDX-License-Identifier: GPL-2.0-or-later */
/* intake.h: what becomes of a frame, whoever read it: chosen, tapped, counted, an event. */
#ifndef HALFCLOSE_OBSERVE_INTAKE_H
#define HALFCLOSE_OBSERVE_INTAKE_H

#include "core/event.h"
#include "core/frame.h"

#include <stdbool.h>
#include <stdint.h>

struct filter;

struct capture_stats {
	uint64_t frames;	/* read, whatever is in them */
	uint64_t segments;	/* delivered */
	uint64_t filtered;	/* TCP, but of connections that were not chosen */
	uint64_t not_tcp;
	uint64_t fragments;	/* of TCP segments, but not the first, which is among the segments */
	uint64_t malformed;
	uint64_t cut;		/* the snapshot length cut them within the TCP header */
	uint64_t dropped;	/* by the kernel, since the ring was full; 0 for files */
	bool truncated;		/* the file is cut or corrupt within a record */
};

/* told: an event follows, which tells of it. */
typedef void (*capture_tap_fn)(void *arg, const struct raw_frame *frame, bool told);

/* All zero: everything is taken. */
struct intake {
	struct filter *filter;	/* owned; NULL: somebody else has chosen */
	struct capture_stats stats;
	bool verify;		/* checksums */
	bool ours;		/* we cut the frames ourselves, to be quick: nothing is missing */
	capture_tap_fn tap;	/* NULL: nobody wants the frames */
	void *tap_arg;
	bool tap_all;		/* also what is no TCP */
};

void intake_free(struct intake *intake);

/* Counts a frame, and makes an EVENT_SEGMENT of it. False: there is none, or it was not chosen. */
bool intake_take(struct intake *intake, int link_type, const struct raw_frame *frame,
		 struct event *event);

#endif
