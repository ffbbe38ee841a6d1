/* SPDX-License-Identifier: GPL-2.0-or-later */
/* choice.h: lets through a sink only what is about connections of chosen processes. */
#ifndef HALFCLOSE_CMD_CHOICE_H
#define HALFCLOSE_CMD_CHOICE_H

#include "core/sink.h"
#include "core/tracker.h"
#include "observe/family.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum { CHOICE_PENDING_MAX = 1024 };

/* What was told of a connection whose processes are not known yet: they are a moment later. */
struct choice_pending {
	const struct connection *connection;
	bool is_finding;
	union {
		struct transition transition;
		struct finding finding;
	};
};

struct choice {
	struct family family;
	bool alone;			/* nobody else is in view */
	const struct listeners *listeners;	/* borrowed; NULL: sockets do not tell whose they are */
	struct sink to;
	struct choice_pending pending[CHOICE_PENDING_MAX];
	size_t pending_count;
	uint64_t others;		/* connections that were not let through */
	uint64_t other_findings[SEVERITY_COUNT];
	uint64_t unknown;		/* of others: no process was found in time */
	uint64_t refused;		/* of unknown: over within the call of connect() */
};

/* For connections of which an end is, or was when its owner was first found, of these processes. */
int choice_open(struct choice *choice, const int *pids, size_t count, bool children,
		struct err *err);
/* The same of a recording: which processes these are it tells. 0; -ENOMEM. */
int choice_open_told(struct choice *choice, struct err *err);
void choice_free(struct choice *choice);	/* NULL is fine */

/*
 * From now on also those of which an end's socket says that it was made in the chosen cgroup, or its
 * listener among these does: at once, and however short they are.
 */
void choice_by_cgroup(struct choice *choice, const struct listeners *listeners);

/* Forgets all connections and processes that it was told of. */
void choice_renew(struct choice *choice);

/* The sink to give to the tracker instead of that one, which is copied. */
void choice_sink(struct choice *choice, struct sink *sink);

/* True if it is known that the connection was chosen. */
bool choice_has(struct choice *choice, const struct connection *connection);

/* True if each end is known to be of another cgroup: then nobody will be told of it. */
bool choice_is_others(const struct choice *choice, const struct connection *connection);

/* The same, once the socket of that end has turned out to be. */
bool choice_is_others_but(const struct choice *choice, const struct connection *connection,
			  enum side side);

/* An owner was found: whose child it is can be told as long as it lives. */
void choice_owner(struct choice *choice, int pid);

/* Some time has passed: lets through what is pending and turns out to be chosen. */
void choice_tick(struct choice *choice);

/* Takes what was not let through off the counts. */
void choice_counts(const struct choice *choice, struct tracker_counts *counts);

#endif
