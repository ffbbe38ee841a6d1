/* SPDX-License-Identifier: GPL-2.0-or-later */
/* privilege.h: what this process may do, what it lacks, and how it gives up the rest. */
#ifndef HALFCLOSE_OBSERVE_PRIVILEGE_H
#define HALFCLOSE_OBSERVE_PRIVILEGE_H

#include "core/err.h"

#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>

/* True if it is root, or has any capability. */
bool privilege_any(void);

/* True if it may read the descriptors of everybody's processes. */
bool privilege_owners(void);

enum { PRIVILEGE_ADVICE_MAX = 288 };

/*
 * How to get that capability ("cap_net_raw"): "run as root, or: sudo setcap ...", with the command
 * that gives this program all it can use. Written to buf of PRIVILEGE_ADVICE_MAX octets, and
 * returned.
 */
const char *privilege_advice(char *buf, const char *capability);

/*
 * What the program's file gave us (setcap(8)), its user has not: the files that he names are opened, and
 * his command is executed, without. Returns what was set aside, for privilege_take_up().
 */
uint64_t privilege_set_aside(void);
void privilege_take_up(uint64_t capabilities);

/* As fopen(), of a file that the user has named. */
FILE *privilege_fopen(const char *path, const char *mode);

struct privilege_keep {
	const char *user;		/* become that user; NULL: stay who we are */
	bool owners;			/* go on reading the descriptors of everybody's processes */
	bool children;			/* go on killing processes that were started */
	bool destroy;			/* go on destroying sockets: sockets_destroy() */
	bool files;			/* go on making, renaming and removing files where that user may */
};

/*
 * Gives up every other privilege, for good: capabilities, those that an execve() would give, and,
 * as far as it was built with them, the system calls that nobody needs who only watches. All that
 * is open stays so. 0; -ENOENT: no such user; -EPERM: who is not root cannot become another; -errno,
 * with err.
 */
int privilege_drop(const struct privilege_keep *keep, struct err *err);

/*
 * Closes all descriptors but two: what is open can be used whatever was given up, and a process that
 * was forked holds the sockets that its parent inherited.
 */
void privilege_keep_open(int fd, int other);

/* "capabilities dropped, ...": what privilege_drop() does in this build, for -v. */
const char *privilege_drop_words(void);

#endif
