/* SPDX-License-Identifier: GPL-2.0-or-later */
/* cgroup.c: directories of the cgroup2 file system, and the files in them. */
#define _GNU_SOURCE	/* O_PATH */
#include "observe/cgroup.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <linux/sched.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

enum {
	LINE_SIZE = 4096 + PATH_MAX,
	TRIES = 100,		/* who is being started while the others are counted comes next */
	STALE_S = 60,
};

#define PREFIX "halfclose-"

/* Where it is. */

bool cgroup_parse(const char *mount, const char *own, char *path, size_t size)
{
	const char *type = strstr(mount, " - cgroup2 ");
	char root[PATH_MAX], point[PATH_MAX];
	size_t len;

	/* Its id, its parent's, the device, the root in the file system, the mount point. */
	if (!type || strncmp(own, "0::/", 4) != 0 ||
	    sscanf(mount, "%*s %*s %*s %4095s %4095s", root, point) != 2)
		return false;
	own += 3;
	len = strcmp(root, "/") == 0 ? 0 : strlen(root);
	if (strncmp(own, root, len) != 0 || (len && own[len] != '/' && own[len] != '\0'))
		return false;
	return snprintf(path, size, "%s%s", point, own + len) < (int)size;
}

static bool read_own(char *own, int size)
{
	FILE *file = fopen("/proc/self/cgroup", "re");
	bool found = false;

	while (file && !found && fgets(own, size, file))
		found = strncmp(own, "0::", 3) == 0;
	if (file)
		fclose(file);
	own[found ? strcspn(own, "\n") : 0] = '\0';
	return found;
}

static bool find_own(char *path, size_t size)
{
	char own[PATH_MAX], line[LINE_SIZE];
	bool found = false;
	FILE *file;

	if (!read_own(own, sizeof(own)))
		return false;
	file = fopen("/proc/self/mountinfo", "re");
	while (file && !found && fgets(line, sizeof(line), file))
		found = cgroup_parse(line, own, path, size);
	if (file)
		fclose(file);
	return found;
}

/* Who was killed with all his processes could not: nobody else makes one and leaves it empty so long. */
static void remove_stale(const char *path, int parent_fd)
{
	DIR *dir = opendir(path);
	const struct dirent *entry;
	struct stat status;

	while (dir && (entry = readdir(dir))) {
		if (strncmp(entry->d_name, PREFIX, strlen(PREFIX)) == 0 &&
		    fstatat(parent_fd, entry->d_name, &status, 0) == 0 &&
		    status.st_mtime + STALE_S < time(NULL))
			unlinkat(parent_fd, entry->d_name, AT_REMOVEDIR);
	}
	if (dir)
		closedir(dir);
}

void cgroup_init(struct cgroup *cgroup)
{
	char path[PATH_MAX];

	*cgroup = (struct cgroup){ .parent_fd = -1, .fd = -1 };
	if (!find_own(path, sizeof(path)))
		return;
	cgroup->parent_fd = open(path, O_PATH | O_DIRECTORY | O_CLOEXEC);
	if (cgroup->parent_fd >= 0)
		remove_stale(path, cgroup->parent_fd);
}

/* Who is in it. */

static int open_procs(int directory, int flags)
{
	return openat(directory, "cgroup.procs", flags | O_CLOEXEC);
}

static bool enter(int directory, pid_t pid)
{
	int fd = open_procs(directory, O_WRONLY);
	bool entered = fd >= 0 && dprintf(fd, "%d", pid) > 0;

	if (fd >= 0)
		close(fd);
	return entered;
}

/* The pids at the moment; 0, or how many fn was called for. */
static unsigned int for_each(const struct cgroup *cgroup, void (*fn)(int arg, pid_t pid), int arg)
{
	int fd = cgroup->fd < 0 ? -1 : open_procs(cgroup->fd, O_RDONLY);
	FILE *file = fd < 0 ? NULL : fdopen(fd, "r");
	unsigned int count = 0;
	int pid;

	while (file && fscanf(file, "%d", &pid) == 1) {
		if (fn && pid > 0)
			fn(arg, pid);
		count++;
	}
	if (file)
		fclose(file);
	else if (fd >= 0)
		close(fd);
	return count;
}

bool cgroup_is_empty(const struct cgroup *cgroup)
{
	return for_each(cgroup, NULL, 0) == 0;
}

static void send(int signal, pid_t pid)
{
	kill(pid, signal);
}

/* Linux 5.14 kills all at once. */
static bool kill_at_once(const struct cgroup *cgroup)
{
	int fd = openat(cgroup->fd, "cgroup.kill", O_WRONLY | O_CLOEXEC);
	bool killed = fd >= 0 && write(fd, "1", 1) == 1;

	if (fd >= 0)
		close(fd);
	return killed;
}

void cgroup_kill(const struct cgroup *cgroup, int signal)
{
	if (cgroup->fd < 0 || (signal == SIGKILL && kill_at_once(cgroup)))
		return;
	for (int i = 0; for_each(cgroup, send, signal) > 0 && signal == SIGKILL && i < TRIES; i++)
		;
}

/* Making and removing. */

/* Whoever had this pid before, or has it in another namespace, may have left one of that name. */
static int make_directory(struct cgroup *cgroup)
{
	for (int i = 0; i < TRIES; i++) {
		snprintf(cgroup->name, sizeof(cgroup->name), PREFIX "%d-%u", getpid(), ++cgroup->made);
		if (mkdirat(cgroup->parent_fd, cgroup->name, 0755) == 0)
			return 0;
		if (errno != EEXIST)
			break;
	}
	cgroup->name[0] = '\0';
	return -errno;
}

int cgroup_make(struct cgroup *cgroup)
{
	struct stat status;
	int ret;

	if (cgroup->parent_fd < 0)
		return -ENOENT;
	/* Who may not move processes within it could put none there. */
	if (faccessat(cgroup->parent_fd, "cgroup.procs", W_OK, AT_EACCESS) < 0)
		return -errno;
	ret = make_directory(cgroup);
	if (ret < 0)
		return ret;
	cgroup->fd = openat(cgroup->parent_fd, cgroup->name, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	/* The inode's number is the id (kernfs_id()), but where long has 32 bits. */
	if (cgroup->fd < 0 || fstat(cgroup->fd, &status) < 0) {
		ret = -errno;
		cgroup_remove(cgroup);
		return ret;
	}
	cgroup->id = status.st_ino;
	return 0;
}

/*
 * To move a process there takes the kernel milliseconds (cgroup_threadgroup_rwsem); one that begins
 * there, as it can since Linux 5.7, takes none.
 */
pid_t cgroup_fork(const struct cgroup *cgroup)
{
	struct clone_args args = {
		.flags = CLONE_INTO_CGROUP,
		.exit_signal = SIGCHLD,
		.cgroup = (uint64_t)cgroup->fd,
	};
	pid_t pid = (pid_t)syscall(SYS_clone3, &args, sizeof(args));

	if (pid >= 0)
		return pid;
	pid = fork();
	if (pid == 0 && !enter(cgroup->fd, 0)) {
		fputs("halfclose: cannot enter the cgroup that was made\n", stderr);
		_exit(125);
	}
	return pid;
}

static void move(int directory, pid_t pid)
{
	enter(directory, pid);
}

void cgroup_remove(struct cgroup *cgroup)
{
	if (!cgroup->name[0])
		return;
	/* Where there is somebody who cannot be moved, this ends too. */
	for (int i = 0; for_each(cgroup, move, cgroup->parent_fd) > 0 && i < TRIES; i++)
		;
	if (cgroup->fd >= 0)
		close(cgroup->fd);
	unlinkat(cgroup->parent_fd, cgroup->name, AT_REMOVEDIR);
	cgroup->fd = -1;
	cgroup->id = 0;
	cgroup->name[0] = '\0';
}

void cgroup_free(struct cgroup *cgroup)
{
	cgroup_remove(cgroup);
	if (cgroup->parent_fd >= 0)
		close(cgroup->parent_fd);
	cgroup->parent_fd = -1;
}
