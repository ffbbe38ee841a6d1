/* SPDX-License-Identifier: GPL-2.0-or-later */
/* comments.h: what a tracker tells, put down to the packets that caused it. */
#ifndef HALFCLOSE_CMD_COMMENTS_H
#define HALFCLOSE_CMD_COMMENTS_H

#include "core/event.h"
#include "core/sink.h"
#include "core/tracker.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* A comment on one packet. */
struct comment {
	uint64_t number;	/* the packet's in its file, from 1 */
	size_t text;		/* where it begins in struct comments.texts */
};

/* All zero is none. */
struct comments {
	struct comment *rows;	/* owned; once they are sorted, by packet, and as they came */
	size_t count, capacity;
	char *texts;		/* owned; each ends in a NUL */
	size_t texts_len, texts_capacity;
	size_t next;		/* of the rows, for comments_next() */

	/* While they are gathered. */
	struct seen_packet *packets;	/* owned; of connections that have not ended */
	size_t packet_count, packet_capacity, packet_spare;
	struct seen_step *steps;	/* owned; their transitions */
	size_t step_count, step_capacity, step_spare;
	struct seen_connection *connections;	/* owned; by id */
	size_t connection_count, connection_capacity;
	struct segment segment;	/* the present packet, ... */
	uint64_t number;	/* ... and its number; 0: none is with the tracker */
	bool out_of_memory;
};

/* The sink for the tracker that is given the packets. */
void comments_sink(struct comments *comments, struct sink *sink);

/* In front of each event that the tracker gets, with the number of the packet; and behind it. */
void comments_before(struct comments *comments, const struct event *event, uint64_t number);
void comments_after(struct comments *comments, struct tracker *tracker, const struct event *event);

/* All connections have ended. 0; -ENOMEM: some may be missing. */
int comments_finish(struct comments *comments);

/* The next comment on that packet, or NULL. Packets come in the order of their numbers. */
const char *comments_next(struct comments *comments, uint64_t number);

void comments_free(struct comments *comments);

#endif
