/* SPDX-License-Identifier: GPL-2.0-or-later */
/* track_owner.c: what /proc says of a socket, to the end whose socket it is. */
#include "core/track.h"

#include "core/half_holder.h"
#include "core/sharing.h"
#include "core/silence.h"

static bool is_another(const struct owner *known, const struct owner *owner)
{
	return known->known == OWNER_FOUND && known->inode == owner->inode &&
	       (known->pid != owner->pid || known->fd != owner->fd);
}

static void take_owner(struct tracker *tracker, struct half_socket *socket,
		       const struct owner *owner)
{
	socket->owner_left = false;
	/* Once found it is kept: "was pid 812 nginx" is worth more than "none". */
	if (owner->known != OWNER_FOUND) {
		if (socket->owner.known != OWNER_FOUND)
			socket->owner = *owner;
		return;
	}
	if (is_another(&socket->owner, owner)) {
		if (sharing_pass_on(track_half(socket), socket->connection->start_ns,
				    tracker->now_ns) < 0)
			tracker->out_of_memory = true;
		socket->used_ns = 0;
	}
	socket->owner = *owner;
	if (!socket->first_pid)
		socket->first_pid = owner->pid;
	if (process_join(&tracker->processes, socket, owner) < 0)
		tracker->out_of_memory = true;
}

void track_owner(struct tracker *tracker, const struct owner *owner)
{
	struct half_socket *socket = rest_find_inode(tracker, owner->inode);

	listeners_owner(&tracker->listeners, owner);
	if (!socket)
		return;
	take_owner(tracker, socket, owner);
	rest_put(tracker, socket->connection);
}

void track_holders(struct tracker *tracker, const struct holders *holders)
{
	struct half_socket *socket = rest_find_inode(tracker, holders->inode);

	if (socket && sharing_survey(socket, holders, tracker->now_ns) < 0)
		tracker->out_of_memory = true;
}

bool tracker_wants_owner(const struct tracker *tracker, uint32_t inode)
{
	const struct half_socket *socket = table_find_inode(&tracker->table, inode);

	if (socket && (socket->owner.inode != inode || socket->owner_left))
		return true;
	return rest_wants_owner(&tracker->rested, inode) ||
	       listeners_want_owner(&tracker->listeners, inode);
}

bool tracker_wants_holders(const struct tracker *tracker, uint32_t inode)
{
	const struct half_socket *socket = table_find_inode(&tracker->table, inode);

	return socket && sharing_wants_survey(socket, tracker->now_ns);
}

void track_holder(struct tracker *tracker, const struct holder_check *check)
{
	const struct half_socket *socket = rest_find_inode(tracker, check->inode);

	if (socket)
		half_holder(track_half(socket), track_peer(socket), check, tracker->now_ns);
}

void track_waits(struct tracker *tracker, const struct wait_check *check)
{
	const struct half_socket *socket = rest_find_inode(tracker, check->inode);

	if (socket && silence_note_wait(track_half(socket), check, tracker->now_ns) < 0)
		tracker->out_of_memory = true;
}
