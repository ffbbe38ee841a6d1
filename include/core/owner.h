/* SPDX-License-Identifier: GPL-2.0-or-later */
/* owner.h: which process holds a socket, and what a look at that process showed. */
#ifndef HALFCLOSE_CORE_OWNER_H
#define HALFCLOSE_CORE_OWNER_H

#include <stdbool.h>
#include <stdint.h>

enum owner_known {
	OWNER_NOT_LOOKED_UP,
	OWNER_FOUND,
	OWNER_NONE,	/* every descriptor was readable, none holds the socket */
	OWNER_HIDDEN,	/* some descriptors were not readable (permission) */
};

enum { OWNER_COMM_MAX = 16, HOLDERS_MAX = 4 };

/* One holder of the socket with that inode (the first one found), and how many there are. */
struct owner {
	uint32_t inode;
	enum owner_known known;
	int pid;			/* the rest holds if OWNER_FOUND */
	int fd;
	unsigned int holders;		/* descriptors seen that refer to it; at least 1 */
	bool watched;			/* the process's end will be told (EVENT_PROCESS) */
	char comm[OWNER_COMM_MAX];	/* as /proc/PID/comm has it: any octets, NUL-terminated */
};

/* All descriptors that refer to a socket, the oldest process's first; the first few by name. */
struct holders {
	uint32_t inode;
	unsigned int count;
	struct holder {
		int pid, fd;
		char comm[OWNER_COMM_MAX];
	} named[HOLDERS_MAX];
};

/* A second look at a holder right after its socket sent a FIN or RST: is the descriptor still open? */
struct holder_check {
	uint32_t inode;
	int pid;
	uint64_t asked_ns;	/* when it was begun, since the Epoch; 0: with the event */
	bool process_alive;	/* not exiting, not a zombie, not gone */
	bool descriptor_held;	/* its descriptor still refers to that inode */
};

/* A look at the threads of the process that holds the socket with that inode. */
struct wait_check {
	uint32_t inode;
	int pid;
	bool reading;			/* a thread is blocked in reading it */
};

#endif
