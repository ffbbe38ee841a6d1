/* SPDX-License-Identifier: GPL-2.0-or-later */
/* process.h: the processes that own ends of connections, and how they ended. */
#ifndef HALFCLOSE_CORE_PROCESS_H
#define HALFCLOSE_CORE_PROCESS_H

#include "core/owner.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct half_socket;

/* What is learned of a process that is watched: it ended, or (ended is false) nobody watches it any more. */
struct process_news {
	int pid;
	bool ended;
	bool status_known;	/* one of the two below tells how */
	uint8_t signal;		/* that killed it; 0: none, it called exit() */
	uint8_t status;		/* of its exit() */
};

/* A process that owns some socket that is known; it goes with the last of them. */
struct process {
	struct process *next;		/* in its bucket */
	struct half_socket *members;	/* the sockets that it owns, or owned at its end */
	uint64_t ended_ns;		/* 0: it lives, as far as is known */
	uint64_t alive_ns;		/* when a look was begun, last, that saw it not to be exiting */
	uint64_t exiting_ns;		/* when one had seen it to be, first; 0: never */
	struct process_news end;	/* if ended_ns */
	size_t resting;			/* sockets that it owns too, of connections at rest */
	unsigned int open;		/* connections of it that were not closing when it ended */
	bool watched;			/* its end will be told */
	bool at_once;			/* all that it had went with it, as far as was seen */
	bool listened;			/* a listener was its own at its end */
	bool worker;			/* another process listens where its connections came in */
	int pid;
	char comm[OWNER_COMM_MAX];	/* as of its first socket */
};

enum { PROCESS_BUCKETS = 256 };

/* All zero: none. The processes are the members' and need no more than their leaving to be freed. */
struct processes {
	struct process *buckets[PROCESS_BUCKETS];
};

/* The socket's owner, which was found, is that process from now on. Returns 0 or -ENOMEM. */
int process_join(struct processes *processes, struct half_socket *socket,
		 const struct owner *owner);

/* The socket is nobody's any more; NULL, or one without a process, is fine. */
void process_leave(struct processes *processes, struct half_socket *socket);

/*
 * The connection of that socket (NULL, or one without a process, is fine) goes to rest: its process
 * stays, and only counts it. And back, to the process that it had; NULL is fine.
 */
void process_rest(struct half_socket *socket);
void process_wake(struct process *process, struct half_socket *socket);

/* Frees them all, when their sockets have gone without leaving. */
void process_free_all(struct processes *processes);

/* The latest process with that pid, or NULL. */
struct process *process_find(struct processes *processes, int pid);

#endif
