/* SPDX-License-Identifier: GPL-2.0-or-later */
/* test_privilege.c: what is given up, and what works on; each in a process of its own. */
#define _GNU_SOURCE 1	/* posix_openpt() */
#include "observe/privilege.h"
#include "observe/forbid.h"
#include "support/rows.h"

#include <errno.h>
#include <fcntl.h>
#include <net/if.h>
#include <pwd.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

/* True if that failed with EPERM. */
static bool denied(int ret)
{
	return ret < 0 && errno == EPERM;
}

static int open_for_writing(int flags)
{
	return open("/dev/null", flags, 0600);
}

static int type_into_terminal(void)
{
	int master = posix_openpt(O_RDONLY | O_NOCTTY);

	return ioctl(master, TIOCSTI, "x");
}

/* The number of the first thing that is not as it should be; 0: none. */
static int forbidden_calls(void)
{
	char name[] = "true", *arguments[] = { name, NULL };
	const struct privilege_keep keep = { 0 };
	int before = open("/dev/null", O_RDWR), open_socket = socket(AF_INET, SOCK_STREAM, 0);
	struct ifreq request = { .ifr_name = "lo" };

	if (privilege_drop(&keep, NULL) < 0)
		return 1;
	if (!denied(execv("/bin/true", arguments)))
		return 2;
	if (!denied(fork()))
		return 3;
	if (!denied(socket(AF_INET, SOCK_STREAM, 0)) || !denied(socket(AF_NETLINK, SOCK_RAW, 4)))
		return 4;
	if (!denied(open_for_writing(O_WRONLY)) || !denied(open_for_writing(O_RDWR)) ||
	    !denied(open_for_writing(O_RDONLY | O_CREAT)) ||
	    !denied(open_for_writing(O_RDONLY | O_TRUNC)))
		return 5;
	if (!denied(kill(getppid(), 0)) ||
	    !denied((int)syscall(SYS_tgkill, getppid(), getppid(), 0)) ||
	    syscall(SYS_tgkill, getpid(), getpid(), 0) != 0)
		return 6;
	if (!denied(mkdir("/tmp/halfclose-nowhere", 0700)) || !denied(unlink("/tmp/nowhere")))
		return 7;
	if (!denied(type_into_terminal()))
		return 8;
	if (!denied(ioctl(open_socket, SIOCSIFFLAGS, &request)))
		return 10;
	/* fchmodat2(), setxattrat(), removexattrat(), file_setattr(): not even if they are unknown here. */
	for (size_t i = 0; i < 4; i++)
		if (!denied((int)syscall((long[]){ 452, 463, 466, 469 }[i], -1, "", 0, 0, NULL, 0)))
			return 11;
	/* What is open stays open, and what is there may be read. */
	if (write(before, "x", 1) != 1 || open("/proc/self/status", O_RDONLY) < 0)
		return 9;
	return 0;
}

static int killing_children(void)
{
	const struct privilege_keep keep = { .children = true };
	pid_t child = fork();

	if (child == 0)
		pause();
	if (privilege_drop(&keep, NULL) < 0)
		return 1;
	return kill(child, SIGKILL) == 0 && waitpid(child, NULL, 0) == child ? 0 : 2;
}

/* Files can be made and removed, and the rest cannot be done for that. */
static int making_files(void)
{
	const struct privilege_keep keep = { .files = true };
	char path[] = "/tmp/halfclose-XXXXXX";
	int fd;

	if (privilege_drop(&keep, NULL) < 0)
		return 1;
	fd = mkstemp(path);
	if (fd < 0 || write(fd, "x", 1) != 1)
		return 2;
	if (unlinkat(AT_FDCWD, path, 0) != 0)
		return 3;
	if (!denied(socket(AF_INET, SOCK_STREAM, 0)) || !denied(fork()) || !denied(unlink(path)))
		return 4;
	return 0;
}

static int another_user(const char *name, int expected, const char *words)
{
	const struct privilege_keep keep = { .user = name };
	struct err err = { "" };

	if (privilege_drop(&keep, &err) != expected)
		return 1;
	return strstr(err.text, words) ? 0 : 2;
}

static int no_such_user(void)
{
	return another_user("halfclose-nobody", -ENOENT, "-Z halfclose-nobody: there is no such");
}

static int not_root(void)
{
	if (geteuid() == 0 && setuid(65534) < 0)
		return 0;
	return another_user("root", -EPERM, "only root may become another user");
}

/* Who is that user already gives up as much as without -Z. */
static int the_same_user(void)
{
	const struct passwd *user = getpwuid(geteuid());
	const struct privilege_keep keep = { .user = user ? user->pw_name : NULL };
	char status[4096] = "";
	int fd = open("/proc/self/status", O_RDONLY);

	if (!user)
		return 0;
	if (privilege_drop(&keep, NULL) < 0 || read(fd, status, sizeof(status) - 1) < 0)
		return 1;
	if (!strstr(status, "CapPrm:\t0000000000000000\n"))
		return 2;
	return geteuid() != 0 || strstr(status, "CapBnd:\t0000000000000000\n") ? 0 : 3;
}

/* In a process of its own, whose exit status is what the function returns. */
static int apart(int (*check)(void))
{
	pid_t child = fork();
	int status;

	if (child == 0)
		_exit(check());
	assert_int_equal(waitpid(child, &status, 0), child);
	assert_true(WIFEXITED(status));
	return WEXITSTATUS(status);
}

static void test_forbidden(void **state)
{
	(void)state;
	if (!FORBID_WORKS)
		skip();
	assert_int_equal(apart(forbidden_calls), 0);
}

static void test_children(void **state)
{
	(void)state;
	assert_int_equal(apart(killing_children), 0);
}

static void test_files(void **state)
{
	(void)state;
	if (!FORBID_WORKS)
		skip();
	assert_int_equal(apart(making_files), 0);
}

static void test_users(void **state)
{
	(void)state;
#ifndef HAVE_CAP_NG
	skip();
#endif
	assert_int_equal(apart(no_such_user), 0);
	assert_int_equal(apart(not_root), 0);
	assert_int_equal(apart(the_same_user), 0);
}

static void test_advice(void **state)
{
	char advice[PRIVILEGE_ADVICE_MAX];

	(void)state;
	if (geteuid() == 0) {
		assert_string_equal(privilege_advice(advice, "cap_net_raw"), "root lacks cap_net_raw "
				    "here: a container has to be started with it (--cap-add)");
		return;
	}
	assert_non_null(strstr(privilege_advice(advice, "cap_net_raw"),
			       "setcap cap_net_raw,cap_sys_ptrace,cap_dac_read_search=ep /"));
	assert_non_null(strstr(privilege_advice(advice, "cap_sys_admin"),
			       "setcap cap_sys_admin,cap_net_raw,cap_sys_ptrace,"));
	assert_non_null(strstr(privilege_advice(advice, "cap_net_admin"),
			       "setcap cap_net_admin,cap_net_raw,cap_sys_ptrace,"));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_forbidden),
		cmocka_unit_test(test_children),
		cmocka_unit_test(test_files),
		cmocka_unit_test(test_users),
		cmocka_unit_test(test_advice),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
