/* SPDX-License-Identifier: GPL-2.0-or-later */
/* proc.h: one process, as /proc has it: what its files say, and the small reads that get them. */
#ifndef HALFCLOSE_OBSERVE_PROC_H
#define HALFCLOSE_OBSERVE_PROC_H

#include <dirent.h>
#include <limits.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

enum {
	PROC_NUMBER_MAX = INT_MAX - 64,	/* no pid or descriptor is larger (fs/file.c) */
};

/* Texts, as they were read. */

/* The number from text up to end, as the kernel writes one; -1: something else, or above max. */
int64_t proc_parse_number(const char *text, const char *end, int64_t max);

/* The inode that a link's target "socket:[INODE]" of len octets names; 0: it is no socket. */
uint32_t proc_parse_socket(const char *target, size_t len);

/* True if the line of PID/stat is that of a process that lives: no zombie, and not exiting. */
bool proc_parse_alive(const char *stat);

/*
 * The wait(2) status of a process that ended and was not waited for yet, from the line of PID/stat;
 * -1: it lives, or the line is none. Who may not see it reads 0.
 */
int64_t proc_parse_exit_status(const char *stat);

/* The parent's pid (0: it has none), from the line of PID/stat; -1: it is none. */
int64_t proc_parse_parent(const char *stat);

/* The pid that was given last, from the text of loadavg; -1: it is none. */
int64_t proc_parse_last_pid(const char *loadavg);

/* The pid of the process that a text of PID/status tells of, be PID that of a thread; -1: none. */
int64_t proc_parse_process(const char *status);

/* The numbers among the names in a directory, as they come. All zero is an empty list. */
struct proc_numbers {
	int *values;			/* owned; free() it */
	size_t count, capacity;
};

/* Lists the directory from where it stands; 0 or -ENOMEM. */
int proc_list_numbers(DIR *dir, struct proc_numbers *numbers);

/* Reads. root_fd is the directory /proc, or what a test has made up. */

/* Reads the beginning of a file into buf and ends it with a NUL. Returns its length, or -errno. */
ssize_t proc_read_file(int root_fd, const char *path, char *buf, size_t size);

/*
 * Reads a file that is open, from its beginning, into buf of size octets; what does not fit is left
 * out. Returns the length, or -errno. A file of /proc says anew how it is.
 */
ssize_t proc_read_again(int fd, char *buf, size_t size);

/* As proc_read_file(), of PID/NAME. */
ssize_t proc_read_text(int root_fd, int pid, const char *name, char *buf, size_t size);

bool proc_is_alive(int root_fd, int pid);

/* As proc_parse_parent(), of that process; -1 also if it is gone. */
int proc_parent(int root_fd, int pid);

/* As proc_parse_exit_status(), of that process; -1 also if nothing could be read. */
int64_t proc_exit_status(int root_fd, int pid);

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
