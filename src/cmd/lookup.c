/* SPDX-License-Identifier: GPL-2.0-or-later */
/* lookup.c: asks for one socket, its holder and what became of him, as soon as there is a reason. */
#include "cmd/lookup.h"

#include "core/silence.h"
#include "observe/clock.h"

#include <stdlib.h>

/* Does the socket still have that inode? Who has closed it is not hidden, but gone. */
static bool still_there(struct live *live, uint32_t inode)
{
	enum side side;
	const struct connection *connection =
		table_find_inode(&live->tracker.table, inode, &side);
	struct event event;

	/* Not of a connection: a listener's, which a poll has just told of. */
	if (!connection)
		return true;
	return sockets_probe(live->view.sockets, &connection->end[side],
			     &connection->end[side_other(side)], &event) == 0 &&
	       !event.socket.gone && event.socket.inode == inode;
}

static void keep(void *arg, const struct event *event)
{
	struct live *live = arg;

	live_event(live, event);
}

static void hold_owner(void *arg, const struct event *event)
{
	struct live *live = arg;
	struct event owned = *event;

	if (owned.owner.known == OWNER_HIDDEN && !still_there(live, owned.owner.inode))
		owned.owner.known = OWNER_NONE;
	/* Has it ended already, that is told with a later time. */
	if (owned.owner.known == OWNER_FOUND)
		owned.owner.watched = processes_hold(live->processes, owned.owner.pid, keep, live);
	live_event(live, &owned);
	if (owned.owner.known == OWNER_HIDDEN)
		live_gap(live, GAP_OWNERS_HIDDEN, 1);
}

void lookup_later(struct live *live, uint32_t inode)
{
	struct inode_list *list = &live->unowned;

	if (list->count == list->capacity) {
		size_t capacity = list->capacity ? list->capacity * 2 : 64;
		uint32_t *inodes = realloc(list->inodes, capacity * sizeof(*inodes));

		/* The next dump will tell of it again. */
		if (!inodes)
			return;
		list->inodes = inodes;
		list->capacity = capacity;
	}
	list->inodes[list->count++] = inode;
}

/* Owners are looked up in one pass over /proc for all that are new. */
void lookup_owners(struct live *live)
{
	size_t wanted = 0;

	for (size_t i = 0; i < live->unowned.count; i++) {
		uint32_t inode = live->unowned.inodes[i];

		if (tracker_wants_owner(&live->tracker, inode))
			live->unowned.inodes[wanted++] = inode;
	}
	if (wanted > 0)
		owners_resolve(live->owners, live->unowned.inodes, wanted, hold_owner,
			       live);
	live->unowned.count = 0;
}

static const struct owner *known_owner(const struct connection *connection, enum side side)
{
	const struct half_socket *socket = connection->half[side].socket;

	return socket && socket->owner.known == OWNER_FOUND &&
	       socket->owner.inode == socket->inode ? &socket->owner : NULL;
}

/* Who accepts most likely is who listens. */
static size_t hint_listener(const struct live *live, const struct endpoint *local, int *pid)
{
	const struct listener *listener = listeners_find(&live->tracker.listeners, local);

	if (!listener || listener->owner.known != OWNER_FOUND)
		return 0;
	*pid = listener->owner.pid;
	return 1;
}

/* A load generator opens one connection after the other. */
static void remember_opener(struct live *live, int pid)
{
	for (size_t i = 0; i < OPENERS_MAX; i++) {
		if (live->openers[i] == pid)
			return;
	}
	live->openers[live->opener_next] = pid;
	live->opener_next = (live->opener_next + 1) % OPENERS_MAX;
}

static size_t hint_openers(const struct live *live, int *pids)
{
	size_t count = 0;

	for (size_t i = 0; i < OPENERS_MAX; i++) {
		if (live->openers[i])
			pids[count++] = live->openers[i];
	}
	return count;
}

static void find_owner(struct live *live, const struct endpoint *local, uint32_t inode,
		       struct owner *owner)
{
	struct event event = { .kind = EVENT_OWNER };
	int hint[1 + OPENERS_MAX];
	size_t hints = hint_listener(live, local, hint);

	hints += hint_openers(live, hint + hints);
	owners_find(live->owners, inode, hint, hints, owner);
	if (owner->known == OWNER_FOUND)
		remember_opener(live, owner->pid);
	if (owner->known == OWNER_NOT_LOOKED_UP) {
		lookup_later(live, inode);
		return;
	}
	event.owner = *owner;
	event.time_ns = clock_now_ns();
	hold_owner(live, &event);
}

static void check_holder(struct live *live, const struct owner *owner)
{
	struct event event = { .kind = EVENT_HOLDER };

	owners_check(live->owners, owner, &event.holder);
	event.time_ns = clock_now_ns();
	live_event(live, &event);
}

/* Does the client wait for an answer that is long overdue? */
static void check_waits(struct live *live, const struct connection *connection, enum side side)
{
	struct event event = { .kind = EVENT_WAITS };

	if (!silence_asks(connection, side, clock_now_ns(), live->tracker.options.stall_after_ns))
		return;
	owners_waits(live->owners, &connection->half[side].socket->owner, &event.waits);
	event.time_ns = clock_now_ns();
	live_event(live, &event);
}

/* A listener that no poll has told of yet, while it and its process are still there. */
static void look_at_listener(struct live *live, const struct endpoint *local)
{
	const struct endpoint nowhere = { .family = local->family };
	struct owner owner;
	struct event event;

	if (listeners_find(&live->tracker.listeners, local) ||
	    sockets_probe(live->view.sockets, local, &nowhere, &event) < 0 ||
	    event.socket.state != TCP_STATE_LISTEN)
		return;
	live_event(live, &event);
	find_owner(live, local, event.socket.inode, &owner);
}

/* The tracker asks, at a SYN, FIN or RST, microseconds after the packet. */
void lookup_end(void *arg, const struct connection *connection, enum side side)
{
	struct live *live = arg;
	const struct endpoint *local = &connection->end[side];
	const struct endpoint *remote = &connection->end[side_other(side)];
	const struct half *half = &connection->half[side];
	const struct owner *known = known_owner(connection, side);
	struct owner found = { 0 };
	struct event event;

	if (!live->view.sockets || !live->probes_left)
		return;
	live->probes_left--;
	/* First the process, since it may be on its way out. */
	if (known && (half->fin_sent || half->rst_sent))
		check_holder(live, known);
	if (known)
		check_waits(live, connection, side);
	if (sockets_probe(live->view.sockets, local, remote, &event) < 0)
		return;
	live_event(live, &event);
	if (!half->fin_sent && !half->rst_sent && side == connection_server(connection))
		look_at_listener(live, local);
	if (event.socket.gone || !event.socket.inode ||
	    (known && known->inode == event.socket.inode && owners_holds(live->owners, known)))
		return;
	find_owner(live, local, event.socket.inode, &found);
	if (found.known == OWNER_FOUND && half->fin_sent)
		check_holder(live, &found);
}
