/* SPDX-License-Identifier: GPL-2.0-or-later */
/* test_restore.c: a process that a signal ends gives its terminal back, and dies of that signal. */
#include "cmd/restore.h"
#include "support/rows.h"

#include <pty.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

/* Not at NULL, of which a sanitizer knows beforehand. */
static void crash(void)
{
	volatile char *forbidden = mmap(NULL, 1, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);

	*forbidden = 1;
}

static int go_deeper(int depth)
{
	volatile char much[1 << 16];

	much[0] = (char)depth;
	return depth < 0 ? 0 : go_deeper(depth + 1) + much[0];
}

static void run_out_of_stack(void)
{
	volatile int depth = go_deeper(0);

	(void)depth;
}

static void abort_it(void)
{
	abort();
}

static void terminate(void)
{
	raise(SIGUSR1);
}

static const struct row {
	const char *name;
	void (*end)(void);
	int signal;
} rows[] = {
	{ "memory that may not be written", crash, SIGSEGV },
	{ "no stack left", run_out_of_stack, SIGSEGV },
	{ "abort()", abort_it, SIGABRT },
	{ "a signal from elsewhere", terminate, SIGUSR1 },
};

static void die(int terminal, const struct termios *line, void (*end)(void))
{
	struct restore restore = { .fd = terminal, .line = *line };
	struct termios raw = *line;
	const struct rlimit none = { 0 };

	setrlimit(RLIMIT_CORE, &none);
	restore_add(&restore, "as it$<5/> was");
	cfmakeraw(&raw);
	tcsetattr(terminal, TCSANOW, &raw);
	restore_arm(&restore);
	end();
	_exit(0);
}

static void gives_back(void **state)
{
	struct rows check = { 0 };

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		struct termios before, after;
		char text[64] = "";
		int ours, theirs, status = 0;
		pid_t pid;

		rows_next(&check, rows[i].name);
		assert_int_equal(openpty(&ours, &theirs, NULL, NULL, NULL), 0);
		assert_int_equal(tcgetattr(theirs, &before), 0);
		pid = fork();
		if (pid == 0)
			die(theirs, &before, rows[i].end);
		assert_int_equal(waitpid(pid, &status, 0), pid);
		CHECK(&check, WIFSIGNALED(status) && WTERMSIG(status) == rows[i].signal);
		assert_int_equal(tcgetattr(theirs, &after), 0);
		CHECK(&check, after.c_lflag == before.c_lflag && after.c_iflag == before.c_iflag &&
			      after.c_oflag == before.c_oflag && after.c_cflag == before.c_cflag);
		/* From now on it ends, whatever there is to be read. */
		close(theirs);
		CHECK(&check, read(ours, text, sizeof(text) - 1) > 0);
		CHECK_STRING(&check, text, "as it was");
		close(ours);
	}
	rows_end(&check);
}

static void leaves_out_delays(void **state)
{
	struct restore restore = { .fd = -1 };
	char much[2 * RESTORE_TEXT_MAX];

	(void)state;
	restore_add(&restore, NULL);
	assert_int_equal(restore.len, 0);
	restore_add(&restore, "$<5>a$<100*/>b$<c$");
	assert_int_equal(restore.len, 6);
	assert_memory_equal(restore.text, "ab$<c$", 6);
	memset(much, 'x', sizeof(much));
	much[sizeof(much) - 1] = '\0';
	restore_add(&restore, much);
	assert_int_equal(restore.len, RESTORE_TEXT_MAX);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(gives_back),
		cmocka_unit_test(leaves_out_delays),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
