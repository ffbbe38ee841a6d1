/* SPDX-License-Identifier: GPL-2.0-or-later */
/* maker.h: makes, replaces and removes files of one directory, of names that a rule allows. */
#ifndef HALFCLOSE_OBSERVE_MAKER_H
#define HALFCLOSE_OBSERVE_MAKER_H

#include "core/err.h"

#include <limits.h>
#include <stdbool.h>

/* One of suffix and pattern; the other is NULL. */
struct maker {
	int directory;
	const char *suffix;	/* new files alone, whose names end so */
	/*
	 * For strftime(): files of any name that it may come to, or of such a name with digits behind it,
	 * also in place of others.
	 */
	const char *pattern;
	char made[NAME_MAX + 1];	/* the new file that was made last; empty: none that may be removed */
	int spare;		/* owned: a file that is to take another's place; -1: none */
	char spare_name[NAME_MAX + 1];	/* empty: it has none yet */
};

/*
 * Makes a file (mode 0666, less the umask), and *fd is the caller's. By a suffix for writing: -EEXIST if
 * there is one. By a pattern also for reading, and it takes the place of what was there, whose mode it
 * has, and which whoever has it open keeps; pipes and devices are opened as they are, for writing; -ELOOP:
 * a link, which may lead anywhere. -EINVAL: not such a name; -errno, all with err.
 */
int maker_make(struct maker *maker, const char *name, int *fd, struct err *err);

/* Removes the new file that was made last. 0 or -errno with err. */
int maker_unmake(struct maker *maker, struct err *err);

/*
 * Makes a file without a name, where the file system can, for maker_adopt() with that name: who may not
 * read what has it now may not read this. *fd stays the maker's.
 */
int maker_spare(struct maker *maker, const char *name, int *fd, struct err *err);

/* The spare file takes that name, in place of who had it; or (NULL) is thrown away. 0 or -errno with err. */
int maker_adopt(struct maker *maker, const char *name, struct err *err);

#endif
