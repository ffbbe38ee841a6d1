/* SPDX-License-Identifier: GPL-2.0-or-later */
/* sink.h: where the tracker sends what it finds out. */
#ifndef HALFCLOSE_CORE_SINK_H
#define HALFCLOSE_CORE_SINK_H

#include "core/connection.h"
#include "core/transition.h"

struct zeek;

/* Each function may be NULL. The connection is the tracker's, good until the function returns. */
struct sink {
	void *arg;
	void (*transition)(void *arg, const struct connection *connection,
			   const struct transition *transition);
	/*
	 * Once for each finding, when it first holds. The connection is NULL for those that are
	 * about none: a place (finding->place), or the evidence.
	 */
	void (*finding)(void *arg, const struct connection *connection,
			const struct finding *finding);
	/* The connection leaves: its findings are final. Called exactly once for each. */
	void (*ended)(void *arg, const struct connection *connection);
	/* It is over with all connections: a finding about a place is final. */
	void (*placed)(void *arg, const struct finding *finding);
	/* A line of Zeek's conn.log is complete; a connection may have several, or none. */
	void (*zeek)(void *arg, const struct connection *connection, const struct zeek *zeek);
	/* The core would know more of this end: look its socket and owner up now. Live only. */
	void (*look)(void *look_arg, const struct connection *connection, enum side side);
	void *look_arg;
};

#endif
