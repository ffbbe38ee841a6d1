/* SPDX-License-Identifier: GPL-2.0-or-later */
/* rules_hang.c: programs that do not do their part, while TCP has done its own. */
#include "core/judged.h"

static bool living(const struct half_socket *socket)
{
	return socket && socket->seen && !socket->destroyed && !socket->gone_ns;
}

/* A descriptor of it is, or was, there: else it was never accepted. */
static bool accepted(const struct half_socket *socket)
{
	return socket->inode != 0;
}

static bool receives(enum tcp_state state)
{
	return state == TCP_STATE_ESTABLISHED || state == TCP_STATE_CLOSE_WAIT;
}

/*
 * Since when has nothing been taken out of the queue? What waited when we came has waited, at the
 * latest, since the last of it came; but that nothing was read since then was not seen.
 */
static uint64_t unread_since(const struct judged *j)
{
	const struct half_socket *socket = j->me->socket;

	return j->context->final && socket->unread_from_start &&
	       socket->data_in_ns < socket->unread_ns ? socket->data_in_ns : socket->unread_ns;
}

bool rule_unread_backlog(const struct judged *j, struct finding *finding)
{
	const struct half_socket *socket = j->me->socket;
	uint64_t since_ns;

	if (!living(socket) || !receives(socket->latest.state) || !accepted(socket) ||
	    socket->latest.recv_q == 0 || !socket->unread_ns)
		return false;
	since_ns = unread_since(j);
	if (socket->informed_ns < since_ns + j->context->limit_ns)
		return false;
	finding->bytes = verdict_unread(j->connection, j->side).bytes;
	if (finding->bytes == 0)
		return false;
	finding->time_ns = since_ns + j->context->limit_ns;
	finding->span_ns = j->context->now_ns - since_ns;
	finding->certainty = since_ns < socket->unread_ns ? CERTAINTY_INFERRED : CERTAINTY_OBSERVED;
	finding->evidence = judged_evidence(j->me);
	return true;
}
