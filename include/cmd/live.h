/* SPDX-License-Identifier: GPL-2.0-or-later */
/* live.h: wires capture, sockets and owners to a tracker, in one loop. */
#ifndef HALFCLOSE_CMD_LIVE_H
#define HALFCLOSE_CMD_LIVE_H

#include "cmd/choice.h"
#include "cmd/drain.h"
#include "cmd/options.h"
#include "cmd/view.h"
#include "core/budget.h"
#include "core/merge.h"
#include "core/tracker.h"
#include "observe/filter.h"
#include "observe/frames.h"
#include "observe/loop.h"
#include "observe/owners.h"
#include "observe/privilege.h"
#include "observe/processes.h"
#include "show/summary.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Inodes of which a dump told, and whose owners may have to be looked up. */
struct inode_list {
	uint32_t *inodes;	/* owned */
	size_t count, capacity;
};

enum { OPENERS_MAX = 4, VIEWS_MAX = NETNS_MAX, TICK_MS = 25 };

struct recorder;

struct live {
	struct loop loop;
	struct tracker tracker;
	struct merge merge;
	struct view views[VIEWS_MAX];	/* one for each network namespace */
	size_t view_count;
	struct owners *owners;		/* owned */
	struct processes_held *processes;	/* owned */
	struct filter *filter;		/* owned */
	struct choice *choice;		/* owned; NULL: all processes */
	struct recorder *recorder;	/* borrowed: it has the tracker's events, too; NULL: nobody does */
	struct inode_list unowned;
	unsigned int again_next;	/* which of them are looked at again next */
	uint64_t resolved_ns, resolve_took_ns;	/* the latest pass over /proc for them, ... */
	uint64_t paused_ns;		/* ... and what of its time was spent on packets meanwhile */
	struct watch processes_watch, timer_watch, signal_watch;
	int timer_fd, signal_fd;	/* owned, or -1 */
	uint64_t ticks, ticks_max;	/* of the timer; ticks_max 0: until stopped */
	uint64_t start_ns;		/* when the first source was opened */
	struct budget looks, questions;	/* lookups as a matter of course, and where one is needed */
	struct budget passes;		/* over all of /proc */
	int openers[OPENERS_MAX];	/* pids that were found last; 0: none */
	unsigned int opener_next;
	int (*on_tick)(void *arg, struct err *err);	/* may be NULL; after each timer tick */
	void *on_tick_arg;
	void (*on_signal)(void *arg, int signal, bool sent);	/* as in struct live_options */
	void *on_signal_arg;
	bool glance;			/* it is about this moment */
	bool opened;			/* stock was taken: from now on it runs */
	bool interrupted;		/* by a signal */
	bool no_packets;		/* they were wanted, and there was no permission */
	bool sees_owners;		/* may read the descriptors of everybody's processes */
	bool dropped;			/* privileges that are not needed any more */
};

struct live_options {
	const char *device;		/* NULL: lo, or any; and without permission no packets at all */
	const char *const *netns;	/* as in netns_open(); borrowed */
	size_t netns_count;		/* 0: where we are */
	const char *expression;
	const int *pids;		/* connections of these processes alone; borrowed */
	size_t pid_count;		/* 0: of all */
	bool children;			/* of theirs too */
	bool by_cgroup;			/* or of a cgroup: live_choose_cgroup() */
	bool alone;			/* and all that are not known to be of another one */
	uint64_t for_ns;		/* 0: until SIGINT, SIGTERM or live.loop.done */
	uint64_t stall_after_ns;
	size_t max_connections;
	bool no_packets, no_sockets;
	bool glance;			/* only a moment; none, where nothing needs a second look */
	bool all;			/* also those of which nothing is found are told of, with their owners */
	enum keep trails;
	bool check_checksums;
	size_t snaplen, ring_bytes;	/* as in struct capture_options */
	struct recorder *recorder;	/* borrowed: all that happens is recorded; NULL: it is not */
	struct frames *frames;		/* borrowed: packets are kept there too; NULL: they are not; and
					   of those that are recorded none */
	enum keep zeek;			/* as in struct tracker_options */
	bool looked_at;			/* somebody looks at the tracker's table: all is to be in it */
	uint64_t ended_ns;		/* as in struct tracker_options, like these: */
	size_t ended_max;
	bool ended_findings;
	const struct privilege_keep *keep;	/* borrowed; what else there is is given up once all is
					   open; NULL: live_drop_privileges() may come later */
	/*
	 * NULL: SIGINT and SIGTERM end it. Else these are told of, with SIGHUP and SIGQUIT, and whether a
	 * process sent them.
	 */
	void (*on_signal)(void *arg, int signal, bool sent);
	void *on_signal_arg;
	/* Opens what else is to be, while there are privileges, and may watch it in live->loop; or NULL. */
	int (*opening)(void *arg, struct live *live, struct err *err);
	void *opening_arg;
};

/*
 * Opens the sources and takes stock of the sockets there are. Returns 0 or -errno with err.
 * live_free() in either case. live must stay where it is.
 */
int live_open(struct live *live, const struct live_options *options, const struct sink *sink,
	      struct err *err);

/* Runs until the time is over, a signal came, or live->loop.done; then takes in what waits. */
int live_run(struct live *live, struct err *err);

/*
 * From now on connections whose sockets were made in the cgroup with that id are chosen, however short
 * they are (live_options.by_cgroup); 0: there is none, and whose they are their processes tell.
 */
void live_choose_cgroup(struct live *live, uint64_t cgroup);

/*
 * After live_finish(): begins anew with the same sources and the same sink, as if it were opened now.
 * 0, or -errno with err.
 */
int live_renew(struct live *live, struct err *err);

/* Takes an event from elsewhere (a demo peer's call) into the order of time. */
void live_event(struct live *live, const struct event *event);

/* The same, as an event_fn. */
void live_on_event(void *arg, const struct event *event);

/* Says that evidence is missing, of that kind, count times. */
void live_gap(struct live *live, enum gap_kind kind, uint64_t count);

/* Lets every connection leave, and sums up. */
void live_finish(struct live *live);
void live_summary(const struct live *live, struct summary *summary);

bool live_has_packets(const struct live *live);
bool live_has_sockets(const struct live *live);

/* Gives up what privileges are not needed now that all is open. 0, or -errno with err. */
int live_drop_privileges(struct live *live, const struct privilege_keep *keep, struct err *err);

void live_free(struct live *live);

#endif
