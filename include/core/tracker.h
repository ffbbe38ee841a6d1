/* SPDX-License-Identifier: GPL-2.0-or-later */
/* tracker.h: events in, connections with their transitions and findings out. */
#ifndef HALFCLOSE_CORE_TRACKER_H
#define HALFCLOSE_CORE_TRACKER_H

#include "core/event.h"
#include "core/listener.h"
#include "core/place.h"
#include "core/process.h"
#include "core/rest.h"
#include "core/sightings.h"
#include "core/sink.h"
#include "core/table.h"

#include <stdbool.h>
#include <stdint.h>

/* Of which connections a thing is kept that costs time or memory. */
enum keep {
	KEEP_NONE,
	KEEP_OF_FINDINGS,	/* it is dropped, or never made, where nothing was found */
	KEEP_ALL,
};

enum { TRACKER_CONNECTIONS = 1000 * 1000 };

struct tracker_options {
	uint64_t stall_after_ns;	/* what lasts longer is stuck, or leaked; 0: 5 s */
	size_t max_connections;		/* 0: TRACKER_CONNECTIONS */
	enum keep trails;		/* for the ladder */
	enum keep zeek;			/* Zeek's view, for conn_state and history */
	bool sockets;			/* sock_diag is one of the sources */
	bool packets;			/* packets are one of the sources */
	/*
	 * There is no time to look at each socket of which nothing but queues is known, since there are
	 * thousands: of those with none that are empty no hang is told.
	 */
	bool glance;
	/*
	 * Nobody is told of connections of which nothing is found, and packets are no source: an idle
	 * socket needs no connection. Their sightings are counted, and remembered for what comes.
	 */
	bool sightings;
	/*
	 * Connections in which nothing happened for so long are packed away until something does: the
	 * sink keeps no pointers to any. 0: never. Packing and unpacking one takes some microseconds.
	 */
	uint64_t rest_after_ns;
	/*
	 * Connections that are over stay in the table for stragglers, and for who looks at it: so long
	 * (0: 5 s), and no more of them than that (0: 2048); those with findings however long.
	 */
	uint64_t ended_ns;
	size_t ended_max;
	bool ended_findings;
	struct table_key table_key;
};

struct tracker_counts {
	uint64_t connections;
	uint64_t segments;
	uint64_t copies;		/* of segments, shown by other interfaces; not among them */
	uint64_t corrupt;		/* of the segments, those that their receivers drop */
	uint64_t facts;
	uint64_t evicted;		/* left because of max_connections */
	uint64_t processes_let_go;	/* that were watched, for others' sake: their end is not seen */
	uint64_t gaps[GAP_KIND_COUNT];
	uint64_t findings[SEVERITY_COUNT];
	uint64_t resets;		/* RST segments, but for copies */
	uint64_t causes[RESET_CAUSE_COUNT];	/* connections that were reset, by enum reset_cause */
	uint64_t gave_up;		/* connections that an end gave up on */
	struct kernel_counters kernel;	/* how much they have grown since the start */
};

/* A connection that was refused lately: its opener may reach another address of that name. */
struct refusal {
	struct endpoint client, server;
	uint64_t id;		/* 0: none */
	uint64_t time_ns;
};

enum { REFUSALS_MAX = 8 };

struct tracker {
	struct tracker_options options;
	struct sink sink;
	struct table table;
	struct rested_table rested;		/* connections that are not in the table, ... */
	struct sightings sightings;		/* ... and those of which only that is known */
	struct listeners listeners;
	struct processes processes;
	struct places places;
	struct tracker_counts counts;
	struct trail_pool trails;
	struct pool backlogs;			/* for zeek_records */
	struct refusal refusals[REFUSALS_MAX];	/* a ring */
	unsigned int refusal_next;
	uint64_t first_ns, now_ns;	/* the first and the latest time of any event; 0: none */
	uint64_t counted_ns;		/* when the kernel's counters were read last */
	uint64_t overflow_ns;		/* the kernel had counted a full accept queue by then; 0: never, ... */
	uint64_t no_overflow_ns;	/* ... and not up to then, or not again */
	uint64_t run_ns;		/* when lifetime_run() is to look for what is due again */
	bool out_of_memory;		/* something was lost to it: soon an evidence-gap says so */
};

/* Returns 0 or -ENOMEM. The sink is copied. */
int tracker_init(struct tracker *tracker, const struct tracker_options *options,
		 const struct sink *sink);

/* One event; late ones are accepted. */
void tracker_event(struct tracker *tracker, const struct event *event);

/*
 * True if that fact is about an idle socket of which nothing more need be kept, or that was so
 * before, and that is done: at once, whatever came before it and waits.
 */
bool tracker_sight(struct tracker *tracker, const struct event *event);

/* That tracker_sight() will come soon, so that what it looks at may be on its way. */
void tracker_sight_soon(const struct tracker *tracker, const struct event *event);

/* The end: every connection gets its final findings and leaves, in order of id; then the places. */
void tracker_finish(struct tracker *tracker, uint64_t now_ns);

/*
 * The end of a capture, for who goes on looking at the table: every connection gets its final
 * findings, and stays. No events come any more.
 */
void tracker_conclude(struct tracker *tracker, uint64_t now_ns);

/* True if nothing is due to be looked at again, and nothing is wrong with a listener. */
bool tracker_is_calm(const struct tracker *tracker);

/* True if a connection or listener has that socket, and its owner was not looked up yet. */
bool tracker_wants_owner(const struct tracker *tracker, uint32_t inode);

/* True if somebody let go of that socket, and all who hold it now are to be looked up. */
bool tracker_wants_holders(const struct tracker *tracker, uint32_t inode);

void tracker_free(struct tracker *tracker);

#endif
