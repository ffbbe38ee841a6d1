/* SPDX-License-Identifier: GPL-2.0-or-later */
/* lean.c: leaves out of a connection what need not be packed, and makes small what is near. */
#include "core/lean.h"

#include "core/due.h"
#include "core/process.h"

#include <stddef.h>

/* The same one becomes 1, which so is no difference. */
static uint64_t apart(uint64_t value, uint64_t from)
{
	if (value == 0 || value == (from ^ 1))
		return value;
	if (value == from)
		return 1;
	return value == 1 ? from : value ^ from;
}

static void times_apart(void *object, const size_t *offsets, size_t count, uint64_t from_ns)
{
	for (size_t i = 0; i < count; i++) {
		uint64_t *time_ns = (uint64_t *)((char *)object + offsets[i]);

		*time_ns = apart(*time_ns, from_ns);
	}
}

void lean_connection_apart(struct connection *connection)
{
	static const size_t times[] = {
		offsetof(struct connection, last_ns),
		offsetof(struct connection, half[SIDE_A].last_data_ns),
		offsetof(struct connection, half[SIDE_A].turn_ns),
		offsetof(struct connection, half[SIDE_B].last_data_ns),
		offsetof(struct connection, half[SIDE_B].turn_ns),
	};

	times_apart(connection, times, sizeof(times) / sizeof(times[0]), connection->start_ns);
}

void lean_rare_apart(struct half_rare *rare, uint64_t start_ns)
{
	static const size_t times[] = {
		offsetof(struct half_rare, informed_ns),
		offsetof(struct half_rare, data_in_ns),
		offsetof(struct half_rare, data_out_ns),
		offsetof(struct half_rare, emptied_ns),
		offsetof(struct half_rare, paused_ns),
		offsetof(struct half_rare, waits_ns),
	};

	times_apart(rare, times, sizeof(times) / sizeof(times[0]), start_ns);
}

/* The owner is mostly the process that the socket is a member of, and the first one that it had. */
static void owner_apart(struct half_socket *socket, const struct process *process)
{
	struct owner *owner = &socket->owner;

	socket->first_pid ^= process->pid;
	owner->pid ^= process->pid;
	for (size_t i = 0; i < sizeof(owner->comm); i++)
		owner->comm[i] = (char)(owner->comm[i] ^ process->comm[i]);
}

void lean_socket_apart(struct half_socket *socket, const struct process *process,
		       uint64_t start_ns)
{
	static const size_t times[] = {
		offsetof(struct half_socket, same_since_ns),
		offsetof(struct half_socket, used_ns),
	};

	times_apart(socket, times, sizeof(times) / sizeof(times[0]), start_ns);
	if (process)
		owner_apart(socket, process);
}

/* Without what the rested has, and what waking it makes anew. */
static struct half_socket lean_socket(const struct half_socket *socket, uint64_t start_ns)
{
	struct half_socket lean = *socket;

	lean.latest = (struct sock_kept){ .state = socket->latest.state };
	lean.owner.inode ^= lean.inode;
	lean.inode = 0;
	lean.process = NULL;
	lean.process_prev = lean.process_next = NULL;
	lean.rare = NULL;
	lean.connection = NULL;
	lean.by_cookie = lean.by_inode = (struct index_node){ 0 };
	lean_socket_apart(&lean, socket->process, start_ns);
	return lean;
}

static struct half_rare lean_rare(const struct half_socket *socket, uint64_t start_ns)
{
	struct half_rare lean = *half_rare(socket);

	lean_rare_apart(&lean, start_ns);
	return lean;
}

static struct connection lean_connection(const struct connection *connection)
{
	struct connection lean = *connection;

	lean.hash_next = lean.active_prev = lean.active_next = NULL;
	lean.due_prev = lean.due_next = NULL;
	lean.due_ns = 0;
	lean.due = DUE_NEVER;
	lean.hash = 0;
	lean.zeek_backlog = NULL;
	lean.half[SIDE_A].socket = lean.half[SIDE_B].socket = NULL;
	lean_connection_apart(&lean);
	return lean;
}

void lean_make(struct lean *lean, const struct connection *connection)
{
	static const struct half_socket none;

	lean->connection = lean_connection(connection);
	for (int side = SIDE_A; side <= SIDE_B; side++) {
		const struct half_socket *socket = connection->half[side].socket;

		lean->sockets[side] = socket ? lean_socket(socket, connection->start_ns) : none;
		lean->rares[side] = lean_rare(socket ? socket : &none, connection->start_ns);
	}
}
