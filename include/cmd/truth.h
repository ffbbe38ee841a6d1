/* SPDX-License-Identifier: GPL-2.0-or-later */
/* truth.h: what a demo's peers know of their connections; findings and lost bytes are held against it. */
#ifndef HALFCLOSE_CMD_TRUTH_H
#define HALFCLOSE_CMD_TRUTH_H

#include "core/connection.h"
#include "core/verdict.h"
#include "peers/demo.h"
#include "peers/ledger.h"

#include <sys/socket.h>

/* All of one connection that the peers have no say in. */
struct told {
	unsigned int times;			/* it left the tracker: once */
	struct byte_count lost[PEER_ROLES];	/* by who wrote them */
};

struct truth {
	const struct demo *demo;		/* borrowed, as variant is, which is one of his */
	const struct demo_variant *variant;
	struct ledger ledger;
	struct told told[PEER_CONNECTIONS_MAX];	/* of the rows of the ledger */
	unsigned int found[FINDING_COUNT];	/* of so many connections and places */
	bool disagrees;
};

/* All zero, if the peer's socket had no address yet. */
void truth_endpoint(struct endpoint *endpoint, const struct sockaddr_storage *address);

/* Takes a call of a peer's. */
void truth_call(struct truth *truth, const struct peer_record *record);

/* True if the peers have called on that connection. */
bool truth_has(const struct truth *truth, const struct connection *connection);

/* Takes one that leaves, if the peers have called on it: then true. */
bool truth_connection(struct truth *truth, const struct connection *connection);

/* Likewise a place: the peers' listener. */
bool truth_place(struct truth *truth, const struct finding *finding);

/*
 * The story was told to its end: all that was said is held against it, and what is not so goes to
 * the standard error. From sockets alone not all can be known: then nothing of it may be wrong.
 */
void truth_compare(struct truth *truth, bool packets);

#endif
