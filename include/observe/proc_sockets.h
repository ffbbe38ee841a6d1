/* SPDX-License-Identifier: GPL-2.0-or-later */
/* proc_sockets.h: which sockets the descriptors of one process are for. */
#ifndef HALFCLOSE_OBSERVE_PROC_SOCKETS_H
#define HALFCLOSE_OBSERVE_PROC_SOCKETS_H

#include "observe/proc.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* root_fd is as in proc.h. */

/* How many descriptors the process has; 0: unknown, as before Linux 6.2. */
size_t proc_descriptors(int root_fd, int pid);

/* True if that descriptor of the process refers to the socket with that inode. */
bool proc_holds(int root_fd, int pid, int fd, uint32_t inode);

/* One descriptor that refers to a socket; true ends the search. */
typedef bool (*proc_socket_fn)(void *arg, int pid, int fd, uint32_t inode);

/*
 * Calls fn for the sockets of a process, the highest descriptor first; fds is kept from call to
 * call for its memory. True if fn ended it; *hidden is set if not all could be read.
 */
bool proc_find_socket(int root_fd, int pid, struct proc_numbers *fds, proc_socket_fn fn,
		      void *arg, bool *hidden);

/*
 * The same for the latest of so many that a process has, if it opened one after the other and closed
 * few: then they are those with the highest numbers. They are not listed, which takes as long as to
 * read them.
 */
bool proc_find_latest(int root_fd, int pid, size_t count, proc_socket_fn fn, void *arg,
		      bool *hidden);

/* The same as proc_find_socket() for all of them, the lowest first, whatever fn says. */
void proc_scan_sockets(int root_fd, int pid, struct proc_numbers *fds, proc_socket_fn fn,
		       void *arg, bool *hidden);

#endif
