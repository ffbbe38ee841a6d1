/* SPDX-License-Identifier: GPL-2.0-or-later */
/* fold.h: identical cases, told once with a count. */
#ifndef HALFCLOSE_SHOW_FOLD_H
#define HALFCLOSE_SHOW_FOLD_H

#include "core/connection.h"
#include "show/keys.h"
#include "show/style.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

enum { FOLD_EXAMPLES = 3 };

struct fold_group {
	char *text;		/* owned: the first one, as text_connection() writes it */
	size_t text_len;
	uint64_t count;
	uint64_t bytes;		/* of all findings of all its connections, ... */
	bool at_least;		/* ... or more */
	uint64_t oldest_id, oldest_ns;
	struct {
		uint64_t id;
		struct endpoint client, server;
	} examples[FOLD_EXAMPLES];
	int severity;		/* the worst; -1: no finding */
};

struct fold {
	const struct style *style;	/* borrowed */
	bool all;
	struct keys keys;		/* what the connections of each group have in common */
	struct fold_group *groups;	/* owned; of the same indices */
	size_t count, capacity;
	uint64_t beyond;		/* connections of kinds that found no room */
};

/* all: every connection is asked for, so that RSTs that cost nothing are told by kind too. */
void fold_init(struct fold *fold, const struct style *style, bool all);
void fold_free(struct fold *fold);

/*
 * Takes a connection whose findings are final. The same findings at the same ends of the same
 * process make one group; where the finding is a note, or there is none, processes of the same name
 * count as one, and a process that is not known is told from others by the server's port. RSTs that
 * cost nothing are one group, unless all is set. Returns 0 or -ENOMEM.
 */
int fold_add(struct fold *fold, const struct connection *connection);

/* All groups, worst first, then most frequent first. */
void fold_print(const struct fold *fold, FILE *out);

#endif
