/* SPDX-License-Identifier: GPL-2.0-or-later */
/* scope.h: whose an address is, where several network namespaces are in view. */
#ifndef HALFCLOSE_CMD_SCOPE_H
#define HALFCLOSE_CMD_SCOPE_H

#include "cmd/view.h"
#include "core/event.h"

struct live;

/* The namespace's number among those in view, from 1. */
uint8_t scope_number(const struct view *view);

/*
 * Each writes the scopes of an event's ends as that view sees them: its own number for an address
 * that its namespace has, else that of the only other one which has it, else 0. So both ends of a
 * connection have the same scopes in every view, and one loopback is not another. With one view all
 * are 0, and nothing is done.
 */
void scope_fact(const struct view *view, struct event *event);

/* As well, numbers the interfaces so that those of different namespaces differ. */
void scope_packet(const struct view *view, struct event *event);

/*
 * As sockets_probe(), in the namespace that has the local address; where that is not known, in
 * each until one has the socket.
 */
int scope_probe(struct live *live, const struct endpoint *local, const struct endpoint *remote,
		struct event *event);

/*
 * As sockets_destroy(), in the namespace that has the local address; where that is not known, in the
 * one that has the socket.
 */
int scope_destroy(struct live *live, const struct endpoint *local,
		  const struct endpoint *remote, uint64_t cookie, struct err *err);

#endif
