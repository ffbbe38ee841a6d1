/* SPDX-License-Identifier: GPL-2.0-or-later */
/* cues.h: the peers of a demo that wait until halfclose has looked at what they did. */
#ifndef HALFCLOSE_CMD_CUES_H
#define HALFCLOSE_CMD_CUES_H

#include "cmd/live.h"
#include "cmd/truth.h"
#include "peers/peer.h"

#include <stdbool.h>
#include <stdint.h>

/* What a peer asked for, and has not got yet. */
struct request {
	enum peer_ask ask;
	uint64_t poll_tick;		/* when the poll that it waits for is due */
	unsigned int polls;		/* how many of these it has seen */
};

struct cues {
	struct live *live;		/* borrowed, as those that follow */
	const struct truth *truth;
	struct peers *peers;
	bool found;			/* what the variant says lasts */
	struct request requests[PEER_ROLES];
};

/* Of the peer in that role, who waits for its cue from now on. */
void cues_ask(struct cues *cues, enum peer_role role, enum peer_ask ask);

/* After each tick: gives those that are due. */
void cues_give(struct cues *cues);

/* Nothing more will be known of how the connections of the story ended. */
bool cues_ends_settled(const struct cues *cues);

#endif
