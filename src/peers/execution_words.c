/* SPDX-License-Identifier: GPL-2.0-or-later */
/* execution_words.c: a step's system call and what came of it, for those who follow. */
#define _GNU_SOURCE 1	/* strerrorname_np() */
#include "peers/execution_parts.h"

#include "peers/wall_clock.h"

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

static bool ends_process(enum scenario_verb verb)
{
	return verb == VERB_EXIT || verb == VERB_CRASH || verb == VERB_KILL;
}

static void tell_of(const struct execution *execution, unsigned int file,
		    struct execution_call *call)
{
	call->local = execution->files[file].local;
	call->remote = execution->files[file].remote;
	execution->options.called(execution->options.arg, call);
}

/* To each connection of the process that it is the end of. */
static void tell_all(const struct execution *execution, const struct process *process,
		     struct execution_call *call)
{
	bool told = false;

	for (unsigned int file = FILE_ENDS; file < FILES_MAX; file++) {
		if (!process->refs[file])
			continue;
		tell_of(execution, file, call);
		told = true;
	}
	if (!told)
		execution->options.called(execution->options.arg, call);
}

static void tell(const struct execution *execution, unsigned int thread,
		 struct execution_call *call)
{
	const struct scenario_step *step = thread_step(execution, thread);
	unsigned int about = execution->threads[thread].about;
	unsigned int ends = step->verb == VERB_KILL ? step->peer : thread_peer(execution, thread);

	if (ends_process(step->verb))
		tell_all(execution, &execution->processes[ends], call);
	else if (about != FILE_NONE)
		tell_of(execution, about, call);
	else
		execution->options.called(execution->options.arg, call);
}

static struct execution_call begun(const struct execution *execution, unsigned int thread)
{
	const struct thread *state = &execution->threads[thread];
	struct execution_call call = {
		.thread = thread,
		.step = state->next,
		.pid = execution->puppets[thread_peer(execution, thread)].pid,
		.begin_ns = state->begin_ns ? state->begin_ns : wall_clock_ns(),
	};

	print_call(call.text, sizeof(call.text), thread_step(execution, thread));
	return call;
}

static bool never_returns(const struct execution *execution, unsigned int thread)
{
	const struct scenario_step *step = thread_step(execution, thread);

	return step->verb == VERB_EXIT || step->verb == VERB_CRASH ||
	       (step->verb == VERB_KILL && step->peer == thread_peer(execution, thread));
}

void execution_tell(const struct execution *execution, unsigned int thread,
		    const struct puppet_answer *answer)
{
	const struct thread *state = &execution->threads[thread];
	struct execution_call call;
	size_t used;

	if (!execution->options.called)
		return;
	call = begun(execution, thread);
	call.end_ns = answer->end_ns ? answer->end_ns : wall_clock_ns();	/* nobody was asked */
	call.waited = state->watched;
	used = strlen(call.text);
	if (!never_returns(execution, thread))
		print_result(call.text + used, sizeof(call.text) - used,
			     thread_step(execution, thread), state->moved, answer);
	tell(execution, thread, &call);
}

static bool waits(const struct execution *execution, unsigned int thread)
{
	enum thread_phase phase = execution->threads[thread].phase;

	return phase == THREAD_BEFORE || phase == THREAD_BLOCKED;
}

bool execution_waits(const struct execution *execution, unsigned int thread,
		     char call[EXECUTION_TEXT_MAX])
{
	call[0] = '\0';
	if (!waits(execution, thread))
		return false;
	print_call(call, EXECUTION_TEXT_MAX, thread_step(execution, thread));
	return true;
}

void execution_tell_blocked(const struct execution *execution)
{
	for (unsigned int i = 0; i < execution->scenario.thread_count; i++) {
		struct execution_call call;
		size_t used;

		if (!waits(execution, i) || thread_step(execution, i)->verb > VERB_LAST_CALL)
			continue;
		call = begun(execution, i);
		call.end_ns = call.begin_ns;
		used = strlen(call.text);
		snprintf(call.text + used, sizeof(call.text) - used, " blocks");
		tell(execution, i, &call);
	}
}
