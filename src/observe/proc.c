/* SPDX-License-Identifier: GPL-2.0-or-later */
/* proc.c: the small reads that get what /proc says of a process. */
#include "observe/proc.h"

#include "core/array.h"
#include "observe/proc_text.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

enum {
	PATH_TEXT_MAX = 64,		/* "PID/NAME" */
	STAT_MAX = 1280,		/* PID/stat: 52 numbers and a name */
};

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

