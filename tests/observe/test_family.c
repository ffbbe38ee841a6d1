/* SPDX-License-Identifier: GPL-2.0-or-later */
/* test_family.c: whose descendant a process is, in a made-up /proc. */
#include "observe/family.h"
#include "support/rows.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

static const struct {
	int pid, parent;
} processes[] = {
	{ 1, 0 }, { 50, 1 }, { 60, 50 }, { 70, 60 }, { 71, 60 }, { 80, 1 }, { 90, 91 }, { 91, 90 },
	/* The same place among those that are known as 70. */
	{ 70 + FAMILY_KNOWN, 80 },
};

static char root[] = "/tmp/halfclose-family-XXXXXX";

static void set_parent(int pid, int parent)
{
	char path[64];
	FILE *file;

	snprintf(path, sizeof(path), "%s/%d", root, pid);
	assert_true(mkdir(path, 0755) == 0 || errno == EEXIST);
	snprintf(path, sizeof(path), "%s/%d/stat", root, pid);
	file = fopen(path, "w");
	assert_non_null(file);
	fprintf(file, "%d (a) R 1 (x) S %d 1 1 0 -1 4194560 5 6", pid, parent);
	fclose(file);
}

static void end(int pid)
{
	char path[64];

	snprintf(path, sizeof(path), "%s/%d/stat", root, pid);
	unlink(path);
	snprintf(path, sizeof(path), "%s/%d", root, pid);
	rmdir(path);
}

static int set_up(void **state)
{
	(void)state;
	assert_non_null(mkdtemp(root));
	for (size_t i = 0; i < ARRAY_LEN(processes); i++)
		set_parent(processes[i].pid, processes[i].parent);
	return 0;
}

static int tear_down(void **state)
{
	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(processes); i++)
		end(processes[i].pid);
	end(72);
	return rmdir(root);
}

static void test_roots_alone(void **state)
{
	const int pids[] = { 50, 80 };
	struct family family;

	(void)state;
	assert_int_equal(family_open(&family, root, pids, 2, false, NULL), 0);
	assert_true(family_has(&family, 50) && family_has(&family, 80));
	family_look(&family, 60);
	assert_false(family_has(&family, 60));
	assert_false(family_has(&family, 1));
	family_free(&family);
}

static void test_descendants(void **state)
{
	const int pids[] = { 50 };
	struct family family;

	(void)state;
	assert_int_equal(family_open(&family, root, pids, 1, true, NULL), 0);
	assert_true(family_has(&family, 50) && family_has(&family, 60) && family_has(&family, 70));
	assert_false(family_has(&family, 1) || family_has(&family, 80));
	/* Two that are each other's parents, as a look between two changes may show them. */
	assert_false(family_has(&family, 90));
	/* One that has left the place of another. */
	assert_false(family_has(&family, 70 + FAMILY_KNOWN));
	assert_true(family_has(&family, 70));
	family_free(&family);
}

static void test_orphans(void **state)
{
	const int pids[] = { 50 };
	struct family family;

	(void)state;
	assert_int_equal(family_open(&family, root, pids, 1, true, NULL), 0);
	family_look(&family, 71);
	/* Its parent ends, and then itself: what was known holds. */
	set_parent(71, 1);
	assert_true(family_has(&family, 71));
	end(71);
	family_look(&family, 71);
	assert_true(family_has(&family, 71));
	/* Nobody looked as long as it could be told. */
	set_parent(72, 1);
	assert_false(family_has(&family, 72));
	/* The number is given to another process. */
	set_parent(71, 80);
	family_look(&family, 71);
	assert_false(family_has(&family, 71));
	set_parent(71, 60);
	family_free(&family);
}

static void test_no_such_process(void **state)
{
	const int pids[] = { 50, 4711 };
	struct family family;
	struct err err = { "" };

	(void)state;
	assert_int_equal(family_open(&family, root, pids, 2, true, &err), -ESRCH);
	assert_string_equal(err.text, "-p 4711: there is no such process");
	family_free(&family);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_roots_alone),
		cmocka_unit_test(test_descendants),
		cmocka_unit_test(test_orphans),
		cmocka_unit_test(test_no_such_process),
	};

	return cmocka_run_group_tests(tests, set_up, tear_down);
}
