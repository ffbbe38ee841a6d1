/* SPDX-License-Identifier: GPL-2.0-or-later */
/* execution_life.c: steps of processes, how they fork and end, and of the variables. */
#define _GNU_SOURCE 1	/* cpu_set_t, in the headers */
#include "peers/steps.h"

#include <errno.h>

static int64_t *variable(struct execution *execution, unsigned int thread)
{
	return &execution->outcome.variables[thread_step(execution, thread)->variable];
}

static int64_t value(const struct execution *execution, unsigned int thread)
{
	return scenario_value(&thread_step(execution, thread)->value,
			      execution->outcome.variables);
}

int take_set(struct execution *execution, unsigned int thread)
{
	*variable(execution, thread) = value(execution, thread);
	return STEP_DONE;
}

/* Who adds it to itself often enough gets to the end of the numbers, and stays there. */
int take_add(struct execution *execution, unsigned int thread)
{
	int64_t *sum = variable(execution, thread);
	int64_t more = value(execution, thread);

	if (__builtin_add_overflow(*sum, more, sum))
		*sum = more < 0 ? INT64_MIN : INT64_MAX;
	return STEP_DONE;
}

int take_wait(struct execution *execution, unsigned int thread)
{
	return scenario_test_holds(&thread_step(execution, thread)->test,
				   execution->outcome.variables) ? STEP_DONE : STEP_BLOCKED;
}

int take_take(struct execution *execution, unsigned int thread)
{
	if (*variable(execution, thread) <= 0)
		return STEP_BLOCKED;
	--*variable(execution, thread);
	return STEP_DONE;
}

int take_fork(struct execution *execution, unsigned int thread)
{
	unsigned int parent = thread_peer(execution, thread);
	unsigned int child = thread_step(execution, thread)->peer;
	struct puppet_answer answer;
	int ret = puppet_fork(&execution->puppets[parent], &execution->puppets[child],
			      execution->scenario.peers[child].name, &answer);

	if (ret < 0)
		return ret;
	if (!answer.error) {
		process_forked(execution, parent, child);
		ret = process_begins(execution, child);
	}
	return ret < 0 ? ret : step_finish(execution, thread, &answer);
}

/* Told before it is made: afterwards there is nobody to tell of it. */
static int leave(struct execution *execution, unsigned int thread,
		 const struct puppet_order *order)
{
	const struct puppet_answer nothing = { 0 };
	unsigned int peer = thread_peer(execution, thread);
	int ret;

	execution_tell(execution, thread, &nothing);
	ret = puppet_leave(&execution->puppets[peer], order);
	if (ret < 0)
		return ret;
	process_ended(execution, peer);
	return STEP_DONE;
}

int take_exit(struct execution *execution, unsigned int thread)
{
	const struct puppet_order order = {
		.call = PUPPET_EXIT,
		.number = thread_step(execution, thread)->number,
	};

	return leave(execution, thread, &order);
}

int take_stop(struct execution *execution, unsigned int thread)
{
	execution->threads[thread].phase = THREAD_OVER;
	return STEP_DONE;
}

int take_crash(struct execution *execution, unsigned int thread)
{
	const struct puppet_order order = { .call = PUPPET_CRASH };

	execution->outcome.figures[thread_peer(execution, thread)][FIGURE_CRASHES]++;
	return leave(execution, thread, &order);
}

static int kill_other(struct execution *execution, unsigned int thread, unsigned int victim,
		      struct puppet_order *order)
{
	struct puppet_answer answer;
	int ret = execution_ask(execution, thread, order, &answer);

	if (ret == 0 && !answer.error)
		ret = puppet_reap(&execution->puppets[victim]);
	if (ret < 0)
		return ret;
	ret = step_finish(execution, thread, &answer);
	if (!answer.error)
		process_ended(execution, victim);
	return ret;
}

int take_kill(struct execution *execution, unsigned int thread)
{
	unsigned int victim = thread_step(execution, thread)->peer;
	struct puppet_order order = {
		.call = PUPPET_KILL,
		.number = execution->puppets[victim].pid,
	};

	if (victim == thread_peer(execution, thread))
		return leave(execution, thread, &order);
	if (!execution->processes[victim].alive)
		return step_fail(execution, thread, ESRCH);
	return kill_other(execution, thread, victim, &order);
}
