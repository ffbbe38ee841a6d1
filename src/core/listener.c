/* SPDX-License-Identifier: GPL-2.0-or-later */
/* listener.c: the LISTEN sockets, a short list. */
#include "core/listener.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

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
	if (listeners->count == listeners->capacity) {
		size_t capacity = listeners->capacity ? listeners->capacity * 2 : 16;
		struct listener *rows =
			realloc(listeners->rows, capacity * sizeof(*rows));

		if (!rows)
			return NULL;
		listeners->rows = rows;
		listeners->capacity = capacity;
	}
	listeners->rows[listeners->count] = (struct listener){ 0 };
	return &listeners->rows[listeners->count++];
}

int listeners_fact(struct listeners *listeners, const struct sock_fact *fact,
		   uint64_t time_ns)
{
	struct listener *row = find_row(listeners, fact);

	if (fact->kind == SOCK_OBITUARY) {
		if (row)
			row->ended = true;
		return 0;
	}
	if (!row)
		row = add_row(listeners);
	if (!row)
		return -ENOMEM;
	row->latest = *fact;
	row->seen_ns = time_ns;
	row->ended = false;
	return 0;
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

		if (row->ended || row->latest.local.port != local->port)
			continue;
		if (endpoint_equal(&row->latest.local, local))
			return row;
		/* [::]:port accepts IPv4 too, unless IPV6_V6ONLY, in which case 0.0.0.0 does. */
		if (endpoint_is_any(&row->latest.local))
			any = row;
	}
	return any;
}
