/* SPDX-License-Identifier: GPL-2.0-or-later */
/* connection.h: a connection is two halves, each closed on its own. */
#ifndef HALFCLOSE_CORE_CONNECTION_H
#define HALFCLOSE_CORE_CONNECTION_H

#include "core/endpoint.h"
#include "core/finding.h"
#include "core/half.h"
#include "core/segment.h"
#include "core/tcp_state.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* An end, as an index: which of the two is the client is the connection's to say. */
enum side { SIDE_A, SIDE_B };

static inline enum side side_other(enum side side)
{
	return side == SIDE_A ? SIDE_B : SIDE_A;
}

/* X(symbol, name) */
#define OUTCOME_LIST(X)			\
	X(OPEN, "open")			\
	X(HALF_CLOSED, "half-closed")	\
	X(CLOSED, "closed")		\
	X(RESET, "reset")		\
	X(REFUSED, "refused")		\
	X(TIMED_OUT, "timed-out")	\
	X(ATTEMPT, "attempt")		\
	X(PARTIAL, "partial")

#define CLOSED_BY_LIST(X)			\
	X(CLOSE, "close")			\
	X(SHUTDOWN, "shutdown")			\
	X(EXIT, "exit")				\
	X(LINGER_ZERO, "linger-zero")		\
	X(UNREAD_DATA, "unread-data")		\
	X(TIMEOUT, "timeout")			\
	X(DESTROYED, "destroyed")		\
	X(NOT_ACCEPTED, "not-accepted")		\
	X(PEER_RESET, "peer-reset")

#define RESET_CAUSE_LIST(X)			\
	X(UNREAD_DATA, "unread-data")		\
	X(LINGER_ZERO, "linger-zero")		\
	X(DATA_AFTER_CLOSE, "data-after-close")	\
	X(NO_LISTENER, "no-listener")		\
	X(NO_SOCKET, "no-socket")		\
	X(NOT_ACCEPTED, "not-accepted")		\
	X(ACCEPT_OVERFLOW, "accept-overflow")	\
	X(TIMEOUT, "timeout")			\
	X(DESTROYED, "destroyed")		\
	X(FORGED, "forged")

enum outcome {
#define X(symbol, name) OUTCOME_##symbol,
	OUTCOME_LIST(X)
#undef X
};

enum closed_by {
	CLOSED_BY_UNKNOWN,	/* the evidence cannot tell, or it did not close */
#define X(symbol, name) CLOSED_BY_##symbol,
	CLOSED_BY_LIST(X)
#undef X
};

enum reset_cause {
	RESET_CAUSE_UNKNOWN,
#define X(symbol, name) RESET_CAUSE_##symbol,
	RESET_CAUSE_LIST(X)
#undef X
};

enum { RESET_CAUSE_COUNT = RESET_CAUSE_FORGED + 1 };

/* Names as in the JSON; NULL for the UNKNOWN ones. */
const char *outcome_name(enum outcome outcome);
const char *closed_by_name(enum closed_by closed_by);
const char *reset_cause_name(enum reset_cause cause);

struct connection {
	/* What a search, and a connection's leaving, reads and writes: a line of the cache. */
	struct connection *hash_next;
	struct connection *active_prev, *active_next, *due_prev, *due_next;
	uint64_t last_ns, due_ns;
	uint32_t hash;
	uint8_t due;			/* enum due */
	uint8_t finding_count;
	bool judged : 1;		/* and nothing came since */
	bool has_gaps : 1;		/* as of when it was judged: gaps_of_connection() has to say */
	bool queue_full : 1;		/* its SYN came to a listener whose accept queue was full */
	bool quiet;			/* both ends are ESTABLISHED: plain segments change nothing */

	struct endpoint end[2];
	uint64_t id;			/* from 1, in order of appearance */
	uint64_t start_ns;
	struct connection *older, *newer;	/* earlier and later lives of the same ports */
	struct zeek *zeek;		/* owned; NULL unless the tracker keeps Zeek's view */
	struct zeek_backlog *zeek_backlog;	/* owned; what Zeek's view is to be made of; or NULL */
	struct trail *trail;		/* owned; NULL unless the tracker keeps trails */
	struct finding *findings;	/* owned */
	struct half half[2];
	uint8_t client;			/* enum side */
	bool guessed_roles;
	bool roles_by_port;		/* guessed by nothing better than the lower port */
	bool self;			/* to itself: half[SIDE_A] stands for both ends */
	bool resumed;			/* its beginning was not captured */
	bool older_answered;		/* its SYN met an earlier life of the same ports */
	bool refused_elsewhere_ok;	/* refused, but its opener reached that port at another address */
};

/* The half on that side, and the one it talks to (itself, in a connection to itself). */
static inline const struct half *connection_half(const struct connection *connection,
						 enum side side)
{
	return &connection->half[connection->self ? SIDE_A : side];
}

static inline const struct half *connection_peer(const struct connection *connection,
						 enum side side)
{
	return connection_half(connection, side_other(side));
}

static inline bool connection_has_packets(const struct connection *connection)
{
	return connection->half[SIDE_A].packets || connection->half[SIDE_B].packets;
}

static inline enum side connection_server(const struct connection *connection)
{
	return side_other((enum side)connection->client);
}

#endif
