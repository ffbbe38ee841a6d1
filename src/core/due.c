/* SPDX-License-Identifier: GPL-2.0-or-later */
/* due.c: linked lists of connections, of which each is in one or none. */
#include "core/due.h"

void due_put(struct due_list lists[DUE_COUNT], struct connection *connection, enum due due,
	     uint64_t due_ns)
{
	struct due_list *list = &lists[due];

	due_drop(lists, connection);
	connection->due = (uint8_t)due;
	connection->due_ns = due_ns;
	connection->due_prev = list->last;
	connection->due_next = NULL;
	if (list->last)
		list->last->due_next = connection;
	else
		list->first = connection;
	list->last = connection;
	list->count++;
}

void due_drop(struct due_list lists[DUE_COUNT], struct connection *connection)
{
	struct due_list *list = &lists[connection->due];

	if (connection->due == DUE_NEVER)
		return;
	if (connection->due_prev)
		connection->due_prev->due_next = connection->due_next;
	else
		list->first = connection->due_next;
	if (connection->due_next)
		connection->due_next->due_prev = connection->due_prev;
	else
		list->last = connection->due_prev;
	list->count--;
	connection->due = DUE_NEVER;
}

struct connection *due_first(const struct due_list lists[DUE_COUNT], uint64_t now_ns)
{
	for (enum due due = DUE_NEVER + 1; due < DUE_COUNT; due++) {
		struct connection *first = lists[due].first;

		if (first && first->due_ns <= now_ns)
			return first;
	}
	return NULL;
}
