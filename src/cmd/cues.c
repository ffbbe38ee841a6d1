/* SPDX-License-Identifier: GPL-2.0-or-later */
/* cues.c: when what a peer waits for has been seen. */
#include "cmd/cues.h"

#include "cmd/polls.h"
#include "cmd/settle.h"
#include "core/sharing.h"

/* Who has accepted a connection since it was new a poll of all states tells. */
void cues_ask(struct cues *cues, enum peer_role role, enum peer_ask ask)
{
	struct view *view = &cues->live->views[0];

	cues->requests[role] = (struct request){ .ask = ask, .poll_tick = view->full_poll_tick };
	if (ask == PEER_ASKS_SEEN)
		polls_list_all(view);
}

/* A tick has taken in all packets that were there before it, and a poll what the sockets are like. */
static void count_poll(const struct cues *cues, struct request *request)
{
	uint64_t poll_tick = cues->live->views[0].full_poll_tick;

	request->polls += poll_tick != request->poll_tick || !live_has_sockets(cues->live);
	request->poll_tick = poll_tick;
}

/* The connections of the story that are there. */
static const struct connection *next_of_story(const struct cues *cues, const struct connection *c)
{
	while (c && !truth_has(cues->truth, c))
		c = c->active_next;
	return c;
}

static const struct connection *first_of_story(const struct cues *cues)
{
	return next_of_story(cues, cues->live->tracker.table.oldest);
}

/* Two polls are a second apart; but whether somebody has looked then whose the sockets are is another matter. */
static bool owners_settled(const struct cues *cues)
{
	const struct connection *c = first_of_story(cues);

	while (c && sharing_is_settled(connection_half(c, SIDE_A), c->start_ns) &&
	       sharing_is_settled(connection_half(c, SIDE_B), c->start_ns))
		c = next_of_story(cues, c->active_next);
	return !c;
}

bool cues_ends_settled(const struct cues *cues)
{
	const struct connection *c = first_of_story(cues);

	while (c && settle_is_settled(c))
		c = next_of_story(cues, c->active_next);
	return !c;
}

static bool is_granted(const struct cues *cues, const struct request *request)
{
	switch (request->ask) {
	case PEER_ASKS_NOTHING:
		break;
	case PEER_ASKS_SEEN:
		return !cues->live->views[0].listing;
	case PEER_ASKS_KNOWN:
		return request->polls >= 2 && (!live_has_sockets(cues->live) || owners_settled(cues));
	case PEER_ASKS_FOUND:
		return cues->found;
	}
	return false;
}

void cues_give(struct cues *cues)
{
	for (int role = 0; role < PEER_ROLES; role++) {
		struct request *request = &cues->requests[role];

		count_poll(cues, request);
		if (!is_granted(cues, request))
			continue;
		*request = (struct request){ 0 };
		peers_cue(cues->peers, (enum peer_role)role);
	}
}
