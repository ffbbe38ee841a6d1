/* SPDX-License-Identifier: GPL-2.0-or-later */
/* execution_ready.c: when all is quiet, and which threads may go then: the kernel is asked. */
#define _GNU_SOURCE 1	/* cpu_set_t, in the headers */
#include "peers/execution_parts.h"

#include <errno.h>
#include <netinet/tcp.h>
#include <sys/epoll.h>
#include <time.h>

enum {
	/* Of what is known to come: a delayed ACK takes 40 ms, a probe of a window 200 ms. */
	DUE_LIMIT_MS = 5000,
	ASK_AGAIN_US = 500,
};

uint32_t execution_signalled(const struct execution *execution, int limit_ms)
{
	struct epoll_event events[2 * SCENARIO_THREADS_MAX];
	int n = epoll_wait(execution->epoll_fd, events, 2 * SCENARIO_THREADS_MAX, limit_ms);
	uint32_t threads = 0;

	for (int i = 0; i < n; i++)
		threads |= UINT32_C(1) << events[i].data.u32;
	return threads;
}

static int look(struct execution *execution, unsigned int file, struct puppet_answer *answer)
{
	struct puppet_order order = { .call = PUPPET_LOOK };
	unsigned int peer;

	if (!file_holder(execution, file, &peer, &order.fd))
		return -ENOENT;
	return puppet_ask(&execution->puppets[peer], &order, answer);
}

static void nap(void)
{
	const struct timespec time = { .tv_nsec = ASK_AGAIN_US * 1000 };

	nanosleep(&time, NULL);
}

int execution_catch_up(struct execution *execution, unsigned int file)
{
	struct open_file *open_file = &execution->files[file];
	struct puppet_answer seen;

	for (int i = 0; i < DUE_LIMIT_MS * 1000 / ASK_AGAIN_US; i++) {
		int ret = quiet_wait(&execution->quiet);

		if (ret == 0)
			ret = look(execution, file, &seen);
		open_file->behind = ret == 0 && seen.unsent > 0;
		if (ret == -ENOENT || (ret == 0 && seen.unacked == 0))
			return 0;
		if (ret < 0)
			return ret;
		nap();
	}
	return -ETIMEDOUT;
}

static int catch_up_all(struct execution *execution)
{
	int ret = quiet_wait(&execution->quiet);

	for (unsigned int file = FILE_ENDS; ret == 0 && file < FILES_MAX; file++) {
		if (execution->files[file].behind)
			ret = execution_catch_up(execution, file);
	}
	return ret;
}

/* Is something there to be taken, as far as we know what the others did? */
static bool is_due(const struct execution *execution, unsigned int thread)
{
	const struct thread *state = &execution->threads[thread];
	const struct open_file *from;

	if (!state->watched || state->lingers || thread_step(execution, thread)->verb == VERB_WRITE)
		return false;
	if (is_listener(state->held))
		return execution->listeners[state->held].queued > 0;
	from = &execution->files[other_end(state->held)];
	return from->shut || from->written > from->read;
}

static uint32_t due(const struct execution *execution)
{
	uint32_t threads = 0;

	for (unsigned int i = 0; i < execution->scenario.thread_count; i++) {
		if (is_due(execution, i))
			threads |= UINT32_C(1) << i;
	}
	return threads;
}

/* Mostly all of it has come. */
static uint32_t signalled(const struct execution *execution)
{
	uint32_t want = due(execution);
	uint32_t have = execution_signalled(execution, 0);

	for (int i = 0; want & ~have && i < DUE_LIMIT_MS; i++) {
		nap();
		have |= execution_signalled(execution, 0);
	}
	return have;
}

/*
 * close() waits for the FIN to be acknowledged. Once that has come, the other end's kernel does
 * it by itself, be it 40 ms later.
 */
static bool is_delivered(struct execution *execution, unsigned int file)
{
	struct puppet_answer seen;

	if (look(execution, other_end(file), &seen) < 0)
		return false;
	return seen.state != TCP_ESTABLISHED && seen.state != TCP_FIN_WAIT1 &&
	       seen.state != TCP_FIN_WAIT2;
}

static bool can_go_on(struct execution *execution, unsigned int thread, uint32_t have)
{
	const struct thread *state = &execution->threads[thread];
	const struct scenario_step *step = thread_step(execution, thread);

	if (have & UINT32_C(1) << thread)
		return true;
	if (state->lingers)
		return is_delivered(execution, state->about);
	if (step->verb == VERB_CONNECT)
		return listener_answers(&execution->listeners[step->peer]);
	if (step->verb == VERB_WAIT)
		return scenario_test_holds(&step->test, execution->outcome.variables);
	return step->verb == VERB_TAKE && execution->outcome.variables[step->variable] > 0;
}

static bool may_go(struct execution *execution, unsigned int thread, uint32_t have)
{
	switch (execution->threads[thread].phase) {
	case THREAD_UNBORN:
	case THREAD_OVER:
		return false;
	case THREAD_BEFORE:
		return !execution_waits_first(execution, thread) ||
		       can_go_on(execution, thread, have);
	case THREAD_BLOCKED:
		return can_go_on(execution, thread, have);
	}
	return false;
}

static uint32_t lingering(const struct execution *execution)
{
	uint32_t threads = 0;

	for (unsigned int i = 0; i < execution->scenario.thread_count; i++) {
		if (execution->threads[i].phase == THREAD_BLOCKED &&
		    execution->threads[i].lingers)
			threads |= UINT32_C(1) << i;
	}
	return threads;
}

int execution_settle(struct execution *execution)
{
	int ret = catch_up_all(execution);
	uint32_t have = ret < 0 ? 0 : signalled(execution);

	execution->ready = 0;
	for (unsigned int i = 0; ret == 0 && i < execution->scenario.thread_count; i++) {
		if (may_go(execution, i, have))
			execution->ready |= UINT32_C(1) << i;
	}
	execution->time_is_up = !execution->ready;
	if (execution->time_is_up)
		execution->ready = lingering(execution);
	return ret;
}

unsigned int execution_next(const struct execution *execution, unsigned int thread)
{
	return execution->threads[thread].next;
}

uint32_t execution_ready(const struct execution *execution)
{
	return execution->ready;
}
