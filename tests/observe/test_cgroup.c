/* SPDX-License-Identifier: GPL-2.0-or-later */
/* test_cgroup.c: where a cgroup is in the file system, and a process that begins in a new one. */
#include "observe/cgroup.h"
#include "support/rows.h"

#include <limits.h>
#include <signal.h>
#include <stdio.h>
#include <sys/wait.h>
#include <unistd.h>

static const struct {
	const char *name, *mount, *own;
	const char *path;	/* NULL: it is not there */
} rows[] = {
	{ "the root", "30 23 0:26 / /sys/fs/cgroup rw,nosuid shared:4 - cgroup2 cgroup2 rw", "0::/",
	  "/sys/fs/cgroup/" },
	{ "a user's session", "30 23 0:26 / /sys/fs/cgroup rw - cgroup2 cgroup2 rw",
	  "0::/user.slice/user-1000.slice/session-2.scope",
	  "/sys/fs/cgroup/user.slice/user-1000.slice/session-2.scope" },
	{ "beside version 1", "41 31 0:38 / /sys/fs/cgroup/unified rw,relatime - cgroup2 cgroup2 rw",
	  "0::/a", "/sys/fs/cgroup/unified/a" },
	{ "a container that sees its own part", "30 23 0:26 /docker/12 /sys/fs/cgroup rw - cgroup2 "
	  "cgroup rw", "0::/docker/12/sub", "/sys/fs/cgroup/sub" },
	{ "one that is in another part", "30 23 0:26 /docker/12 /sys/fs/cgroup rw - cgroup2 cgroup rw",
	  "0::/docker/123", NULL },
	{ "version 1", "32 31 0:29 / /sys/fs/cgroup/cpu rw,relatime - cgroup cgroup rw,cpu", "0::/",
	  NULL },
	{ "another file system", "31 23 0:28 / /sys/fs/cgroup rw,relatime - tmpfs tmpfs rw", "0::/",
	  NULL },
	{ "in none of version 2", "30 23 0:26 / /sys/fs/cgroup rw - cgroup2 cgroup2 rw", "", NULL },
	{ "cut", "30 23", "0::/", NULL },
};

static void test_parse(void **state)
{
	struct rows check = { 0 };
	char path[PATH_MAX];

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		bool found = cgroup_parse(rows[i].mount, rows[i].own, path, sizeof(path));

		rows_next(&check, rows[i].name);
		CHECK_INT(&check, found, rows[i].path != NULL);
		if (found && rows[i].path)
			CHECK_STRING(&check, path, rows[i].path);
	}
	rows_next(&check, "no room");
	CHECK(&check, !cgroup_parse(rows[0].mount, rows[0].own, path, 4));
	rows_end(&check);
}

static pid_t start_sleeper(const struct cgroup *cgroup)
{
	pid_t pid = cgroup_fork(cgroup);

	if (pid == 0)
		for (;;)
			pause();
	assert_true(pid > 0);
	return pid;
}

static void test_real(void **state)
{
	struct cgroup cgroup;
	pid_t killed, moved;
	int status;

	(void)state;
	cgroup_init(&cgroup);
	if (cgroup_make(&cgroup) < 0) {
		cgroup_free(&cgroup);
		print_message("skipped: no cgroup can be made here\n");
		skip();
	}
	assert_true(cgroup.id != 0);
	assert_true(cgroup_is_empty(&cgroup));
	killed = start_sleeper(&cgroup);
	assert_false(cgroup_is_empty(&cgroup));
	cgroup_kill(&cgroup, SIGTERM);
	assert_int_equal(waitpid(killed, &status, 0), killed);
	assert_true(WIFSIGNALED(status) && WTERMSIG(status) == SIGTERM);
	moved = start_sleeper(&cgroup);
	cgroup_remove(&cgroup);
	/* It lives, where we are; and a second one can be made. */
	assert_int_equal(waitpid(moved, &status, WNOHANG), 0);
	kill(moved, SIGKILL);
	waitpid(moved, &status, 0);
	assert_int_equal(cgroup_make(&cgroup), 0);
	killed = start_sleeper(&cgroup);
	cgroup_kill(&cgroup, SIGKILL);
	assert_int_equal(waitpid(killed, &status, 0), killed);
	cgroup_free(&cgroup);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_parse),
		cmocka_unit_test(test_real),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
