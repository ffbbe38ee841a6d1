/* SPDX-License-Identifier: GPL-2.0-or-later */
/* waits.c: the system call that each thread is in, and whether it is about a descriptor. */
#include "observe/waits.h"

#include "observe/proc.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/syscall.h>
#include <unistd.h>

enum {
	PATH_TEXT_MAX = 64,
	SYSCALL_TEXT_MAX = 256,
	THREADS_MAX = 1024,	/* of more it is not found out */
};

/* The calls in which a thread waits for one descriptor, and which argument that is. */
static const struct {
	long number;
	int argument;
} reads[] = {
	{ SYS_read, 0 },
	{ SYS_readv, 0 },
	{ SYS_recvfrom, 0 },
	{ SYS_recvmsg, 0 },
	{ SYS_recvmmsg, 0 },
	{ SYS_splice, 0 },
	{ SYS_sendfile, 1 },
};

#define ARRAY_LEN(array) (sizeof(array) / sizeof((array)[0]))

/* The words behind the call's number are its arguments. */
static long argument(const char *text, int which)
{
	for (int i = 0; text && i <= which; i++) {
		text = strchr(text, ' ');
		if (text)
			text++;
	}
	return text ? strtol(text, NULL, 16) : -1;
}

bool waits_parse(const char *syscall, int fd)
{
	char *end;
	long number = strtol(syscall, &end, 10);

	/* "running", or "-1": in no call that it waits in. */
	for (size_t i = 0; end != syscall && i < ARRAY_LEN(reads); i++) {
		if (reads[i].number == number)
			return argument(syscall, reads[i].argument) == fd;
	}
	return false;
}

static bool some_thread_reads(int root_fd, int pid, int fd, const struct proc_numbers *threads)
{
	for (size_t i = 0; i < threads->count && i < THREADS_MAX; i++) {
		char name[PATH_TEXT_MAX], text[SYSCALL_TEXT_MAX];

		snprintf(name, sizeof(name), "task/%d/syscall", threads->values[i]);
		if (proc_read_text(root_fd, pid, name, text, sizeof(text)) > 0 &&
		    waits_parse(text, fd))
			return true;
	}
	return false;
}

bool waits_reading(int root_fd, int pid, int fd)
{
	struct proc_numbers threads = { 0 };
	bool reading = false;
	char path[PATH_TEXT_MAX];
	int task_fd;
	DIR *dir;

	snprintf(path, sizeof(path), "%d/task", pid);
	task_fd = openat(root_fd, path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	dir = task_fd < 0 ? NULL : fdopendir(task_fd);
	if (dir && proc_list_numbers(dir, &threads) == 0)
		reading = some_thread_reads(root_fd, pid, fd, &threads);
	free(threads.values);
	if (dir)
		closedir(dir);
	else if (task_fd >= 0)
		close(task_fd);
	return reading;
}
