/* SPDX-License-Identifier: GPL-2.0-or-later */
/* view.h: what is seen of a network namespace: its packets, and its sockets. */
#ifndef HALFCLOSE_CMD_VIEW_H
#define HALFCLOSE_CMD_VIEW_H

#include "cmd/drain.h"
#include "cmd/nap.h"
#include "cmd/obituaries.h"
#include "core/budget.h"
#include "core/err.h"
#include "core/kernel_counters.h"
#include "observe/addresses.h"
#include "observe/capture.h"
#include "observe/counters.h"
#include "observe/frames.h"
#include "observe/loop.h"
#include "observe/sockets.h"

#include <stdint.h>

struct live;
struct live_options;

struct view {
	struct live *live;		/* borrowed: what is seen goes there */
	const char *netns;		/* borrowed; its name, or NULL: where we are */
	int netns_fd;			/* owned; -1: where we are */
	struct addresses addresses;	/* of the namespace */
	unsigned int ifindex;		/* what is captured; 0: any */
	struct drain_queue queue;
	struct capture *capture;	/* owned; NULL: no packets */
	struct frames_source *kept;	/* borrowed: its packets are kept there; NULL: they are not */
	struct sockets *sockets;	/* owned; NULL: no sockets */
	struct counters counters;
	struct kernel_counters counted;	/* as last told */
	uint64_t cheap_tick;		/* when counters and listeners are read next */
	uint64_t census_tick;		/* when the TIME_WAIT sockets may be counted next */
	uint64_t time_waits;		/* when we came */
	bool piled_up;			/* when last counted, there were many to one destination */
	struct watch capture_watch, destroyed_watch;
	struct nap nap;
	uint64_t poll_tick, full_poll_tick;	/* when the closing states, and all, are polled next */
	struct budget polling, full_polling;
	size_t found;			/* sockets that polls told of since, and with, the latest of all states */
	uint64_t hurried_ns;		/* when a poll was last made at once; 0: never */
	bool listing;			/* somebody waits for a poll of all */
	struct obituaries obituaries;
	uint64_t polls, poll_ns;
	bool closing_unasked;		/* of some that are closing no more than queues was asked at first */
	uint64_t uninformed;		/* facts of open sockets of which nothing but queues was asked */
	uint64_t dropped, cut;		/* packets, by the kernel and the snapshot length, as last told */
};

/* Of the network namespace we are in, which opens nothing. It must stay where it is. */
void view_init(struct view *view, struct live *live);

/*
 * Opens in the view's namespace what the options want: the capture; sock_diag and the notifications
 * of dying sockets; and lets the loop watch it. Without permission for a capture that nobody asked
 * for it is left out, and live->no_packets says so. 0, or -errno with err.
 */
int view_open(struct view *view, const struct live_options *options, struct err *err);

/* What is captured in each view. */
const char *view_device(const struct live_options *options);

/* True if the filter chooses that socket. */
bool view_chooses(const struct view *view, const struct sock_fact *fact);

/* Takes an event from the view's sockets into the order of time. */
void view_hold(const struct view *view, const struct event *event);

/* The timer went on to this tick, of some milliseconds each: polls what is due. */
int view_tick(struct view *view, uint64_t tick, struct err *err);

/* Takes in the notifications that wait. */
int view_drain_destroyed(struct view *view, struct err *err);

/* Tells how much the kernel's counters have grown. */
void view_count(struct view *view);

/* Tells of packets that were dropped, or cut too short, since the last call. */
void view_note_losses(struct view *view);

void view_free(struct view *view);

#endif
