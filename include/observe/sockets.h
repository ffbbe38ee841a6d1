/* SPDX-License-Identifier: GPL-2.0-or-later */
/* sockets.h: the kernel's TCP sockets, by exact lookup and by dump. */
#ifndef HALFCLOSE_OBSERVE_SOCKETS_H
#define HALFCLOSE_OBSERVE_SOCKETS_H

#include "core/err.h"
#include "core/event.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct diag_code;
struct sockets;

/* Takes those events that need no further attention; returns how many are left, at the front. */
typedef size_t (*event_sift_fn)(void *arg, struct event *events, size_t count);

/*
 * Opens sock_diag in this network namespace and tries it, since a kernel without tcp_diag
 * answers every lookup as if the socket were gone. -errno with err filled; the
 * caller frees *sockets.
 */
int sockets_open(struct sockets **sockets, struct err *err);
void sockets_free(struct sockets *sockets);	/* NULL is fine */

/*
 * From now on probes also find sockets that are bound to this interface, as are those with
 * link-local addresses. At first, and with 0, they find unbound ones only: a bound one seems
 * gone (INET_MATCH in net/ipv4/inet_hashtables.c). Give it the interface of the capture.
 */
void sockets_use_interface(struct sockets *sockets, unsigned int ifindex);

/*
 * From now on dumps have only what that program lets through (filter_for_sockets()), which stays
 * the caller's; NULL: all. Probes and notifications are not chosen.
 */
void sockets_choose(struct sockets *sockets, const struct diag_code *choice);

/*
 * From now on probes and dumps say of each socket whether it was made in the cgroup (v2) with that
 * id; 0: they do not.
 */
void sockets_choose_cgroup(struct sockets *sockets, uint64_t cgroup);

/*
 * Looks one socket up by its ends, with tcp_info, in some microseconds. Fills event: an
 * EVENT_SOCKET of kind SOCK_PROBE, asked_ns when it was asked, time_ns when the answer came.
 * If there is no such socket, the fact has both ends, `gone`, `unheard` and the listener that would
 * take a SYN; `here` is left to the caller. IPv6 sockets with v4-mapped addresses are found by their
 * IPv4 addresses. Returns 0, or -errno if nothing was learned.
 */
int sockets_probe(struct sockets *sockets, const struct endpoint *local,
		  const struct endpoint *remote, struct event *event);

/*
 * Destroys that socket (SOCK_DESTROY): its program gets ECONNABORTED, and its peer a RST. It is
 * found as by sockets_probe(), but must have that cookie too, so that neither a listener nor what
 * has the same ports since is hit. 0; with err: -EINVAL: no cookie is known; -ENOENT: it is gone;
 * -EPERM: no permission (CAP_NET_ADMIN); -EOPNOTSUPP: the kernel was built without it
 * (INET_DIAG_DESTROY); -errno.
 */
int sockets_destroy(struct sockets *sockets, const struct endpoint *local,
		    const struct endpoint *remote, uint64_t cookie, struct err *err);

/*
 * Delivers the sockets of both families in the states of the mask (tcp_state_mask()), with tcp_info
 * if there are no more than info_max: it makes a dump three times as dear. Each is an EVENT_SOCKET of
 * kind SOCK_POLL: asked_ns when the dump began, time_ns when the datagram with it was read. Nothing is
 * delivered before the dump is complete, so nothing twice. But where there are more than info_max, sift
 * (or NULL) is offered all, as they are read and perhaps several times: what it takes is not delivered.
 * Returns 0; 1: partial, the table changed under each of three dumps; -errno with err.
 */
int sockets_dump(struct sockets *sockets, unsigned int state_mask, size_t info_max,
		 event_fn fn, event_sift_fn sift, void *arg, struct err *err);

/*
 * The same, but each is delivered as it is read, so that however many there are take no memory: after
 * a table that changed under the dump, some twice. fn may probe, and must not list.
 */
int sockets_list(struct sockets *sockets, unsigned int state_mask, bool with_info, event_fn fn,
		 void *arg, struct err *err);

#endif
