/* SPDX-License-Identifier: GPL-2.0-or-later */
/* walk.c: lists the processes, and looks into each. */
#include "observe/walk.h"
#include "observe/proc_text.h"

#include <errno.h>
#include <stdlib.h>

enum {
	LOADAVG_MAX = 128,
	MANY = 256,		/* descriptors: of more, the latest are tried before they are listed; */
	LARGE = 4096,		/* of more, the others take 10 ms and are left out */
};

int walk_open(struct walk *walk, const char *proc_root)
{
	*walk = (struct walk){ .root = opendir(proc_root) };
	return walk->root ? 0 : -errno;
}

void walk_free(struct walk *walk)
{
	if (walk->root)
		closedir(walk->root);
	free(walk->pids.values);
	free(walk->fds.values);
	*walk = (struct walk){ 0 };
}

int walk_root(const struct walk *walk)
{
	return dirfd(walk->root);
}

int walk_last_pid(const struct walk *walk)
{
	char text[LOADAVG_MAX];
	int64_t pid = -1;

	if (proc_read_file(walk_root(walk), "loadavg", text, sizeof(text)) > 0)
		pid = proc_parse_last_pid(text);
	return pid < 0 ? PROC_NUMBER_MAX : (int)pid;
}

bool walk_is_large(const struct walk *walk, int pid)
{
	return proc_descriptors(walk_root(walk), pid) > LARGE;
}

bool walk_process(struct walk *walk, int pid, proc_socket_fn fn, void *arg, bool *hidden)
{
	size_t count = proc_descriptors(walk_root(walk), pid);

	if (count > MANY && proc_find_latest(walk_root(walk), pid, count, fn, arg, hidden))
		return true;
	walk->partly |= count > LARGE;
	return count <= LARGE && proc_find_socket(walk_root(walk), pid, &walk->fds, fn, arg, hidden);
}

static bool contains(const int *values, size_t count, int value)
{
	for (size_t i = 0; i < count; i++) {
		if (values[i] == value)
			return true;
	}
	return false;
}

/*
 * The i-th youngest process: pids go up to the last one given, but have begun anew when they
 * reached their maximum, so the higher ones are the oldest.
 */
static int youngest(const struct proc_numbers *pids, size_t up_to_last, size_t i)
{
	return i < up_to_last ? pids->values[up_to_last - 1 - i] :
				pids->values[pids->count - 1 - (i - up_to_last)];
}

/* Lists them; returns how many of the pids were given since they began anew. */
static size_t list_processes(struct walk *walk, bool *hidden)
{
	const struct proc_numbers *pids = &walk->pids;
	int last = walk_last_pid(walk);
	size_t up_to_last = 0;

	rewinddir(walk->root);
	if (proc_list_numbers(walk->root, &walk->pids) < 0)
		*hidden = true;
	/* A namespace always has a process 1: /proc is mounted with hidepid. */
	if (!contains(pids->values, pids->count, 1))
		*hidden = true;
	while (up_to_last < pids->count && pids->values[up_to_last] <= last)
		up_to_last++;
	return up_to_last;
}

bool walk_youngest(struct walk *walk, size_t max, const int *skip, size_t skip_count,
		   proc_socket_fn fn, void *arg, bool *hidden)
{
	const struct proc_numbers *pids = &walk->pids;
	size_t up_to_last = list_processes(walk, hidden);

	for (size_t i = 0; i < pids->count && i < max; i++) {
		int pid = youngest(pids, up_to_last, i);

		if (!contains(skip, skip_count, pid) && walk_process(walk, pid, fn, arg, hidden))
			return true;
	}
	return false;
}

void walk_all(struct walk *walk, proc_socket_fn fn, void *arg, bool *hidden)
{
	size_t up_to_last = list_processes(walk, hidden);

	for (size_t i = 0; i < walk->pids.count; i++)
		proc_scan_sockets(walk_root(walk), youngest(&walk->pids, up_to_last, i),
				  &walk->fds, fn, arg, hidden);
}

void walk_comm(const struct walk *walk, int pid, char comm[OWNER_COMM_MAX])
{
	ssize_t len = proc_read_text(walk_root(walk), pid, "comm", comm, OWNER_COMM_MAX);

	if (len > 0 && comm[len - 1] == '\n')
		comm[len - 1] = '\0';
}

void walk_found(const struct walk *walk, struct owner *owner, int pid, int fd)
{
	owner->known = OWNER_FOUND;
	owner->pid = pid;
	owner->fd = fd;
	walk_comm(walk, pid, owner->comm);
}
