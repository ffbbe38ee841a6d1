/* SPDX-License-Identifier: GPL-2.0-or-later */
/* proc_text.h: what the texts of /proc say, as they were read. */
#ifndef HALFCLOSE_OBSERVE_PROC_TEXT_H
#define HALFCLOSE_OBSERVE_PROC_TEXT_H

#include <limits.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum {
	PROC_NUMBER_MAX = INT_MAX - 64,	/* no pid or descriptor is larger (fs/file.c) */
};

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

#endif
