/* SPDX-License-Identifier: GPL-2.0-or-later */
/* walk.c: lists the processes, and looks into each. */
#include "observe/walk.h"
#include "observe/proc_text.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <unistd.h>

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

int walk_open_at(struct walk *walk, int root_fd)
{
	int fd = openat(root_fd, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC), error;

	*walk = (struct walk){ .root = fd < 0 ? NULL : fdopendir(fd) };
	if (walk->root)
		return 0;
	error = errno;
	if (fd >= 0)
		close(fd);
	return -error;
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

static void reverse(int *values, size_t from, size_t to)
{
	for (; from + 1 < to; from++, to--) {
		int value = values[from];

		values[from] = values[to - 1];
		values[to - 1] = value;
	}
}

void walk_list(struct walk *walk, bool *hidden)
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
	/* Pids go up to the last one given, but have begun anew when they reached their maximum. */
	reverse(pids->values, 0, up_to_last);
	reverse(pids->values, up_to_last, pids->count);
}

bool walk_youngest(struct walk *walk, size_t max, const int *skip, size_t skip_count,
		   proc_socket_fn fn, void *arg, bool *hidden)
{
	const struct proc_numbers *pids = &walk->pids;

	walk_list(walk, hidden);
	for (size_t i = 0; i < pids->count && i < max; i++) {
		int pid = pids->values[i];

		if (!contains(skip, skip_count, pid) && walk_process(walk, pid, fn, arg, hidden))
			return true;
	}
	return false;
}

void walk_whole(struct walk *walk, int pid, proc_socket_fn fn, void *arg, bool *hidden)
{
	proc_scan_sockets(walk_root(walk), pid, &walk->fds, fn, arg, hidden);
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
