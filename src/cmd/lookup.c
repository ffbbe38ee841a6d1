/* SPDX-License-Identifier: GPL-2.0-or-later */
/* lookup.c: asks for one socket, its holder and what became of him, as soon as there is a reason. */
#include "cmd/lookup.h"

#include "cmd/scope.h"
#include "core/array.h"
#include "core/silence.h"
#include "core/units.h"
#include "observe/clock.h"

#include <string.h>

enum {
	AGAIN_MAX = 256,	/* owners looked at again at a time: a quarter of a millisecond */
	RESOLVE_SHARE = 50,	/* one part of so many of the time is for passes over /proc */
};

/* Longer than any lookup waits for its turn, shorter than the list of what is due does. */
#define LASTS_NS (25 * MS_NS)

/* Programs that serve a connection have it by then, and most of the short ones are over. */
#define NEW_NS S_NS

enum { HINTS_MAX = 1 + OPENERS_MAX };

/* Inodes that wait for the next pass over /proc, as often as dumps tell of them. */
enum { UNOWNED_MAX = 1 << 20, OWNERS_HELD = 1024 };

/* Does the socket still have that inode? Who has closed it is not hidden, but gone. */
static bool still_there(struct live *live, uint32_t inode)
{
	const struct half_socket *socket = rest_find_inode(&live->tracker, inode);
	const struct endpoint *end;
	struct event event;

	/* Not of a connection: a listener's, which a poll has just told of. */
	if (!socket)
		return true;
	end = socket->connection->end;
	return scope_probe(live, &end[socket->side], &end[side_other((enum side)socket->side)],
			   &event) == 0 &&
	       !event.socket.gone && event.socket.inode == inode;
}

static const struct owner *known_owner(const struct half_socket *socket)
{
	return socket && socket->owner.known == OWNER_FOUND &&
	       socket->owner.inode == socket->inode ? &socket->owner : NULL;
}

/* The owner of that socket, who is known, and has it still as far as is known; or NULL. */
static const struct half_socket *held_by_owner(struct live *live, uint32_t inode)
{
	const struct half_socket *socket =
		rest_wants_owner(&live->tracker.rested, inode) ? NULL :
		rest_find_inode(&live->tracker, inode);

	return known_owner(socket) && !socket->owner_left ? socket : NULL;
}

/* Whoever had his pid before ended before he was found; has he ended already, that was later. */
static void watch_process(struct live *live, struct event *owned)
{
	if (processes_check(live->processes, owned->owner.pid, live_on_event, live))
		owned->time_ns = clock_now_ns();
	owned->owner.watched = processes_hold(live->processes, &owned->owner, live_on_event, live);
}

/* Whose sockets tell of a cgroup need no process to be known: others' may well be hidden. */
static bool is_missed(struct live *live, uint32_t inode)
{
	const struct half_socket *socket = rest_find_inode(&live->tracker, inode);

	return !live->choice || !live->choice->listeners ||
	       (socket && choice_has(live->choice, socket->connection));
}

static void hold_owner(void *arg, const struct event *event)
{
	struct live *live = arg;
	struct event owned = *event;

	if (owned.owner.known == OWNER_HIDDEN && !still_there(live, owned.owner.inode))
		owned.owner.known = OWNER_NONE;
	if (owned.owner.known == OWNER_FOUND)
		watch_process(live, &owned);
	if (owned.owner.known == OWNER_FOUND && live->choice)
		choice_owner(live->choice, owned.owner.pid);
	live_event(live, &owned);
	if (owned.owner.known == OWNER_HIDDEN && is_missed(live, owned.owner.inode))
		live_gap(live, GAP_OWNERS_HIDDEN, 1);
}

void lookup_later(struct live *live, uint32_t inode)
{
	struct inode_list *list = &live->unowned;

	uint32_t *inodes = list->count == UNOWNED_MAX ? NULL :
			   array_make_room(list->inodes, list->count, &list->capacity,
					   sizeof(*inodes));

	/* The next dump will tell of it again. */
	if (!inodes)
		return;
	list->inodes = inodes;
	inodes[list->count++] = inode;
}

/*
 * Of several holders the oldest process had the socket first; the others have it from there, perhaps
 * for a while only.
 */
static void prefer_oldest(struct live *live, const struct holders *holders)
{
	struct event event = { .kind = EVENT_OWNER };
	const struct half_socket *socket = held_by_owner(live, holders->inode);
	const struct holder *oldest = &holders->named[0];

	if (socket && socket->used_ns)
		return;
	event.owner = (struct owner){ .inode = holders->inode, .known = OWNER_FOUND,
				      .pid = oldest->pid, .fd = oldest->fd,
				      .holders = holders->count };
	memcpy(event.owner.comm, oldest->comm, sizeof(event.owner.comm));
	event.time_ns = clock_now_ns();
	hold_owner(live, &event);
}

/* Of however many owners only some wait at a time. What goes wrong with that will do so again. */
static void take_in(struct live *live)
{
	if (live->merge.count >= OWNERS_HELD)
		live_catch_up(live, NULL);
}

static void on_resolved(void *arg, const struct event *event)
{
	struct live *live = arg;

	take_in(live);
	if (event->kind == EVENT_OWNER) {
		/* Somebody else holds it too: that makes nobody its owner. */
		if (!held_by_owner(live, event->owner.inode))
			hold_owner(live, event);
		return;
	}
	if (rest_find_inode(&live->tracker, event->holders.inode))
		prefer_oldest(live, &event->holders);
	live_event(live, event);
}

static void check_holder(struct live *live, const struct owner *owner)
{
	struct event event = { .kind = EVENT_HOLDER };

	owners_check(live->owners, owner, &event.holder);
	event.time_ns = clock_now_ns();
	live_event(live, &event);
}

static void tell_held(struct live *live, const struct owner *owner, uint64_t asked_ns)
{
	struct event event = { .kind = EVENT_HOLDER };

	event.holder = (struct holder_check){ .inode = owner->inode, .pid = owner->pid,
					      .asked_ns = asked_ns, .process_alive = true,
					      .descriptor_held = true };
	event.time_ns = clock_now_ns();
	live_event(live, &event);
}

/* One small read: has the owner still got it? */
static void look_again(struct live *live, const struct half_socket *socket)
{
	uint64_t asked_ns = clock_now_ns();

	if (owners_holds(live->owners, &socket->owner)) {
		tell_held(live, &socket->owner, asked_ns);
		return;
	}
	check_holder(live, &socket->owner);
	lookup_later(live, socket->inode);
}

/* Of the sockets that a dump told of and whose owners are known, some are looked at again. */
static void look_again_at_some(struct live *live)
{
	size_t count = live->unowned.count, stride = count / AGAIN_MAX + 1;

	for (size_t i = live->again_next++ % stride; i < count; i += stride) {
		const struct half_socket *socket = held_by_owner(live, live->unowned.inodes[i]);

		if (socket)
			look_again(live, socket);
	}
}

/* A pass over /proc may take long: it is not made again for those who share a socket before this. */
static bool survey_due(const struct live *live)
{
	return clock_now_ns() > live->resolved_ns + live->resolve_took_ns * RESOLVE_SHARE;
}

static bool is_wanted(const struct live *live, uint32_t inode, bool survey)
{
	return tracker_wants_owner(&live->tracker, inode) ||
	       (survey && tracker_wants_holders(&live->tracker, inode));
}

/* Between descriptors: half a second of packets would not fit into the ring. */
static void meanwhile(void *arg)
{
	struct live *live = arg;
	uint64_t before_ns = clock_spent_ns();

	for (size_t i = 0; i < live->view_count; i++)
		view_drain_destroyed(&live->views[i], NULL);
	live_catch_up(live, NULL);
	live->paused_ns += clock_spent_ns() - before_ns;
}

static void resolve(struct live *live, size_t wanted)
{
	uint64_t before_ns = clock_now_ns();

	owners_resolve(live->owners, live->unowned.inodes, wanted, on_resolved, meanwhile, live);
	live->resolved_ns = clock_now_ns();
	live->resolve_took_ns = live->resolved_ns - before_ns;
}

/* Owners are looked up in one pass over /proc for all that are new. */
static void look_through(struct live *live)
{
	struct inode_list *list = &live->unowned;
	size_t count = list->count, wanted = 0;
	bool survey = survey_due(live);

	look_again_at_some(live);
	for (size_t i = 0; i < count; i++) {
		if (is_wanted(live, list->inodes[i], survey))
			list->inodes[wanted++] = list->inodes[i];
	}
	if (wanted > 0)
		resolve(live, wanted);
	/* Those whose owner was just found to have let go have their turn at the next tick. */
	list->count -= count;
	if (list->count)
		memmove(list->inodes, list->inodes + count,
			list->count * sizeof(list->inodes[0]));
}

/* Where there are many descriptors to read, those of the next pass wait. */
void lookup_owners(struct live *live)
{
	uint64_t before_ns;

	if (!live->unowned.count || !budget_left(&live->passes, clock_now_ns()))
		return;
	before_ns = clock_spent_ns();
	live->paused_ns = 0;
	look_through(live);
	budget_spend(&live->passes, clock_spent_ns() - before_ns - live->paused_ns);
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

/* Whose the socket most likely is. */
static size_t hint_owners(const struct live *live, const struct endpoint *local,
			  int pids[HINTS_MAX])
{
	size_t count = hint_listener(live, local, pids);

	return count + hint_openers(live, pids + count);
}

static void find_owner(struct live *live, const struct endpoint *local, uint32_t inode,
		       struct owner *owner)
{
	struct event event = { .kind = EVENT_OWNER };
	int hint[HINTS_MAX];
	size_t hints = hint_owners(live, local, hint);

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

/* Does it wait for the other end, when an answer is long overdue? */
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
	    scope_probe(live, local, &nowhere, &event) < 0 ||
	    event.socket.state != TCP_STATE_LISTEN)
		return;
	live_event(live, &event);
	find_owner(live, local, event.socket.inode, &owner);
}

/* Before its FIN it is worth knowing that he has, or has not; after it he was asked first. */
static bool has_it_still(struct live *live, const struct half *half, const struct owner *known)
{
	bool closed = half->fin_sent || half->rst_sent;
	uint64_t asked_ns = clock_now_ns();

	if (owners_holds(live->owners, known)) {
		if (!closed)
			tell_held(live, known, asked_ns);
		return true;
	}
	if (!closed)
		check_holder(live, known);
	return false;
}

/* Nothing closes it, and it is not new. */
static bool lasts(const struct connection *connection, uint64_t now_ns)
{
	const struct half *a = &connection->half[SIDE_A], *b = &connection->half[SIDE_B];

	return !a->fin_sent && !a->rst_sent && !b->fin_sent && !b->rst_sent &&
	       now_ns > connection->start_ns + NEW_NS;
}

/*
 * Where it may have to be sought among tens of thousands of descriptors, the next pass tells of all
 * together. What is short could be gone by then, and is sought at once.
 */
static bool leave_to_pass(const struct live *live, const struct connection *connection,
			  const struct endpoint *local)
{
	int hint[HINTS_MAX];

	return lasts(connection, live->tracker.now_ns) &&
	       owners_are_large(live->owners, hint, hint_owners(live, local, hint));
}

static void look_at(struct live *live, const struct connection *connection, enum side side)
{
	const struct endpoint *local = &connection->end[side];
	const struct endpoint *remote = &connection->end[side_other(side)];
	const struct half *half = &connection->half[side];
	const struct half *peer = &connection->half[side_other(side)];
	const struct owner *known = known_owner(half->socket);
	struct owner found = { 0 };
	struct event event;

	/* First the process, since it may be on its way out, or close what was just reset. */
	if (known && (half->fin_sent || half->rst_sent || peer->rst_sent))
		check_holder(live, known);
	if (known)
		check_waits(live, connection, side);
	if (scope_probe(live, local, remote, &event) < 0)
		return;
	live_event(live, &event);
	if (!half->fin_sent && !half->rst_sent && side == connection_server(connection))
		look_at_listener(live, local);
	/* What others say to each other is not told: who they are takes time that the next ones need. */
	if (event.socket.group == SOCK_GROUP_OTHER &&
	    choice_is_others_but(live->choice, connection, side))
		return;
	if (event.socket.gone || !event.socket.inode)
		return;
	if (known && known->inode == event.socket.inode && has_it_still(live, half, known))
		return;
	if (leave_to_pass(live, connection, local)) {
		lookup_later(live, event.socket.inode);
		return;
	}
	find_owner(live, local, event.socket.inode, &found);
	if (found.known == OWNER_FOUND && half->fin_sent)
		check_holder(live, &found);
}

/* Packets leave it open how a RST came about, or what lasts while nothing moves. */
static bool is_unexplained(const struct connection *connection, uint64_t now_ns)
{
	return connection->half[SIDE_A].rst_sent || connection->half[SIDE_B].rst_sent ||
	       now_ns > connection->last_ns + LASTS_NS;
}

/*
 * Where thousands of connections come and go each second there is no time to look at each: then
 * what good ends they come to is for the packets to tell.
 */
void lookup_end(void *arg, const struct connection *connection, enum side side)
{
	struct live *live = arg;
	struct budget *budget = is_unexplained(connection, live->tracker.now_ns) ?
				&live->questions : &live->looks;
	uint64_t before_ns;

	if (!live_has_sockets(live) || !budget_left(budget, clock_now_ns()) ||
	    (live->choice && choice_is_others(live->choice, connection)))
		return;
	before_ns = clock_spent_ns();
	look_at(live, connection, side);
	budget_spend(budget, clock_spent_ns() - before_ns);
}
