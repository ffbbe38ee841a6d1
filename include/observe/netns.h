/* SPDX-License-Identifier: GPL-2.0-or-later */
/* netns.h: other network namespaces, in which sockets can be opened. */
#ifndef HALFCLOSE_OBSERVE_NETNS_H
#define HALFCLOSE_OBSERVE_NETNS_H

#include "core/err.h"

#include <stdbool.h>

/*
 * Opens a network namespace: "812", that of process 812; "web", which ip-netns(8) has in /run/netns;
 * or a path, which has a slash. Returns a descriptor for the caller to close; -ENOENT: there is
 * none, err says which there are; -EPERM: err says how to get the permission; -errno.
 */
int netns_open(const char *which, struct err *err);

/* True if both descriptors are of one namespace. */
bool netns_same(int fd, int other_fd);

/* True if that is the network namespace of the process; as well if that cannot be told. */
bool netns_has_process(int fd, int pid);

/*
 * Calls open(arg, err) in the namespace of the descriptor: the sockets that it opens belong there
 * for good. -1: in the present one. Returns what open() did; -EPERM, -EINVAL (no network
 * namespace) or -errno if the namespace could not be entered, or left again. Only for one thread.
 */
int netns_within(int fd, const char *which, int (*open)(void *arg, struct err *err), void *arg,
		 struct err *err);

/*
 * Moves this process to a new network namespace, whose loopback is up; who has not the right to gets it
 * in a new user namespace, as the same user. 0; -EPERM with err: the system allows neither; -errno.
 */
int netns_make(struct err *err);

#endif
