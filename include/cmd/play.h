/* SPDX-License-Identifier: GPL-2.0-or-later */
/* play.h: one variant of a demo, from its title to why it went so. */
#ifndef HALFCLOSE_CMD_PLAY_H
#define HALFCLOSE_CMD_PLAY_H

#include "cmd/options.h"
#include "core/err.h"
#include "peers/demo.h"
#include "peers/peer.h"

#include <stdbool.h>

struct play_options {
	const struct options *options;	/* borrowed */
	bool last;			/* no other one needs privileges after it */
	bool among_others;		/* its title has its name; and nobody looks on: no pauses */
	bool silent;			/* only whether it agrees */
};

/* Where the peers meet and how long they pause: pause_ms, if nothing else was asked for. */
void play_peer_options(const struct options *options, unsigned int pause_ms,
		       struct peer_options *peers);

/* Writes why a peer ended its story with that -errno, and returns it. */
int play_broke_off(const struct options *options, enum peer_role role, int result,
		   struct err *err);

/* How it came out. */
enum { PLAY_AGREES, PLAY_DISAGREES, PLAY_INTERRUPTED };

/* One of these, or -errno with err. */
int play_variant(const struct play_options *options, const struct demo *demo,
		 const struct demo_variant *variant, struct err *err);

#endif
