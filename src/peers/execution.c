/* SPDX-License-Identifier: GPL-2.0-or-later */
/* execution.c: an execution from its beginning to its end: its processes, and where they meet. */
#define _GNU_SOURCE 1	/* cpu_set_t, in the headers */
#include "peers/execution.h"

#include "peers/execution_parts.h"

#include <errno.h>
#include <netinet/in.h>
#include <stdlib.h>
#include <sys/epoll.h>
#include <unistd.h>

enum {
	/* Buffers that are set do not grow as the kernel thinks fit, by the clock. */
	RECEIVE_BUFFER = 65536,
	SEND_BUFFER = 131072,

	/* 127.1.0.1 and on: where few others are, and one for each execution. */
	ADDRESS_FIRST = 0x7f010001,
	ADDRESSES = 0x00fe0000,
	ADDRESSES_STRIDE = 0x01003,	/* executions of two programs at once do not meet often */
};

static int64_t or_else(int64_t option, int64_t otherwise)
{
	return option == SCENARIO_OFF ? otherwise : option;
}

static void settle_scenario(struct execution *execution)
{
	const struct scenario *scenario = &execution->scenario;
	unsigned int connections = 0;

	for (unsigned int i = 0; i < scenario->peer_count; i++) {
		const int64_t *option = scenario->peers[i].option;

		execution->sockets[i] = (struct puppet_socket){
			.linger_s = option[SCENARIO_LINGER],
			.send_buffer = or_else(option[SCENARIO_SNDBUF], SEND_BUFFER),
			.receive_buffer = or_else(option[SCENARIO_RCVBUF], RECEIVE_BUFFER),
		};
	}
	for (unsigned int i = 0; i < scenario->thread_count; i++) {
		const struct scenario_thread *thread = &scenario->threads[i];

		for (unsigned int n = thread->first; n < thread->first + thread->count; n++) {
			if (scenario->steps[n].verb == VERB_CONNECT)
				execution->connection[n] = connections++;
			if (scenario->steps[n].verb == VERB_LISTEN)
				execution->makes_listener[thread->peer] = true;
		}
	}
}

int execution_new(struct execution **execution, const struct scenario *scenario,
		  const struct execution_options *options)
{
	struct execution *made = calloc(1, sizeof(*made));
	int ret;

	if (!made)
		return -ENOMEM;
	made->scenario = *scenario;
	made->options = *options;
	made->turn = (uint32_t)getpid() * ADDRESSES_STRIDE;
	settle_scenario(made);
	ret = quiet_open(&made->quiet);
	if (ret < 0) {
		free(made);
		return ret;
	}
	*execution = made;
	return 0;
}

void execution_free(struct execution *execution)
{
	if (!execution)
		return;
	execution_end(execution);
	quiet_close(&execution->quiet);
	free(execution->log);
	free(execution);
}

/* With port 0. Ports of connections that end linger in TIME_WAIT: so addresses go in turn. */
static void next_address(struct execution *execution)
{
	uint32_t host = execution->options.watched ? INADDR_LOOPBACK :
			ADDRESS_FIRST + execution->turn++ % ADDRESSES;
	struct sockaddr_storage *address = &execution->address;

	*address = (struct sockaddr_storage){ 0 };
	if (execution->options.ipv6)
		*(struct sockaddr_in6 *)address = (struct sockaddr_in6){
			.sin6_family = AF_INET6,
			.sin6_addr = IN6ADDR_LOOPBACK_INIT,
		};
	else
		*(struct sockaddr_in *)address = (struct sockaddr_in){
			.sin_family = AF_INET,
			.sin_addr.s_addr = htonl(host),
		};
}

static void reset(struct execution *execution)
{
	const struct scenario *scenario = &execution->scenario;

	for (unsigned int file = 0; file < FILES_MAX; file++)
		execution->files[file] = (struct open_file){ .linger_s = SCENARIO_OFF };
	for (unsigned int i = 0; i < SCENARIO_PEERS_MAX; i++) {
		execution->listeners[i] = (struct listener){ 0 };
		execution->processes[i] = (struct process){ 0 };
		for (unsigned int name = 0; name < SCENARIO_DESCRIPTORS_MAX; name++)
			execution->processes[i].fd[name] = -1;
	}
	for (unsigned int i = 0; i < scenario->thread_count; i++)
		execution->threads[i] = (struct thread){
			.next = scenario->threads[i].first,
			.held = FILE_NONE,
			.about = FILE_NONE,
		};
	execution->outcome = (struct scenario_outcome){ 0 };
	for (unsigned int i = 0; i < scenario->variable_count; i++)
		execution->outcome.variables[i] = scenario->variables[i].first;
	execution->logged = 0;
	execution->ready = 0;
}

static int make_process(struct execution *execution, unsigned int peer,
			const struct puppet_stage *stage)
{
	const struct scenario_peer *settings = &execution->scenario.peers[peer];
	int ret = puppet_start(&execution->puppets[peer], stage, settings->name);

	if (ret < 0)
		return ret;
	execution->processes[peer].alive = true;
	/* All that say when they listen have their port from the beginning, so that it refuses. */
	if (settings->listens || execution->makes_listener[peer])
		ret = listener_bind(execution, peer);
	if (ret == 0 && settings->listens)
		ret = listener_begin(execution, peer);
	return ret;
}

static int make_processes(struct execution *execution)
{
	const struct puppet_stage stage = {
		.epoll_fd = execution->epoll_fd,
		.parent = getpid(),
		.patient = execution->options.watched,
	};
	int ret = 0;

	next_address(execution);
	for (unsigned int i = 0; ret == 0 && i < execution->scenario.peer_count; i++) {
		if (!execution->scenario.peers[i].forked)
			ret = make_process(execution, i, &stage);
	}
	return ret;
}

static int arrive_all(struct execution *execution)
{
	int ret = 0;

	for (unsigned int i = 0; ret == 0 && i < execution->scenario.peer_count; i++) {
		if (execution->processes[i].alive)
			ret = process_begins(execution, i);
	}
	return ret;
}

int execution_begin(struct execution *execution)
{
	int ret;

	execution_end(execution);
	reset(execution);
	execution->epoll_fd = epoll_create1(EPOLL_CLOEXEC);
	if (execution->epoll_fd < 0)
		return -errno;
	execution->open = true;
	ret = quiet_settle();
	if (ret == 0)
		ret = make_processes(execution);
	if (ret == 0)
		ret = arrive_all(execution);
	if (ret == 0)
		ret = execution_settle(execution);
	if (ret < 0)
		execution_end(execution);
	return ret;
}

int execution_step(struct execution *execution, unsigned int thread)
{
	int ret = execution_take(execution, thread);

	return ret < 0 ? ret : execution_settle(execution);
}

void execution_end(struct execution *execution)
{
	if (!execution->open)
		return;
	quiet_leave(&execution->quiet);
	puppets_end(execution->puppets, SCENARIO_PEERS_MAX);
	close(execution->epoll_fd);
	execution->open = false;
}
