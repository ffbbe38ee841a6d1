/* SPDX-License-Identifier: GPL-2.0-or-later */
/* netns.c: enters a network namespace for as long as sockets are opened in it. */
#define _GNU_SOURCE 1	/* setns() */
#include "observe/netns.h"

#include "observe/privilege.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <net/if.h>
#include <sched.h>
#include <stdio.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <unistd.h>

#define NAMED "/run/netns"
#define OWN "/proc/thread-self/ns/net"

static bool is_pid(const char *which)
{
	return *which && strspn(which, "0123456789") == strlen(which);
}

static int path_of(const char *which, char path[PATH_MAX])
{
	bool pid = is_pid(which), name = !pid && !strchr(which, '/');
	int len = snprintf(path, PATH_MAX, "%s%s%s", pid ? "/proc/" : name ? NAMED "/" : "", which,
			   pid ? "/ns/net" : "");

	if (!*which)
		return -ENOENT;
	return len < PATH_MAX ? 0 : -ENAMETOOLONG;
}

static int no_such_name(const char *which, struct err *err)
{
	char list[128] = "";
	DIR *dir = opendir(NAMED);
	const struct dirent *entry;

	while (dir && (entry = readdir(dir))) {
		size_t used = strlen(list);

		if (entry->d_name[0] != '.')
			snprintf(list + used, sizeof(list) - used, "%s%.60s", used ? ", " : "",
				 entry->d_name);
	}
	if (dir)
		closedir(dir);
	return err_set(err, -ENOENT, "no network namespace %.60s in " NAMED " (there: %s); the PID "
		       "of a process in it does as well", which, *list ? list : "none");
}

static int no_permission(const char *which, struct err *err)
{
	char advice[PRIVILEGE_ADVICE_MAX];

	return err_set(err, -EPERM, "no permission to enter the network namespace %.60s: %s", which,
		       privilege_advice(advice, "cap_sys_admin"));
}

static int open_error(const char *which, int ret, struct err *err)
{
	if (ret == -ENOENT && is_pid(which))
		return err_set(err, ret, "no process %s, whose network namespace was asked for",
			       which);
	if (ret == -ENOENT && !strchr(which, '/'))
		return no_such_name(which, err);
	if (ret == -EACCES || ret == -EPERM)
		return no_permission(which, err);
	return err_sys(err, ret, "cannot open the network namespace %.100s", which);
}

int netns_open(const char *which, struct err *err)
{
	char path[PATH_MAX];
	int fd, ret = path_of(which, path);

	if (ret < 0)
		return open_error(which, ret, err);
	/* A path may be that of a FIFO, and the signals that would end the waiting are blocked. */
	fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
	return fd < 0 ? open_error(which, -errno, err) : fd;
}

bool netns_same(int fd, int other_fd)
{
	struct stat status, other;

	return fstat(fd, &status) == 0 && fstat(other_fd, &other) == 0 &&
	       status.st_dev == other.st_dev && status.st_ino == other.st_ino;
}

bool netns_has_process(int fd, int pid)
{
	char path[64] = OWN;
	struct stat status, other;
	bool told = fd < 0 ? stat(path, &status) == 0 : fstat(fd, &status) == 0;

	snprintf(path, sizeof(path), "/proc/%d/ns/net", pid);
	if (!told || stat(path, &other) < 0)
		return true;
	return status.st_dev == other.st_dev && status.st_ino == other.st_ino;
}

static int enter(int fd, const char *which, struct err *err)
{
	if (setns(fd, CLONE_NEWNET) == 0)
		return 0;
	if (errno == EPERM)
		return no_permission(which, err);
	if (errno == EINVAL)
		return err_set(err, -EINVAL, "%.100s is no network namespace", which);
	return err_sys(err, -errno, "cannot enter the network namespace %.100s", which);
}

int netns_within(int fd, const char *which, int (*open_in)(void *arg, struct err *err), void *arg,
		 struct err *err)
{
	int home, ret;

	if (fd < 0)
		return open_in(arg, err);
	home = open(OWN, O_RDONLY | O_CLOEXEC);
	if (home < 0)
		return err_sys(err, -errno, "cannot open " OWN);
	ret = enter(fd, which, err);
	if (ret == 0) {
		ret = open_in(arg, err);
		/* Whatever comes next would happen in the wrong place. */
		if (setns(home, CLONE_NEWNET) < 0)
			ret = err_sys(err, -errno, "cannot leave the network namespace %.100s",
				      which);
	}
	close(home);
	return ret;
}

/* A new one. */

static int write_file(const char *path, const char *text)
{
	int fd = open(path, O_WRONLY | O_CLOEXEC), ret = 0;

	if (fd < 0 || write(fd, text, strlen(text)) < 0)
		ret = -errno;
	if (fd >= 0)
		close(fd);
	return ret;
}

static int map_one(const char *path, unsigned int id)
{
	char text[32];

	snprintf(text, sizeof(text), "%u %u 1", id, id);
	return write_file(path, text);
}

/* user_namespaces(7): who maps nobody but himself needs no privilege, once nobody may drop groups. */
static int map_self(unsigned int user, unsigned int group)
{
	int ret = map_one("/proc/self/uid_map", user);

	if (ret == 0)
		ret = write_file("/proc/self/setgroups", "deny");
	return ret < 0 ? ret : map_one("/proc/self/gid_map", group);
}

/* Of a program with capabilities (setcap) the files in /proc are root's, unless it may be dumped. */
static int unshare_as_user(void)
{
	bool dumpable = prctl(PR_GET_DUMPABLE) == 1;
	unsigned int user = geteuid(), group = getegid();
	int ret;

	if (unshare(CLONE_NEWUSER | CLONE_NEWNET) < 0)
		return -errno;
	prctl(PR_SET_DUMPABLE, 1, 0, 0, 0);
	ret = map_self(user, group);
	prctl(PR_SET_DUMPABLE, dumpable, 0, 0, 0);
	return ret;
}

static int raise_loopback(void)
{
	struct ifreq request = { .ifr_name = "lo" };
	int fd = socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0), ret = 0;

	if (fd < 0)
		return -errno;
	if (ioctl(fd, SIOCGIFFLAGS, &request) < 0)
		ret = -errno;
	request.ifr_flags |= IFF_UP;
	if (ret == 0 && ioctl(fd, SIOCSIFFLAGS, &request) < 0)
		ret = -errno;
	close(fd);
	return ret;
}

int netns_make(struct err *err)
{
	char advice[PRIVILEGE_ADVICE_MAX];
	int ret = unshare(CLONE_NEWNET) < 0 ? -errno : 0;

	if (ret == -EPERM)
		ret = unshare_as_user();
	if (ret == 0)
		ret = raise_loopback();
	if (ret == -EPERM || ret == -EACCES || ret == -ENOSPC)
		return err_set(err, -EPERM, "no permission to make a network namespace, nor may users "
			       "here have namespaces of their own: %s",
			       privilege_advice(advice, "cap_sys_admin"));
	return ret < 0 ? err_sys(err, ret, "cannot make a network namespace") : 0;
}
