/* SPDX-License-Identifier: GPL-2.0-or-later */
/* creator.h: a process that makes new files for one which may make none any more. */
#ifndef HALFCLOSE_OBSERVE_CREATOR_H
#define HALFCLOSE_OBSERVE_CREATOR_H

#include "core/err.h"

#include <stdbool.h>
#include <sys/types.h>

/*
 * Who has read packets shall not be able to put a file of his choice anywhere: after
 * privilege_drop() he can make none. This process has read nothing. It makes files in one
 * directory, of names as was said at first, gives descriptors of them away, and can do little else.
 */
struct creator {
	pid_t pid;
	int fd;		/* owned; requests go there */
};

/*
 * Starts it: before privileges are dropped, best before anything is opened. Files will be made in
 * that directory, with the rights that this process has now, or, if not NULL, with those of that
 * user. 0, or -errno with err: no such directory; as privilege_drop().
 */
int creator_start(struct creator *creator, const char *directory, const char *suffix,
		  const char *user, struct err *err);

/*
 * The same, but in the directory of a path, and also in place of files that are there (maker.h). The
 * path's last part, which must not be empty, is the one name that is made, or (is_pattern) strftime()
 * makes it of that; with digits behind it, too. Also -ENAMETOOLONG.
 */
int creator_start_over(struct creator *creator, const char *path, bool is_pattern, const char *user,
		       struct err *err);

/*
 * Makes a file (mode 0666, less the umask), and returns its descriptor, which is the caller's:
 * as maker_make(). -EPIPE: the process is gone. All with err.
 */
int creator_make(struct creator *creator, const char *name, struct err *err);

/* Removes the new file that it made last, which could not be written. 0 or -errno with err. */
int creator_unmake(struct creator *creator, struct err *err);

/*
 * A descriptor, for reading and writing, of a file that is to take the place of that one: as maker_spare().
 * Or -errno with err.
 */
int creator_spare(struct creator *creator, const char *name, struct err *err);

/* It takes that one's name; or (NULL) is thrown away. 0 or -errno with err: then it is gone, too. */
int creator_adopt(struct creator *creator, const char *name, struct err *err);

/* Ends it. All zero is fine: it was never started. */
void creator_stop(struct creator *creator);

#endif
