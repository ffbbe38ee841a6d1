/* SPDX-License-Identifier: GPL-2.0-or-later */
/* execution_words.c: a step's system call and what came of it, for those who follow. */
#define _GNU_SOURCE 1	/* strerrorname_np() */
#include "peers/execution_parts.h"

#include <stdio.h>
#include <string.h>

static bool is_number(const struct scenario_step *step)
{
	return step->verb == VERB_WRITE || step->verb == VERB_READ || step->verb == VERB_READ_EOF ||
	       step->verb == VERB_RECV || step->verb == VERB_PEEK;
}

static void print_linger(char *text, size_t room, int64_t seconds)
{
	snprintf(text, room, "setsockopt(SO_LINGER, {%d, %lld})", seconds >= 0,
		 (long long)(seconds >= 0 ? seconds : 0));
}

static void print_setsockopt(char *text, size_t room, const struct scenario_step *step)
{
	if (step->option == SCENARIO_LINGER)
		print_linger(text, room, step->number);
	else
		snprintf(text, room, "setsockopt(%s, %lld)",
			 step->option == SCENARIO_SNDBUF ? "SO_SNDBUF" : "SO_RCVBUF",
			 (long long)step->number);
}

static const char *how_name(int how)
{
	return how == SHUT_RD ? "SHUT_RD" : how == SHUT_WR ? "SHUT_WR" : "SHUT_RDWR";
}

/* As strace would have it, without the descriptors. */
static void print_call(char *text, size_t room, const struct scenario_step *step)
{
	long long number = (long long)step->number;

	switch (step->verb) {
	case VERB_LISTEN:
		snprintf(text, room, "listen(%lld)", number);
		break;
	case VERB_WRITE:
	case VERB_READ:
	case VERB_RECV:
		snprintf(text, room, "%s(%lld)", scenario_verb_name(step->verb), number);
		break;
	case VERB_READ_EOF:
		snprintf(text, room, "read()");
		break;
	case VERB_PEEK:
		snprintf(text, room, "recv(%lld, MSG_PEEK)", number);
		break;
	case VERB_SHUTDOWN:
		snprintf(text, room, "shutdown(%s)", how_name(step->how));
		break;
	case VERB_SETSOCKOPT:
		print_setsockopt(text, room, step);
		break;
	case VERB_EXIT:
		snprintf(text, room, "exit(%lld)", number);
		break;
	case VERB_CRASH:
		snprintf(text, room, "abort()");
		break;
	case VERB_KILL:
		snprintf(text, room, "kill(SIGKILL)");
		break;
	case VERB_CONNECT:
	case VERB_ACCEPT:
	case VERB_CLOSE:
	case VERB_DUP:
	case VERB_FORK:
		snprintf(text, room, "%s()", scenario_verb_name(step->verb));
		break;
	case VERB_STOP:
	case VERB_SET:
	case VERB_ADD:
	case VERB_WAIT:
	case VERB_TAKE:
	case VERB_COUNT:
		break;
	}
}

/* A number of octets that moved before an error is what a program is told, and the error next. */
static void print_result(char *text, size_t room, const struct scenario_step *step,
			 int64_t moved, const struct puppet_answer *answer)
{
	if (step->verb == VERB_EXIT || step->verb == VERB_CRASH)
		return;
	if (answer->error && moved)
		snprintf(text, room, " = %lld, then %s", (long long)moved,
			 strerrorname_np(answer->error));
	else if (answer->error)
		snprintf(text, room, " = -1 %s", strerrorname_np(answer->error));
	else if (is_number(step))
		snprintf(text, room, " = %lld%s", (long long)moved, answer->end ? " (EOF)" : "");
	else
		snprintf(text, room, " = 0");
}

static void set_addresses(const struct execution *execution, unsigned int file,
			  struct execution_call *call)
{
	if (file == FILE_NONE)
		return;
	call->local = execution->files[file].local;
	call->remote = execution->files[file].remote;
}

void execution_tell(const struct execution *execution, unsigned int thread,
		    const struct puppet_answer *answer)
{
	const struct thread *state = &execution->threads[thread];
	const struct scenario_step *step = thread_step(execution, thread);
	struct execution_call call = {
		.thread = thread,
		.step = state->next,
		.pid = execution->puppets[thread_peer(execution, thread)].pid,
		.begin_ns = state->begin_ns ? state->begin_ns : answer->begin_ns,
		.end_ns = answer->end_ns,
		.waited = state->watched,
	};
	size_t used;

	if (!execution->options.called)
		return;
	set_addresses(execution, state->about, &call);
	print_call(call.text, sizeof(call.text), step);
	used = strlen(call.text);
	print_result(call.text + used, sizeof(call.text) - used, step, state->moved, answer);
	execution->options.called(execution->options.arg, &call);
}
