/* SPDX-License-Identifier: GPL-2.0-or-later */
/* family.h: some processes, and perhaps their descendants. */
#ifndef HALFCLOSE_OBSERVE_FAMILY_H
#define HALFCLOSE_OBSERVE_FAMILY_H

#include "core/err.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum { FAMILY_ROOTS_MAX = 16, FAMILY_KNOWN = 1024 };

/* Whether a process is a member was asked, and answered so. */
typedef void (*family_fn)(void *arg, int pid, bool member);

struct family {
	int root_fd;			/* owned; of /proc, or what a test has made up */
	int roots[FAMILY_ROOTS_MAX];
	size_t root_count;
	bool descendants;		/* are members as well */
	family_fn told;			/* borrowed, with arg; NULL: nobody wants to know */
	void *told_arg;
	struct {
		int pid;
		bool member;
	} known[FAMILY_KNOWN];		/* by pid: what the latest look at it showed */
	uint8_t *members;		/* owned; a bit for each pid, where somebody else has looked; or NULL */
};

/* Up to FAMILY_ROOTS_MAX pids. 0; -ESRCH: there is no such process; -errno, with err. */
int family_open(struct family *family, const char *proc_root, const int *pids, size_t count,
		bool descendants, struct err *err);
/* One whose members somebody else tells, of other processes than those there are here. 0; -ENOMEM. */
int family_open_told(struct family *family, struct err *err);
void family_tell(struct family *family, int pid, bool member);
void family_free(struct family *family);

/* Looks whose descendant the process is, as long as it and its forebears are there to be asked. */
void family_look(struct family *family, int pid);

/* Forgets what looks showed. */
void family_forget(struct family *family);

/* True if it is a member, or was when it was looked at. */
bool family_has(struct family *family, int pid);

#endif
