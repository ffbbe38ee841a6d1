/* SPDX-License-Identifier: GPL-2.0-or-later */
/* proc.h: one process, as /proc has it: the small reads that get what its files say. */
#ifndef HALFCLOSE_OBSERVE_PROC_H
#define HALFCLOSE_OBSERVE_PROC_H

#include <dirent.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

/* root_fd is the directory /proc, or what a test has made up. */

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

/* As proc_parse_parent() (proc_text.h), of that process; -1 also if it is gone. */
int proc_parent(int root_fd, int pid);

/* As proc_parse_exit_status() (proc_text.h), of that process; -1 also if nothing could be read. */
int64_t proc_exit_status(int root_fd, int pid);

/* The numbers among the names in a directory, as they come. All zero is an empty list. */
struct proc_numbers {
	int *values;			/* owned; free() it */
	size_t count, capacity;
};

/* Lists the directory from where it stands; 0 or -ENOMEM. */
int proc_list_numbers(DIR *dir, struct proc_numbers *numbers);

#endif
