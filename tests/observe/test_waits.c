/* SPDX-License-Identifier: GPL-2.0-or-later */
/* test_waits.c: what a thread waits for, in the kernel's words, and real ones that wait. */
#include "observe/waits.h"
#include "support/rows.h"

#include <dirent.h>
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
	bool reading;
} rows[] = {
	{ "read() of it", SYS_read, "0x3 0x7ffe 0x400 0x0 0x0 0x0 0x7ffd 0x7f1f", true },
	{ "recvfrom() of it", SYS_recvfrom, "0x3 0x7ffe 0x400 0x0 0x0 0x0 0x7ffd 0x7f1f",
	  true },
	{ "read() of another", SYS_read, "0x0 0x7ffe 0x400 0x0 0x0 0x0 0x7ffd 0x7f1f", false },
	{ "sendfile() from it", SYS_sendfile, "0x1 0x3 0x0 0x400 0x0 0x0 0x7ffd 0x7f1f", true },
	{ "sendfile() to it", SYS_sendfile, "0x3 0x1 0x0 0x400 0x0 0x0 0x7ffd 0x7f1f", false },
	{ "ppoll()", SYS_ppoll, "0x7ffe 0x1 0x0 0x0 0x8 0x0 0x7ffd 0x7f1f", false },
	{ "epoll_pwait()", SYS_epoll_pwait, "0x3 0x7ffe 0x1 0x0 0x8 0x0 0x7ffd 0x7f1f", false },
	{ "clock_nanosleep()", SYS_clock_nanosleep, "0x3 0x0 0x7ffe 0x0 0x8 0x0 0x7ffd 0x7f1f",
	  false },
	{ "write() to it", SYS_write, "0x3 0x7ffe 0x400 0x0 0x0 0x0 0x7ffd 0x7f1f", false },
	{ "no call", -1, "0x7ffe 0x7f1f", false },
	{ "cut", SYS_read, "", false },
};

static void words_of_the_kernel(void **state)
{
	struct rows check = { 0 };
	char text[128];

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		rows_next(&check, rows[i].name);
		snprintf(text, sizeof(text), "%ld %s\n", rows[i].number, rows[i].rest);
		CHECK_INT(&check, waits_parse(text, 3), rows[i].reading);
	}
	rows_next(&check, "running");
	CHECK_INT(&check, waits_parse("running\n", 3), false);
	CHECK_INT(&check, waits_parse("", 3), false);
	rows_end(&check);
}

static const struct {
	const char *name, *text;	/* the call's number is put in front */
	long number;
	const char *call;
	int fd;
} words[] = {
	{ "of a descriptor", "0x3 0x7ffe 0x400 0x0 0x0 0x0 0x7ffd 0x7f1f", SYS_recvfrom,
	  "recvfrom", 3 },
	{ "sendfile() reads from its second", "0x1 0x3 0x0 0x400 0x0 0x0 0x7ffd 0x7f1f",
	  SYS_sendfile, "sendfile", 1 },
	{ "of several, or none", "0x7ffe 0x1 0x0 0x0 0x8 0x0 0x7ffd 0x7f1f", SYS_ppoll, "ppoll",
	  -1 },
	{ "one without a name here", "0x3 0x0 0x0 0x0 0x0 0x0 0x7ffd 0x7f1f", 12345,
	  "system call 12345", -1 },
	{ "blocked, but in none", "0x7ffe 0x7f1f", -1, "", -1 },
};

static void words_for_people(void **state)
{
	struct rows check = { 0 };
	struct thread_wait wait;
	char text[128];

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(words); i++) {
		rows_next(&check, words[i].name);
		snprintf(text, sizeof(text), "%ld %s\n", words[i].number, words[i].text);
		waits_describe(&wait, text);
		CHECK_STRING(&check, wait.call, words[i].call);
		CHECK_INT(&check, wait.fd, words[i].fd);
	}
	rows_next(&check, "it runs");
	waits_describe(&wait, "running\n");
	CHECK_STRING(&check, wait.call, "");
	CHECK_INT(&check, wait.fd, -1);
	rows_end(&check);
}

static void read_in_child(int fd)
{
	char octet;

	(void)!read(fd, &octet, 1);
	_exit(0);
}

static void a_process_that_reads(void **state)
{
	DIR *proc = opendir("/proc");
	struct thread_waits waits;
	bool reads = false;
	int ends[2], status;
	pid_t pid;

	(void)state;
	assert_non_null(proc);
	/* Where the system forbids to trace, none tells. */
	if (access("/proc/self/syscall", R_OK) < 0) {
		closedir(proc);
		skip();
	}
	assert_int_equal(socketpair(AF_UNIX, SOCK_STREAM, 0, ends), 0);
	pid = fork();
	assert_true(pid >= 0);
	if (pid == 0)
		read_in_child(ends[0]);
	/* It may take a while to get there. */
	for (int tries = 0; tries < 5000 && !reads; tries++) {
		usleep(1000);
		reads = waits_reading(dirfd(proc), pid, ends[0]);
	}
	assert_true(reads);
	assert_false(waits_reading(dirfd(proc), pid, ends[1]));
	assert_true(waits_list(dirfd(proc), pid, ends[0], &waits));
	assert_int_equal(waits.count, 1);
	assert_string_equal(waits.rows[0].call, "read");
	assert_int_equal(waits.rows[0].fd, ends[0]);
	assert_false(waits_list(dirfd(proc), 0x7fffff00, -1, &waits));
	kill(pid, SIGKILL);
	waitpid(pid, &status, 0);
	assert_false(waits_reading(dirfd(proc), 0x7fffff00, 3));
	close(ends[0]);
	close(ends[1]);
	closedir(proc);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(words_of_the_kernel),
		cmocka_unit_test(words_for_people),
		cmocka_unit_test(a_process_that_reads),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
