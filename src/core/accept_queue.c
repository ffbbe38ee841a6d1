/* SPDX-License-Identifier: GPL-2.0-or-later */
/* accept_queue.c: from what listeners say to the connections that wait there, and to findings. */
#include "core/accept_queue.h"

#include "core/place.h"

#include <errno.h>
#include <stdlib.h>

bool accept_queue_has(const struct half *half)
{
	const struct half_socket *socket = half->socket;

	return socket && socket->unaccepted_ns && !socket->destroyed && !socket->gone_ns;
}

/* Which of the listeners with that address and port has it, the kernel does not say. */
static int note_wait(const struct listeners *listeners, struct half_socket *socket,
		     const struct listener *listener)
{
	const struct listener *sharing[ACCEPT_OWNERS_MAX];
	struct accept_wait *wait = socket->wait;

	if (!wait)
		wait = socket->wait = calloc(1, sizeof(*wait));
	if (!wait)
		return -ENOMEM;
	*wait = (struct accept_wait){ 0 };
	wait->listeners = (uint32_t)listeners_sharing(listeners, &listener->latest.local, sharing,
						      ACCEPT_OWNERS_MAX);
	for (uint32_t i = 0; i < wait->listeners && i < ACCEPT_OWNERS_MAX; i++) {
		wait->owners[i] = sharing[i]->owner;
		wait->waiting += sharing[i]->latest.recv_q;
		wait->backlog += sharing[i]->latest.send_q;
	}
	return 0;
}

int accept_queue_note(const struct listeners *listeners, struct connection *connection)
{
	enum side server = connection_server(connection);
	const struct endpoint *local = &connection->end[server];
	struct half *half = &connection->half[server];
	const struct listener *listener;

	if (connection->self)
		return 0;
	if (half->packets == 0 && !(half->socket && half->socket->seen))
		connection->queue_full |= listeners_full_since(listeners, local,
							       connection->start_ns);
	listener = listeners_find(listeners, local);
	if (!half->socket || !listener)
		return 0;
	half->socket->listener_lives = true;
	return accept_queue_has(half) ? note_wait(listeners, half->socket, listener) : 0;
}

static struct place full_place(const struct listener *listener, uint64_t now_ns)
{
	return (struct place){
		.finding = {
			.id = FINDING_ACCEPT_QUEUE_FULL,
			.severity = (uint8_t)finding_info(FINDING_ACCEPT_QUEUE_FULL)->severity,
			.certainty = CERTAINTY_OBSERVED,
			.evidence = EVIDENCE_SOCKET,
			.offset = FINDING_NO_OFFSET,
			.time_ns = listener->full_ns,
			.span_ns = now_ns - listener->full_ns,
		},
		.endpoint = listener->latest.local,
		.cookie = listener->latest.cookie,
		.owner = listener->owner,
		.count = listener->latest.recv_q,
		.room = listener->latest.send_q,
	};
}

static void end_full(struct tracker *tracker, const struct listener *listener, uint64_t time_ns)
{
	places_end(&tracker->places, FINDING_ACCEPT_QUEUE_FULL, listener->latest.cookie,
		   &listener->latest.local, time_ns);
}

void accept_queue_look(struct tracker *tracker, const struct listener *listener)
{
	struct place place;

	if (!listener->full_looks) {
		if (listener->full_until_ns)
			end_full(tracker, listener, tracker->now_ns);
		return;
	}
	if (!listener_is_full(listener))
		return;
	place = full_place(listener, tracker->now_ns);
	tracker_place(tracker, &place);
}

void accept_queue_gone(struct tracker *tracker, const struct listener *listener)
{
	end_full(tracker, listener, tracker->now_ns);
}

void accept_queue_finish(struct tracker *tracker)
{
	const struct listeners *listeners = &tracker->listeners;

	for (size_t i = 0; i < listeners->count; i++) {
		const struct listener *row = &listeners->rows[i];

		if (row->full_until_ns && !listener_alive(listeners, row))
			end_full(tracker, row, row->seen_ns);
	}
}
