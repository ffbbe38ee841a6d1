/* SPDX-License-Identifier: GPL-2.0-or-later */
/* row.h: what a line of the table shows of a connection, kept from one frame to the next. */
#ifndef HALFCLOSE_TUI_ROW_H
#define HALFCLOSE_TUI_ROW_H

#include "core/connection.h"
#include "show/census.h"
#include "show/end.h"

#include <stdbool.h>
#include <stdint.h>

/* How an end closed its direction, as far as was seen. */
enum row_closing { ROW_OPEN, ROW_FIN, ROW_RST };

enum { ROW_CLIENT, ROW_SERVER };	/* indices of ends: as they stand, left and right */

struct row_end {
	struct endpoint endpoint;
	char comm[OWNER_COMM_MAX];	/* of its owner, if pid is not 0; any octets */
	int pid;
	uint32_t recv_q, send_q;	/* as the kernel counts: a FIN is one */
	uint64_t changed_ns;		/* when it came to its state; 0: it was in it before we came */
	uint8_t side;			/* enum side, of the connection */
	uint8_t holding;		/* enum holding */
	uint8_t state;			/* enum tcp_state */
	uint8_t closing;		/* enum row_closing */
	bool queues_known;
};

struct row {
	struct row_end end[2];
	uint64_t id;
	uint64_t start_ns;
	uint64_t since_ns;		/* the latest change of a state of the two */
	uint64_t finding_ns;		/* when the worst finding came to be shown; 0: there is none */
	uint64_t findings;		/* a mask of 1 << enum finding_id */
	uint64_t lost_bytes;		/* of both directions */
	uint64_t frame;			/* the latest one in which it was filled in */
	uint8_t finding;		/* enum finding_id: the worst, if there are findings */
	uint8_t severity;		/* of that one */
	uint8_t group;			/* enum census_group */
	bool finding_ended;		/* the worst was a leak or hang, and is none any more */
	bool since_at_least;		/* it was so when we came: for longer than that */
	bool lost_at_least;
	bool closer_known;		/* who closed first */
	bool server_first;		/* the server did, if that is known */
	bool connecting;		/* the handshake is not done */
	bool over;			/* closed, and no end has anything to do any more */
};

/*
 * Brings a row, which is all zero before the first time, up to what is known of the connection now.
 * What has changed since the last time is noted with its time. True if anything that is shown has.
 */
bool row_fill(struct row *row, const struct connection *connection, uint64_t now_ns);

/* The finding to be shown of those that a connection has, or NULL. */
const struct finding *row_worst(const struct connection *connection);

/* How long the connection has been in its states. */
uint64_t row_age_ns(const struct row *row, uint64_t now_ns);

#endif
