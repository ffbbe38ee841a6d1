/* SPDX-License-Identifier: GPL-2.0-or-later */
/* deaths.h: the kernel's notifications of TCP sockets that die. */
#ifndef HALFCLOSE_OBSERVE_DEATHS_H
#define HALFCLOSE_OBSERVE_DEATHS_H

#include "core/err.h"
#include "core/event.h"

struct mnl_socket;

/* All zero: nobody has subscribed. */
struct deaths {
	struct mnl_socket *nl;		/* owned; of the namespace where it was made */
};

/*
 * Subscribes to the notifications of sockets that die (the groups SKNLGRP_INET_TCP_DESTROY and
 * INET6; no privilege needed). Returns a descriptor, always the same, that is readable when some
 * wait, and is not the caller's to close; -errno with err.
 */
int deaths_join(struct deaths *deaths, struct err *err);

/*
 * Ends that subscription, which is not free while thousands die each second, until
 * deaths_join() is called again. What waits can still be read.
 */
void deaths_leave(struct deaths *deaths);

/*
 * Delivers the notifications that wait, up to some thousand, each an EVENT_SOCKET of kind
 * SOCK_OBITUARY with the present time; where the kernel had to drop some (ENOBUFS), an
 * EVENT_GAP GAP_SOCKETS_OVERRUN of count 1. Returns how many events it delivered, 0 also if
 * not subscribed; -errno with err. Never blocks. The kernel sends them from a work queue,
 * so one may come long after the packet that killed its socket.
 */
int deaths_drain(struct deaths *deaths, event_fn fn, void *arg, struct err *err);

/* Ends the subscription, and closes its descriptor. */
void deaths_free(struct deaths *deaths);

#endif
