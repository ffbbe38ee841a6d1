/* SPDX-License-Identifier: GPL-2.0-or-later */
/* own_process.c: how a process of ours begins that plays a part of its own. */
#include "peers/own_process.h"

#include <signal.h>
#include <stddef.h>
#include <sys/prctl.h>
#include <sys/resource.h>

void own_process_begin(const char *name)
{
	sigset_t none;

	signal(SIGALRM, SIG_DFL);
	signal(SIGTERM, SIG_DFL);
	signal(SIGABRT, SIG_DFL);
	signal(SIGPIPE, SIG_IGN);
	signal(SIGINT, SIG_IGN);
	signal(SIGQUIT, SIG_IGN);
	sigemptyset(&none);
	sigprocmask(SIG_SETMASK, &none, NULL);
	prctl(PR_SET_NAME, name);
	setpriority(PRIO_PROCESS, 0, 0);
}
