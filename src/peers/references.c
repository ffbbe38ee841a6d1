/* SPDX-License-Identifier: GPL-2.0-or-later */
/* references.c: who holds which open file, and what goes when nobody does. */
#define _GNU_SOURCE 1	/* cpu_set_t, in the headers */
#include "peers/execution_parts.h"

static void close_end(struct execution *execution, unsigned int file)
{
	execution->files[file].shut = true;
	execution->files[file].deaf = true;
}

void listener_stops(struct execution *execution, unsigned int peer)
{
	struct listener *listener = &execution->listeners[peer];

	listener->listening = false;
	for (unsigned int i = 0; i < listener->queued; i++)
		close_end(execution, end_of(listener->queue[i], true));
	listener->queued = 0;
}

/* The kernel admits one more than the backlog, and a SYN to a port without anyone is refused. */
bool listener_answers(const struct listener *listener)
{
	return !listener->listening || listener->queued <= listener->backlog;
}

static void put(struct execution *execution, unsigned int file, unsigned int refs)
{
	struct open_file *open_file = &execution->files[file];

	if (refs == 0)
		return;
	open_file->refs -= refs;
	if (open_file->refs)
		return;
	if (is_listener(file))
		listener_stops(execution, file);
	else
		close_end(execution, file);
}

void process_open(struct execution *execution, unsigned int peer, unsigned int name, int fd,
		  unsigned int file)
{
	struct process *process = &execution->processes[peer];

	process->fd[name] = fd;
	process->file[name] = file;
	process->refs[file]++;
	execution->files[file].refs++;
}

void process_close(struct execution *execution, unsigned int peer, unsigned int name)
{
	struct process *process = &execution->processes[peer];
	unsigned int file = process->file[name];

	process->fd[name] = -1;
	process->refs[file]--;
	put(execution, file, 1);
}

static void end_threads(struct execution *execution, unsigned int peer)
{
	const struct scenario_peer *threads = &execution->scenario.peers[peer];

	for (unsigned int i = threads->first; i < threads->first + threads->count; i++) {
		thread_let_go(execution, i);
		execution->threads[i].phase = THREAD_OVER;
	}
}

void process_ended(struct execution *execution, unsigned int peer)
{
	struct process *process = &execution->processes[peer];

	process->alive = false;
	end_threads(execution, peer);
	for (unsigned int file = 0; file < FILES_MAX; file++) {
		put(execution, file, process->refs[file]);
		process->refs[file] = 0;
	}
	for (unsigned int name = 0; name < SCENARIO_DESCRIPTORS_MAX; name++)
		process->fd[name] = -1;
}

void process_forked(struct execution *execution, unsigned int parent, unsigned int child)
{
	struct process *process = &execution->processes[child];

	*process = execution->processes[parent];
	for (unsigned int file = 0; file < FILES_MAX; file++)
		execution->files[file].refs += process->refs[file];
}

void thread_hold(struct execution *execution, unsigned int thread, unsigned int file)
{
	execution->threads[thread].held = file;
	execution->threads[thread].watched = true;
	execution->files[file].refs++;
}

void thread_let_go(struct execution *execution, unsigned int thread)
{
	unsigned int file = execution->threads[thread].held;

	execution->threads[thread].watched = false;
	execution->threads[thread].held = FILE_NONE;
	if (file != FILE_NONE)
		put(execution, file, 1);
}

bool file_holder(const struct execution *execution, unsigned int file, unsigned int *peer,
		 int *fd)
{
	for (unsigned int i = 0; i < execution->scenario.peer_count; i++) {
		const struct process *process = &execution->processes[i];

		for (unsigned int name = 0; name < SCENARIO_DESCRIPTORS_MAX; name++) {
			if (!process->alive || process->fd[name] < 0 ||
			    process->file[name] != file)
				continue;
			*peer = i;
			*fd = process->fd[name];
			return true;
		}
	}
	return false;
}
