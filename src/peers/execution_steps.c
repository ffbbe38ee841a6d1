/* SPDX-License-Identifier: GPL-2.0-or-later */
/* execution_steps.c: a thread takes its next step, or waits until it can. */
#define _GNU_SOURCE 1	/* cpu_set_t, in the headers */
#include "peers/steps.h"

#include <errno.h>

int execution_ask(struct execution *execution, unsigned int thread, struct puppet_order *order,
		  struct puppet_answer *answer)
{
	struct thread *state = &execution->threads[thread];
	int ret;

	order->thread = thread;
	ret = puppet_ask(&execution->puppets[thread_peer(execution, thread)], order, answer);
	if (ret == 0 && !state->begin_ns)
		state->begin_ns = answer->begin_ns;
	return ret;
}

struct process *step_process(struct execution *execution, unsigned int thread)
{
	return &execution->processes[thread_peer(execution, thread)];
}

struct puppet_order step_order(struct execution *execution, unsigned int thread,
			       enum puppet_call call, unsigned int name)
{
	return (struct puppet_order){
		.call = call,
		.thread = thread,
		.resumed = execution->threads[thread].watched,
		.fd = step_process(execution, thread)->fd[name],
	};
}

/* Also of a blocked call whose descriptor is another's by now. */
unsigned int step_file(struct execution *execution, unsigned int thread, unsigned int name)
{
	struct thread *state = &execution->threads[thread];

	if (state->about == FILE_NONE && step_process(execution, thread)->fd[name] >= 0)
		state->about = step_process(execution, thread)->file[name];
	return state->about;
}

/* It was made, and is over. */
/* As the call returned it: octets that moved before an error are no error yet. */
static void assign(struct execution *execution, unsigned int thread,
		   const struct puppet_answer *answer)
{
	const struct scenario_step *step = thread_step(execution, thread);
	int64_t moved = execution->threads[thread].moved;

	if (step->assigns)
		execution->outcome.variables[step->variable] =
			answer->error && !moved ? -1 : moved;
}

int step_finish(struct execution *execution, unsigned int thread,
		const struct puppet_answer *answer)
{
	if (answer->error)
		count_failure(execution, thread, answer->error);
	assign(execution, thread, answer);
	execution_tell(execution, thread, answer);
	thread_let_go(execution, thread);
	return STEP_DONE;
}

int step_fail(struct execution *execution, unsigned int thread, int error)
{
	const struct puppet_answer answer = { .error = error };

	return step_finish(execution, thread, &answer);
}

/* Nobody made it for the answer: it cannot go on. */
int step_block(struct execution *execution, unsigned int thread, unsigned int file,
	       const struct puppet_answer *answer)
{
	if (answer->error)
		return -answer->error;
	if (!execution->threads[thread].watched)
		thread_hold(execution, thread, file);
	return STEP_BLOCKED;
}

/* A call on a descriptor that nothing is to be known of afterwards. */
int step_make(struct execution *execution, unsigned int thread, enum puppet_call call,
	      int64_t number, struct puppet_answer *answer)
{
	struct puppet_order order = step_order(execution, thread, call,
					       thread_step(execution, thread)->fd);

	order.number = number;
	if (order.fd < 0) {
		*answer = (struct puppet_answer){ .error = EBADF };
		return 0;
	}
	return execution_ask(execution, thread, &order, answer);
}

static int (*const takes[VERB_COUNT])(struct execution *, unsigned int) = {
	[VERB_LISTEN] = take_listen,
	[VERB_CONNECT] = take_connect,
	[VERB_ACCEPT] = take_accept,
	[VERB_WRITE] = take_write,
	[VERB_READ] = take_read,
	[VERB_READ_EOF] = take_read_eof,
	[VERB_RECV] = take_recv,
	[VERB_PEEK] = take_peek,
	[VERB_SHUTDOWN] = take_shutdown,
	[VERB_CLOSE] = take_close,
	[VERB_SETSOCKOPT] = take_setsockopt,
	[VERB_DUP] = take_dup,
	[VERB_FORK] = take_fork,
	[VERB_EXIT] = take_exit,
	[VERB_KILL] = take_kill,
	[VERB_CRASH] = take_crash,
	[VERB_STOP] = take_stop,
	[VERB_SET] = take_set,
	[VERB_ADD] = take_add,
	[VERB_WAIT] = take_wait,
	[VERB_TAKE] = take_take,
};

static int advance(struct execution *execution, unsigned int thread)
{
	const struct scenario_thread *steps = &execution->scenario.threads[thread];
	struct thread *state = &execution->threads[thread];

	state->next++;
	state->moved = 0;
	state->begin_ns = 0;
	state->about = FILE_NONE;
	state->lingers = false;
	if (state->next < steps->first + steps->count)
		return execution_arrive(execution, thread);
	state->phase = THREAD_OVER;
	return 0;
}

static bool does_nothing(const struct execution *execution, unsigned int thread)
{
	const struct scenario_step *step = thread_step(execution, thread);

	return execution->threads[thread].phase == THREAD_BEFORE && step->conditional &&
	       !scenario_test_holds(&step->when, execution->outcome.variables);
}

int execution_take(struct execution *execution, unsigned int thread)
{
	struct thread *state = &execution->threads[thread];
	int ret = STEP_DONE;

	if (!does_nothing(execution, thread))
		ret = takes[thread_step(execution, thread)->verb](execution, thread);
	if (ret < 0)
		return ret;
	if (ret == STEP_BLOCKED)
		state->phase = THREAD_BLOCKED;
	else if (state->phase != THREAD_OVER)	/* its process has ended */
		return advance(execution, thread);
	return 0;
}

static bool receives(const struct scenario_step *step)
{
	return step->verb == VERB_ACCEPT || step->verb == VERB_READ ||
	       step->verb == VERB_READ_EOF || step->verb == VERB_RECV;
}

/* The descriptor that a step waits on. */
static unsigned int waits_on(const struct scenario_step *step)
{
	return step->verb == VERB_ACCEPT ? SCENARIO_LISTENER : step->fd;
}

static bool changes(const struct scenario_step *step, unsigned int name)
{
	if (step->verb == VERB_DUP)
		return step->new_fd == name;
	return (step->verb == VERB_CLOSE || step->verb == VERB_CONNECT ||
		step->verb == VERB_ACCEPT || step->verb == VERB_LISTEN) && step->fd == name;
}

/* Another thread of the process may have the name stand for something else, or nothing. */
static bool others_change(const struct scenario *scenario, unsigned int thread,
			  unsigned int name)
{
	const struct scenario_peer *peer = &scenario->peers[scenario->threads[thread].peer];

	for (unsigned int i = peer->first; i < peer->first + peer->count; i++) {
		const struct scenario_thread *other = &scenario->threads[i];

		for (unsigned int n = other->first; n < other->first + other->count; n++) {
			if (i != thread && changes(&scenario->steps[n], name))
				return true;
		}
	}
	return false;
}

static bool watches_first(const struct execution *execution, unsigned int thread)
{
	const struct scenario_step *step = thread_step(execution, thread);
	const struct process *process = &execution->processes[thread_peer(execution, thread)];

	return receives(step) && !step->conditional && process->fd[waits_on(step)] >= 0 &&
	       !others_change(&execution->scenario, thread, waits_on(step));
}

bool execution_waits_first(const struct execution *execution, unsigned int thread)
{
	const struct scenario_step *step = thread_step(execution, thread);

	if (step->verb == VERB_WAIT || step->verb == VERB_TAKE || step->verb == VERB_CONNECT)
		return !step->conditional;
	return watches_first(execution, thread);
}

int execution_arrive(struct execution *execution, unsigned int thread)
{
	struct thread *state = &execution->threads[thread];
	struct puppet_answer answer;
	struct puppet_order order;
	int ret;

	state->phase = THREAD_BEFORE;
	if (!watches_first(execution, thread))
		return 0;
	order = step_order(execution, thread, PUPPET_WATCH, waits_on(thread_step(execution, thread)));
	ret = execution_ask(execution, thread, &order, &answer);
	if (ret == 0)
		ret = step_block(execution, thread,
				 step_file(execution, thread, waits_on(thread_step(execution, thread))),
				 &answer);
	return ret < 0 ? ret : 0;
}

int process_begins(struct execution *execution, unsigned int peer)
{
	const struct scenario_peer *threads = &execution->scenario.peers[peer];
	int ret = 0;

	for (unsigned int i = threads->first; ret == 0 && i < threads->first + threads->count; i++) {
		if (execution->scenario.threads[i].count)
			ret = execution_arrive(execution, i);
		else
			execution->threads[i].phase = THREAD_OVER;
	}
	return ret;
}
