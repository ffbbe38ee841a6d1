/* SPDX-License-Identifier: GPL-2.0-or-later */
/* owners.h: which process holds the socket with some inode, from /proc/PID/fd. */
#ifndef HALFCLOSE_OBSERVE_OWNERS_H
#define HALFCLOSE_OBSERVE_OWNERS_H

#include "core/err.h"
#include "core/event.h"
#include "core/owner.h"
#include "observe/privilege.h"

#include <stddef.h>
#include <stdint.h>

struct owners;

/*
 * Opens proc_root: "/proc", or what a test has made up. Returns 0, or -errno with err; the
 * caller frees *owners.
 */
int owners_open(struct owners **owners, const char *proc_root, struct err *err);
void owners_free(struct owners *owners);	/* NULL is fine */

/*
 * From now on another process reads half of what owners_resolve() reads, where that is much; before
 * privileges are given up, of which it keeps what keep says. For who is waited for: of two processors it
 * takes both.
 */
void owners_share(struct owners *owners, const struct privilege_keep *keep);

/*
 * Finds one holder, quickly: first in the processes hinted at, then in the youngest, the highest
 * descriptor first, since who just connected is young. It stops at the first, so holders is 1; a
 * child that was found so may have it for a moment only: the eldest of its ancestors counts who has
 * it under that number. What was found is remembered (with a bound), and looked at again before it
 * is given again. OWNER_NOT_LOOKED_UP afterwards says that older processes, or the older descriptors of
 * one that has thousands, are left for owners_resolve(); OWNER_NONE for inode 0.
 */
void owners_find(struct owners *owners, uint32_t inode, const int *hint_pids,
		 size_t hint_count, struct owner *owner);

/* True if one of these processes has so many descriptors that owners_find() looks at the latest alone. */
bool owners_are_large(const struct owners *owners, const int *pids, size_t count);

/*
 * Finds the owners of n sockets in one pass over all processes and delivers an EVENT_OWNER
 * for each different inode, with all its holders counted; where there are several, an
 * EVENT_HOLDERS follows. Out of memory delivers nothing. Among 100,000 descriptors the pass takes half a
 * second: each millisecond it calls pause, which may do all but this. inodes are read before that.
 */
void owners_resolve(struct owners *owners, const uint32_t *inodes, size_t n, event_fn fn,
		    void (*pause)(void *arg), void *arg);

/* True if the descriptor that was found still refers to that socket: one small read. */
bool owners_holds(const struct owners *owners, const struct owner *known);

/* Looks again at a holder that was found (known is OWNER_FOUND): two small reads. */
void owners_check(struct owners *owners, const struct owner *known,
		  struct holder_check *check);

/* Looks at what the threads of that holder wait for: a read for each. */
void owners_waits(struct owners *owners, const struct owner *known, struct wait_check *check);

#endif
