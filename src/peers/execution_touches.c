/* SPDX-License-Identifier: GPL-2.0-or-later */
/* execution_touches.c: what a step looks at and changes: which steps commute. */
#define _GNU_SOURCE 1	/* cpu_set_t, in the headers */
#include "peers/execution_parts.h"

#define EVERYTHING UINT64_MAX

static uint64_t bit(unsigned int n)
{
	return UINT64_C(1) << n;
}

/* Variables, then processes, then listeners, then connections. */
static uint64_t variable_bit(unsigned int variable)
{
	return bit(variable);
}

static uint64_t process_bit(const struct execution *execution, unsigned int peer)
{
	return bit(execution->scenario.variable_count + peer);
}

static uint64_t listener_bit(const struct execution *execution, unsigned int peer)
{
	return bit(execution->scenario.variable_count + execution->scenario.peer_count + peer);
}

/*
 * What an end writes, up to where the other one reads it. Where there are not bits enough, both
 * directions of a connection share one, and fewer steps are seen to commute.
 */
static uint64_t stream_bit(const struct execution *execution, unsigned int file)
{
	const struct scenario *scenario = &execution->scenario;
	unsigned int first = scenario->variable_count + 2 * scenario->peer_count;
	unsigned int end = file - FILE_ENDS;

	if (first + 2 * scenario->connect_count <= 64)
		return bit(first + end);
	return bit(first + end / 2);
}

static uint64_t both_bits(const struct execution *execution, unsigned int file)
{
	return stream_bit(execution, file) | stream_bit(execution, other_end(file));
}

/* Who waits in its queue is reset when it goes. */
static uint64_t listener_bits(const struct execution *execution, unsigned int peer)
{
	const struct listener *listener = &execution->listeners[peer];
	uint64_t bits = listener_bit(execution, peer);

	for (unsigned int i = 0; i < listener->queued; i++)
		bits |= both_bits(execution, end_of(listener->queue[i], true));
	return bits;
}

/* What changes when a reference to it goes: even one that is not the last decides which one is. */
static uint64_t release_bits(const struct execution *execution, unsigned int file)
{
	return is_listener(file) ? listener_bits(execution, file) : both_bits(execution, file);
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
	uint64_t bits = process_bit(execution, peer) | held_bits(execution, peer);

	for (unsigned int file = 0; file < FILES_MAX; file++) {
		if (process->refs[file])
			bits |= release_bits(execution, file);
	}
	return bits;
}

static uint64_t value_bits(const struct scenario_value *value)
{
	return value->is_variable ? variable_bit(value->variable) : 0;
}

static uint64_t test_bits(const struct scenario_test *test)
{
	return variable_bit(test->variable) | value_bits(&test->value);
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
		return listener_bit(execution, file);
	if (execution->files[other_end(file)].deaf)
		return both_bits(execution, file);
	return stream_bit(execution, file);
}

static uint64_t read_bits(const struct execution *execution, unsigned int file)
{
	return is_listener(file) ? listener_bit(execution, file) :
				   stream_bit(execution, other_end(file));
}

static uint64_t shutdown_bits(const struct execution *execution, unsigned int file, int how)
{
	uint64_t bits = 0;

	if (is_listener(file))
		return listener_bits(execution, file);
	if (how != SHUT_RD)
		bits |= stream_bit(execution, file);
	if (how != SHUT_WR)
		bits |= stream_bit(execution, other_end(file));
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
	uint64_t process = process_bit(execution, thread_peer(execution, thread));

	if (file == FILE_NONE)
		return;
	if (step->verb == VERB_WRITE)
		footprint->writes |= write_bits(execution, file);
	else if (step->verb == VERB_PEEK)
		footprint->reads |= read_bits(execution, file);
	else if (step->verb == VERB_SHUTDOWN)
		footprint->writes |= shutdown_bits(execution, file, step->how);
	else if (step->verb == VERB_SETSOCKOPT)
		footprint->writes |= is_listener(file) ? listener_bit(execution, file) :
							 both_bits(execution, file);
	else if (step->verb == VERB_CLOSE)
		footprint->writes |= process | release_bits(execution, file);
	else if (step->verb == VERB_DUP)
		footprint->writes |= process;
	else
		footprint->writes |= read_bits(execution, file);
}

static void touch_meeting(const struct execution *execution, unsigned int thread,
			  struct footprint *footprint)
{
	const struct scenario_step *step = thread_step(execution, thread);
	unsigned int peer = thread_peer(execution, thread);
	unsigned int file = step->verb == VERB_LISTEN ? peer : step->peer;

	if (step->verb == VERB_ACCEPT)
		file = file_of(execution, thread, SCENARIO_LISTENER);
	footprint->writes |= process_bit(execution, peer);
	if (file != FILE_NONE)
		footprint->writes |= listener_bit(execution, file);
}

static void touch_process(const struct execution *execution, unsigned int thread,
			  struct footprint *footprint)
{
	const struct scenario_step *step = thread_step(execution, thread);
	unsigned int own = thread_peer(execution, thread);

	if (step->verb == VERB_FORK)
		footprint->writes |= process_bit(execution, own) |
				     process_bit(execution, step->peer);
	else if (step->verb == VERB_KILL)
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
	footprint->writes |= variable_bit(step->variable);
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
		.reads = process_bit(execution, thread_peer(execution, thread)),
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
		footprint->writes |= variable_bit(step->variable);
	footprint->writes |= last_hold_bits(execution, thread);
}
