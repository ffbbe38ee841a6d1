/* SPDX-License-Identifier: GPL-2.0-or-later */
/* maker.c: no path, no link, no name but those that were said before. */
#define _GNU_SOURCE	/* O_TMPFILE */
#include "observe/maker.h"

#include <ctype.h>
#include <errno.h>
#include <fcntl.h>
#include <fnmatch.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum { MODE = 0666, GLOB_MAX = 2 * NAME_MAX + 1 };

/* Names. */

/* Any text may stand for a conversion; all else is literal. */
static void make_glob(char glob[GLOB_MAX], const char *pattern)
{
	char *to = glob;

	for (; *pattern && to < glob + GLOB_MAX - 2; pattern++) {
		if (pattern[0] == '%' && pattern[1] && pattern[1] != '%') {
			*to++ = '*';
			pattern++;
			continue;
		}
		pattern += pattern[0] == '%' && pattern[1] == '%';
		if (strchr("*?[\\", *pattern))
			*to++ = '\\';
		*to++ = *pattern;
	}
	*to = '\0';
}

static bool matches(const char *pattern, const char *name)
{
	char glob[GLOB_MAX], rest[NAME_MAX + 1];
	size_t len = strlen(name);

	make_glob(glob, pattern);
	snprintf(rest, sizeof(rest), "%s", name);
	for (;;) {
		if (fnmatch(glob, rest, 0) == 0)
			return true;
		if (len == 0 || !isdigit((unsigned char)rest[len - 1]))
			return false;
		rest[--len] = '\0';
	}
}

static bool ends_with(const char *name, const char *suffix)
{
	size_t len = strlen(name), end = strlen(suffix);

	return len > end && strcmp(name + len - end, suffix) == 0;
}

/* Does the rule let that name through? No slash, not hidden. */
static bool allows(const struct maker *maker, const char *name)
{
	if (!name[0] || strchr(name, '/') || strlen(name) > NAME_MAX)
		return false;
	/* Hidden if whoever began us has said so. */
	if (name[0] == '.' && (!maker->pattern || maker->pattern[0] != '.'))
		return false;
	if (strcmp(name, ".") == 0 || strcmp(name, "..") == 0)
		return false;
	return maker->pattern ? matches(maker->pattern, name) : ends_with(name, maker->suffix);
}

static int refuse(const struct maker *maker, const char *name, struct err *err)
{
	return maker->pattern ?
	       err_set(err, -EINVAL, "cannot make %s: only %s", name, maker->pattern) :
	       err_set(err, -EINVAL, "cannot make %s: only NAME%s, without a slash", name,
		       maker->suffix);
}

/* Files. */

static int make_new(struct maker *maker, const char *name, int *fd, struct err *err)
{
	*fd = openat(maker->directory, name, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC,
		     MODE);
	if (*fd < 0)
		return err_sys(err, -errno, "cannot make %s", name);
	snprintf(maker->made, sizeof(maker->made), "%s", name);
	return 0;
}

/* In place of others. */

/* Beside the file, for a moment; of a run that was killed in that moment, one may be left. */
static void name_spare(struct maker *maker)
{
	snprintf(maker->spare_name, sizeof(maker->spare_name), ".halfclose-%d.tmp", getpid());
	unlinkat(maker->directory, maker->spare_name, 0);
}

static void drop_spare(struct maker *maker)
{
	if (maker->spare < 0)
		return;
	if (maker->spare_name[0])
		unlinkat(maker->directory, maker->spare_name, 0);
	close(maker->spare);
	maker->spare = -1;
	maker->spare_name[0] = '\0';
}

/* Who may not read the one there is shall not read the one that takes its place. */
static mode_t mode_of(const struct maker *maker, const char *name)
{
	struct stat status;

	return fstatat(maker->directory, name, &status, AT_SYMLINK_NOFOLLOW) == 0 ?
	       MODE & status.st_mode : MODE;
}

int maker_spare(struct maker *maker, const char *name, int *fd, struct err *err)
{
	mode_t mode = mode_of(maker, name);

	drop_spare(maker);
	maker->spare = openat(maker->directory, ".", O_TMPFILE | O_RDWR | O_CLOEXEC, mode);
	/* Some file systems know no files without names. */
	if (maker->spare < 0) {
		name_spare(maker);
		maker->spare = openat(maker->directory, maker->spare_name,
				      O_RDWR | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, mode);
	}
	if (maker->spare < 0)
		return err_sys(err, -errno, "cannot make a temporary file");
	*fd = maker->spare;
	return 0;
}

/* linkat() puts nothing in another's place, renameat() does, but wants a name. */
static int give_name(struct maker *maker)
{
	char path[32];

	snprintf(path, sizeof(path), "/proc/self/fd/%d", maker->spare);
	name_spare(maker);
	if (linkat(AT_FDCWD, path, maker->directory, maker->spare_name, AT_SYMLINK_FOLLOW) == 0)
		return 0;
	maker->spare_name[0] = '\0';
	return -errno;
}

int maker_adopt(struct maker *maker, const char *name, struct err *err)
{
	int ret = maker->spare < 0 ? -ENOENT : 0;

	if (name && !allows(maker, name))
		return refuse(maker, name, err);
	if (name && ret == 0 && !maker->spare_name[0])
		ret = give_name(maker);
	if (name && ret == 0) {
		ret = renameat(maker->directory, maker->spare_name, maker->directory, name) < 0 ?
		      -errno : 0;
		if (ret == 0)
			maker->spare_name[0] = '\0';
	}
	drop_spare(maker);
	return name && ret < 0 ? err_sys(err, ret, "cannot replace %s", name) : 0;
}

/* Whoever writes to the old one, or has it by another name, goes on with it. */
static int take_place(struct maker *maker, const char *name, int *fd)
{
	int spare = -1, ret = maker_spare(maker, name, &spare, NULL);

	if (ret < 0)
		return ret;
	*fd = fcntl(spare, F_DUPFD_CLOEXEC, 0);
	ret = *fd < 0 ? -errno : maker_adopt(maker, name, NULL);
	if (ret < 0 && *fd >= 0)
		close(*fd);
	return ret;
}

static int make_over(struct maker *maker, const char *name, int *fd, struct err *err)
{
	struct stat status;
	bool there = fstatat(maker->directory, name, &status, AT_SYMLINK_NOFOLLOW) == 0;
	int flags = !there || S_ISREG(status.st_mode) ? O_RDWR | O_CREAT | O_TRUNC : O_WRONLY;

	if (there && S_ISLNK(status.st_mode))
		return err_set(err, -ELOOP, "cannot write %s: it is a link; name the file itself",
			       name);
	snprintf(maker->made, sizeof(maker->made), "%s", name);
	if (there && S_ISREG(status.st_mode) && take_place(maker, name, fd) == 0)
		return 0;
	if (there)
		maker->made[0] = '\0';
	/* It may be one's own in a directory that is not. */
	*fd = openat(maker->directory, name, flags | O_NOFOLLOW | O_CLOEXEC | O_NOCTTY, MODE);
	if (*fd >= 0)
		return 0;
	maker->made[0] = '\0';
	return err_sys(err, -errno, "cannot write %s", name);
}

int maker_make(struct maker *maker, const char *name, int *fd, struct err *err)
{
	if (!allows(maker, name))
		return refuse(maker, name, err);
	return maker->pattern ? make_over(maker, name, fd, err) : make_new(maker, name, fd, err);
}

int maker_unmake(struct maker *maker, struct err *err)
{
	int ret = maker->made[0] ? unlinkat(maker->directory, maker->made, 0) : 0;

	ret = ret < 0 ? err_sys(err, -errno, "cannot remove %s", maker->made) : 0;
	maker->made[0] = '\0';
	return ret;
}
