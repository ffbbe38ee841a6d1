/* SPDX-License-Identifier: GPL-2.0-or-later */
/* execution_stream.c: steps on a connection that there is: octets, shutdown, close, options. */
#define _GNU_SOURCE 1	/* cpu_set_t, in the headers */
#include "peers/steps.h"

#include <errno.h>

/* What the queue takes now. When it is full, that is said by all that is on its way, too. */
static int send_more(struct execution *execution, unsigned int thread, unsigned int file,
		     struct puppet_answer *answer)
{
	struct thread *state = &execution->threads[thread];
	const struct scenario_step *step = thread_step(execution, thread);
	struct puppet_order order = step_order(execution, thread, PUPPET_SEND, step->fd);
	int ret;

	order.number = step->number - state->moved;
	ret = execution_ask(execution, thread, &order, answer);
	if (ret < 0)
		return ret;
	state->moved += answer->number;
	ret = count_written(execution, file, thread_peer(execution, thread), answer->number);
	if (ret < 0)
		return ret;
	execution->files[file].behind = answer->unsent > 0;
	if (!answer->blocked)
		return STEP_DONE;
	ret = step_block(execution, thread, file, answer);
	if (ret >= 0 && execution_catch_up(execution, file) < 0)
		return -ETIMEDOUT;
	return ret;
}

int take_write(struct execution *execution, unsigned int thread)
{
	unsigned int file = step_file(execution, thread, thread_step(execution, thread)->fd);
	struct puppet_answer answer;
	int ret;

	if (file == FILE_NONE)
		return step_fail(execution, thread, EBADF);
	do
		ret = send_more(execution, thread, file, &answer);
	while (ret == STEP_BLOCKED &&
	       execution_signalled(execution, 0) & UINT32_C(1) << thread);
	return ret == STEP_DONE ? step_finish(execution, thread, &answer) : ret;
}

/* Asks for that many octets; what came of it, or that it is blocked. */
static int receive(struct execution *execution, unsigned int thread, enum puppet_call call,
		   int64_t number, struct puppet_answer *answer)
{
	struct thread *state = &execution->threads[thread];
	unsigned int name = thread_step(execution, thread)->fd;
	struct puppet_order order = step_order(execution, thread, call, name);
	unsigned int file = step_file(execution, thread, name);
	int ret;

	if (file == FILE_NONE) {
		*answer = (struct puppet_answer){ .error = EBADF };
		return STEP_DONE;
	}
	order.number = number;
	ret = execution_ask(execution, thread, &order, answer);
	if (ret < 0)
		return ret;
	state->moved += answer->number;
	if (call != PUPPET_PEEK && !is_listener(file))
		execution->files[other_end(file)].read += answer->number;
	return answer->blocked ? step_block(execution, thread, file, answer) : STEP_DONE;
}

int take_read(struct execution *execution, unsigned int thread)
{
	const struct scenario_step *step = thread_step(execution, thread);
	struct thread *state = &execution->threads[thread];
	struct puppet_answer answer;
	int ret = receive(execution, thread, PUPPET_READ, step->number - state->moved, &answer);

	if (ret != STEP_DONE)
		return ret;
	if (state->moved < step->number)
		execution->outcome.figures[thread_peer(execution, thread)][FIGURE_SHORT]++;
	return step_finish(execution, thread, &answer);
}

static int receive_once(struct execution *execution, unsigned int thread, enum puppet_call call,
			int64_t number)
{
	struct puppet_answer answer;
	int ret = receive(execution, thread, call, number, &answer);

	return ret == STEP_DONE ? step_finish(execution, thread, &answer) : ret;
}

int take_read_eof(struct execution *execution, unsigned int thread)
{
	return receive_once(execution, thread, PUPPET_READ, INT64_MAX);
}

int take_recv(struct execution *execution, unsigned int thread)
{
	return receive_once(execution, thread, PUPPET_RECV,
			    thread_step(execution, thread)->number);
}

int take_peek(struct execution *execution, unsigned int thread)
{
	return receive_once(execution, thread, PUPPET_PEEK,
			    thread_step(execution, thread)->number);
}

static void shut(struct execution *execution, unsigned int file, int how)
{
	struct open_file *open_file = &execution->files[file];

	if (is_listener(file) && how != SHUT_WR)
		listener_stops(execution, file);
	if (how != SHUT_RD)
		open_file->shut = true;
	if (how != SHUT_WR)
		open_file->deaf = true;
}

int take_shutdown(struct execution *execution, unsigned int thread)
{
	const struct scenario_step *step = thread_step(execution, thread);
	struct puppet_answer answer;
	int ret = step_make(execution, thread, PUPPET_SHUTDOWN, step->how, &answer);

	if (ret < 0)
		return ret;
	if (!answer.error)
		shut(execution, step_file(execution, thread, step->fd), step->how);
	return step_finish(execution, thread, &answer);
}

/* SO_LINGER keeps nobody waiting but the one who closes the last descriptor. */
static bool may_linger(const struct execution *execution, unsigned int file)
{
	const struct open_file *open_file = &execution->files[file];

	return !is_listener(file) && open_file->refs == 1 && open_file->linger_s > 0;
}

int take_close(struct execution *execution, unsigned int thread)
{
	struct thread *state = &execution->threads[thread];
	unsigned int name = thread_step(execution, thread)->fd;
	struct puppet_order order = step_order(execution, thread, PUPPET_CLOSE, name);
	unsigned int file = step_file(execution, thread, name);
	struct puppet_answer answer;
	int ret;

	if (file == FILE_NONE)
		return step_fail(execution, thread, EBADF);
	order.may_linger = may_linger(execution, file);
	ret = execution_ask(execution, thread, &order, &answer);
	if (ret < 0)
		return ret;
	if (!order.resumed)
		process_close(execution, thread_peer(execution, thread), name);
	state->lingers = state->watched = answer.blocked;
	return answer.blocked ? STEP_BLOCKED : step_finish(execution, thread, &answer);
}

int take_setsockopt(struct execution *execution, unsigned int thread)
{
	static const enum puppet_call calls[SCENARIO_OPTION_COUNT] = {
		[SCENARIO_LINGER] = PUPPET_LINGER,
		[SCENARIO_SNDBUF] = PUPPET_SNDBUF,
		[SCENARIO_RCVBUF] = PUPPET_RCVBUF,
	};
	const struct scenario_step *step = thread_step(execution, thread);
	struct puppet_answer answer;
	int ret = step_make(execution, thread, calls[step->option], step->number, &answer);

	if (ret < 0)
		return ret;
	if (!answer.error && step->option == SCENARIO_LINGER)
		execution->files[step_file(execution, thread, step->fd)].linger_s = step->number;
	return step_finish(execution, thread, &answer);
}

int take_dup(struct execution *execution, unsigned int thread)
{
	const struct scenario_step *step = thread_step(execution, thread);
	struct puppet_answer answer;
	int ret = step_make(execution, thread, PUPPET_DUP, 0, &answer);

	if (ret < 0)
		return ret;
	if (!answer.error)
		process_open(execution, thread_peer(execution, thread), step->new_fd,
			     (int)answer.number, step_file(execution, thread, step->fd));
	return step_finish(execution, thread, &answer);
}
