/* SPDX-License-Identifier: GPL-2.0-or-later */
/* restore.c: the program's only signal handler. */
#include "cmd/restore.h"

#include <signal.h>
#include <stdbool.h>
#include <string.h>
#include <unistd.h>

/* SIGINT, SIGTERM and SIGHUP come out of a descriptor, and SIGKILL nobody can do anything about. */
static const int fatal[] = {
	SIGSEGV, SIGBUS, SIGABRT, SIGFPE, SIGILL, SIGSYS, SIGTRAP, SIGQUIT, SIGUSR1, SIGUSR2,
	SIGALRM, SIGVTALRM, SIGPROF, SIGXCPU, SIGXFSZ, SIGIO, SIGPWR, SIGSTKFLT,
};

enum { FATAL_COUNT = sizeof(fatal) / sizeof(fatal[0]), STACK_BYTES = 1 << 16 };

/* A handler is told nothing but the signal's number. */
static struct restore armed;

void restore_add(struct restore *restore, const char *text)
{
	while (text && *text && restore->len < RESTORE_TEXT_MAX) {
		const char *delay = strncmp(text, "$<", 2) == 0 ? strchr(text, '>') : NULL;

		if (delay)
			text = delay + 1;
		else
			restore->text[restore->len++] = *text++;
	}
}

/* Blocked while this runs, the signal strikes again, with its default action, when it returns. */
static void on_fatal(int number)
{
	ssize_t written = write(armed.fd, armed.text, armed.len);

	(void)written;
	tcsetattr(armed.fd, TCSANOW, &armed.line);
	raise(number);
}

static void handle(void (*handler)(int), int flags)
{
	struct sigaction action = { .sa_handler = handler, .sa_flags = flags };

	sigemptyset(&action.sa_mask);
	for (size_t i = 0; i < FATAL_COUNT; i++)
		sigaction(fatal[i], &action, NULL);
}

void restore_arm(const struct restore *restore)
{
	/* One that ran out of its stack has none left for a handler. */
	static char stack[STACK_BYTES];
	const stack_t its = { .ss_sp = stack, .ss_size = sizeof(stack) };

	armed = *restore;
	sigaltstack(&its, NULL);
	handle(on_fatal, (int)SA_RESETHAND | SA_ONSTACK);
}

void restore_disarm(void)
{
	handle(SIG_DFL, 0);
}
