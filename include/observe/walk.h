/* SPDX-License-Identifier: GPL-2.0-or-later */
/* walk.h: goes through the descriptors of processes, the youngest process first. */
#ifndef HALFCLOSE_OBSERVE_WALK_H
#define HALFCLOSE_OBSERVE_WALK_H

#include "core/owner.h"
#include "observe/proc_sockets.h"

#include <dirent.h>
#include <stdbool.h>
#include <stddef.h>

struct walk {
	DIR *root;			/* owned; /proc, or what a test has made up */
	struct proc_numbers pids, fds;	/* owned; of the latest walk, kept for their memory */
	bool partly;			/* of a large process only the latest descriptors were looked at */
};

/* Returns 0 or -errno. */
int walk_open(struct walk *walk, const char *proc_root);
/* The same for that directory, whose descriptor stays the caller's. */
int walk_open_at(struct walk *walk, int root_fd);
void walk_free(struct walk *walk);	/* also of all zero */

/* The directory, for proc.h. */
int walk_root(const struct walk *walk);

/* The pid that was given last (proc(5): loadavg); PROC_NUMBER_MAX where there is none. */
int walk_last_pid(const struct walk *walk);

/*
 * True if to go through its descriptors would take tens of milliseconds, while packets wait. Before Linux
 * 6.2, which does not say how many there are, no process is.
 */
bool walk_is_large(const struct walk *walk, int pid);

/* As proc_find_socket(), for one process; if it is large, only for its latest descriptors. */
bool walk_process(struct walk *walk, int pid, proc_socket_fn fn, void *arg, bool *hidden);

/*
 * The same for the max youngest processes but those to skip; *hidden is set too if not all are
 * there to see, as in walk_list().
 */
bool walk_youngest(struct walk *walk, size_t max, const int *skip, size_t skip_count,
		   proc_socket_fn fn, void *arg, bool *hidden);

/* Lists all processes in walk->pids, the youngest first. */
void walk_list(struct walk *walk, bool *hidden);

/* As proc_scan_sockets(), for one process. */
void walk_whole(struct walk *walk, int pid, proc_socket_fn fn, void *arg, bool *hidden);

/* Writes who was found to hold the socket of owner->inode. */
void walk_found(const struct walk *walk, struct owner *owner, int pid, int fd);

/* The name of that process; unchanged if it is gone. */
void walk_comm(const struct walk *walk, int pid, char comm[OWNER_COMM_MAX]);

#endif
