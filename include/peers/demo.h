/* SPDX-License-Identifier: GPL-2.0-or-later */
/* demo.h: the demos: what each tells, what to expect of it, and what its two peers do. */
#ifndef HALFCLOSE_PEERS_DEMO_H
#define HALFCLOSE_PEERS_DEMO_H

#include "peers/peer.h"

#include <stdbool.h>
#include <stddef.h>

struct peer;

enum { DEMO_FINDINGS_MAX = 5 };

enum demo_kind { DEMO_BROKEN, DEMO_FIXED };
enum { DEMO_KINDS = 2 };

struct demo_finding {
	const char *id;
	unsigned int count;	/* of so many connections, or places; 0: of one */
};

struct demo_variant {
	const char *name;	/* one word, for the command line: "close" */
	enum demo_kind kind;
	const char *title;	/* what sets it apart: "the server calls close()" */
	struct demo_finding findings[DEMO_FINDINGS_MAX + 1];	/* that must be said; NULL ends them.
								   None: TCP has done its work */
	const char *beside[DEMO_FINDINGS_MAX + 1];	/* ids that may be said too, as timing has it */
	const char *lasts;	/* the id of the one that peer_stall(), or a peer that waits for ever,
				   gives time; NULL: none does */
	bool loses;		/* more was written than is read, in one direction or both */
	const char *why;	/* one paragraph, unwrapped */

	/* By enum peer_role: why that one cannot be run alone; NULL: it can. */
	const char *never_alone[PEER_ROLES];

	/* By enum peer_role. Return 0, or the -errno at which the story broke off. */
	int (*run[PEER_ROLES])(struct peer *peer);
};

struct demo {
	const char *name;
	const char *summary;	/* one line */
	const struct demo_variant *variants;
	size_t variant_count;
};

size_t demo_count(void);
const struct demo *demo_at(size_t i);

/* NULL: there is none of that name. */
const struct demo *demo_find(const char *name);

/* "broken", "fixed". */
const char *demo_kind_name(enum demo_kind kind);

/* The first variant from *next on of that name, or kind; NULL: there is none. *next is behind it. */
const struct demo_variant *demo_variant_next(const struct demo *demo, const char *name,
					     size_t *next);

#endif
