/* SPDX-License-Identifier: GPL-2.0-or-later */
/* tape.h: the file of a recording, or one after the other: blocks are written to it whole. */
#ifndef HALFCLOSE_CMD_TAPE_H
#define HALFCLOSE_CMD_TAPE_H

#include "core/err.h"
#include "observe/creator.h"

#include <limits.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <time.h>

struct tape_options {
	const char *path;	/* borrowed; "-": the standard output */
	const char *user;	/* borrowed; files are made with his rights; NULL: ours */
	uint64_t bytes_max;	/* of a file, about; then comes the next; 0: no limit */
	uint64_t period_s;	/* that a file is for; then path is a pattern of strftime(); 0: no limit */
	unsigned int files_max;	/* by size: then the first is written over; by time: of all; 0: no limit */
};

enum { TAPE_BLOCK_MAX = 512 << 10 };	/* octets of a block */

/* All zero: it was never opened. */
struct tape {
	struct tape_options options;
	struct creator creator;
	const char *base;		/* borrowed: of the path, behind the last slash */
	char name[NAME_MAX + 1];	/* of the present file, or the last */
	FILE *out;			/* owned; NULL: none is open */
	char *buffer;			/* owned; of out */
	bool regular;			/* the file can be read again, and replaced */
	uint64_t written;		/* octets in the file, but for those in the buffer */
	unsigned int files;		/* that were begun */
	unsigned int part;		/* of one period, by size, from 0 */
	time_t period;			/* when it began */
	int code;			/* -errno of what could not be written first; 0: nothing */
};

/*
 * Makes ready, before anything is opened: files are made with the rights that there are now, but none
 * is yet. 0; -EINVAL: to a terminal, or no name; -errno, with err. tape_close() in either case.
 */
int tape_open(struct tape *tape, const struct tape_options *options, struct err *err);

/* Begins a file; if there is one, that has to be complete: tape_end_file(). 0 or -errno with err. */
int tape_begin_file(struct tape *tape, struct err *err);

/* True if the present file is as large as it is to be, or its time is over. */
bool tape_is_full(const struct tape *tape);
bool tape_is_over(const struct tape *tape);

/* True if there will be no other after the time of the present one. */
bool tape_is_last(const struct tape *tape);

/*
 * The stream, for a block of at most so many octets, which will not be torn; NULL: no file is open, or
 * something could not be written.
 */
FILE *tape_block(struct tape *tape, size_t octets);

/* Writes what has come so far. 0, or the -errno of what could not be written, at any time. */
int tape_flush(struct tape *tape);

/* The present file is complete: closes it. 0 or -errno with err, as tape_flush(). */
int tape_end_file(struct tape *tape, struct err *err);

/* A file that is to take the place of the last, which is complete and regular; NULL with err. */
FILE *tape_begin_again(struct tape *tape, struct err *err);

/* Closes it, and it takes that place, or, if not whole, is gone. 0 or -errno with err: it is gone, too. */
int tape_replace(struct tape *tape, FILE *out, bool whole, struct err *err);

/* The path of the present file, or the last, as it was given; to buf of PATH_MAX, and returned. */
const char *tape_path(const struct tape *tape, char *buf);

void tape_close(struct tape *tape);

#endif
