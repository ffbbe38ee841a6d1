/* SPDX-License-Identifier: GPL-2.0-or-later */
/* waits.c: the system call that each thread is in, and which descriptor it is about. */
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

/* Those in which programs are found waiting; the argument that is a descriptor, or -1. */
static const struct {
	long number;
	const char *name;
	int argument;
} calls[] = {
	{ SYS_read, "read", 0 }, { SYS_readv, "readv", 0 }, { SYS_recvfrom, "recvfrom", 0 },
	{ SYS_recvmsg, "recvmsg", 0 }, { SYS_recvmmsg, "recvmmsg", 0 },
	{ SYS_write, "write", 0 }, { SYS_writev, "writev", 0 }, { SYS_sendto, "sendto", 0 },
	{ SYS_sendmsg, "sendmsg", 0 }, { SYS_sendmmsg, "sendmmsg", 0 },
	{ SYS_sendfile, "sendfile", 0 }, { SYS_splice, "splice", 0 },
	{ SYS_accept, "accept", 0 }, { SYS_accept4, "accept4", 0 }, { SYS_connect, "connect", 0 },
	{ SYS_close, "close", 0 }, { SYS_flock, "flock", 0 }, { SYS_fsync, "fsync", 0 },
	{ SYS_epoll_pwait, "epoll_pwait", 0 }, { SYS_ppoll, "ppoll", -1 },
	{ SYS_pselect6, "pselect6", -1 }, { SYS_futex, "futex", -1 }, { SYS_wait4, "wait4", -1 },
	{ SYS_waitid, "waitid", -1 }, { SYS_nanosleep, "nanosleep", -1 },
	{ SYS_clock_nanosleep, "clock_nanosleep", -1 }, { SYS_rt_sigsuspend, "rt_sigsuspend", -1 },
	{ SYS_rt_sigtimedwait, "rt_sigtimedwait", -1 }, { SYS_restart_syscall, "restart_syscall", -1 },
	{ SYS_io_getevents, "io_getevents", -1 }, { SYS_execve, "execve", -1 },
	{ SYS_exit_group, "exit_group", -1 },
#ifdef SYS_epoll_pwait2
	{ SYS_epoll_pwait2, "epoll_pwait2", 0 },
#endif
#ifdef SYS_io_uring_enter
	{ SYS_io_uring_enter, "io_uring_enter", -1 },
#endif
	/* Newer architectures have not all of these. */
#ifdef SYS_epoll_wait
	{ SYS_epoll_wait, "epoll_wait", 0 },
#endif
#ifdef SYS_poll
	{ SYS_poll, "poll", -1 },
#endif
#ifdef SYS_select
	{ SYS_select, "select", -1 },
#endif
#ifdef SYS_pause
	{ SYS_pause, "pause", -1 },
#endif
#ifdef SYS_open
	{ SYS_open, "open", -1 },
#endif
	{ SYS_openat, "openat", -1 },
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

static bool list_threads(int root_fd, int pid, struct proc_numbers *threads)
{
	char path[PATH_TEXT_MAX];
	bool listed;
	int task_fd;
	DIR *dir;

	snprintf(path, sizeof(path), "%d/task", pid);
	task_fd = openat(root_fd, path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	dir = task_fd < 0 ? NULL : fdopendir(task_fd);
	listed = dir && proc_list_numbers(dir, threads) == 0;
	if (dir)
		closedir(dir);
	else if (task_fd >= 0)
		close(task_fd);
	return listed;
}

bool waits_reading(int root_fd, int pid, int fd)
{
	struct proc_numbers threads = { 0 };
	bool reading = list_threads(root_fd, pid, &threads) &&
		       some_thread_reads(root_fd, pid, fd, &threads);

	free(threads.values);
	return reading;
}

/* For people. */

void waits_describe(struct thread_wait *wait, const char *syscall)
{
	char *end;
	long number = strtol(syscall, &end, 10);

	wait->call[0] = '\0';
	wait->fd = -1;
	if (end == syscall || number < 0)
		return;
	snprintf(wait->call, sizeof(wait->call), "system call %ld", number);
	for (size_t i = 0; i < ARRAY_LEN(calls); i++) {
		if (calls[i].number != number)
			continue;
		snprintf(wait->call, sizeof(wait->call), "%s", calls[i].name);
		wait->fd = calls[i].argument < 0 ? -1 : (int)argument(syscall, calls[i].argument);
	}
}

static bool is_epoll(const struct thread_wait *wait)
{
	return strncmp(wait->call, "epoll_", 6) == 0;
}

/* A line "tfd: 7 events: ..." for each descriptor that it watches: proc(5). */
static bool epoll_watches(int root_fd, int pid, int epoll_fd, int fd)
{
	char path[PATH_TEXT_MAX], line[SYSCALL_TEXT_MAX];
	bool watches = false;
	FILE *file;
	int info, watched;

	snprintf(path, sizeof(path), "%d/fdinfo/%d", pid, epoll_fd);
	info = openat(root_fd, path, O_RDONLY | O_CLOEXEC);
	file = info < 0 ? NULL : fdopen(info, "r");
	while (file && !watches && fgets(line, sizeof(line), file))
		watches = sscanf(line, "tfd: %d", &watched) == 1 && watched == fd;
	if (file)
		fclose(file);
	else if (info >= 0)
		close(info);
	return watches;
}

/* In front, if it is about the descriptor: then the last of the others may have to go. */
static void add_wait(struct thread_waits *waits, const struct thread_wait *wait, bool meant)
{
	size_t place = meant ? 0 : waits->count;

	if (waits->count == THREAD_WAITS_MAX) {
		waits->others++;
		if (!meant)
			return;
		waits->count--;
	}
	memmove(&waits->rows[place + 1], &waits->rows[place],
		(waits->count - place) * sizeof(waits->rows[0]));
	waits->rows[place] = *wait;
	waits->count++;
}

static void add_thread(int root_fd, int pid, int fd, int tid, struct thread_waits *waits)
{
	struct thread_wait wait = { .tid = tid };
	char name[PATH_TEXT_MAX], text[SYSCALL_TEXT_MAX];
	ssize_t len;

	snprintf(name, sizeof(name), "task/%d/syscall", tid);
	len = proc_read_text(root_fd, pid, name, text, sizeof(text));
	if (len <= 0) {
		waits->hidden |= len == -EPERM || len == -EACCES;
		return;
	}
	waits_describe(&wait, text);
	wait.watches = fd >= 0 && is_epoll(&wait) && epoll_watches(root_fd, pid, wait.fd, fd);
	add_wait(waits, &wait, fd >= 0 && (wait.fd == fd || wait.watches));
}

bool waits_list(int root_fd, int pid, int fd, struct thread_waits *waits)
{
	struct proc_numbers threads = { 0 };
	bool listed = list_threads(root_fd, pid, &threads);

	*waits = (struct thread_waits){ 0 };
	for (size_t i = 0; listed && i < threads.count && i < THREADS_MAX; i++)
		add_thread(root_fd, pid, fd, threads.values[i], waits);
	free(threads.values);
	return listed;
}
