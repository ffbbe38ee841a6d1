/* SPDX-License-Identifier: GPL-2.0-or-later */
/* postmortem.h: what the deaths of both sockets prove of a connection of which no packet was seen. */
#ifndef HALFCLOSE_CORE_POSTMORTEM_H
#define HALFCLOSE_CORE_POSTMORTEM_H

#include "core/verdict.h"

/* A RST that no packet showed. */
struct postmortem {
	enum side by;
	enum reset_cause cause;		/* never unknown */
	bool first;			/* no FIN had come to it */
	uint64_t time_ns;		/* of the death that proves it */
};

/* True if one end is known to have sent RST, and why. */
bool postmortem_reset(const struct connection *connection, struct postmortem *reset);

/* True if that end died with what its tries had not brought to the other one, which never knew. */
bool postmortem_gave_up(const struct connection *connection, enum side side);

/*
 * As verdict_written(), verdict_undelivered(), verdict_unread() and verdict_lost(), by the counters of
 * the sockets: these count data, and a FIN beside it, which is not always known to be among them.
 */
struct byte_count postmortem_written(const struct connection *connection, enum side side);
struct byte_count postmortem_undelivered(const struct connection *connection, enum side side);
struct byte_count postmortem_unread(const struct connection *connection, enum side side);
struct byte_count postmortem_lost(const struct connection *connection, enum side from);

/* For the files of postmortem alone. */

enum fin_arrival {
	FIN_UNCERTAIN,
	FIN_NEVER_CAME,
	FIN_CAME,	/* its receiver counts it, with the data in front of it */
};

/* Did the peer's FIN come to that end, before it died? */
enum fin_arrival postmortem_fin(const struct half *me, const struct half *peer);

/* The notification of its death; NULL: none came, or one whose counters tcp_disconnect() had set to 0. */
const struct sock_kept *postmortem_death(const struct half *half);

/* True if its program threw the connection away: tcp_disconnect() after connect() failed is no abort. */
bool postmortem_aborted(const struct half *half);

#endif
