/* SPDX-License-Identifier: GPL-2.0-or-later */
/* listener.h: the LISTEN sockets that were seen. */
#ifndef HALFCLOSE_CORE_LISTENER_H
#define HALFCLOSE_CORE_LISTENER_H

#include "core/sock_fact.h"
#include "core/owner.h"

#include <stddef.h>

struct listener {
	struct sock_fact latest;	/* recv_q: the accept queue, send_q: the backlog */
	struct owner owner;
	uint64_t first_ns, seen_ns;	/* when it was told of first, and last */
	uint64_t ended_ns;		/* destroyed then; 0: not */
	uint64_t full_ns;		/* its accept queue was first seen full then; 0: it is not */
	uint64_t full_until_ns;		/* the latest look at which listener_is_full(); 0: never */
	uint64_t overflow_ns;		/* see listeners_overflow(); the latest; 0: never */
	bool hands_on;			/* a process other than its owner ended with a connection of it */
};

struct listeners {
	struct listener *rows;		/* owned */
	size_t count, capacity;
	uint64_t polled_ns;		/* when any of them was seen last */
};

void listeners_free(struct listeners *listeners);

/* Takes a fact of a LISTEN socket; returns its row, or NULL: out of memory. */
const struct listener *listeners_fact(struct listeners *listeners, const struct sock_fact *fact,
				      uint64_t time_ns);

/*
 * Takes a notification of a socket's death, which says nothing of what the socket was; the
 * listener it was, by the cookie, or NULL.
 */
const struct listener *listeners_obituary(struct listeners *listeners,
					  const struct sock_fact *fact, uint64_t time_ns);

/* True until it was seen to die, or was missed while others were seen. */
bool listener_alive(const struct listeners *listeners, const struct listener *listener);

/* True if the listener with that cookie was told of before time_ns, and has not died since. */
bool listeners_knew(const struct listeners *listeners, uint64_t cookie, uint64_t time_ns);

/* A burst fills a queue for less: who accepts has emptied it by then. */
enum { LISTENER_BURST_NS = 20 * 1000 * 1000 };

/* True if it drops the SYNs that come: every look of that time found its accept queue full. */
static inline bool listener_is_full(const struct listener *listener)
{
	return listener->full_ns && listener->seen_ns >= listener->full_ns + LISTENER_BURST_NS;
}

/*
 * The next after that one (NULL: the first) of the living listeners of just that address and port,
 * of which there may be several (SO_REUSEPORT); NULL: there is no other.
 */
const struct listener *listeners_sharing(const struct listeners *listeners,
					 const struct endpoint *local,
					 const struct listener *after);

/* The kernel counted an overflow then, and what came to that listener got no answer. */
void listeners_overflow(struct listeners *listeners, const struct listener *listener,
			uint64_t time_ns);

/*
 * True if the listener with that cookie was told of before time_ns, and no other for that address and port
 * has been there since.
 */
bool listeners_only(const struct listeners *listeners, const struct endpoint *local,
		    uint64_t cookie, uint64_t time_ns);

/* True if a listener for that address and port died within moments of time_ns. */
bool listeners_ended_lately(const struct listeners *listeners, const struct endpoint *local,
			    uint64_t time_ns);

/*
 * True if one for that address and port has died since that time, and no poll that was asked after unseen_ns
 * saw it: its notification comes once its last request is gone, perhaps a second late.
 */
bool listeners_ended_since(const struct listeners *listeners, const struct endpoint *local,
			   uint64_t since_ns, uint64_t unseen_ns);

/* Takes an owner by inode; false if no listener has it. */
bool listeners_owner(struct listeners *listeners, const struct owner *owner);

/* That process ended, or its end will not be told. */
void listeners_unwatch(struct listeners *listeners, int pid);

/* Another process ended that had a connection which came to that listener (sshd, inetd, nginx's workers). */
void listeners_hand_on(struct listeners *listeners, const struct listener *listener);

/* True if who listens lives, as would be told else, and serves what comes himself, as far as was seen. */
static inline bool listener_serves(const struct listener *listener)
{
	return listener->owner.watched && !listener->ended_ns && !listener->hands_on;
}

/* True if a living one is that process's. */
bool listeners_owned_by(const struct listeners *listeners, int pid);

/* True if a listener has that inode, and its owner was not looked up yet. */
bool listeners_want_owner(const struct listeners *listeners, uint32_t inode);

/* One that accepted connections to that address and port at since_ns or later, or NULL. */
const struct listener *listeners_since(const struct listeners *listeners,
				       const struct endpoint *local, uint64_t since_ns);

/* The living listener that accepts connections to that address and port, or NULL. */
const struct listener *listeners_find(const struct listeners *listeners,
				      const struct endpoint *local);

#endif
