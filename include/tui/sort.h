/* SPDX-License-Identifier: GPL-2.0-or-later */
/* sort.h: in which order the rows stand. */
#ifndef HALFCLOSE_TUI_SORT_H
#define HALFCLOSE_TUI_SORT_H

#include "tui/row.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* X(symbol, key that chooses it, name, how it is offered): as the columns are, left to right. */
#define SORT_LIST(X)						\
	X(CLIENT, 'c', "client", "[c]lient")			\
	X(CLIENT_STATE, 'C', "client state", "[C]state")	\
	X(QUEUES, 'q', "queues", "[q]ueues")			\
	X(SERVER_STATE, 'S', "server state", "[S]state")	\
	X(SERVER, 's', "server", "[s]erver")			\
	X(AGE, 'a', "age", "[a]ge")				\
	X(LOST, 'l', "lost bytes", "[l]ost")			\
	X(FINDING, 'f', "finding", "[f]inding")			\
	X(NEWEST, 'n', "newest", "[n]ew")

enum sort_by {
#define X(symbol, key, name, offer) SORT_##symbol,
	SORT_LIST(X)
#undef X
	SORT_BY_COUNT
};

struct sorting {
	enum sort_by by;
	bool inverted;
};

/* What a row is sorted by, so that no row is read again while it is. */
struct sort_key {
	uint64_t first, second;	/* the smaller comes first */
	uint64_t id;		/* else the newer one does */
	size_t row;		/* its index */
};

const char *sort_name(enum sort_by by);

/* As the question has it: "[c]lient". */
const char *sort_offer(enum sort_by by);

/* What that key of the keyboard chooses; SORT_BY_COUNT: nothing. */
enum sort_by sort_by_letter(uint32_t letter);

/* The worst, largest or oldest comes first; names in alphabetical order. */
void sort_key_make(struct sort_key *key, const struct row *row, enum sort_by by);

void sort_keys(struct sort_key *keys, size_t count, bool inverted);

#endif
