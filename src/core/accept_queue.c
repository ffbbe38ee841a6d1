/* SPDX-License-Identifier: GPL-2.0-or-later */
/* accept_queue.c: from what listeners say to the connections that wait there, and to findings. */
#include "core/accept_queue.h"

#include "core/place.h"
#include "core/stall.h"
#include "core/track.h"
#include "core/units.h"

#include <errno.h>
#include <stdlib.h>

/* The kernel's counters are read each second. */
#define COUNTED_NS (2 * S_NS)

bool accept_queue_has(const struct half *half)
{
	const struct half_socket *socket = half->socket;

	return socket && half_rare(socket)->unaccepted_ns && !socket->destroy &&
	       !half_rare(socket)->gone_ns;
}

/* Which of the listeners with that address and port has it, the kernel does not say. */
static int note_wait(const struct listeners *listeners, struct half_socket *socket,
		     const struct endpoint *local)
{
	const struct listener *listener = NULL;
	struct accept_wait *wait = half_rare(socket)->wait;

	if (!wait && half_make_rare(socket))
		wait = socket->rare->wait = calloc(1, sizeof(*wait));
	if (!wait)
		return -ENOMEM;
	*wait = (struct accept_wait){ 0 };
	while ((listener = listeners_sharing(listeners, local, listener))) {
		if (wait->listeners < ACCEPT_OWNERS_MAX)
			wait->owners[wait->listeners] = listener->owner;
		wait->listeners++;
		wait->waiting += listener->latest.recv_q;
		wait->backlog += listener->latest.send_q;
	}
	return 0;
}

static struct place full_place(const struct listener *listener, uint64_t since_ns)
{
	return (struct place){
		.finding = {
			.id = FINDING_ACCEPT_QUEUE_FULL,
			.severity = (uint8_t)finding_info(FINDING_ACCEPT_QUEUE_FULL)->severity,
			.certainty = CERTAINTY_OBSERVED,
			.evidence = EVIDENCE_SOCKET,
			.offset = FINDING_NO_OFFSET,
			.time_ns = since_ns,
		},
		.endpoint = listener->latest.local,
		.cookie = listener->latest.cookie,
		.owner = listener->owner,
		.count = listener->latest.recv_q,
		.room = listener->latest.send_q,
	};
}

/*
 * The client tries in vain to get in, or to say its first word: the SYN, or the end of the
 * handshake, was dropped.
 */
static bool tries_to_enter(const struct half *client, const struct half *server)
{
	const struct half_socket *socket = server->socket, *asker = client->socket;
	bool seen = socket && socket->seen && socket->latest.state != TCP_STATE_SYN_RECV;

	if (!client->packets && asker && asker->seen)
		return !seen && asker->latest.state == TCP_STATE_SYN_SENT;
	return client->stall && client->opened && client->una <= 0 && server->nxt <= 0 &&
	       !server->fin_sent && !seen && (server->packets == 0 || client->nxt > 0);
}

/* It got in, but not by its first SYN: that was dropped, or lost. */
static bool entered_late(const struct half *client, const struct half *server)
{
	return client->opened && client->stall && client->stall->answer_ns && server->syn_sent;
}

/* The kernel's counter grew while it tried. A look at the listener may have told of it, or the SYN. */
static bool was_kept_out(const struct tracker *tracker, const struct connection *connection,
			 const struct listener *listener)
{
	const struct half *client = &connection->half[connection->client];

	return entered_late(client, connection_peer(connection, connection->client)) &&
	       tracker->no_overflow_ns < client->stall->answer_ns && !connection->queue_full &&
	       listener->full_until_ns < connection->start_ns;
}

bool accept_queue_awaits_count(const struct tracker *tracker, const struct connection *connection)
{
	const struct half *client = &connection->half[connection->client];

	return tracker->counted_ns && tracker->options.sockets &&
	       entered_late(client, connection_peer(connection, connection->client)) &&
	       tracker->counted_ns < client->stall->answer_ns &&
	       tracker->now_ns < client->stall->answer_ns + COUNTED_NS;
}

/* No look may have found it full, if it was so for moments. But the kernel counts. */
static void note_overflow(struct tracker *tracker, struct connection *connection,
			  const struct listener *listener)
{
	struct place place;

	if (!listener->full_ns && listener->full_until_ns < connection->start_ns &&
	    tracker->overflow_ns < connection->start_ns)
		return;
	/* What becomes of it is the listener's to tell. */
	connection->queue_full = true;
	if (listener_is_full(listener) || tracker->overflow_ns < connection->start_ns)
		return;
	listeners_overflow(&tracker->listeners, listener, tracker->overflow_ns);
	place = full_place(listener, connection->start_ns);
	place.finding.certainty = CERTAINTY_INFERRED;
	place.finding.evidence = EVIDENCE_PACKET | EVIDENCE_SOCKET;
	track_place(tracker, &place);
}

/*
 * No notification tells of a request's end, but a RST that answers what comes then. Somebody else may
 * listen there by now; where nobody does, the lookup that found no request told so.
 */
static void note_request_left(const struct listeners *listeners, struct connection *connection,
			      enum side server)
{
	struct half *half = &connection->half[server];

	if (half->rst_sent && half_stayed_request(half) &&
	    listeners_ended_since(listeners, &connection->end[server], connection->start_ns,
				  half->rst_ns))
		half->socket->listener_ended = true;
}

void accept_queue_note(struct tracker *tracker, struct connection *connection)
{
	enum side server = connection_server(connection);
	struct half *half = &connection->half[server];
	bool waits = accept_queue_has(half);
	bool tries = tries_to_enter(&connection->half[connection->client], half);
	bool late = entered_late(&connection->half[connection->client], half);
	const struct listener *listener;

	if (connection->self || !(waits || tries || late || half->rst_sent))
		return;
	note_request_left(&tracker->listeners, connection, server);
	listener = listeners_find(&tracker->listeners, &connection->end[server]);
	if (!listener)
		return;
	if (half->socket)
		half->socket->listener_lives = true;
	if (tries || was_kept_out(tracker, connection, listener))
		note_overflow(tracker, connection, listener);
	if (waits && note_wait(&tracker->listeners, half->socket, &listener->latest.local) < 0)
		tracker->out_of_memory = true;
}

static void end_full(struct tracker *tracker, const struct listener *listener, uint64_t time_ns)
{
	places_end(&tracker->places, FINDING_ACCEPT_QUEUE_FULL, listener->latest.cookie,
		   &listener->latest.local, time_ns);
}

void accept_queue_look(struct tracker *tracker, const struct listener *listener)
{
	uint64_t calm_ns = listener->overflow_ns + tracker->options.stall_after_ns;
	struct place place;

	if (listener_is_full(listener)) {
		place = full_place(listener, listener->full_ns);
		track_place(tracker, &place);
	} else if (!listener->full_ns &&
		   (listener->full_until_ns ||
		    (listener->overflow_ns && tracker->now_ns >= calm_ns))) {
		end_full(tracker, listener, tracker->now_ns);
	}
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

		if ((row->full_until_ns || row->overflow_ns) && !listener_alive(listeners, row))
			end_full(tracker, row, row->seen_ns);
	}
}
