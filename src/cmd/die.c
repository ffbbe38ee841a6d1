/* SPDX-License-Identifier: GPL-2.0-or-later */
/* die.c: the end by a signal, for who waits for us and asks how we ended. */
#include "cmd/die.h"

#include <signal.h>
#include <stddef.h>
#include <sys/resource.h>

int die_of(int number)
{
	const struct rlimit none = { 0 };
	sigset_t set;

	setrlimit(RLIMIT_CORE, &none);
	signal(number, SIG_DFL);
	sigemptyset(&set);
	sigaddset(&set, number);
	sigprocmask(SIG_UNBLOCK, &set, NULL);
	raise(number);
	return 128 + number;
}
