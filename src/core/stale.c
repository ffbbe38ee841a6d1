/* SPDX-License-Identifier: GPL-2.0-or-later */
/* stale.c: looks at what is due, an end at a time. */
#include "core/stale.h"

#include "core/units.h"

/* It has no program any more, or none that could do anything for the time being. */
static bool is_nobodys(const struct half_socket *socket)
{
	return !half_socket_lives(socket) || socket->latest.timer == SOCK_TIMER_TIMEWAIT;
}

static bool is_left(const struct half_socket *socket, uint64_t limit_ns)
{
	const struct sock_info *info = sock_info(&socket->latest);

	return socket->latest.state == TCP_STATE_CLOSE_WAIT && socket->latest.inode &&
	       socket->latest.info && socket->latest.recv_q <= 1 && socket->latest.send_q == 0 &&
	       info->last_ack_recv_ms * MS_NS >= limit_ns &&
	       info->last_data_sent_ms * MS_NS >= limit_ns;
}

static bool is_stale(const struct connection *connection, uint64_t limit_ns)
{
	const struct half_socket *a = connection_half(connection, SIDE_A)->socket;
	const struct half_socket *b = connection_half(connection, SIDE_B)->socket;

	return (is_nobodys(a) || is_left(a, limit_ns)) &&
	       (is_nobodys(b) || is_left(b, limit_ns));
}

bool stale_is_all(const struct tracker *tracker)
{
	const struct connection *connection = tracker->table.due[DUE_LATER].first;

	if (tracker->table.due[DUE_SOON].count > 0 || tracker->places.count > 0)
		return false;
	while (connection && is_stale(connection, tracker->options.stall_after_ns))
		connection = connection->due_next;
	return !connection;
}
