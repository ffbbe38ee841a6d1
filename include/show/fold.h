/* SPDX-License-Identifier: GPL-2.0-or-later */
/* fold.h: identical cases, told once with a count. */
#ifndef HALFCLOSE_SHOW_FOLD_H
#define HALFCLOSE_SHOW_FOLD_H

#include "core/connection.h"
#include "show/style.h"

#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

enum {
	FOLD_GROUPS_MAX = 1000,		/* further kinds are only counted */
	FOLD_EXAMPLES = 3,
	FOLD_KEY_MAX = 384,
	FOLD_SLOTS = 2048,		/* a power of two, sparse enough for FOLD_GROUPS_MAX */
};

struct fold_group {
	char key[FOLD_KEY_MAX];	/* what its connections have in common */
	char *text;		/* owned: the first one, as text_connection() writes it */
	size_t text_len;
	uint64_t count;
	uint64_t bytes;		/* of all findings of all its connections */
	uint64_t oldest_id, oldest_ns;
	struct {
		uint64_t id;
		struct endpoint client;
	} examples[FOLD_EXAMPLES];
	int severity;		/* the worst; -1: no finding */
};

struct fold {
	const struct style *style;	/* borrowed */
	struct fold_group *groups;	/* owned */
	size_t count, capacity;
	uint16_t slots[FOLD_SLOTS];	/* 1 + an index into groups; 0: empty */
	uint64_t beyond;		/* connections of kinds that found no room */
};

void fold_init(struct fold *fold, const struct style *style);
void fold_free(struct fold *fold);

/*
 * Takes a connection whose findings are final. The same findings at the same ends, of the
 * same process behind the same server port, make one group; where the finding is a note, or
 * there is none, processes of the same name count as one. Returns 0 or -ENOMEM.
 */
int fold_add(struct fold *fold, const struct connection *connection);

/* All groups, worst first, then most frequent first. */
void fold_print(const struct fold *fold, FILE *out);

#endif
