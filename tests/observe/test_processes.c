/* SPDX-License-Identifier: GPL-2.0-or-later */
/* test_processes.c: real processes, held, and how they ended. */
#include "observe/processes.h"
#include "observe/proc_text.h"
#include "support/rows.h"

#include <poll.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

enum { HELD_MAX = 2, NEWS_MAX = 8 };

struct heard {
	struct process_news news[NEWS_MAX];
	unsigned int count;
};

static void hear(void *arg, const struct event *event)
{
	struct heard *heard = arg;

	assert_int_equal(event->kind, EVENT_PROCESS);
	assert_true(event->time_ns > 0 && heard->count < NEWS_MAX);
	heard->news[heard->count++] = event->process;
}

/* A socket that all children have from us. */
static int socket_fd;
static uint32_t socket_inode;

static int make_socket(void **state)
{
	struct stat stat;

	(void)state;
	socket_fd = socket(AF_UNIX, SOCK_STREAM, 0);
	if (socket_fd < 0 || fstat(socket_fd, &stat) < 0)
		return -1;
	socket_inode = (uint32_t)stat.st_ino;
	return 0;
}

static int close_socket(void **state)
{
	(void)state;
	return close(socket_fd);
}

static struct owner owner_of(pid_t pid)
{
	return (struct owner){ .pid = pid, .fd = socket_fd, .inode = socket_inode };
}

static bool hold(struct processes_held *held, pid_t pid, struct heard *heard)
{
	const struct owner owner = owner_of(pid);

	return processes_hold(held, &owner, hear, heard);
}

static pid_t start(void)
{
	pid_t child = fork();

	assert_true(child >= 0);
	/* After a failure nobody ends it. */
	if (child == 0)
		prctl(PR_SET_PDEATHSIG, SIGKILL);
	while (child == 0)
		pause();
	return child;
}

static void wait_readable(const struct processes_held *held)
{
	struct pollfd wanted = { .fd = processes_fd(held), .events = POLLIN };

	assert_int_equal(poll(&wanted, 1, 10000), 1);
}

static struct processes_held *open_held(void)
{
	struct processes_held *held = NULL;

	assert_int_equal(processes_open(&held, "/proc", HELD_MAX, NULL), 0);
	return held;
}

/* Nobody has waited for it: /proc knows. */
static void test_killed(void **state)
{
	struct processes_held *held = open_held();
	struct heard heard = { 0 };
	pid_t child = start();

	(void)state;
	assert_true(hold(held, child, &heard));
	assert_true(hold(held, child, &heard));
	processes_drain(held, hear, &heard);
	assert_int_equal(heard.count, 0);
	kill(child, SIGKILL);
	wait_readable(held);
	processes_drain(held, hear, &heard);
	processes_drain(held, hear, &heard);
	assert_int_equal(heard.count, 1);
	assert_int_equal(heard.news[0].pid, child);
	assert_true(heard.news[0].ended && heard.news[0].status_known);
	assert_int_equal(heard.news[0].signal, SIGKILL);
	waitpid(child, NULL, 0);
	processes_free(held);
}

/* A child that is forked meanwhile has the descriptor of the one that ends. */
static void test_forked_meanwhile(void **state)
{
	struct processes_held *held = open_held();
	struct heard heard = { 0 };
	pid_t child = start(), forked;

	(void)state;
	assert_true(hold(held, child, &heard));
	forked = start();
	kill(child, SIGKILL);
	wait_readable(held);
	processes_drain(held, hear, &heard);
	assert_int_equal(heard.count, 1);
	assert_int_equal(heard.news[0].pid, child);
	kill(forked, SIGKILL);
	waitpid(child, NULL, 0);
	waitpid(forked, NULL, 0);
	processes_free(held);
}

/* Somebody has: the kernel tells since Linux 6.15, and nobody before. */
static void test_waited_for(void **state)
{
	struct processes_held *held = open_held();
	struct heard heard = { 0 };
	int go[2];
	pid_t child;

	(void)state;
	assert_int_equal(pipe(go), 0);
	child = fork();
	if (child == 0) {
		char octet;

		_exit(read(go[0], &octet, 1) == 1 ? 3 : 4);
	}
	assert_true(hold(held, child, &heard));
	assert_int_equal(write(go[1], "x", 1), 1);
	assert_int_equal(waitpid(child, NULL, 0), child);
	wait_readable(held);
	processes_drain(held, hear, &heard);
	assert_int_equal(heard.count, 1);
	assert_true(heard.news[0].ended);
	assert_int_equal(heard.news[0].signal, 0);
	assert_int_equal(heard.news[0].status, heard.news[0].status_known ? 3 : 0);
	/* It cannot be held any more, and that tells of its end too. */
	assert_false(hold(held, child, &heard));
	assert_int_equal(heard.count, 2);
	assert_true(heard.news[1].ended && !heard.news[1].status_known);
	close(go[0]);
	close(go[1]);
	processes_free(held);
}

/* Its pid is that of another, who has not that socket: nothing is told of his end. */
static void test_another(void **state)
{
	struct processes_held *held = open_held();
	struct heard heard = { 0 };
	pid_t child = start();
	struct owner owner = owner_of(child);
	struct pollfd silent = { .fd = processes_fd(held), .events = POLLIN };

	(void)state;
	owner.inode++;
	assert_false(processes_hold(held, &owner, hear, &heard));
	kill(child, SIGKILL);
	/* By then its pidfd would be readable. */
	assert_int_equal(waitid(P_PID, (id_t)child, NULL, WEXITED | WNOWAIT), 0);
	assert_int_equal(poll(&silent, 1, 0), 0);
	/* One that has ended since has no descriptor any more. */
	assert_true(hold(held, child, &heard));
	processes_drain(held, hear, &heard);
	assert_int_equal(heard.count, 1);
	assert_int_equal(heard.news[0].signal, SIGKILL);
	waitpid(child, NULL, 0);
	processes_free(held);
}

/* Who holds it has not heard of its end yet, and its pid is free for another. */
static void test_ended_unheard(void **state)
{
	struct processes_held *held = open_held();
	struct heard heard = { 0 };
	pid_t child = start();

	(void)state;
	assert_true(hold(held, child, &heard));
	assert_false(processes_check(held, child, hear, &heard));
	kill(child, SIGKILL);
	assert_int_equal(waitpid(child, NULL, 0), child);
	assert_true(processes_check(held, child, hear, &heard));
	assert_false(processes_check(held, child, hear, &heard));
	processes_drain(held, hear, &heard);
	assert_int_equal(heard.count, 1);
	assert_true(heard.news[0].ended);
	processes_free(held);
}

static void test_no_room(void **state)
{
	struct processes_held *held = open_held();
	struct heard heard = { 0 };
	pid_t children[HELD_MAX + 1];

	(void)state;
	for (int i = 0; i <= HELD_MAX; i++) {
		children[i] = start();
		assert_true(hold(held, children[i], &heard));
	}
	assert_int_equal(heard.count, 1);
	assert_int_equal(heard.news[0].pid, children[0]);
	assert_false(heard.news[0].ended);
	for (int i = 0; i <= HELD_MAX; i++)
		kill(children[i], SIGKILL);
	for (int i = 0; i <= HELD_MAX; i++)
		waitpid(children[i], NULL, 0);
	wait_readable(held);
	processes_drain(held, hear, &heard);
	assert_int_equal(heard.count, 1 + HELD_MAX);
	processes_free(held);
}

#define ZEROES " 0 0 0 0 0 0 0 0 0 0 0 0 0 0 0 0 0 0 0 0 0 0 0 0 0 0 0 0 0 0 0 0 0 0 0 0 0 0 0 0 0 0 0 0 0 0 0 0"

static const struct {
	const char *name, *stat;
	int64_t status;
} stats[] = {
	{ "killed", "812 (nginx) Z" ZEROES " 9\n", 9 },
	{ "exit(1)", "812 (nginx) Z" ZEROES " 256\n", 256 },
	{ "exit(0)", "812 (a) S) Z" ZEROES " 0\n", 0 },
	{ "alive", "812 (nginx) S" ZEROES " 0\n", -1 },
	{ "cut", "812 (nginx) Z" ZEROES, -1 },
	{ "no number", "812 (nginx) Z" ZEROES " -9\n", -1 },
};

static void test_stat(void **state)
{
	struct rows rows = { 0 };

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(stats); i++) {
		rows_next(&rows, stats[i].name);
		CHECK_INT(&rows, proc_parse_exit_status(stats[i].stat), stats[i].status);
	}
	rows_end(&rows);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_killed),
		cmocka_unit_test(test_forked_meanwhile),
		cmocka_unit_test(test_waited_for),
		cmocka_unit_test(test_another),
		cmocka_unit_test(test_ended_unheard),
		cmocka_unit_test(test_no_room),
		cmocka_unit_test(test_stat),
	};

	return cmocka_run_group_tests(tests, make_socket, close_socket);
}
