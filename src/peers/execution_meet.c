/* SPDX-License-Identifier: GPL-2.0-or-later */
/* execution_meet.c: steps that make a connection: listen, connect, accept. */
#define _GNU_SOURCE 1	/* cpu_set_t, in the headers */
#include "peers/steps.h"

#include <errno.h>
#include <string.h>

int listener_bind(struct execution *execution, unsigned int peer)
{
	struct listener *listener = &execution->listeners[peer];
	const struct puppet_order order = {
		.call = PUPPET_BIND,
		.socket = execution->sockets[peer],
		.address = execution->address,
	};
	struct puppet_answer answer;
	int ret = puppet_ask(&execution->puppets[peer], &order, &answer);

	if (ret < 0 || answer.error)
		return ret < 0 ? ret : -answer.error;
	listener->made = true;
	listener->fd = (int)answer.number;
	listener->address = answer.local;
	execution->files[peer].local = answer.local;
	execution->files[peer].linger_s = order.socket.linger_s;
	return 0;
}

static int begin(struct execution *execution, unsigned int peer, int64_t backlog,
		 struct puppet_answer *answer)
{
	struct listener *listener = &execution->listeners[peer];
	const struct puppet_order order = {
		.call = PUPPET_LISTEN,
		.fd = listener->fd,
		.number = backlog,
	};
	int ret = puppet_ask(&execution->puppets[peer], &order, answer);

	if (ret < 0 || answer->error)
		return ret;
	process_open(execution, peer, SCENARIO_LISTENER, listener->fd, peer);
	listener->listening = true;
	listener->backlog = backlog;
	return 0;
}

int listener_begin(struct execution *execution, unsigned int peer)
{
	struct puppet_answer answer;
	int ret = begin(execution, peer, execution->scenario.peers[peer].backlog, &answer);

	return ret < 0 ? ret : -answer.error;
}

int take_listen(struct execution *execution, unsigned int thread)
{
	unsigned int peer = thread_peer(execution, thread);
	struct puppet_answer answer;
	int ret = 0;

	if (!execution->listeners[peer].made)	/* it was forked */
		ret = listener_bind(execution, peer);
	if (ret == 0)
		ret = begin(execution, peer, thread_step(execution, thread)->number, &answer);
	return ret < 0 ? ret : step_finish(execution, thread, &answer);
}

static void connected(struct execution *execution, unsigned int thread,
		      const struct puppet_answer *answer)
{
	const struct scenario_step *step = thread_step(execution, thread);
	unsigned int connection = execution->connection[execution->threads[thread].next];
	struct listener *listener = &execution->listeners[step->peer];
	struct open_file *client = &execution->files[end_of(connection, false)];
	struct open_file *server = &execution->files[end_of(connection, true)];

	process_open(execution, thread_peer(execution, thread), step->fd, (int)answer->number,
		     end_of(connection, false));
	client->local = server->remote = answer->local;
	client->remote = server->local = answer->remote;
	server->linger_s = execution->files[step->peer].linger_s;
	listener->queue[listener->queued++] = connection;
	execution->threads[thread].about = end_of(connection, false);
}

int take_connect(struct execution *execution, unsigned int thread)
{
	const struct scenario_step *step = thread_step(execution, thread);
	const struct listener *listener = &execution->listeners[step->peer];
	unsigned int peer = thread_peer(execution, thread);
	struct puppet_order order = {
		.call = PUPPET_CONNECT,
		.address = listener->address,
		.socket = execution->sockets[peer],
	};
	struct puppet_answer answer;
	int ret;

	if (!listener_answers(listener))
		return STEP_BLOCKED;
	if (!listener->made)	/* its peer was not even forked */
		return step_fail(execution, thread, ECONNREFUSED);
	ret = execution_ask(execution, thread, &order, &answer);
	if (ret < 0)
		return ret;
	if (!answer.error && !listener->listening)
		return -EBADE;
	if (!answer.error)
		connected(execution, thread, &answer);
	return step_finish(execution, thread, &answer);
}

static int accepted(struct execution *execution, unsigned int thread, unsigned int file,
		    const struct puppet_answer *answer)
{
	struct listener *listener = &execution->listeners[file];
	unsigned int peer = thread_peer(execution, thread);
	unsigned int end;

	if (!listener->queued)
		return -EBADE;
	end = end_of(listener->queue[0], true);
	listener->queued--;
	memmove(listener->queue, listener->queue + 1,
		listener->queued * sizeof(listener->queue[0]));
	if (memcmp(&execution->files[end].remote, &answer->remote, sizeof(answer->remote)) != 0)
		return -EBADE;
	process_open(execution, peer, thread_step(execution, thread)->fd, (int)answer->number,
		     end);
	execution->threads[thread].about = end;
	execution->outcome.figures[peer][FIGURE_ACCEPTED]++;
	return 0;
}

int take_accept(struct execution *execution, unsigned int thread)
{
	struct puppet_order order = step_order(execution, thread, PUPPET_ACCEPT, SCENARIO_LISTENER);
	unsigned int file = step_file(execution, thread, SCENARIO_LISTENER);
	struct puppet_answer answer;
	int ret;

	if (file == FILE_NONE)
		return step_fail(execution, thread, EBADF);
	ret = execution_ask(execution, thread, &order, &answer);
	if (ret < 0)
		return ret;
	if (answer.blocked)
		return step_block(execution, thread, file, &answer);
	if (!answer.error)
		ret = accepted(execution, thread, file, &answer);
	return ret < 0 ? ret : step_finish(execution, thread, &answer);
}
