/* SPDX-License-Identifier: GPL-2.0-or-later */
/* rules_hang.c: programs that do not do their part, while TCP has done its own. */
#include "core/judged.h"

#include "core/silence.h"
#include "core/units.h"

/* A descriptor of it is, or was, there: else it was never accepted. */
static bool accepted(const struct half_socket *socket)
{
	return socket->inode != 0;
}

/*
 * Since when has nothing been taken out of the queue? What waited when we came has waited, at the
 * latest, since the last of it came; but that nothing was read since then was not seen.
 */
static uint64_t unread_since(const struct judged *j)
{
	const struct half_socket *socket = j->me->socket;
	uint64_t came_ns = half_rare(socket)->data_in_ns;
	uint64_t unread_ns = half_rare(socket)->unread_ns;

	return j->context->final && socket->unread_from_start && came_ns < unread_ns ? came_ns :
										       unread_ns;
}

bool rule_unread_backlog(const struct judged *j, struct finding *finding)
{
	const struct half_socket *socket = j->me->socket;
	uint64_t since_ns;

	if (!half_socket_lives(socket) || !tcp_state_is_open(socket->latest.state) ||
	    !accepted(socket) || socket->latest.recv_q == 0 || !half_rare(socket)->unread_ns)
		return false;
	since_ns = unread_since(j);
	if (half_rare(socket)->informed_ns < since_ns + j->context->limit_ns)
		return false;
	finding->bytes = verdict_unread(j->connection, j->side).bytes;
	if (finding->bytes == 0)
		return false;
	finding->time_ns = since_ns + j->context->limit_ns;
	finding->span_ns = j->context->now_ns - since_ns;
	finding->certainty = since_ns < half_rare(socket)->unread_ns ? CERTAINTY_INFERRED :
								       CERTAINTY_OBSERVED;
	finding->evidence = judged_evidence(j->me);
	return true;
}

static bool queues_empty(const struct half_socket *socket)
{
	return socket->latest.recv_q == 0 && sock_queued(&socket->latest) == 0;
}

/* The server has read all, and can answer. */
static bool may_answer(const struct judged *j)
{
	const struct half_socket *socket = j->me->socket;

	return half_socket_lives(socket) && tcp_state_is_open(socket->latest.state) &&
	       accepted(socket) && queues_empty(socket);
}

/* The client can read an answer: it is open, as far as is known, or has only half-closed. */
static bool may_hear(const struct judged *j)
{
	const struct half *client = j->peer;
	enum tcp_state state = verdict_state(j->connection, side_other(j->side));

	if (half_in_view(client) &&
	    !(half_socket_lives(client->socket) && queues_empty(client->socket)))
		return false;
	/* Where no packet and no socket told of it, the server's state does. */
	if (state == TCP_STATE_NONE)
		return j->me->socket->latest.state == TCP_STATE_ESTABLISHED;
	return state == TCP_STATE_ESTABLISHED || judged_seen_reading(client, j->context->now_ns);
}

/*
 * Does the client wait for an answer? A first one is due. Where the server answered before, the client
 * may have had all: a thread that is blocked in reading since then tells.
 */
static bool is_awaited(const struct judged *j)
{
	return silence_from_start(j->connection) ||
	       silence_waits(j->connection, side_other(j->side));
}

/* Since the client's last word, or since it was seen to be read. */
static uint64_t silent_since(const struct judged *j)
{
	uint64_t since_ns = silence_since(j->connection);
	uint64_t read_ns = half_rare(j->me->socket)->emptied_ns;

	return since_ns && read_ns > since_ns ? read_ns : since_ns;
}

/* What the server has read, and in how many segments it came. */
static void say_read(const struct judged *j, struct finding *finding)
{
	const struct half_rare *rare = half_rare(j->me->socket);
	bool fin = j->me->socket->latest.state == TCP_STATE_CLOSE_WAIT;
	uint64_t received = (uint64_t)half_received(j->me, j->peer);

	finding->carried = received;
	/* The queue is empty; the latest count may be from before the last of it came. */
	if (!rare->informed_ns || rare->read_to < received + fin)
		return;
	finding->carried = rare->read_to - fin;
	finding->segments = rare->segments;
}

bool rule_silent_after_read(const struct judged *j, struct finding *finding)
{
	uint64_t since_ns;

	if (!judged_is_server(j) || j->connection->self || !may_answer(j) || !may_hear(j))
		return false;
	since_ns = silent_since(j);
	if (!since_ns || j->me->socket->latest.time_ns < since_ns + j->context->limit_ns)
		return false;
	/* A close_notify, or the end of a handshake, has no answer. */
	if (j->peer->notify_len > 0 || silence_is_usual(j->connection) || !is_awaited(j))
		return false;
	finding->time_ns = since_ns + j->context->limit_ns;
	finding->span_ns = j->context->now_ns - since_ns;
	say_read(j, finding);
	finding->certainty = CERTAINTY_OBSERVED;
	finding->evidence = judged_evidence_both(j);
	return true;
}
