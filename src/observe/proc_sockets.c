/* SPDX-License-Identifier: GPL-2.0-or-later */
/* proc_sockets.c: goes through the links in PID/fd, which say what each descriptor is for. */
#include "observe/proc_sockets.h"

#include "observe/proc_text.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>

enum {
	PATH_TEXT_MAX = 64,		/* "PID/fd/FD" */
	NUMBER_TEXT_MAX = 12,
	LATEST_MAX = 64,		/* descriptors that proc_find_latest() tries, */
	LATEST_BEYOND = 16,		/* and those of them that holes may have put behind the number of all */
	MISSES_SHARE = 8,		/* a hole among so many descriptors is cheaper than their list */
};

size_t proc_descriptors(int root_fd, int pid)
{
	char path[PATH_TEXT_MAX];
	struct stat status;

	snprintf(path, sizeof(path), "%d/fd", pid);
	return fstatat(root_fd, path, &status, 0) == 0 ? (size_t)status.st_size : 0;
}

/* The inode of the socket that the link is for; 0: it is for something else; -errno. */
static int64_t read_link(int dir_fd, const char *path)
{
	char target[32];
	ssize_t len = readlinkat(dir_fd, path, target, sizeof(target));

	if (len < 0)
		return -errno;
	/* A target that fills the buffer may have been cut. */
	return (size_t)len == sizeof(target) ? 0 : proc_parse_socket(target, (size_t)len);
}

bool proc_holds(int root_fd, int pid, int fd, uint32_t inode)
{
	char path[PATH_TEXT_MAX];

	snprintf(path, sizeof(path), "%d/fd/%d", pid, fd);
	return read_link(root_fd, path) == (int64_t)inode;
}

static bool gone(int64_t error)
{
	return error == -ENOENT || error == -ESRCH || error == -ENOTDIR;
}

/* snprintf() would take a tenth of the time of reading the link, for each of 100,000. */
static const char *number_text(char text[NUMBER_TEXT_MAX], int number)
{
	char *at = text + NUMBER_TEXT_MAX - 1;

	*at = '\0';
	do {
		*--at = (char)('0' + number % 10);
		number /= 10;
	} while (number > 0);
	return at;
}

struct scan {
	int dir_fd;			/* PID/fd */
	int pid;
	proc_socket_fn fn;
	void *arg;
	bool *hidden;
};

/* 1: fn ended it; 0; -ENOENT: there is no such descriptor. */
static int look(const struct scan *scan, int fd)
{
	char name[NUMBER_TEXT_MAX];
	int64_t inode = read_link(scan->dir_fd, number_text(name, fd));

	if (inode < 0 && gone(inode))
		return -ENOENT;
	if (inode < 0)
		*scan->hidden = true;
	return inode > 0 && scan->fn(scan->arg, scan->pid, fd, (uint32_t)inode);
}

static bool scan_down(const struct scan *scan, DIR *dir, struct proc_numbers *fds)
{
	int ret = 0;

	if (proc_list_numbers(dir, fds) < 0)
		*scan->hidden = true;
	for (size_t i = fds->count; ret != 1 && i > 0; i--)
		ret = look(scan, fds->values[i - 1]);
	return ret == 1;
}

/*
 * The kernel gives the lowest number that is free, so those of a server with thousands of
 * connections are dense, and to list them takes a quarter of the time of reading them. Returns the
 * first number that was not tried; INT_MAX: there are no more.
 */
static int scan_dense(const struct scan *scan)
{
	struct stat status;
	int fd = 0;
	off_t left, misses;

	/* That many are open (Linux 6.2), or it is 0. Elsewhere a size is never below the number. */
	left = fstat(scan->dir_fd, &status) == 0 ? status.st_size : 0;
	misses = left / MISSES_SHARE;
	for (; left > 0 && misses >= 0; fd++) {
		if (look(scan, fd) == -ENOENT)
			misses--;
		else
			left--;
	}
	return left == 0 && fd > 0 ? INT_MAX : fd;
}

static void scan_up(const struct scan *scan, DIR *dir, struct proc_numbers *fds)
{
	int next = scan_dense(scan);

	if (next == INT_MAX)
		return;
	if (proc_list_numbers(dir, fds) < 0)
		*scan->hidden = true;
	for (size_t i = 0; i < fds->count; i++) {
		if (fds->values[i] >= next)
			look(scan, fds->values[i]);
	}
}

/* The directory of a process's descriptors; NULL, if it cannot be read. */
static DIR *open_descriptors(int root_fd, int pid, bool *hidden)
{
	char path[PATH_TEXT_MAX];
	DIR *dir;
	int fd;

	snprintf(path, sizeof(path), "%d/fd", pid);
	fd = openat(root_fd, path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	dir = fd < 0 ? NULL : fdopendir(fd);
	if (dir)
		return dir;
	if (!gone(-errno))
		*hidden = true;
	if (fd >= 0)
		close(fd);
	return NULL;
}

bool proc_find_socket(int root_fd, int pid, struct proc_numbers *fds, proc_socket_fn fn,
		      void *arg, bool *hidden)
{
	DIR *dir = open_descriptors(root_fd, pid, hidden);
	bool found;

	if (!dir)
		return false;
	found = scan_down(&(struct scan){ dirfd(dir), pid, fn, arg, hidden }, dir, fds);
	closedir(dir);
	return found;
}

bool proc_find_latest(int root_fd, int pid, size_t count, proc_socket_fn fn, void *arg,
		      bool *hidden)
{
	int end = count < PROC_NUMBER_MAX - LATEST_BEYOND ? (int)count + LATEST_BEYOND : 0;
	DIR *dir = open_descriptors(root_fd, pid, hidden);
	int ret = 0;

	if (!dir)
		return false;
	for (int fd = end - 1; ret != 1 && fd >= 0 && fd >= end - LATEST_MAX; fd--)
		ret = look(&(struct scan){ dirfd(dir), pid, fn, arg, hidden }, fd);
	closedir(dir);
	return ret == 1;
}

void proc_scan_sockets(int root_fd, int pid, struct proc_numbers *fds, proc_socket_fn fn,
		       void *arg, bool *hidden)
{
	DIR *dir = open_descriptors(root_fd, pid, hidden);

	if (!dir)
		return;
	scan_up(&(struct scan){ dirfd(dir), pid, fn, arg, hidden }, dir, fds);
	closedir(dir);
}
