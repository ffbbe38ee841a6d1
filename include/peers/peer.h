/* SPDX-License-Identifier: GPL-2.0-or-later */
/* peer.h: the two demo peers, each in a process of its own, as their parent sees them. */
#ifndef HALFCLOSE_PEERS_PEER_H
#define HALFCLOSE_PEERS_PEER_H

#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <sys/socket.h>
#include <sys/types.h>

struct demo_variant;

enum peer_role { PEER_SERVER, PEER_CLIENT };
enum { PEER_ROLES = 2 };

/* "server", "client". */
const char *peer_role_name(enum peer_role role);

enum { PEER_TEXT_MAX = 64, PEER_THREAD_MAX = 12 };

/* What a peer waits for until peers_cue(). */
enum peer_ask {
	PEER_ASKS_NOTHING,
	PEER_ASKS_SEEN,		/* whoever watches has seen all up to now */
	PEER_ASKS_KNOWN,	/* and each connection for more than a second */
	PEER_ASKS_FOUND,	/* and has found what there is to find by now */
};

/*
 * One system call that a peer made, what it did between them, what it asks for, or (last) that its
 * story is over.
 */
struct peer_record {
	uint64_t time_ns;		/* CLOCK_REALTIME, right before the call */
	uint64_t end_ns;		/* right after it */
	bool waits;			/* connect, accept, read: what it tells came about at end_ns, not before */
	bool hangs;			/* it begins a call that nothing in the story will end */
	struct sockaddr_storage local, remote;	/* all zero while the socket has none */
	int64_t bytes_written;		/* by this call */
	int64_t bytes_read;
	enum peer_role role;
	char thread[PEER_THREAD_MAX];	/* which of its threads it is, or its child; empty: it is alone */
	enum peer_ask ask;		/* of one that is no call */
	bool last;			/* no call: text is a summary, result holds */
	int result;			/* 0; -errno: the story broke off */
	char text[PEER_TEXT_MAX];	/* "write(5) = 5", "write(5) = -1 EPIPE" */
};

enum {
	PEER_PAUSE_MS = 200,	/* between steps, for those who watch; nothing rests on it */
	PEER_LIMIT_S = 30,	/* a peer ends by then, whatever happens */
};

struct peer_options {
	const char *host;	/* numeric IPv4 or IPv6 address; NULL: 127.0.0.1 */
	uint16_t port;		/* host order; 0: any free one */
	unsigned int pause_ms;
	unsigned int limit_s;	/* 0: PEER_LIMIT_S */
	bool watched;		/* peers ask, and wait for their cue */
};

/* All-zero is a valid one that was never started. */
struct peers {
	pid_t pid[PEER_ROLES];
	int fd;			/* owned, if open: the peers' records */
	int cue_fd[PEER_ROLES];	/* owned, if open */
	bool open;
	bool done[PEER_ROLES];	/* its last record was read, or that it hangs */
};

/*
 * Forks server and client. A peer whose story is over lives on, without its connections,
 * until peers_stop(): so a close() does not look like an exit, and the listener stays. Only
 * where its end is part of the story it has ended itself, and is still to be waited for.
 * Returns 0, or -errno with nothing left behind (-EINVAL: host is not an address).
 */
int peers_start(struct peers *peers, const struct demo_variant *variant,
		const struct peer_options *options);

/* The descriptor that becomes readable when peers_read() has something to say. */
int peers_fd(const struct peers *peers);

/*
 * Takes the next record, without waiting. Returns 1; 0: none now; -EPIPE: both peers ended
 * and not both had come to the end of their story (a limit struck, or someone killed them);
 * another -errno if the reading failed. Records of one peer come in order.
 */
int peers_read(struct peers *peers, struct peer_record *record);

/* Gives a peer of that role what it asked for: it goes on. */
void peers_cue(struct peers *peers, enum peer_role role);

/* Both stories are over: ended, or come to a call that does not return. */
bool peers_done(const struct peers *peers);

/* Kills and reaps both peers and releases the rest; fine to call twice. */
void peers_stop(struct peers *peers);

/*
 * Runs one end of the story in this process, against any program, and prints its calls to
 * out. A server with port 0 takes a free one and says which;
 * it waits for its client as long as it takes. Returns 0 or the -errno at which the story
 * broke off; not at all, where the process ends as part of it.
 */
int peer_run_role(const struct demo_variant *variant, enum peer_role role,
		  const struct peer_options *options, FILE *out);

#endif
