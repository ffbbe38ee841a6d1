/* SPDX-License-Identifier: GPL-2.0-or-later */
/* heading.h: a connection, and a finding, each in a line. */
#ifndef HALFCLOSE_SHOW_HEADING_H
#define HALFCLOSE_SHOW_HEADING_H

#include "core/connection.h"
#include "core/finding.h"
#include "show/phrase.h"
#include "show/style.h"

enum { HEADING_MAX = 512 };	/* room for any of them */

/* "#7 client 127.0.0.1:6882 peer[812] -> server 127.0.0.1:5555 (owner hidden)" */
void heading_ends(struct phrase *phrase, const struct style *style,
		  const struct connection *connection);

/* Its parts: "127.0.0.1:5555 (owner hidden)"; " (to itself)", or the like, or nothing. */
void heading_end(struct phrase *phrase, const struct connection *connection, enum side side);
void heading_doubts(struct phrase *phrase, const struct connection *connection);

/* "closed, first by the server (close), after 62 ms; lost: 1 byte from client to server"; "open, last packet after 62 ms" */
void heading_outcome(struct phrase *phrase, const struct connection *connection);

/*
 * Its parts: "closed, first by the server (close)"; before and "after 62 ms", "seen for 62 ms" or "last
 * packet after 62 ms", or nothing.
 */
void heading_close(struct phrase *phrase, const struct connection *connection);
void heading_time(struct phrase *phrase, const struct connection *connection, const char *before);

/* "write-after-close, 1 byte, inferred": without its severity */
void heading_finding(struct phrase *phrase, const struct finding *finding);

/* That it came to a good end, or NULL: there is more to be said of it. */
const char *heading_clean(const struct connection *connection);

#endif
