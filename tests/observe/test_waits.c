/* SPDX-License-Identifier: GPL-2.0-or-later */
/* test_waits.c: what a thread waits for, in the kernel's words, and real ones that wait. */
#include "observe/waits.h"
#include "support/rows.h"

#include <dirent.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

static const struct {
	const char *name;
	long number;
	const char *rest;
	enum waits waits;
} rows[] = {
	{ "read() of it", SYS_read, "0x3 0x7ffe 0x400 0x0 0x0 0x0 0x7ffd 0x7f1f", WAITS_READING },
	{ "recvfrom() of it", SYS_recvfrom, "0x3 0x7ffe 0x400 0x0 0x0 0x0 0x7ffd 0x7f1f",
	  WAITS_READING },
	{ "read() of another", SYS_read, "0x0 0x7ffe 0x400 0x0 0x0 0x0 0x7ffd 0x7f1f", WAITS_ELSEWHERE },
	{ "sendfile() from it", SYS_sendfile, "0x1 0x3 0x0 0x400 0x0 0x0 0x7ffd 0x7f1f", WAITS_READING },
	{ "sendfile() to it", SYS_sendfile, "0x3 0x1 0x0 0x400 0x0 0x0 0x7ffd 0x7f1f", WAITS_ELSEWHERE },
	{ "ppoll()", SYS_ppoll, "0x7ffe 0x1 0x0 0x0 0x8 0x0 0x7ffd 0x7f1f", WAITS_MAYBE },
	{ "epoll_pwait()", SYS_epoll_pwait, "0x3 0x7ffe 0x1 0x0 0x8 0x0 0x7ffd 0x7f1f", WAITS_MAYBE },
	{ "clock_nanosleep()", SYS_clock_nanosleep, "0x3 0x0 0x7ffe 0x0 0x8 0x0 0x7ffd 0x7f1f",
	  WAITS_ELSEWHERE },
	{ "write() to it", SYS_write, "0x3 0x7ffe 0x400 0x0 0x0 0x0 0x7ffd 0x7f1f", WAITS_ELSEWHERE },
	{ "no call", -1, "0x7ffe 0x7f1f", WAITS_MAYBE },
	{ "cut", SYS_read, "", WAITS_ELSEWHERE },
};

static void words_of_the_kernel(void **state)
{
	struct rows check = { 0 };
	char text[128];

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		rows_next(&check, rows[i].name);
		snprintf(text, sizeof(text), "%ld %s\n", rows[i].number, rows[i].rest);
		CHECK_INT(&check, waits_parse(text, 3), rows[i].waits);
	}
	rows_next(&check, "running");
	CHECK_INT(&check, waits_parse("running\n", 3), WAITS_MAYBE);
	CHECK_INT(&check, waits_parse("", 3), WAITS_MAYBE);
	rows_end(&check);
}

static void wait_in_child(const char *how, int fd)
{
	struct pollfd polled = { .fd = fd, .events = POLLIN };
	char octet;

	if (!strcmp(how, "read"))
		(void)!read(fd, &octet, 1);
	else if (!strcmp(how, "poll"))
		poll(&polled, 1, -1);
	else
		pause();
	_exit(0);
}

/* It may take a while to get there; the last word, if it never does. */
static enum waits waits_of_child(const char *how, int root_fd, enum waits wanted)
{
	enum waits waits = WAITS_UNKNOWN;
	int ends[2], status;
	pid_t pid;

	assert_int_equal(socketpair(AF_UNIX, SOCK_STREAM, 0, ends), 0);
	pid = fork();
	assert_true(pid >= 0);
	if (pid == 0)
		wait_in_child(how, ends[0]);
	for (int tries = 0; tries < 5000 && waits != wanted; tries++) {
		usleep(1000);
		waits = waits_of(root_fd, pid, ends[0]);
	}
	kill(pid, SIGKILL);
	waitpid(pid, &status, 0);
	close(ends[0]);
	close(ends[1]);
	return waits;
}

static void check_child(const char *how, int root_fd, enum waits wanted)
{
	assert_int_equal(waits_of_child(how, root_fd, wanted), wanted);
}

static void processes_that_wait(void **state)
{
	DIR *proc = opendir("/proc");

	(void)state;
	assert_non_null(proc);
	/* Where the system forbids to trace, none tells. */
	if (access("/proc/self/syscall", R_OK) < 0) {
		closedir(proc);
		skip();
	}
	check_child("read", dirfd(proc), WAITS_READING);
	check_child("poll", dirfd(proc), WAITS_MAYBE);
	check_child("pause", dirfd(proc), WAITS_ELSEWHERE);
	assert_int_equal(waits_of(dirfd(proc), 0x7fffff00, 3), WAITS_UNKNOWN);
	closedir(proc);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(words_of_the_kernel),
		cmocka_unit_test(processes_that_wait),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
