/* SPDX-License-Identifier: GPL-2.0-or-later */
/* track.h: news that takes more than a line to bring to its connections. For tracker.c. */
#ifndef HALFCLOSE_CORE_TRACK_H
#define HALFCLOSE_CORE_TRACK_H

#include "core/tracker.h"

/* All as of tracker->now_ns. These make and move connections. */
void track_segment(struct tracker *tracker, const struct segment *segment);
void track_fact(struct tracker *tracker, const struct event *event);

/* Who holds a socket, and what he does with it. */
void track_owner(struct tracker *tracker, const struct owner *owner);
void track_holder(struct tracker *tracker, const struct holder_check *check);
void track_holders(struct tracker *tracker, const struct holders *holders);
void track_waits(struct tracker *tracker, const struct wait_check *check);
void track_process(struct tracker *tracker, const struct process_news *news);

/* A finding holds of a place, which goes to the sink if that is news. */
void track_place(struct tracker *tracker, const struct place *now);

/* The end whose socket that is, and the other one. */
static inline struct half *track_half(const struct half_socket *socket)
{
	return &socket->connection->half[socket->side];
}

static inline const struct half *track_peer(const struct half_socket *socket)
{
	return connection_peer(socket->connection, (enum side)socket->side);
}

#endif
