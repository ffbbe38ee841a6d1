/* SPDX-License-Identifier: GPL-2.0-or-later */
/* demo.h: the demos: what each tells, what to expect of it, and what its two peers do. */
#ifndef HALFCLOSE_PEERS_DEMO_H
#define HALFCLOSE_PEERS_DEMO_H

#include "peers/peer.h"

#include <stdbool.h>
#include <stddef.h>

struct peer;

enum { DEMO_FINDINGS_MAX = 3 };

struct demo_variant {
	const char *name;	/* one word, for the command line: "close" */
	const char *title;	/* what sets it apart: "the server calls close()" */
	const char *findings[DEMO_FINDINGS_MAX + 1];	/* ids that must be said; NULL ends them.
							   None: TCP has done its work */
	const char *beside[DEMO_FINDINGS_MAX + 1];	/* ids that may be said too, as timing has it */
	unsigned int stall_ms;	/* both peers wait for ever in the end: how soon that is to be said;
				   0: they do not */
	bool loses;		/* more was written than is read, in one direction or both */
	const char *why;	/* one paragraph, unwrapped */

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
const struct demo_variant *demo_variant_find(const struct demo *demo, const char *name);

#endif
