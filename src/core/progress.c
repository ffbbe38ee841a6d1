/* SPDX-License-Identifier: GPL-2.0-or-later */
/* progress.c: from what became known to the trail and the sink. */
#include "core/progress.h"

#include "core/states.h"

struct trail *progress_trail(struct tracker *tracker, struct connection *connection)
{
	if (tracker->options.trails != KEEP_NONE && !connection->trail)
		connection->trail = trail_pool_take(&tracker->trails);
	return connection->trail;
}

struct trail_entry *progress_entry(struct tracker *tracker, struct connection *connection,
				   enum trail_kind kind, enum side side)
{
	struct trail *trail = progress_trail(tracker, connection);

	return trail ? trail_add(trail, tracker->now_ns, kind, side) : NULL;
}

static void tell(struct tracker *tracker, struct connection *connection,
		 const struct transition *transition)
{
	struct trail_entry *entry = progress_entry(tracker, connection, TRAIL_TRANSITION,
						   (enum side)transition->end);

	if (entry)
		entry->transition = *transition;
	if (tracker->sink.transition)
		tracker->sink.transition(tracker->sink.arg, connection, transition);
}

void progress_states(struct tracker *tracker, struct connection *connection, enum side sender,
		     uint8_t evidence)
{
	bool told = tracker->options.trails != KEEP_NONE || tracker->sink.transition;
	struct transition transitions[TRANSITIONS_MAX];
	unsigned int count = states_update(connection, sender, tracker->now_ns, evidence,
					   told ? transitions : NULL);

	for (unsigned int i = 0; told && i < count; i++)
		tell(tracker, connection, &transitions[i]);
	/* A FIN that waits for its SYN to be acknowledged is one of which a plain segment may tell. */
	connection->quiet =
		states_last(&connection->half[SIDE_A]) == TCP_STATE_ESTABLISHED &&
		states_last(&connection->half[SIDE_B]) == TCP_STATE_ESTABLISHED &&
		!connection->half[SIDE_A].fin_sent && !connection->half[SIDE_B].fin_sent;
}
