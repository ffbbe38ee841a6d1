/* SPDX-License-Identifier: GPL-2.0-or-later */
/* ledger.h: what the peers' calls say of each connection: its ends, and its bytes. */
#ifndef HALFCLOSE_PEERS_LEDGER_H
#define HALFCLOSE_PEERS_LEDGER_H

#include "peers/calls.h"
#include "peers/peer.h"

#include <stdint.h>
#include <sys/socket.h>

struct ledger_row {
	struct sockaddr_storage end[PEER_ROLES];	/* its address, by enum peer_role */
	int64_t written[PEER_ROLES], read[PEER_ROLES];	/* by all processes of that role */
};

/* All zero: none. */
struct ledger {
	struct ledger_row rows[PEER_CONNECTIONS_MAX];
	unsigned int count;
};

/* Takes a call: its connection's row, which may be new, or NULL for one without a connection. */
struct ledger_row *ledger_add(struct ledger *ledger, const struct peer_record *record);

/* Bytes that this role wrote and the other one has not read. */
int64_t ledger_lost(const struct ledger_row *row, enum peer_role writer);

#endif
