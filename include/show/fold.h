/* SPDX-License-Identifier: GPL-2.0-or-later */
/* fold.h: identical cases, told once with a count. */
#ifndef HALFCLOSE_SHOW_FOLD_H
#define HALFCLOSE_SHOW_FOLD_H

#include "core/connection.h"
#include "show/keys.h"
#include "show/phrase.h"
#include "show/style.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

enum {
	FOLD_EXAMPLES = 3,
	FOLD_APART_MAX = 500,		/* of KEYS_MAX: room is left for each kind of the others */
	FOLD_LINE_MAX = 2 * ENDPOINT_TEXT_MAX + 128,	/* room for what is said of a group */
};

struct fold_group {
	char *text;		/* owned: the first one, as it was written */
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

/* Writes a connection, as text_connection() does. */
typedef void (*fold_write_fn)(FILE *out, const struct style *style,
			      const struct connection *connection);

struct fold {
	const struct style *style;	/* borrowed */
	fold_write_fn write;
	bool all;
	bool in_order;			/* sorted as they began, not by how bad they are */
	size_t apart;			/* so many connections are a group each, the later ones by kind */
	struct keys keys;		/* what the connections of each group have in common */
	struct fold_group *groups;	/* owned; of the same indices */
	size_t count, capacity;
	uint64_t beyond;		/* connections of kinds that found no room */
};

/* all: every connection is asked for, so that RSTs that cost nothing are told by kind too. */
void fold_init(struct fold *fold, const struct style *style, bool all, fold_write_fn write);
void fold_free(struct fold *fold);

/*
 * Takes a connection whose findings are final. The same findings at the same ends of the same
 * process make one group; where the finding is a note, or there is none, processes of the same name
 * count as one, and a process that is not known is told from others by the server's port. RSTs that
 * cost nothing are one group, unless all is set. Returns 0 or -ENOMEM.
 */
int fold_add(struct fold *fold, const struct connection *connection);

/* All groups, worst first, then most frequent first, but for in_order; returns how many. */
size_t fold_sort(const struct fold *fold, const struct fold_group *order[KEYS_MAX]);

/*
 * How many of the first ones, with their counts, have room, when each takes around octets more: at
 * least one.
 */
size_t fold_fitting(const struct fold_group *const *order, size_t count, size_t room,
		    size_t around);

/* Each in this order, and how many there are of it, for people. */
void fold_print(const struct fold *fold, FILE *out);

/* "like this, 57,600 bytes in all, the oldest is #7" */
void fold_say_count(struct phrase *phrase, const struct fold_group *group);

/* A group's count, and some of it, in lines. */
void fold_print_count(const struct fold *fold, const struct fold_group *group, FILE *out);

/* "#9 127.0.0.1:6999 -> 127.0.0.1:80" */
void fold_say_example(struct phrase *phrase, const struct style *style,
		      const struct fold_group *group, unsigned int i);

/* "3 more connections, of too many kinds to show here: ..." */
void fold_say_beyond(struct phrase *phrase, uint64_t beyond);

#endif
