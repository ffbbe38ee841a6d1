/* SPDX-License-Identifier: GPL-2.0-or-later */
/* test_creator.c: which files the process makes, and for whom. */
#include "observe/creator.h"
#include "observe/forbid.h"
#include "observe/privilege.h"
#include "support/rows.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

enum { NOBODY = 65534 };

/* Each test is in a directory of its own, which is gone afterwards. */
static int setup(void **state)
{
	char directory[] = "/tmp/halfclose-XXXXXX";

	*state = mkdtemp(directory) ? strdup(directory) : NULL;
	return !*state || chdir(*state) < 0;
}

static int teardown(void **state)
{
	char command[64];
	int ret;

	snprintf(command, sizeof(command), "rm -r %s", (const char *)*state);
	ret = chdir("/") < 0 || system(command) != 0;
	free(*state);
	return ret;
}

static void write_to(int fd, const char *text)
{
	assert_int_equal(write(fd, text, strlen(text)), strlen(text));
	close(fd);
}

static bool has(const char *path, const char *text)
{
	char octets[64] = "";
	FILE *file = fopen(path, "r");

	if (!file)
		return false;
	octets[fread(octets, 1, sizeof(octets) - 1, file)] = '\0';
	fclose(file);
	return strcmp(octets, text) == 0;
}

static const struct {
	const char *name, *file;
	int code;	/* 0, or -errno */
} names[] = {
	{ "a new one", "new.pcapng", 0 },
	{ "one that is there", "old.pcapng", -EEXIST },
	{ "a link to nowhere", "link.pcapng", -EEXIST },
	{ "without the suffix", "passwd", -EINVAL },
	{ "nothing but the suffix", ".pcapng", -EINVAL },
	{ "hidden", ".new.pcapng", -EINVAL },
	{ "the suffix alone is in the middle", "new.pcapng.sh", -EINVAL },
	{ "in another directory", "../new.pcapng", -EINVAL },
	{ "below", "sub/new.pcapng", -EINVAL },
	{ "absolute", "/tmp/new.pcapng", -EINVAL },
	{ "no name", "", -EINVAL },
};

static void test_names(void **state)
{
	struct creator creator;
	struct rows rows = { 0 };
	char name[300];

	(void)state;
	write_to(open("old.pcapng", O_CREAT | O_WRONLY, 0600), "old");
	assert_int_equal(symlink("elsewhere", "link.pcapng"), 0);
	assert_int_equal(mkdir("sub", 0700), 0);
	assert_int_equal(creator_start(&creator, ".", ".pcapng", NULL, NULL), 0);
	for (size_t i = 0; i < ARRAY_LEN(names); i++) {
		struct err err = { "" };
		int fd = creator_make(&creator, names[i].file, &err);

		rows_next(&rows, names[i].name);
		CHECK_INT(&rows, fd < 0 ? fd : 0, names[i].code);
		CHECK(&rows, (err.text[0] != '\0') == (names[i].code < 0));
		if (fd >= 0)
			write_to(fd, "text");
		CHECK(&rows, names[i].code < 0 || has(names[i].file, "text"));
	}
	memset(name, 'x', sizeof(name));
	strcpy(name + sizeof(name) - sizeof(".pcapng"), ".pcapng");
	rows_next(&rows, "too long a name");
	CHECK_INT(&rows, creator_make(&creator, name, NULL), -ENAMETOOLONG);
	CHECK(&rows, has("old.pcapng", "old"));
	CHECK(&rows, access("elsewhere", F_OK) < 0);
	rows_end(&rows);
	creator_stop(&creator);
}

/* Only what it made last, and once. */
static void test_unmake(void **state)
{
	struct creator creator;

	(void)state;
	assert_int_equal(creator_start(&creator, ".", "", NULL, NULL), 0);
	write_to(creator_make(&creator, "first", NULL), "1");
	write_to(creator_make(&creator, "second", NULL), "2");
	assert_int_equal(creator_make(&creator, "first", NULL), -EEXIST);
	assert_int_equal(creator_unmake(&creator, NULL), 0);
	assert_int_equal(access("second", F_OK), -1);
	assert_int_equal(creator_unmake(&creator, NULL), 0);
	assert_true(has("first", "1"));
	creator_stop(&creator);
}

static const struct {
	const char *name, *pattern, *file;
	int code;	/* 0, or -errno */
} over[] = {
	{ "the one", "a.pcapng", "a.pcapng", 0 },
	{ "in place of another", "old", "old", 0 },
	{ "digits behind it", "a.pcapng", "a.pcapng07", 0 },
	{ "a name with digits at its end", "log1", "log1", 0 },
	{ "whatever else behind it", "a.pcapng", "a.pcapng.sh", -EINVAL },
	{ "another one", "a.pcapng", "passwd", -EINVAL },
	{ "shorter", "log1", "log", -EINVAL },
	{ "time", "a-%Y%m%d.pcapng", "a-20260102.pcapng", 0 },
	{ "time, and digits", "a-%H.pcapng", "a-03.pcapng12", 0 },
	{ "time that is a path", "a-%H", "a-../b", -EINVAL },
	{ "a percent sign", "50%%", "50%", 0 },
	{ "a percent sign is no time", "50%%", "50x", -EINVAL },
	{ "a star is a star", "a*", "ab", -EINVAL },
	{ "a star", "a*", "a*", 0 },
	{ "hidden, as it was said", ".a", ".a", 0 },
	{ "hidden by the time", "%Yx", ".x", -EINVAL },
	{ "the directory itself", "%Y", ".", -EINVAL },
	{ "the directory above", ".%Y", "..", -EINVAL },
	{ "a link", "link", "link", -ELOOP },
	{ "a directory", "sub", "sub", -EISDIR },
	{ "no name", "%Y", "", -EINVAL },
};

static void test_over(void **state)
{
	struct rows rows = { 0 };

	(void)state;
	write_to(open("old", O_CREAT | O_WRONLY, 0600), "what was there");
	write_to(open("target", O_CREAT | O_WRONLY, 0600), "target");
	assert_int_equal(symlink("target", "link"), 0);
	assert_int_equal(mkdir("sub", 0700), 0);
	for (size_t i = 0; i < ARRAY_LEN(over); i++) {
		struct creator creator;
		struct err err = { "" };
		int fd;

		rows_next(&rows, over[i].name);
		assert_int_equal(creator_start_over(&creator, over[i].pattern, true, NULL, NULL), 0);
		fd = creator_make(&creator, over[i].file, &err);
		CHECK_INT(&rows, fd < 0 ? fd : 0, over[i].code);
		CHECK(&rows, (err.text[0] != '\0') == (over[i].code < 0));
		if (fd >= 0)
			write_to(fd, "text");
		CHECK(&rows, over[i].code < 0 || has(over[i].file, "text"));
		creator_stop(&creator);
	}
	CHECK(&rows, has("target", "target"));
	rows_end(&rows);
}

static mode_t mode_of(const char *name)
{
	struct stat status;

	assert_int_equal(stat(name, &status), 0);
	return status.st_mode & 0777;
}

/* Another who writes to what was there, and its other names, keep it. */
static void test_over_another(void **state)
{
	int fd = open("a", O_CREAT | O_WRONLY, 0600);
	struct creator creator;

	(void)state;
	assert_int_equal(link("a", "its other name"), 0);
	assert_int_equal(creator_start_over(&creator, "a", true, NULL, NULL), 0);
	write_to(creator_make(&creator, "a", NULL), "ours");
	write_to(fd, "theirs");
	assert_true(has("a", "ours"));
	assert_true(has("its other name", "theirs"));
	assert_int_equal(mode_of("a"), 0600);
	creator_stop(&creator);
}

/* What it was in the place of is gone in any case; a device stays. */
static void test_over_unmake(void **state)
{
	struct creator creator;
	int fifo;

	(void)state;
	write_to(open("a1", O_CREAT | O_WRONLY, 0600), "old");
	assert_int_equal(creator_start_over(&creator, "a", true, NULL, NULL), 0);
	close(creator_make(&creator, "a1", NULL));
	assert_int_equal(creator_unmake(&creator, NULL), 0);
	assert_int_equal(access("a1", F_OK), -1);
	assert_int_equal(mkfifo("a3", 0600), 0);
	fifo = open("a3", O_RDONLY | O_NONBLOCK);
	close(creator_make(&creator, "a3", NULL));
	assert_int_equal(creator_unmake(&creator, NULL), 0);
	assert_int_equal(access("a3", F_OK), 0);
	close(fifo);
	close(creator_make(&creator, "a2", NULL));
	assert_int_equal(creator_unmake(&creator, NULL), 0);
	assert_int_equal(access("a2", F_OK), -1);
	creator_stop(&creator);
}

static size_t files_here(void)
{
	DIR *directory = opendir(".");
	size_t count = 0;

	assert_non_null(directory);
	while (readdir(directory))
		count++;
	closedir(directory);
	return count - 2;
}

/* A file is replaced at once, or stays as it is. */
static void test_adopt(void **state)
{
	struct creator creator;
	struct err err = { "" };
	int fd;

	(void)state;
	write_to(open("a", O_CREAT | O_WRONLY, 0600), "old");
	assert_int_equal(creator_start_over(&creator, "a", true, NULL, NULL), 0);
	assert_int_equal(creator_adopt(&creator, "a", NULL), -ENOENT);
	write_to(creator_spare(&creator, "a", NULL), "thrown away");
	assert_true(has("a", "old"));
	write_to(creator_spare(&creator, "a", NULL), "new");
	assert_true(has("a", "old"));
	assert_int_equal(creator_adopt(&creator, "passwd", &err), -EINVAL);
	assert_int_equal(creator_adopt(&creator, "a", NULL), 0);
	assert_true(has("a", "new"));
	assert_int_equal(mode_of("a"), 0600);
	fd = creator_spare(&creator, "a", NULL);
	write_to(fd, "not wanted");
	assert_int_equal(creator_adopt(&creator, NULL, NULL), 0);
	assert_true(has("a", "new"));
	close(creator_spare(&creator, "a", NULL));
	creator_stop(&creator);
	assert_int_equal(files_here(), 1);
}

static void test_no_directory(void **state)
{
	struct creator creator;
	struct err err = { "" };

	(void)state;
	assert_int_equal(creator_start(&creator, "nowhere", "", NULL, &err), -ENOENT);
	assert_non_null(strstr(err.text, "cannot write into nowhere"));
	assert_int_equal(mkdir("gone", 0700), 0);
	assert_int_equal(creator_start(&creator, "gone", "", NULL, NULL), 0);
	assert_int_equal(rmdir("gone"), 0);
	assert_int_equal(creator_make(&creator, "file", &err), -ENOENT);
	creator_stop(&creator);
	creator_stop(&creator);
}

/* It is as good as this process was, and no worse for what the terminal's keys send. */
static void test_ends(void **state)
{
	static const int keys[] = { SIGINT, SIGTERM, SIGHUP, SIGQUIT };
	struct creator creator;
	struct err err = { "" };
	int fd;

	(void)state;
	assert_int_equal(creator_start(&creator, ".", "", NULL, NULL), 0);
	for (size_t i = 0; i < ARRAY_LEN(keys); i++)
		assert_int_equal(kill(creator.pid, keys[i]), 0);
	fd = creator_make(&creator, "file", NULL);
	assert_true(fd >= 0);
	close(fd);
	assert_int_equal(kill(creator.pid, SIGKILL), 0);
	assert_int_equal(creator_make(&creator, "other", &err), -EPIPE);
	assert_non_null(strstr(err.text, "is gone"));
	assert_int_equal(creator_unmake(&creator, NULL), -EPIPE);
	creator_stop(&creator);
}

/* Starts one, says which it is, and is killed. */
_Noreturn static void start_and_die(int to)
{
	struct creator creator;

	if (creator_start(&creator, ".", "", NULL, NULL) == 0 &&
	    write(to, &creator.pid, sizeof(creator.pid)) == sizeof(creator.pid))
		kill(getpid(), SIGKILL);
	_exit(1);
}

/* It does not outlive whom it is for, however that ended. */
static void test_left_behind(void **state)
{
	pid_t child, left;
	int ends[2];

	(void)state;
	assert_int_equal(prctl(PR_SET_CHILD_SUBREAPER, 1), 0);
	assert_int_equal(pipe(ends), 0);
	child = fork();
	if (child == 0)
		start_and_die(ends[1]);
	close(ends[1]);
	assert_int_equal(waitpid(child, NULL, 0), child);
	assert_int_equal(read(ends[0], &left, sizeof(left)), sizeof(left));
	assert_int_equal(waitpid(left, NULL, 0), left);
	close(ends[0]);
}

static void test_user(void **state)
{
	struct creator creator;
	struct stat status;
	struct err err = { "" };

	(void)state;
#ifndef HAVE_CAP_NG
	skip();
#endif
	assert_int_equal(creator_start(&creator, ".", "", "halfclose-nobody", &err), -ENOENT);
	assert_non_null(strstr(err.text, "there is no such user"));
	if (geteuid() != 0)
		skip();
	assert_int_equal(creator_start(&creator, ".", "", "nobody", NULL), 0);
	assert_int_equal(creator_make(&creator, "file", NULL), -EACCES);
	assert_int_equal(chmod(".", 0777), 0);
	close(creator_make(&creator, "file", NULL));
	assert_int_equal(stat("file", &status), 0);
	assert_int_equal(status.st_uid, NOBODY);
	creator_stop(&creator);
}

/* His own file in a directory that is not is written where it is. */
static void test_user_over(void **state)
{
	struct creator creator;

	(void)state;
#ifndef HAVE_CAP_NG
	skip();
#endif
	if (geteuid() != 0)
		skip();
	write_to(open("his", O_CREAT | O_WRONLY, 0600), "what was there");
	assert_int_equal(chown("his", NOBODY, NOBODY), 0);
	assert_int_equal(chmod(".", 0755), 0);
	assert_int_equal(creator_start_over(&creator, "his", true, "nobody", NULL), 0);
	write_to(creator_make(&creator, "his", NULL), "new");
	assert_true(has("his", "new"));
	assert_int_equal(creator_spare(&creator, "his", NULL), -EACCES);
	creator_stop(&creator);
}

/* The number of the first thing that is not as it should be; 0: none. */
static int after_dropping(void)
{
	const struct privilege_keep keep = { 0 };
	struct creator creator;
	int fd;

	if (creator_start(&creator, ".", "", NULL, NULL) < 0)
		return 1;
	if (privilege_drop(&keep, NULL) < 0)
		return 2;
	if (FORBID_WORKS && open("mine", O_CREAT | O_WRONLY, 0600) >= 0)
		return 3;
	fd = creator_make(&creator, "its", NULL);
	if (fd < 0 || write(fd, "text", 4) != 4)
		return 4;
	close(fd);
	creator_stop(&creator);
	return 0;
}

/* What it is for: with sudo in a user's directory, where root must override permissions. */
static void test_dropped(void **state)
{
	pid_t child;
	int status;

	(void)state;
	if (geteuid() == 0)
		assert_int_equal(chown(".", NOBODY, NOBODY), 0);
	child = fork();
	if (child == 0)
		_exit(after_dropping());
	assert_int_equal(waitpid(child, &status, 0), child);
	assert_true(WIFEXITED(status));
	assert_int_equal(WEXITSTATUS(status), 0);
	assert_true(has("its", "text"));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(test_names, setup, teardown),
		cmocka_unit_test_setup_teardown(test_unmake, setup, teardown),
		cmocka_unit_test_setup_teardown(test_over, setup, teardown),
		cmocka_unit_test_setup_teardown(test_over_another, setup, teardown),
		cmocka_unit_test_setup_teardown(test_over_unmake, setup, teardown),
		cmocka_unit_test_setup_teardown(test_adopt, setup, teardown),
		cmocka_unit_test_setup_teardown(test_no_directory, setup, teardown),
		cmocka_unit_test_setup_teardown(test_ends, setup, teardown),
		cmocka_unit_test_setup_teardown(test_left_behind, setup, teardown),
		cmocka_unit_test_setup_teardown(test_user, setup, teardown),
		cmocka_unit_test_setup_teardown(test_user_over, setup, teardown),
		cmocka_unit_test_setup_teardown(test_dropped, setup, teardown),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
