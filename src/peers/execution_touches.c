/* SPDX-License-Identifier: GPL-2.0-or-later */
/* execution_touches.c: what a step looks at and changes: which steps commute. */
#define _GNU_SOURCE 1	/* cpu_set_t, in the headers */
#include "peers/objects.h"

#define EVERYTHING UINT64_MAX

/* Who waits in its queue is reset when it goes. */
static uint64_t listener_bits(const struct execution *execution, unsigned int peer)
{
	const struct listener *listener = &execution->listeners[peer];
	uint64_t bits = object_listener(execution, peer);

	for (unsigned int i = 0; i < listener->queued; i++)
		bits |= object_connection(execution, end_of(listener->queue[i], true));
	return bits;
}

/* What changes when a reference to it goes: even one that is not the last decides which one is. */
static uint64_t release_bits(const struct execution *execution, unsigned int file)
{
	return is_listener(file) ? listener_bits(execution, file) : object_connection(execution, file);
}

static uint64_t held_bits(const struct execution *execution, unsigned int peer)
{
	const struct scenario_peer *threads = &execution->scenario.peers[peer];
	uint64_t bits = 0;

	for (unsigned int i = threads->first; i < threads->first + threads->count; i++) {
		if (execution->threads[i].held != FILE_NONE)
			bits |= release_bits(execution, execution->threads[i].held);
	}
	return bits;
}

static uint64_t ending_bits(const struct execution *execution, unsigned int peer)
{
	const struct process *process = &execution->processes[peer];
	uint64_t bits = object_process(execution, peer) | held_bits(execution, peer);

	for (unsigned int file = 0; file < FILES_MAX; file++) {
		if (process->refs[file])
			bits |= release_bits(execution, file);
	}
	return bits;
}

static uint64_t value_bits(const struct scenario_value *value)
{
	return value->is_variable ? object_variable(value->variable) : 0;
}

static uint64_t test_bits(const struct scenario_test *test)
{
	return object_variable(test->variable) | value_bits(&test->value);
}

/* FILE_NONE: there is no such descriptor, and the step will fail. */
static unsigned int file_of(const struct execution *execution, unsigned int thread,
			    unsigned int name)
{
	const struct process *process = &execution->processes[thread_peer(execution, thread)];
	unsigned int about = execution->threads[thread].about;

	if (about != FILE_NONE)
		return about;
	return process->fd[name] >= 0 ? process->file[name] : FILE_NONE;
}

/* Octets that meet one who will not read them come back as a RST, which breaks both directions. */
static uint64_t write_bits(const struct execution *execution, unsigned int file)
{
	if (is_listener(file))
		return object_listener(execution, file);
	if (execution->files[other_end(file)].deaf)
		return object_connection(execution, file);
	return object_stream(execution, file);
}

static uint64_t read_bits(const struct execution *execution, unsigned int file)
{
	return is_listener(file) ? object_listener(execution, file) :
				   object_stream(execution, other_end(file));
}

/* An error is told once, also to one who only peeks: the next call meets end-of-file. */
static bool takes_error(const struct execution *execution, unsigned int file)
{
	return !is_listener(file) && execution->files[other_end(file)].deaf;
}

static uint64_t shutdown_bits(const struct execution *execution, unsigned int file, int how)
{
	uint64_t bits = 0;

	if (is_listener(file))
		return listener_bits(execution, file);
	if (how != SHUT_RD)
		bits |= object_stream(execution, file);
	if (how != SHUT_WR)
		bits |= object_stream(execution, other_end(file));
	return bits;
}

/* A blocked call whose descriptor was closed meanwhile closes the file when it is over. */
static uint64_t last_hold_bits(const struct execution *execution, unsigned int thread)
{
	unsigned int held = execution->threads[thread].held;

	if (held == FILE_NONE || execution->files[held].refs > 1)
		return 0;
	return release_bits(execution, held);
}

static void touch_file(const struct execution *execution, unsigned int thread,
		       struct footprint *footprint)
{
	const struct scenario_step *step = thread_step(execution, thread);
	unsigned int file = file_of(execution, thread, step->fd);
	unsigned int peer = thread_peer(execution, thread);

	footprint->reads |= object_name(execution, peer, step->fd);
	if (file == FILE_NONE)
		return;
	if (step->verb == VERB_WRITE)
		footprint->writes |= write_bits(execution, file);
	else if (step->verb == VERB_PEEK && !takes_error(execution, file))
		footprint->reads |= read_bits(execution, file);
	else if (step->verb == VERB_SHUTDOWN)
		footprint->writes |= shutdown_bits(execution, file, step->how);
	else if (step->verb == VERB_SETSOCKOPT)
		footprint->writes |= is_listener(file) ? object_listener(execution, file) :
							 object_connection(execution, file);
	else if (step->verb == VERB_CLOSE)
		footprint->writes |= object_name(execution, peer, step->fd) |
				     release_bits(execution, file);
	else if (step->verb == VERB_DUP)
		footprint->writes |= object_name(execution, peer, step->new_fd);
	else
		footprint->writes |= read_bits(execution, file);
}

static void touch_meeting(const struct execution *execution, unsigned int thread,
			  struct footprint *footprint)
{
	const struct scenario_step *step = thread_step(execution, thread);
	unsigned int peer = thread_peer(execution, thread);
	unsigned int file = step->verb == VERB_LISTEN ? peer : step->peer;

	if (step->verb == VERB_ACCEPT) {
		file = file_of(execution, thread, SCENARIO_LISTENER);
		footprint->reads |= object_name(execution, peer, SCENARIO_LISTENER);
	}
	footprint->writes |= object_name(execution, peer, step->fd);
	if (file != FILE_NONE)
		footprint->writes |= object_listener(execution, file);
}

static void touch_process(const struct execution *execution, unsigned int thread,
			  struct footprint *footprint)
{
	const struct scenario_step *step = thread_step(execution, thread);
	unsigned int own = thread_peer(execution, thread);

	if (step->verb == VERB_FORK) {
		footprint->reads |= object_names(execution, own);
		footprint->writes |= object_process(execution, step->peer);
	} else if (step->verb == VERB_KILL)
		footprint->writes |= ending_bits(execution, step->peer);
	else
		footprint->writes |= ending_bits(execution, own);
}

static void touch_variables(const struct execution *execution, unsigned int thread,
			    struct footprint *footprint)
{
	const struct scenario_step *step = thread_step(execution, thread);

	if (step->verb == VERB_WAIT) {
		footprint->reads |= test_bits(&step->test);
		return;
	}
	footprint->writes |= object_variable(step->variable);
	if (step->verb != VERB_TAKE)
		footprint->reads |= value_bits(&step->value);
}

static void touch(const struct execution *execution, unsigned int thread,
		  struct footprint *footprint)
{
	const struct scenario_step *step = thread_step(execution, thread);

	switch (step->verb) {
	case VERB_LISTEN:
	case VERB_CONNECT:
	case VERB_ACCEPT:
		touch_meeting(execution, thread, footprint);
		break;
	case VERB_WRITE:
	case VERB_READ:
	case VERB_READ_EOF:
	case VERB_RECV:
	case VERB_PEEK:
	case VERB_SHUTDOWN:
	case VERB_CLOSE:
	case VERB_SETSOCKOPT:
	case VERB_DUP:
		touch_file(execution, thread, footprint);
		break;
	case VERB_FORK:
	case VERB_EXIT:
	case VERB_KILL:
	case VERB_CRASH:
		touch_process(execution, thread, footprint);
		break;
	case VERB_SET:
	case VERB_ADD:
	case VERB_WAIT:
	case VERB_TAKE:
		touch_variables(execution, thread, footprint);
		break;
	case VERB_STOP:
	case VERB_COUNT:
		break;
	}
}

void execution_touches(const struct execution *execution, unsigned int thread,
		       struct footprint *footprint)
{
	const struct scenario_step *step = thread_step(execution, thread);
	const struct thread *state = &execution->threads[thread];

	*footprint = (struct footprint){
		.reads = object_process(execution, thread_peer(execution, thread)),
	};
	/* That its time is up was due to all the others. */
	if (state->lingers && execution->time_is_up) {
		*footprint = (struct footprint){ EVERYTHING, EVERYTHING };
		return;
	}
	if (step->conditional && state->phase == THREAD_BEFORE) {
		footprint->reads |= test_bits(&step->when);
		if (!scenario_test_holds(&step->when, execution->outcome.variables))
			return;
	}
	touch(execution, thread, footprint);
	if (step->assigns)
		footprint->writes |= object_variable(step->variable);
	footprint->writes |= last_hold_bits(execution, thread);
}
