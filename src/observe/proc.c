/* SPDX-License-Identifier: GPL-2.0-or-later */
/* proc.c: reads the files and descriptors of one process. */
#include "observe/proc.h"

#include "core/array.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum {
	PATH_TEXT_MAX = 64,		/* "PID/fd/FD" and the like */
	NUMBER_TEXT_MAX = 12,
	LATEST_MAX = 64,		/* descriptors that proc_find_latest() tries, */
	LATEST_BEYOND = 16,		/* and those of them that holes may have put behind the number of all */
	MISSES_SHARE = 8,		/* a hole among so many descriptors is cheaper than their list */
	STAT_MAX = 1280,		/* PID/stat: 52 numbers and a name */
	STAT_STATE_FIELD = 3,		/* proc_pid_stat(5) */
	STAT_PARENT_FIELD = 4,
	STAT_FLAGS_FIELD = 9,
	STAT_EXIT_FIELD = 52,
	PROCESS_EXITING = 0x4,		/* PF_EXITING of include/linux/sched.h */
};

/* Texts. */

int64_t proc_parse_number(const char *text, const char *end, int64_t max)
{
	int64_t value = 0;

	if (text == end || (*text == '0' && text + 1 != end))
		return -1;
	for (; text != end; text++) {
		if (*text < '0' || *text > '9')
			return -1;
		value = value * 10 + (*text - '0');
		if (value > max)
			return -1;
	}
	return value;
}

uint32_t proc_parse_socket(const char *target, size_t len)
{
	static const char prefix[] = "socket:[";
	const size_t prefix_len = sizeof(prefix) - 1;
	int64_t inode;

	if (len <= prefix_len || memcmp(target, prefix, prefix_len) != 0 ||
	    target[len - 1] != ']')
		return 0;
	inode = proc_parse_number(target + prefix_len, target + len - 1, UINT32_MAX);
	return inode < 0 ? 0 : (uint32_t)inode;
}

/* The text of field number n (from 1) of a stat line, behind the comm, which is field 2. */
static const char *stat_field(const char *stat, int n)
{
	/* A process may call itself "a) S (b": the last parenthesis is the kernel's. */
	const char *at = strrchr(stat, ')');

	for (int field = 2; at && field < n; field++) {
		at = strchr(at, ' ');
		if (at)
			at++;
	}
	return at;
}

bool proc_parse_alive(const char *stat)
{
	const char *state = stat_field(stat, STAT_STATE_FIELD);
	const char *flags = stat_field(stat, STAT_FLAGS_FIELD);

	return state && flags && !strchr("ZXx", *state) &&
	       !(strtoul(flags, NULL, 10) & PROCESS_EXITING);
}

int64_t proc_parse_exit_status(const char *stat)
{
	const char *state = stat_field(stat, STAT_STATE_FIELD);
	const char *status = stat_field(stat, STAT_EXIT_FIELD);

	if (!state || !status || !strchr("ZX", *state))
		return -1;
	return proc_parse_number(status, status + strspn(status, "0123456789"), UINT16_MAX);
}

int64_t proc_parse_parent(const char *stat)
{
	const char *parent = stat_field(stat, STAT_PARENT_FIELD);

	return parent ? proc_parse_number(parent, parent + strspn(parent, "0123456789"),
					  PROC_NUMBER_MAX) : -1;
}

int64_t proc_parse_last_pid(const char *loadavg)
{
	const char *last = strrchr(loadavg, ' ');

	if (!last)
		return -1;
	last++;
	return proc_parse_number(last, last + strcspn(last, "\n"), PROC_NUMBER_MAX);
}

int64_t proc_parse_process(const char *status)
{
	static const char name[] = "\nTgid:\t";
	const char *at = strstr(status, name);

	if (!at)
		return -1;
	at += strlen(name);
	return proc_parse_number(at, at + strcspn(at, "\n"), PROC_NUMBER_MAX);
}

static int add_number(struct proc_numbers *numbers, int value)
{
	int *values = array_make_room(numbers->values, numbers->count, &numbers->capacity,
				      sizeof(*values));

	if (!values)
		return -ENOMEM;
	numbers->values = values;
	values[numbers->count++] = value;
	return 0;
}

int proc_list_numbers(DIR *dir, struct proc_numbers *numbers)
{
	const struct dirent *entry;
	int ret = 0;

	numbers->count = 0;
	while (ret == 0 && (entry = readdir(dir))) {
		const char *name = entry->d_name;
		int64_t value = proc_parse_number(name, name + strlen(name), PROC_NUMBER_MAX);

		if (value >= 0)
			ret = add_number(numbers, (int)value);
	}
	return ret;
}

/* Reads. */

ssize_t proc_read_file(int root_fd, const char *path, char *buf, size_t size)
{
	int fd = openat(root_fd, path, O_RDONLY | O_CLOEXEC);
	ssize_t len;

	if (fd < 0)
		return -errno;
	len = read(fd, buf, size - 1);
	if (len < 0)
		len = -errno;
	close(fd);
	buf[len > 0 ? len : 0] = '\0';
	return len;
}

ssize_t proc_read_again(int fd, char *buf, size_t size)
{
	size_t len = 0;

	if (lseek(fd, 0, SEEK_SET) < 0)
		return -errno;
	while (len < size) {
		ssize_t n = read(fd, buf + len, size - len);

		if (n < 0)
			return -errno;
		if (n == 0)
			break;
		len += (size_t)n;
	}
	return (ssize_t)len;
}

ssize_t proc_read_text(int root_fd, int pid, const char *name, char *buf, size_t size)
{
	char path[PATH_TEXT_MAX];

	snprintf(path, sizeof(path), "%d/%s", pid, name);
	return proc_read_file(root_fd, path, buf, size);
}

bool proc_is_alive(int root_fd, int pid)
{
	char stat[STAT_MAX];

	return proc_read_text(root_fd, pid, "stat", stat, sizeof(stat)) > 0 &&
	       proc_parse_alive(stat);
}

int proc_parent(int root_fd, int pid)
{
	char stat[STAT_MAX];

	return proc_read_text(root_fd, pid, "stat", stat, sizeof(stat)) > 0 ?
	       (int)proc_parse_parent(stat) : -1;
}

int64_t proc_exit_status(int root_fd, int pid)
{
	char stat[STAT_MAX];

	return proc_read_text(root_fd, pid, "stat", stat, sizeof(stat)) > 0 ?
	       proc_parse_exit_status(stat) : -1;
}

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
