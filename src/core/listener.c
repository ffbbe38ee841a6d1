/* SPDX-License-Identifier: GPL-2.0-or-later */
/* listener.c: the LISTEN sockets, a short list. */
#include "core/listener.h"

#include "core/array.h"
#include "core/units.h"

#include <errno.h>
#include <stdlib.h>

/* They are polled each second: who was missed twice while others were seen is gone. */
#define MISSED_NS (2500 * MS_NS)

/* The connections of a listener that is gone may still be asked whose it was. */
#define FORGET_NS (10 * S_NS)

/* The children that were never accepted die with their listener, in one system call. */
#define LATELY_NS (200 * MS_NS)

void listeners_free(struct listeners *listeners)
{
	free(listeners->rows);
	*listeners = (struct listeners){ 0 };
}

/* Several listeners may share an address and port (SO_REUSEPORT): the cookie tells them apart. */
static struct listener *find_row(const struct listeners *listeners,
				 const struct sock_fact *fact)
{
	for (size_t i = 0; i < listeners->count; i++) {
		struct listener *row = &listeners->rows[i];

		if (endpoint_equal(&row->latest.local, &fact->local) &&
		    row->latest.cookie == fact->cookie)
			return row;
	}
	return NULL;
}

static struct listener *add_row(struct listeners *listeners)
{
	struct listener *rows;

	for (size_t i = 0; i < listeners->count; i++) {
		if (listeners->rows[i].seen_ns + FORGET_NS < listeners->polled_ns &&
		    !listener_alive(listeners, &listeners->rows[i])) {
			listeners->rows[i] = (struct listener){ 0 };
			return &listeners->rows[i];
		}
	}
	rows = array_make_room(listeners->rows, listeners->count, &listeners->capacity,
			       sizeof(*rows));
	if (!rows)
		return NULL;
	listeners->rows = rows;
	rows[listeners->count] = (struct listener){ 0 };
	return &rows[listeners->count++];
}

/* One connection more than the backlog is let in: tcp_v4_conn_request(), sk_acceptq_is_full(). */
static void note_queue(struct listener *row, uint64_t time_ns)
{
	if (row->latest.recv_q <= row->latest.send_q) {
		row->full_ns = 0;
		return;
	}
	if (!row->full_ns)
		row->full_ns = time_ns;
	if (listener_is_full(row))
		row->full_until_ns = time_ns;
}

const struct listener *listeners_fact(struct listeners *listeners, const struct sock_fact *fact,
				      uint64_t time_ns)
{
	struct listener *row = find_row(listeners, fact);

	if (!row)
		row = add_row(listeners);
	if (!row)
		return NULL;
	if (!row->seen_ns)
		row->first_ns = time_ns;
	row->latest = *fact;
	row->seen_ns = time_ns;
	note_queue(row, time_ns);
	if (time_ns > listeners->polled_ns)
		listeners->polled_ns = time_ns;
	return row;
}

const struct listener *listeners_obituary(struct listeners *listeners,
					  const struct sock_fact *fact, uint64_t time_ns)
{
	for (size_t i = 0; fact->cookie && i < listeners->count; i++) {
		if (listeners->rows[i].latest.cookie == fact->cookie) {
			listeners->rows[i].ended_ns = time_ns;
			return &listeners->rows[i];
		}
	}
	return NULL;
}

bool listener_alive(const struct listeners *listeners, const struct listener *listener)
{
	return !listener->ended_ns && listener->seen_ns + MISSED_NS >= listeners->polled_ns;
}

bool listeners_knew(const struct listeners *listeners, uint64_t cookie, uint64_t time_ns)
{
	for (size_t i = 0; cookie && i < listeners->count; i++) {
		const struct listener *row = &listeners->rows[i];

		if (row->latest.cookie == cookie)
			return row->first_ns < time_ns && !row->ended_ns;
	}
	return false;
}

static bool accepts_for(const struct listener *listener, const struct endpoint *local)
{
	/* [::]:port accepts IPv4 too, unless IPV6_V6ONLY, in which case 0.0.0.0 does. */
	return listener->latest.local.port == local->port &&
	       listener->latest.local.scope == local->scope &&
	       (endpoint_equal(&listener->latest.local, local) ||
		endpoint_is_any(&listener->latest.local));
}

const struct listener *listeners_sharing(const struct listeners *listeners,
					 const struct endpoint *local,
					 const struct listener *after)
{
	size_t i = after ? (size_t)(after - listeners->rows) + 1 : 0;

	for (; i < listeners->count; i++) {
		const struct listener *row = &listeners->rows[i];

		if (endpoint_equal(&row->latest.local, local) && listener_alive(listeners, row))
			return row;
	}
	return NULL;
}

void listeners_overflow(struct listeners *listeners, const struct listener *listener,
			uint64_t time_ns)
{
	listeners->rows[listener - listeners->rows].overflow_ns = time_ns;
}

bool listeners_ended_since(const struct listeners *listeners, const struct endpoint *local,
			   uint64_t since_ns, uint64_t unseen_ns)
{
	for (size_t i = 0; i < listeners->count; i++) {
		const struct listener *row = &listeners->rows[i];

		if (row->ended_ns && row->ended_ns >= since_ns &&
		    row->latest.asked_ns <= unseen_ns &&
		    accepts_for(row, local))
			return true;
	}
	return false;
}

bool listeners_only(const struct listeners *listeners, const struct endpoint *local,
		    uint64_t cookie, uint64_t time_ns)
{
	for (size_t i = 0; i < listeners->count; i++) {
		const struct listener *row = &listeners->rows[i];

		if (row->latest.cookie != cookie && accepts_for(row, local) &&
		    (!row->ended_ns || row->ended_ns >= time_ns))
			return false;
	}
	return listeners_knew(listeners, cookie, time_ns);
}

bool listeners_ended_lately(const struct listeners *listeners, const struct endpoint *local,
			    uint64_t time_ns)
{
	for (size_t i = 0; i < listeners->count; i++) {
		const struct listener *row = &listeners->rows[i];

		if (row->ended_ns && row->ended_ns + LATELY_NS >= time_ns &&
		    row->ended_ns <= time_ns + LATELY_NS && accepts_for(row, local))
			return true;
	}
	return false;
}

bool listeners_owner(struct listeners *listeners, const struct owner *owner)
{
	bool found = false;

	for (size_t i = 0; i < listeners->count; i++) {
		if (listeners->rows[i].latest.inode == owner->inode) {
			listeners->rows[i].owner = *owner;
			found = true;
		}
	}
	return found;
}

void listeners_unwatch(struct listeners *listeners, int pid)
{
	for (size_t i = 0; i < listeners->count; i++) {
		if (listeners->rows[i].owner.pid == pid)
			listeners->rows[i].owner.watched = false;
	}
}

void listeners_hand_on(struct listeners *listeners, const struct listener *listener)
{
	listeners->rows[listener - listeners->rows].hands_on = true;
}

bool listeners_owned_by(const struct listeners *listeners, int pid)
{
	for (size_t i = 0; i < listeners->count; i++) {
		const struct listener *row = &listeners->rows[i];

		/* It may have died with the process. */
		if (row->owner.known == OWNER_FOUND && row->owner.pid == pid &&
		    (!row->ended_ns || row->ended_ns + LATELY_NS >= listeners->polled_ns))
			return true;
	}
	return false;
}

bool listeners_want_owner(const struct listeners *listeners, uint32_t inode)
{
	for (size_t i = 0; i < listeners->count; i++) {
		const struct listener *row = &listeners->rows[i];

		if (row->latest.inode == inode)
			return row->owner.known == OWNER_NOT_LOOKED_UP;
	}
	return false;
}

const struct listener *listeners_find(const struct listeners *listeners,
				      const struct endpoint *local)
{
	const struct listener *any = NULL;

	for (size_t i = 0; i < listeners->count; i++) {
		const struct listener *row = &listeners->rows[i];

		if (!accepts_for(row, local) || !listener_alive(listeners, row))
			continue;
		if (endpoint_equal(&row->latest.local, local))
			return row;
		any = row;
	}
	return any;
}

const struct listener *listeners_since(const struct listeners *listeners,
				       const struct endpoint *local, uint64_t since_ns)
{
	const struct listener *found = listeners_find(listeners, local);

	for (size_t i = 0; !found && i < listeners->count; i++) {
		const struct listener *row = &listeners->rows[i];

		if (accepts_for(row, local) && row->ended_ns >= since_ns)
			found = row;
	}
	return found;
}
