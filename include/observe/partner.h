/* SPDX-License-Identifier: GPL-2.0-or-later */
/* partner.h: a process that reads descriptors of some processes while its parent reads the others'. */
#ifndef HALFCLOSE_OBSERVE_PARTNER_H
#define HALFCLOSE_OBSERVE_PARTNER_H

#include "observe/privilege.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

/*
 * No call reads the links of descriptors by the dozen, and 100,000 take a quarter of a second: who is
 * waited for has another processor read half of them.
 */
struct partner {
	pid_t pid;	/* 0: there is none */
	int fd;		/* owned */
};

struct descriptor {
	int pid, fd;
	uint32_t inode;
};

struct descriptors {
	struct descriptor *rows;	/* owned */
	size_t count, capacity;
	bool hidden;			/* not all could be read */
};

/*
 * Starts it, before privileges are given up: of those it keeps what it takes to read descriptors, where
 * keep has that, and of what is open nothing; root_fd is the directory /proc, or what a test has made
 * up. Where it cannot be started there is none.
 */
void partner_start(struct partner *partner, int root_fd, const struct privilege_keep *keep);

/*
 * Asks who of those processes holds one of n sockets; inodes are in order, each once. False: there is
 * nobody to ask.
 */
bool partner_ask(struct partner *partner, const int *pids, size_t pid_count,
		 const uint32_t *inodes, size_t n);

/*
 * Waits for the answer, and calls pause each millisecond meanwhile: the processes in the order that was
 * asked for, the lowest descriptor of each first. False: it is gone. The caller frees found->rows.
 */
bool partner_answer(struct partner *partner, struct descriptors *found, void (*pause)(void *arg),
		    void *arg);

/* Ends it. All zero is fine. */
void partner_stop(struct partner *partner);

#endif
