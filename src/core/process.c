/* SPDX-License-Identifier: GPL-2.0-or-later */
/* process.c: a small map of processes by pid, each with a list of its sockets. */
#include "core/process.h"

#include "core/half.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

static struct process **bucket_of(struct processes *processes, int pid)
{
	return &processes->buckets[(unsigned int)pid % PROCESS_BUCKETS];
}

struct process *process_find(struct processes *processes, int pid)
{
	struct process *process = *bucket_of(processes, pid);

	while (process && process->pid != pid)
		process = process->next;
	return process;
}

/* Its pid may be another's meanwhile, who stands in front of it then. */
static struct process *find_or_add(struct processes *processes, const struct owner *owner)
{
	struct process *process = process_find(processes, owner->pid);
	struct process **bucket;

	if (process && !process->ended_ns)
		return process;
	process = calloc(1, sizeof(*process));
	if (!process)
		return NULL;
	bucket = bucket_of(processes, owner->pid);
	process->pid = owner->pid;
	memcpy(process->comm, owner->comm, sizeof(process->comm));
	process->next = *bucket;
	*bucket = process;
	return process;
}

static void drop(struct processes *processes, struct process *process)
{
	struct process **link = bucket_of(processes, process->pid);

	while (*link != process)
		link = &(*link)->next;
	*link = process->next;
	free(process);
}

void process_free_all(struct processes *processes)
{
	for (size_t i = 0; i < PROCESS_BUCKETS; i++) {
		while (processes->buckets[i])
			drop(processes, processes->buckets[i]);
	}
}

static void unlink_member(struct half_socket *socket)
{
	if (socket->process_prev)
		socket->process_prev->process_next = socket->process_next;
	else
		socket->process->members = socket->process_next;
	if (socket->process_next)
		socket->process_next->process_prev = socket->process_prev;
	socket->process = NULL;
	socket->process_prev = socket->process_next = NULL;
}

static void link_member(struct half_socket *socket, struct process *process)
{
	socket->process = process;
	socket->process_next = process->members;
	if (process->members)
		process->members->process_prev = socket;
	process->members = socket;
}

void process_leave(struct processes *processes, struct half_socket *socket)
{
	struct process *process = socket ? socket->process : NULL;

	if (!process)
		return;
	unlink_member(socket);
	if (!process->members && !process->resting)
		drop(processes, process);
}

void process_rest(struct half_socket *socket)
{
	if (!socket || !socket->process)
		return;
	socket->process->resting++;
	unlink_member(socket);
}

void process_wake(struct process *process, struct half_socket *socket)
{
	if (!process)
		return;
	process->resting--;
	link_member(socket, process);
}

int process_join(struct processes *processes, struct half_socket *socket,
		 const struct owner *owner)
{
	struct process *process;

	if (socket->process && socket->process->pid == owner->pid && !socket->process->ended_ns) {
		socket->process->watched |= owner->watched;
		return 0;
	}
	process = find_or_add(processes, owner);
	if (!process)
		return -ENOMEM;
	process_leave(processes, socket);
	process->watched |= owner->watched;
	link_member(socket, process);
	return 0;
}
