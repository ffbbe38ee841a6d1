/* SPDX-License-Identifier: GPL-2.0-or-later */
/* cgroup.h: a cgroup (v2) for a process that is to be told, with all it starts, from the others. */
#ifndef HALFCLOSE_OBSERVE_CGROUP_H
#define HALFCLOSE_OBSERVE_CGROUP_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

enum { CGROUP_NAME_MAX = 48 };

struct cgroup {
	int parent_fd;			/* owned; the directory of the one we are in; -1: not to be had */
	int fd;				/* owned; its own directory; -1: there is none now */
	uint64_t id;			/* as sock_diag has it */
	unsigned int made;		/* how many there were so far */
	char name[CGROUP_NAME_MAX];
};

/*
 * Where a cgroup is in a file system, from a line of /proc/PID/mountinfo and one of /proc/PID/cgroup
 * ("0::/..."), into path of size octets. False: that is no mount of version 2, or the cgroup is not
 * below it.
 */
bool cgroup_parse(const char *mount, const char *own, char *path, size_t size);

/*
 * Finds the one we are in, and removes empty ones in it that were left there a minute ago or longer. Where
 * there is none, none can be made.
 */
void cgroup_init(struct cgroup *cgroup);

/* Makes one in it, which is empty. 0 or -errno: no permission, or none can be made. */
int cgroup_make(struct cgroup *cgroup);

/* As fork(), but the child is in it. */
pid_t cgroup_fork(const struct cgroup *cgroup);

/* Sends a signal to all who are in it; SIGKILL also to those who are being started. */
void cgroup_kill(const struct cgroup *cgroup, int signal);

/* True if nobody is in it. */
bool cgroup_is_empty(const struct cgroup *cgroup);

/* Brings those who are in it back to where we are, and removes it, if there is one. */
void cgroup_remove(struct cgroup *cgroup);

void cgroup_free(struct cgroup *cgroup);

#endif
