/* SPDX-License-Identifier: GPL-2.0-or-later */
/* event.h: all that the core ever learns, as one tagged union with a time. */
#ifndef HALFCLOSE_CORE_EVENT_H
#define HALFCLOSE_CORE_EVENT_H

#include "core/endpoint.h"
#include "core/kernel_counters.h"
#include "core/owner.h"
#include "core/process.h"
#include "core/segment.h"
#include "core/sock_fact.h"

#include <stdbool.h>
#include <stdint.h>

enum event_kind {
	EVENT_SEGMENT,	/* a packet was captured */
	EVENT_SOCKET,	/* sock_diag answered, or notified */
	EVENT_OWNER,	/* an inode was looked up in /proc */
	EVENT_HOLDER,	/* a holder was looked at again */
	EVENT_CALL,	/* a demo peer logged a system call */
	EVENT_GAP,	/* evidence is missing */
	EVENT_TICK,	/* time passed */
	EVENT_PROCESS,	/* a process that is watched ended */
	EVENT_WAITS,	/* the threads of a holder were looked at */
	EVENT_COUNTERS,	/* the kernel's counters have grown */
	EVENT_HOLDERS,	/* all holders of a socket were looked up */
	EVENT_TIME_WAITS,	/* TIME_WAIT sockets were counted */
};

enum { CALL_TEXT_MAX = 80 };

/* A peer's own account of one system call: "write(1) = -1 EPIPE". */
struct call {
	struct endpoint local, remote;	/* all zero before the socket has them */
	char text[CALL_TEXT_MAX];
};

enum gap_kind {
	GAP_PACKETS_DROPPED,	/* by the kernel: count of them */
	GAP_SOCKETS_OVERRUN,	/* destroy notifications were lost (ENOBUFS) */
	GAP_DUMP_PARTIAL,	/* a dump of sockets was interrupted again and again */
	GAP_NO_PACKETS,		/* no permission to capture */
	GAP_NO_SOCKETS,		/* sock_diag is not there */
	GAP_OWNERS_HIDDEN,	/* no permission to read other processes' descriptors */
	GAP_BEGUN_BEFORE,	/* the capture began in the middle of connections: count of them */
	GAP_OCTETS_MISSED,	/* acknowledged, but in no captured packet: count of them */
	GAP_PACKETS_CUT,	/* in front of the end of the TCP header, by the snapshot length */
	GAP_OUT_OF_MEMORY,	/* what came could not be taken in */
	GAP_SOCKETS_LEFT,	/* destroy notifications were not listened to for a while: so many */
	GAP_SOCKETS_UNASKED,	/* open ones of which only the queues are known: so many */
	GAP_NO_ADDRESSES,	/* of the interfaces of a network namespace: so many of these */
	GAP_PLACES_UNTOLD,	/* of listeners and destinations: more had findings than are kept */
	GAP_KIND_COUNT
};

struct gap {
	enum gap_kind kind;
	uint64_t count;		/* how many more; at least 1 */
};

/* How many TIME_WAIT sockets take up ports of one address of ours to one destination. */
struct time_waits_fact {
	struct endpoint destination;
	uint64_t count;
	uint32_t ports;		/* ephemeral ones that there are */
	uint32_t source;	/* the network namespace in which they were counted */
	uint64_t begun_ns;	/* when the census began, in which they were counted */
	bool end;		/* of the census: there are no other destinations with so many */
};

struct event {
	uint64_t time_ns;	/* since the Epoch, UTC; of a socket's answer: when it came */
	enum event_kind kind;
	union {
		struct segment segment;
		struct sock_fact socket;
		struct owner owner;
		struct holder_check holder;
		struct process_news process;
		struct wait_check waits;
		struct holders holders;
		struct call call;
		struct gap gap;
		struct kernel_counters counters;	/* how much since it was last told */
		struct time_waits_fact time_waits;
	};
};

typedef void (*event_fn)(void *arg, const struct event *event);

#endif
