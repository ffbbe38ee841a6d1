/* SPDX-License-Identifier: GPL-2.0-or-later */
/* ended.h: processes that ended with several connections, each told once. */
#ifndef HALFCLOSE_SHOW_ENDED_H
#define HALFCLOSE_SHOW_ENDED_H

#include "core/connection.h"
#include "core/process.h"
#include "show/phrase.h"
#include "show/style.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

enum {
	ENDED_MAX = 64,		/* of further ones the connections tell alone */
	ENDED_TEXT_MAX = 256,	/* room for what is said of one */
};

struct ended {
	struct ended_process {
		struct owner owner;
		struct process_news end;
		const char *role;	/* of its ends: "server", "client" */
		uint64_t time_ns;
		uint64_t fins, rsts;	/* its connections, by how its kernel closed them */
		uint64_t lost_bytes;
		bool at_least;		/* it is a lower bound */
	} rows[ENDED_MAX];
	size_t count;
};

/* Takes a connection whose findings are final; only those with a process-ended count. */
void ended_add(struct ended *ended, const struct connection *connection);

/* True if that process took more than one connection with it, and is worth being told of. */
bool ended_several(const struct ended *ended, size_t i);

/* "server nginx[812] ended (signal 9) with 40 connections open: 38 closed by FIN, ..." */
void ended_say(struct phrase *phrase, const struct ended *ended, size_t i);

/* A paragraph for each process that took more than one connection with it. */
void ended_print(const struct ended *ended, const struct style *style, FILE *out);

/* "signal 9", "status 1", "how is not known" */
void ended_how(struct phrase *phrase, const struct process_news *end);

#endif
