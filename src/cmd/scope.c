/* SPDX-License-Identifier: GPL-2.0-or-later */
/* scope.c: numbers the network namespaces in view, from 1, and asks in the right one. */
#include "cmd/scope.h"

#include "cmd/live.h"

#include <errno.h>

/* What is left of an interface's 16 bits for the namespace, above some hundred interfaces. */
enum { INTERFACE_SHIFT = 12 };

uint8_t scope_number(const struct view *view)
{
	return (uint8_t)(view - view->live->views + 1);
}

static uint8_t scope_of(const struct view *view, const struct endpoint *endpoint)
{
	const struct live *live = view->live;
	uint8_t scope = 0;

	if (endpoint_is_any(endpoint) || addresses_has(&view->addresses, endpoint))
		return scope_number(view);
	for (size_t i = 0; i < live->view_count; i++) {
		if (!addresses_has(&live->views[i].addresses, endpoint))
			continue;
		if (scope)
			return 0;
		scope = scope_number(&live->views[i]);
	}
	return scope;
}

static void scope_ends(const struct view *view, struct endpoint *a, struct endpoint *b)
{
	if (view->live->view_count == 1)
		return;
	a->scope = scope_of(view, a);
	b->scope = scope_of(view, b);
}

void scope_fact(const struct view *view, struct event *event)
{
	if (event->kind == EVENT_SOCKET)
		scope_ends(view, &event->socket.local, &event->socket.remote);
}

void scope_packet(const struct view *view, struct event *event)
{
	scope_ends(view, &event->segment.src, &event->segment.dst);
	event->segment.interface ^= (uint16_t)((scope_number(view) - 1) << INTERFACE_SHIFT);
}

/* A link-local address is its interface's, and so is a socket that has it. */
static int probe_links(struct view *view, const struct endpoint *local,
		       const struct endpoint *remote, struct event *event)
{
	unsigned int link = addresses_link(&view->addresses, local, 0);
	int ret;

	for (size_t n = 1;; n++) {
		sockets_use_interface(view->sockets, link ? link : view->ifindex);
		ret = sockets_probe(view->sockets, local, remote, event);
		link = addresses_link(&view->addresses, local, n);
		if (ret < 0 || !event->socket.gone || !link)
			return ret;
	}
}

/* Who listens on every address would be the answer for other hosts' addresses, too. */
static void note_here(const struct view *view, const struct endpoint *local, struct sock_fact *fact)
{
	bool known = view->live->view_count == 1 || local->scope;

	if (!fact->gone)
		return;
	fact->here = known && addresses_has(&view->addresses, local);
	if (!fact->here)
		fact->listener = 0;
}

int scope_probe(struct live *live, const struct endpoint *local, const struct endpoint *remote,
		struct event *event)
{
	struct endpoint here = *local, there = *remote;
	bool heard = false;
	int ret = -ENOENT;

	here.scope = there.scope = 0;
	for (size_t i = 0; i < live->view_count; i++) {
		struct view *view = &live->views[i];

		if (!view->sockets || (local->scope && local->scope != scope_number(view)))
			continue;
		ret = probe_links(view, &here, &there, event);
		if (ret < 0)
			continue;
		note_here(view, local, &event->socket);
		if (!event->socket.gone)
			break;
		heard |= ret == 0 && !event->socket.unheard;
	}
	if (ret == 0) {
		event->socket.unheard &= !heard;
		event->socket.local.scope = local->scope;
		event->socket.remote.scope = remote->scope;
	}
	return ret;
}

static int destroy_links(struct view *view, const struct endpoint *local,
			 const struct endpoint *remote, uint64_t cookie, struct err *err)
{
	unsigned int link = addresses_link(&view->addresses, local, 0);
	int ret;

	for (size_t n = 1;; n++) {
		sockets_use_interface(view->sockets, link ? link : view->ifindex);
		ret = sockets_destroy(view->sockets, local, remote, cookie, err);
		link = addresses_link(&view->addresses, local, n);
		if (ret != -ENOENT || !link)
			return ret;
	}
}

int scope_destroy(struct live *live, const struct endpoint *local,
		  const struct endpoint *remote, uint64_t cookie, struct err *err)
{
	struct endpoint here = *local, there = *remote;
	int ret = err_set(err, -ENOENT, "the socket is gone");

	here.scope = there.scope = 0;
	for (size_t i = 0; ret == -ENOENT && i < live->view_count; i++) {
		struct view *view = &live->views[i];

		if (view->sockets && (!local->scope || local->scope == scope_number(view)))
			ret = destroy_links(view, &here, &there, cookie, err);
	}
	return ret;
}
