/* SPDX-License-Identifier: GPL-2.0-or-later */
/* family.c: goes from a process to its parent until it meets one that was named. */
#include "observe/family.h"

#include "observe/proc.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { GENERATIONS_MAX = 64, PIDS_MAX = 1 << 22 /* PID_MAX_LIMIT of <linux/threads.h> */ };

static bool is_root(const struct family *family, int pid)
{
	for (size_t i = 0; i < family->root_count; i++) {
		if (family->roots[i] == pid)
			return true;
	}
	return false;
}

static size_t place_of(int pid)
{
	return (unsigned int)pid % FAMILY_KNOWN;
}

static bool known_member(const struct family *family, int pid)
{
	return is_root(family, pid) || (family->known[place_of(pid)].pid == pid &&
					family->known[place_of(pid)].member);
}

void family_look(struct family *family, int pid)
{
	int parent = family->descendants ? proc_parent(family->root_fd, pid) : -1;
	int generations = 0;

	/* It is gone: what was known of it holds. */
	if (parent < 0)
		return;
	while (parent > 0 && !known_member(family, parent) && generations++ < GENERATIONS_MAX)
		parent = proc_parent(family->root_fd, parent);
	family->known[place_of(pid)].pid = pid;
	family->known[place_of(pid)].member = parent > 0 && known_member(family, parent);
}

static bool was_told(const struct family *family, int pid)
{
	return pid > 0 && pid < PIDS_MAX && (family->members[pid / 8] >> pid % 8 & 1);
}

bool family_has(struct family *family, int pid)
{
	if (family->members)
		return was_told(family, pid);
	if (!is_root(family, pid) && family->known[place_of(pid)].pid != pid)
		family_look(family, pid);
	if (family->told)
		family->told(family->told_arg, pid, known_member(family, pid));
	return known_member(family, pid);
}

void family_forget(struct family *family)
{
	memset(family->known, 0, sizeof(family->known));
}

int family_open(struct family *family, const char *proc_root, const int *pids, size_t count,
		bool descendants, struct err *err)
{
	*family = (struct family){ .root_count = count, .descendants = descendants };
	memcpy(family->roots, pids, count * sizeof(*pids));
	family->root_fd = open(proc_root, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	if (family->root_fd < 0)
		return err_sys(err, -errno, "cannot read %s", proc_root);
	for (size_t i = 0; i < count; i++) {
		if (proc_parent(family->root_fd, pids[i]) < 0)
			return err_set(err, -ESRCH, "-p %d: there is no such process", pids[i]);
	}
	return 0;
}

int family_open_told(struct family *family, struct err *err)
{
	*family = (struct family){ .root_fd = -1, .members = calloc(PIDS_MAX / 8, 1) };
	return family->members ? 0 : err_sys(err, -ENOMEM, "cannot begin");
}

void family_tell(struct family *family, int pid, bool member)
{
	if (pid <= 0 || pid >= PIDS_MAX)
		return;
	family->members[pid / 8] &= (uint8_t)~(1u << pid % 8);
	family->members[pid / 8] |= (uint8_t)(member << pid % 8);
}

void family_free(struct family *family)
{
	free(family->members);
	family->members = NULL;
	if (family->root_fd >= 0)
		close(family->root_fd);
	family->root_fd = -1;
}
