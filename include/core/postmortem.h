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

#endif
