/* SPDX-License-Identifier: GPL-2.0-or-later */
/* census.h: how many connections are in which part of their life. */
#ifndef HALFCLOSE_SHOW_CENSUS_H
#define HALFCLOSE_SHOW_CENSUS_H

#include "core/connection.h"
#include "show/style.h"

#include <stdint.h>
#include <stdio.h>

/* X(symbol, name, what it means) */
#define CENSUS_LIST(X)									\
	X(CONNECTING, "connecting", "a SYN is out, the handshake is not done")		\
	X(ESTABLISHED, "established", "open in both directions")			\
	X(HALF_CLOSED, "half-closed", "one end has sent its FIN, the other has not")	\
	X(LINGERING, "lingering", "closed by both ends, the kernel is not done yet")	\
	X(LEAKING, "leaking", "ended for one end, and kept by the other")		\
	X(GONE, "gone", "closed, and no socket is left")

enum census_group {
#define X(symbol, name, meaning) CENSUS_##symbol,
	CENSUS_LIST(X)
#undef X
	CENSUS_GROUP_COUNT
};

struct census {
	uint64_t count[CENSUS_GROUP_COUNT];
};

/* The one group that a connection is in; a leak (by its findings) before anything else. */
enum census_group census_group(const struct connection *connection);

void census_add(struct census *census, const struct connection *connection);

const char *census_name(enum census_group group);
const char *census_meaning(enum census_group group);

/* A line for each group that has any. */
void census_print(FILE *out, const struct style *style, const struct census *census);

#endif
