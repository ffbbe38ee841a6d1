/* SPDX-License-Identifier: GPL-2.0-or-later */
/* test_execution.c: each kind of step on real sockets: what the kernel makes of it, in that order. */
#define _GNU_SOURCE 1	/* in the headers */
#include "peers/execution.h"
#include "support/rows.h"

#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

enum { RUNS = 4, CALLS_MAX = 24, MANY = 70 };

#define SERVER "peer server\n"
#define CLIENT "peer client\n"

/* The order is told by letters: 'a' is the first thread of the text; '*': the first that may go. */
static const struct row {
	const char *name, *text, *order;
	const char *calls[CALLS_MAX];	/* all, in this order; "...": whatever follows */
	const char *figures;		/* those that are not 0; NULL: whatever they are */
} table[] = {
	{ "all is read", SERVER "accept\nread 5\nread eof\nclose\n"
	  CLIENT "connect\nwrite 5\nclose\n", "bbbaaaa",
	  { "b connect() = 0", "b write(5) = 5", "b close() = 0", "a accept() = 0",
	    "a read(5) = 5", "a read() = 0 (EOF)", "a close() = 0" },
	  "server accepted=1" },
	{ "the first write after close() succeeds and is lost, the second fails",
	  SERVER "accept\nclose\n" CLIENT "connect\nwrite 5\nwrite 5\n", "baabb",
	  { "b connect() = 0", "a accept() = 0", "a close() = 0", "b write(5) = 5",
	    "b write(5) = -1 EPIPE" },
	  "server accepted=1, client lost=5 resets=1" },
	{ "close() with unread octets resets, and what was sent back stays readable",
	  SERVER "accept\nrecv 2\nwrite 3\nclose\n"
	  CLIENT "connect\nwrite 5\nread 3\nread 1\nwrite 1\n", "bbaaaabbb",
	  { "b connect() = 0", "b write(5) = 5", "a accept() = 0", "a recv(2) = 2",
	    "a write(3) = 3", "a close() = 0", "b read(3) = 3", "b read(1) = -1 ECONNRESET",
	    "b write(1) = -1 EPIPE" },
	  "server accepted=1, client lost=3 resets=2 short=1" },
	{ "SO_LINGER {1, 0} resets at once",
	  SERVER "accept\nread eof\n"
	  CLIENT "connect\nwrite 5\nsetsockopt linger 0\nclose\n", "bbabba",
	  { "b connect() = 0", "b write(5) = 5", "a accept() = 0",
	    "b setsockopt(SO_LINGER, {1, 0}) = 0", "b close() = 0",
	    "a read() = 5, then ECONNRESET" },
	  "server resets=1 accepted=1" },
	{ "close() of one of two descriptors sends nothing; of the last one a FIN",
	  SERVER "accept\ndup conn other\nclose\nclose other\n"
	  CLIENT "connect\nread eof\n", "baaaab",
	  { "b connect() = 0", "a accept() = 0", "a dup() = 0", "a close() = 0",
	    "a close() = 0", "b read() = 0 (EOF)" },
	  "server accepted=1" },
	{ "a child holds the connection open until it exits",
	  SERVER "accept\nfork child\nclose\n" "peer child\nexit 3\n"
	  CLIENT "connect\nread eof\n", "caaabc",
	  { "c connect() = 0", "a accept() = 0", "a fork() = 0", "a close() = 0", "b exit(3)",
	    "c read() = 0 (EOF)" },
	  "server accepted=1" },
	{ "shutdown() acts at once, whoever else holds the connection",
	  SERVER "accept\nfork child\nshutdown wr\n" "peer child\nread 5\n"
	  CLIENT "connect\nread eof\nwrite 5\n", "caaaccb",
	  { "c connect() = 0", "a accept() = 0", "a fork() = 0", "a shutdown(SHUT_WR) = 0",
	    "c read() = 0 (EOF)", "c write(5) = 5", "b read(5) = 5" },
	  "server accepted=1" },
	{ "what a killed process had is closed, and what it had not read resets",
	  SERVER "accept\n" CLIENT "connect\nwrite 5\nkill server\nwrite 1\n", "bbabb",
	  { "b connect() = 0", "b write(5) = 5", "a accept() = 0", "b kill(SIGKILL) = 0",
	    "b write(1) = -1 ECONNRESET" },
	  "server accepted=1, client lost=5 resets=1" },
	{ "a process that kills itself sends a FIN", SERVER "accept\nkill\n" CLIENT
	  "connect\nread eof\n", "baab",
	  { "b connect() = 0", "a accept() = 0", "a kill(SIGKILL)", "b read() = 0 (EOF)" },
	  "server accepted=1" },
	{ "a crash ends all threads of its process, and they do not hang",
	  SERVER "accept\ncrash\n" "thread other\nwait x == 1\n" CLIENT
	  "connect\nread 1\nset x 1\n", "caacc",
	  { "c connect() = 0", "a accept() = 0", "a abort()", "c read(1) = 0 (EOF)" },
	  "server crashes=1 accepted=1, client short=1" },
	{ "who is not there yet refuses, and so does a port before listen()",
	  SERVER "listen\nstop\n" CLIENT "connect\nconnect\nread 1\n", "baab",
	  { "b connect() = -1 ECONNREFUSED", "a listen(8) = 0", "b connect() = 0" },
	  "client hung=1 refused=1" },
	{ "a child may listen, too", "peer parent\nfork child\n" "peer child\nlisten 3\naccept\n"
	  CLIENT "connect\nconnect\n", "cabcb",
	  { "c connect() = -1 ECONNREFUSED", "a fork() = 0", "b listen(3) = 0",
	    "c connect() = 0", "b accept() = 0" },
	  "child accepted=1, client refused=1" },
	{ "closing a listener resets who was not accepted",
	  SERVER "listen\nclose listener\n" CLIENT "connect\nwrite 5\nread 1\n", "abbab",
	  { "a listen(8) = 0", "b connect() = 0", "b write(5) = 5", "a close() = 0",
	    "b read(1) = -1 ECONNRESET" },
	  "client lost=5 resets=1 short=1" },
	{ "who was reset in the queue is accepted, and then known to be reset",
	  SERVER "accept\nread eof\n" CLIENT "connect\nsetsockopt linger 0\nclose\n", "bbbaa",
	  { "b connect() = 0", "b setsockopt(SO_LINGER, {1, 0}) = 0", "b close() = 0",
	    "a accept() = 0", "a read() = -1 ECONNRESET" },
	  "server resets=1 accepted=1" },
	{ "a full queue keeps the third client waiting until one was accepted",
	  SERVER "listen 1\naccept\n" CLIENT "connect a\nconnect b\n" "peer late\nconnect\n",
	  "abbac",
	  { "a listen(1) = 0", "b connect() = 0", "b connect() = 0", "a accept() = 0",
	    "c connect() = 0" },
	  "server accepted=1" },
	{ "after shutdown() of a listener accept() fails, and nobody gets in",
	  SERVER "listen\nshutdown rd listener\naccept\n" CLIENT "connect\nread 1\nconnect\n",
	  "ababab",
	  { "a listen(8) = 0", "b connect() = 0", "a shutdown(SHUT_RD) = 0",
	    "b read(1) = -1 ECONNRESET", "a accept() = -1 EINVAL",
	    "b connect() = -1 ECONNREFUSED" },
	  "client resets=1 refused=1 short=1" },
	{ "shutdown(SHUT_RD) resets nothing: what still comes is read, then end-of-file",
	  SERVER "accept\nshutdown rd\nread 5\nread eof\n" CLIENT "connect\nwrite 5\n", "baabaa",
	  { "b connect() = 0", "a accept() = 0", "a shutdown(SHUT_RD) = 0", "b write(5) = 5",
	    "a read(5) = 5", "a read() = 0 (EOF)" },
	  "server accepted=1" },
	{ "recv(0) with MSG_PEEK is 0 where something is there, and fails where nothing is",
	  SERVER "accept\nx = peek 0\ny = peek 0\nz = peek 1\n" CLIENT "connect\nwrite 5\n",
	  "baabaa",
	  { "b connect() = 0", "a accept() = 0", "a recv(0, MSG_PEEK) = -1 EAGAIN",
	    "b write(5) = 5", "a recv(0, MSG_PEEK) = 0", "a recv(1, MSG_PEEK) = 1" },
	  "server accepted=1, client lost=5" },
	{ "a read that is blocked takes what comes, and goes on waiting for the rest",
	  SERVER "accept\nread 5\nset x 1\n" CLIENT "connect\nwrite 3\nwrite 4\n", "bababaa",
	  { "b connect() = 0", "a accept() = 0", "b write(3) = 3", "b write(4) = 4",
	    "a read(5) = 5" },
	  "server accepted=1, client lost=2" },
	{ "who has no such descriptor fails, and goes on",
	  SERVER "accept\nclose\nclose\nwrite 5\nread 5\n" CLIENT "connect\n", "baaaaa",
	  { "b connect() = 0", "a accept() = 0", "a close() = 0", "a close() = -1 EBADF",
	    "a write(5) = -1 EBADF", "a read(5) = -1 EBADF" },
	  "server short=1 accepted=1" },
	{ "SO_LINGER {1, n}: close() waits, and its time is up when nobody else may go",
	  SERVER "accept\n"
	  CLIENT "connect\nsetsockopt linger 5\nwrite 200000\nclose\n", "babbbb",
	  { "b connect() = 0", "a accept() = 0", "b setsockopt(SO_LINGER, {1, 5}) = 0",
	    "b write(200000) = 200000", "b close() = 0" },
	  "server accepted=1, client lost=200000" },
	{ "SO_LINGER {1, n}: close() returns when the other end has taken all",
	  SERVER "accept\nread 200000\nread eof\n"
	  CLIENT "connect\nsetsockopt linger 5\nwrite 200000\nclose\nset x 1\n", "babbb*",
	  { "b connect() = 0", "a accept() = 0", "b setsockopt(SO_LINGER, {1, 5}) = 0",
	    "b write(200000) = 200000", "a read(200000) = 200000", "a read() = 0 (EOF)",
	    "b close() = 0" },
	  "server accepted=1" },
	{ "SO_LINGER {1, n}: nobody waits where all is with the other end's kernel",
	  SERVER "accept\n" CLIENT "connect\nsetsockopt linger 5\nwrite 5\nclose\n", "babbb",
	  { "b connect() = 0", "a accept() = 0", "b setsockopt(SO_LINGER, {1, 5}) = 0",
	    "b write(5) = 5", "b close() = 0" },
	  "server accepted=1, client lost=5" },
	{ "a process that is killed in close() is gone",
	  SERVER "accept\nkill client\n" CLIENT
	  "connect\nsetsockopt linger 5\nwrite 200000\nclose\n", "babbba",
	  { "b connect() = 0", "a accept() = 0", "b setsockopt(SO_LINGER, {1, 5}) = 0",
	    "b write(200000) = 200000", "a kill(SIGKILL) = 0" },
	  "server accepted=1, client lost=200000" },
	{ "a full queue keeps write() waiting, and all gets there",
	  SERVER "accept\nread 2000000\n" CLIENT "connect\nwrite 2000000\nclose\n", "bab*",
	  { "b connect() = 0", "a accept() = 0", "b write(2000000) = 2000000",
	    "a read(2000000) = 2000000", "b close() = 0" },
	  "server accepted=1" },
	{ "who is in write() when the other end goes is reset",
	  SERVER "accept\nclose\n" CLIENT "connect\nx = write 2000000\nset y 1\n"
	  "expect y == 1\n", "bab*",
	  { "b connect() = 0", "a accept() = 0", "a close() = 0", "b write(2000000) = ..." },
	  NULL },
	{ "both wait for the other", SERVER "accept\nread 1\n" CLIENT "connect\nread 1\n", "ba",
	  { "b connect() = 0", "a accept() = 0" },
	  "server hung=1 accepted=1, client hung=1" },
	{ "a `when` is looked at as its step begins, and not again",
	  SERVER "accept\nwhen x == 0 read 5\nset y 1\n"
	  CLIENT "connect\nset x 1\nwrite 5\n", "baabba*",
	  { "b connect() = 0", "a accept() = 0", "b write(5) = 5", "a read(5) = 5" },
	  "server accepted=1" },
	{ "a semaphore lets as many go as there are",
	  "var free 1\n" SERVER "accept\ntake free\nwrite 1\n" "peer other\ntake free\n"
	  CLIENT "connect\nread 1\n", "cab",
	  { "c connect() = 0", "a accept() = 0" },
	  "server hung=1 accepted=1, client hung=1" },
	{ "accept() takes one more after another thread's close()",
	  SERVER "close listener\n" "thread acceptor\naccept\naccept\n" CLIENT "connect\nread 1\n",
	  "bacbb",
	  { "a close() = 0", "c connect() = 0", "b accept() = 0", "b accept() = -1 EBADF" },
	  "server accepted=1, client hung=1" },
};

struct heard {
	char calls[CALLS_MAX][EXECUTION_TEXT_MAX + 2];
	size_t count;
};

static void hear(void *arg, const struct execution_call *call)
{
	struct heard *heard = arg;

	assert_true(heard->count < CALLS_MAX);
	snprintf(heard->calls[heard->count++], sizeof(heard->calls[0]), "%c %s",
		 schedule_letter(call->thread), call->text);
}

static struct execution *open_execution(const char *text, bool ipv6, struct heard *heard,
					struct scenario *scenario)
{
	const struct execution_options options = { .ipv6 = ipv6, .called = heard ? hear : NULL,
						   .arg = heard };
	struct scenario_error error;
	struct execution *execution;

	if (scenario_parse(scenario, text, strlen(text), &error) < 0)
		fail_msg("line %u: %s", error.line, error.text);
	assert_int_equal(execution_new(&execution, scenario, &options), 0);
	return execution;
}

static unsigned int first_of(uint32_t threads)
{
	return (unsigned int)__builtin_ctz(threads);
}

static void run(struct rows *rows, struct execution *execution, const char *order)
{
	CHECK_INT(rows, execution_begin(execution), 0);
	for (; *order && *order != '*'; order++) {
		unsigned int thread = (unsigned int)(*order - 'a');

		if (!CHECK(rows, execution_ready(execution) & 1u << thread))
			print_error("at \"%s\"\n", order);
		CHECK_INT(rows, execution_step(execution, thread), 0);
	}
	while (*order == '*' && execution_ready(execution))
		CHECK_INT(rows, execution_step(execution, first_of(execution_ready(execution))), 0);
	CHECK_INT(rows, execution_ready(execution), 0);
}

/* Of what hangs on the kernel's buffers only the beginning. */
static void check_call(struct rows *rows, const char *call, const char *want)
{
	const char *open = strstr(want, "...");

	if (!call || !open || strncmp(call, want, (size_t)(open - want)) != 0)
		CHECK_STRING(rows, call, want);
}

static void check_calls(struct rows *rows, const struct heard *heard,
			const char *const calls[CALLS_MAX])
{
	size_t i = 0;

	for (; i < CALLS_MAX && calls[i]; i++)
		check_call(rows, i < heard->count ? heard->calls[i] : NULL, calls[i]);
	CHECK_INT(rows, heard->count, i);
}

static void print_figures(const struct scenario *scenario,
			  const struct scenario_outcome *outcome, FILE *out)
{
	const char *before = "";

	for (unsigned int peer = 0; peer < scenario->peer_count; peer++) {
		bool named = false;

		for (int i = 0; i < FIGURE_COUNT; i++) {
			int64_t figure = outcome->figures[peer][i];

			if (figure && !named)
				fprintf(out, "%s%s", before, scenario->peers[peer].name);
			if (figure)
				fprintf(out, " %s=%lld",
					scenario_figure_name((enum scenario_figure)i),
					(long long)figure);
			named = named || figure;
			before = named ? ", " : before;
		}
	}
}

static void check_figures(struct rows *rows, const struct scenario *scenario,
			  const struct execution *execution, const char *want)
{
	struct scenario_outcome outcome;
	char text[256] = "";
	FILE *out = fmemopen(text, sizeof(text), "w");

	if (!want) {
		fclose(out);
		return;
	}
	execution_outcome(execution, &outcome);
	print_figures(scenario, &outcome, out);
	fclose(out);
	CHECK_STRING(rows, text, want);
}

/* The explorer itself is killed, and does not come to end its peers. */

static void begin_and_stay(int told)
{
	struct heard heard = { .count = 0 };
	struct scenario scenario;
	struct execution *execution = open_execution(table[0].text, false, &heard, &scenario);

	if (execution_begin(execution) == 0)
		(void)!write(told, "", 1);
	for (;;)
		pause();
}

/* The peers become our children when theirs is gone: they can be waited for. */
static unsigned int reap_all(void)
{
	unsigned int count = 0;

	while (waitpid(-1, NULL, 0) > 0)
		count++;
	return count;
}

static void test_nobody_outlives(void **state)
{
	int told[2];
	char octet;
	pid_t pid;

	(void)state;
	assert_int_equal(prctl(PR_SET_CHILD_SUBREAPER, 1), 0);
	assert_int_equal(pipe(told), 0);
	pid = fork();
	if (pid == 0)
		begin_and_stay(told[1]);
	assert_int_equal(read(told[0], &octet, 1), 1);
	kill(pid, SIGKILL);
	alarm(60);	/* they would live for ever */
	assert_int_equal(reap_all(), 3);
	alarm(0);
	close(told[0]);
	close(told[1]);
}

/* Nobody is left, neither the peers nor those that they forked. */
static bool all_reaped(void)
{
	return waitpid(-1, NULL, WNOHANG) == -1 && errno == ECHILD;
}

static void run_row(struct rows *rows, const struct row *row, bool ipv6)
{
	unsigned int failed = rows->failed;
	struct heard heard;
	struct scenario scenario;
	struct execution *execution = open_execution(row->text, ipv6, &heard, &scenario);

	for (int n = 0; n < RUNS && rows->failed == failed; n++) {
		heard.count = 0;
		run(rows, execution, row->order);
		check_calls(rows, &heard, row->calls);
		check_figures(rows, &scenario, execution, row->figures);
		execution_end(execution);
		CHECK(rows, all_reaped());
	}
	execution_free(execution);
}

static void test_steps(void **state)
{
	struct rows rows = { 0 };

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(table); i++) {
		rows_next(&rows, table[i].name);
		run_row(&rows, &table[i], false);
		run_row(&rows, &table[i], true);
	}
	rows_end(&rows);
}

/* A step that is in the text MANY times, where no table of calls is to be read. */
static const struct many {
	const char *name, *before, *again, *after, *figures;
} many[] = {
	{ "a variable that is added to itself stays at the largest number",
	  "var x 1\npeer one\n", "add x x\n", "when x <= 0 crash\n", "" },
	{ "descriptors are not in the way of what a blocked call holds",
	  SERVER "accept\n", "dup listener other\n",
	  "read 5\n" CLIENT "connect\nwrite 3\nwrite 2\n", "server accepted=1" },
};

static void test_many(void **state)
{
	struct rows rows = { 0 };

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(many); i++) {
		char text[8192] = "";
		struct scenario scenario;
		struct execution *execution;

		rows_next(&rows, many[i].name);
		strcat(text, many[i].before);
		for (int n = 0; n < MANY; n++)
			strcat(text, many[i].again);
		strcat(text, many[i].after);
		execution = open_execution(text, false, NULL, &scenario);
		run(&rows, execution, "*");
		check_figures(&rows, &scenario, execution, many[i].figures);
		execution_free(execution);
	}
	rows_end(&rows);
}

static void test_low_limit(void **state)
{
	struct rows rows = { 0 };
	struct rlimit before, low;

	(void)state;
	assert_int_equal(getrlimit(RLIMIT_NOFILE, &before), 0);
	low = (struct rlimit){ .rlim_cur = 128, .rlim_max = before.rlim_max };
	assert_int_equal(setrlimit(RLIMIT_NOFILE, &low), 0);
	rows_next(&rows, table[0].name);
	run_row(&rows, &table[0], false);
	assert_int_equal(setrlimit(RLIMIT_NOFILE, &before), 0);
	rows_end(&rows);
}

/* Two steps do not commute: each expectation is broken in one order, and holds in the other. */
static const struct either {
	const char *name, *text;
} either[] = {
	{ "an error is told to one of two who peek",
	  SERVER "accept\nwait go == 1\nx = peek 1\n" "thread other\nwait go == 1\ny = peek 1\n"
	  CLIENT "connect\nsetsockopt linger 0\nclose\nset go 1\n"
	  "expect x == -1\nexpect y == -1\n" },
};

static void test_either(void **state)
{
	const struct explorer_options options = { .strategy = EXPLORER_EXHAUSTIVE };
	struct rows rows = { 0 };

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(either); i++) {
		struct scenario scenario;
		struct execution *execution = open_execution(either[i].text, false, NULL, &scenario);
		struct explorer_model model;
		struct explorer *explorer;
		const struct explorer_tally *tally;

		rows_next(&rows, either[i].name);
		execution_model(execution, &model);
		explorer = explorer_new(&model, &options);
		assert_non_null(explorer);
		while (explorer_next(explorer) > 0)
			;
		tally = explorer_tally(explorer);
		for (unsigned int n = 0; n < scenario.expect_count; n++)
			CHECK(&rows, tally->broken[n] > 0 && tally->broken[n] < tally->schedules);
		explorer_free(explorer);
		execution_free(execution);
	}
	rows_end(&rows);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_steps),
		cmocka_unit_test(test_many),
		cmocka_unit_test(test_low_limit),
		cmocka_unit_test(test_either),
		cmocka_unit_test(test_nobody_outlives),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
