/* SPDX-License-Identifier: GPL-2.0-or-later */
/* calls.h: the system calls of one peer, each made, logged and reported. */
#ifndef HALFCLOSE_PEERS_CALLS_H
#define HALFCLOSE_PEERS_CALLS_H

#include "peers/peer.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <sys/socket.h>
#include <sys/types.h>

enum { PEER_CONNECTIONS_MAX = 16 };

struct peer_connection {
	int fd;			/* owned, or -1 */
	struct sockaddr_storage local, remote;
	int64_t written, read;	/* bytes, in all, by this process */
};

/*
 * One peer, inside its own process. All peer_*() below return -errno on failure; those that
 * move bytes return how many, the others 0. What a call returned is reported either way, so a
 * story may go on after an error that it came to show. Waits and pauses are the stage, not the
 * story, and are not reported. Of several connections a call is about the one that "at" says.
 */
struct peer {
	enum peer_role role;
	const char *thread;	/* borrowed: which one of its threads this is, or its child; NULL: it is alone */
	bool child;		/* of the peer: its end is not that of the story */
	bool met;		/* the address is known on both sides */
	struct sockaddr_storage address;	/* where the server listens */
	int meeting_fd;		/* owned: to the other peer, behind the scene; or -1 */
	int cue_fd;		/* owned: cues of whoever watches; or -1 */
	int report_fd;		/* owned: where records go; -1: lines to out instead */
	FILE *out;		/* borrowed */
	unsigned int pause_ms;
	unsigned int stall_ms;	/* without cues: until what lasts is likely to be found */
	unsigned int limit_ms;	/* for one blocking step */
	int receive_buffer;	/* SO_RCVBUF and SO_SNDBUF as asked for, set before the SYN; */
	int send_buffer;	/* 0: left to the kernel */
	int listener;		/* owned, or -1 */
	struct peer_connection connections[PEER_CONNECTIONS_MAX];
	unsigned int at;
};

static inline struct peer_connection *peer_at(struct peer *peer)
{
	return &peer->connections[peer->at];
}

/* Without any descriptor yet, pauses or limits. */
void peer_init(struct peer *peer, enum peer_role role, const struct sockaddr_storage *address);

/* Reports the end of the story, and closes all but the listener and the report. */
void peer_finish(struct peer *peer, int result);

/* Closes these two. */
void peer_free(struct peer *peer);

/* The server: listens, and tells the client where. */
int peer_listen(struct peer *peer, int backlog);

/* The server: takes a connection, after peer_listen(), if it did not listen yet. */
int peer_accept(struct peer *peer);
int peer_close_listener(struct peer *peer);

/* True if a connection waits for peer_accept(). */
bool peer_may_accept(const struct peer *peer);

/* The client: learns where the server listens, and connects to it. */
int peer_connect(struct peer *peer);

ssize_t peer_write(struct peer *peer, const void *data, size_t len);

/* As much as the send queue takes now (MSG_DONTWAIT). */
ssize_t peer_write_now(struct peer *peer, const void *data, size_t len);

/* At most len bytes, and len at most PEER_READ_MAX; what they are matters to nobody. */
enum { PEER_READ_MAX = 65536 };
ssize_t peer_read(struct peer *peer, size_t len);

/*
 * As peer_read(), where the story has it wait for ever: says so before, and that is the end of this
 * peer's part. In the foreground another program may yet write.
 */
ssize_t peer_read_in_vain(struct peer *peer, size_t len);

/* What is often thought to tell whether the other end has closed: of no bytes, and of one. */
ssize_t peer_recv_nothing(struct peer *peer);
ssize_t peer_peek(struct peer *peer);

/* Waits for all of len bytes (MSG_WAITALL); fewer: the stream ended or broke. */
ssize_t peer_read_all(struct peer *peer, size_t len);

/* Reads until end-of-file, at most len bytes at a time. */
int peer_read_to_eof(struct peer *peer, size_t len);

int peer_shutdown_write(struct peer *peer);
int peer_linger(struct peer *peer, int seconds);
int peer_set_nonblocking(struct peer *peer);
int peer_close(struct peer *peer);

/* As peer_close(), where that may take long: how long is told. */
int peer_close_lingering(struct peer *peer);

/* The connection has one more descriptor, which is that of another index, too. */
int peer_dup(struct peer *peer, unsigned int to);

/*
 * Forks a process that has all descriptors, too, does what is said, and lives on until the peer
 * ends; that of a peer that is run alone, which waits for it, ends then. What it does is reported
 * of the same role.
 */
int peer_fork(struct peer *peer, int (*child)(struct peer *peer));

/* The process ends, as part of its story, which is over with that. */
void peer_abort(struct peer *peer) __attribute__((noreturn));

/* Likewise, by a signal that ends processes. */
void peer_raise(struct peer *peer, int signal) __attribute__((noreturn));

/*
 * Wait, reading nothing, until the other end's FIN or RST has come, or until a RST has.
 * Return -ETIMEDOUT after limit_ms of the peer.
 */
int peer_wait_end(struct peer *peer);
int peer_wait_reset(struct peer *peer);

/* The same, until so many bytes, or the end of the stream, are in the receive queue. */
int peer_wait_bytes(struct peer *peer, int bytes);

/*
 * Behind the scene: the other peer goes on from where it waits for that, however early it comes. For
 * what no socket tells; a peer that is run alone pauses instead.
 */
int peer_nod(const struct peer *peer);
int peer_wait_nod(const struct peer *peer);

/* What the program does within itself, reported as a call would be. */
void peer_note(const struct peer *peer, const char *fmt, ...)
	__attribute__((format(printf, 2, 3)));

/* For those who watch: what it gives them time for has no part in how the story ends. */
void peer_pause(const struct peer *peer);

/* Until whoever watches has seen for a second or two whose connection that is. */
void peer_dwell(const struct peer *peer);

/* Until whoever watches has found what the variant says lasts, or for so long that he should have. */
void peer_stall(const struct peer *peer);

#endif
