/* SPDX-License-Identifier: GPL-2.0-or-later */
/* puppet.h: a process that makes the system calls it is told to, one at a time. */
#ifndef HALFCLOSE_PEERS_PUPPET_H
#define HALFCLOSE_PEERS_PUPPET_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/socket.h>
#include <sys/types.h>

/* X(symbol, name): what it can be told to do. */
#define PUPPET_CALL_LIST(X)								\
	X(BIND, bind)		/* a socket to address, which it asks for by port 0 */	\
	X(LISTEN, listen)	/* with number as the backlog */			\
	X(CONNECT, connect)	/* a socket to address */				\
	X(ACCEPT, accept)								\
	X(SEND, send)		/* number octets */					\
	X(READ, read)		/* until there were number octets, or no more come */	\
	X(RECV, recv)		/* once, at most number octets */			\
	X(PEEK, peek)		/* the same with MSG_PEEK, and never blocked */		\
	X(SHUTDOWN, shutdown)	/* number: how */					\
	X(CLOSE, close)									\
	X(LINGER, linger)	/* SO_LINGER: number of seconds, negative: off */	\
	X(SNDBUF, sndbuf)	/* number */						\
	X(RCVBUF, rcvbuf)	/* number */						\
	X(DUP, dup)									\
	X(WATCH, watch)		/* is only blocked: see below */			\
	X(LOOK, look)		/* what the kernel says of the socket */		\
	X(FORK, fork)		/* the child begins with all its descriptors */		\
	X(KILL, kill)		/* number: the process */				\
	X(EXIT, exit)		/* number: the status; it does not answer, */		\
	X(CRASH, crash)		/* nor to this one, */					\
	X(ABANDON, abandon)	/* nor to this: it resets all it has, and ends */

enum puppet_call {
#define X(symbol, name) PUPPET_##symbol,
	PUPPET_CALL_LIST(X)
#undef X
	PUPPET_CALL_COUNT
};

/* What is set on a socket as it is made; negative: nothing. */
struct puppet_socket {
	int64_t linger_s;	/* 0: {1, 0} */
	int64_t send_buffer, receive_buffer;
};

/*
 * A call that would block is blocked without anyone sleeping in it: it keeps a copy of its
 * descriptor, as the kernel's own keeps a reference, and the execution's epoll instance tells by
 * the thread's number when it can go on. Then it is told again, as resumed.
 */
struct puppet_order {
	enum puppet_call call;
	unsigned int thread;	/* whose call it is */
	bool resumed;
	bool may_linger;	/* CLOSE: of the last descriptor, and SO_LINGER would wait */
	bool for_writing;	/* WATCH: for room, not for something to take */
	int fd;
	int64_t number;
	struct puppet_socket socket;
	struct sockaddr_storage address;
};

struct puppet_answer {
	int error;		/* errno; 0: none. Octets may have moved before it */
	bool blocked;		/* number octets moved, and now it waits */
	bool end;		/* it met end-of-file */
	int64_t number;		/* octets, or a descriptor */
	uint64_t begin_ns, end_ns;	/* CLOCK_REALTIME, around the call */
	struct sockaddr_storage local, remote;	/* of what BIND, CONNECT, ACCEPT made */
	unsigned int state;	/* LOOK, SEND: TCP_ESTABLISHED and so on; */
	uint32_t unacked, unsent;	/* segments on their way, octets that wait to be sent */
};

/* All-zero is one that never began. */
struct puppet {
	pid_t pid;		/* 0: it never began, or has ended and was reaped */
	int fd;			/* owned, while there is a pid: orders and answers */
};

/* One execution's descriptors that its puppets need. */
struct puppet_stage {
	int epoll_fd;		/* borrowed */
	pid_t parent;
	bool patient;		/* a lingering close() is waited for, not cut short */
};

/* Returns 0 or -errno. name is what ps shows. */
int puppet_start(struct puppet *puppet, const struct puppet_stage *stage, const char *name);

/*
 * Has it make one call. Returns 0; -EPIPE: it has ended; -ETIMEDOUT: it does not answer; or
 * another -errno of the asking.
 */
int puppet_ask(const struct puppet *puppet, const struct puppet_order *order,
	       struct puppet_answer *answer);

/* FORK. The child is a child of this process, too. */
int puppet_fork(const struct puppet *puppet, struct puppet *child, const char *name,
		struct puppet_answer *answer);

/* EXIT, CRASH, KILL of itself: waits until it has ended. Returns 0 or -errno. */
int puppet_leave(struct puppet *puppet, const struct puppet_order *order);

/* Waits until it has ended, of a signal that was sent. */
int puppet_reap(struct puppet *puppet);

/*
 * Have all of them end, those that never began or have ended among them. What they have is reset,
 * so that no TIME_WAIT and no ownerless socket is left of it.
 */
void puppets_end(struct puppet *puppets, size_t count);

#endif
