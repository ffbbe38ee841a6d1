/* SPDX-License-Identifier: GPL-2.0-or-later */
/* test_owners.c: the holders of sockets, in a made-up /proc and in the real one. */
#include "observe/owners.h"
#include "support/rows.h"

#include <errno.h>
#include <fcntl.h>
#include <fts.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

enum {
	NOBODY = 65534,
	MANY = 8300, EACH = 100,	/* more than can be remembered */
	LARGE = 400,			/* links, whose directory takes 4096 octets at least */
};

struct tree {
	char root[32];
	struct owners *owners;
};

static void path_of(const struct tree *tree, char path[128], int pid, const char *rest)
{
	snprintf(path, 128, "%s/%d%s", tree->root, pid, rest);
}

static void add_file(const struct tree *tree, int pid, const char *name, const char *text)
{
	char path[128];
	FILE *file;

	path_of(tree, path, pid, name);
	file = fopen(path, "w");
	assert_non_null(file);
	fputs(text, file);
	fclose(file);
}

static void add_process(const struct tree *tree, int pid, const char *comm, const char *stat)
{
	char path[128];

	path_of(tree, path, pid, "");
	assert_int_equal(mkdir(path, 0755), 0);
	path_of(tree, path, pid, "/fd");
	assert_int_equal(mkdir(path, 0755), 0);
	if (comm)
		add_file(tree, pid, "/comm", comm);
	if (stat)
		add_file(tree, pid, "/stat", stat);
}

static void add_link(const struct tree *tree, int pid, const char *fd, const char *target)
{
	char path[128], rest[64];

	snprintf(rest, sizeof(rest), "/fd/%s", fd);
	path_of(tree, path, pid, rest);
	assert_int_equal(symlink(target, path), 0);
}

static void remove_link(const struct tree *tree, int pid, const char *fd)
{
	char path[128], rest[64];

	snprintf(rest, sizeof(rest), "/fd/%s", fd);
	path_of(tree, path, pid, rest);
	assert_int_equal(unlink(path), 0);
}

/* A directory that is no process, but looks like one that holds socket 400. */
static void add_impostor(const struct tree *tree, const char *name)
{
	char path[128];

	snprintf(path, sizeof(path), "%s/%s", tree->root, name);
	assert_int_equal(mkdir(path, 0755), 0);
	snprintf(path, sizeof(path), "%s/%s/fd", tree->root, name);
	assert_int_equal(mkdir(path, 0755), 0);
	snprintf(path, sizeof(path), "%s/%s/fd/3", tree->root, name);
	assert_int_equal(symlink("socket:[400]", path), 0);
}

static void fill(const struct tree *tree)
{
	static const char *const impostors[] = {
		"12x", "-5", "+6", "0123", "99999999999", "sys", "18446744073709551617",
	};

	add_process(tree, 1, "init\n", "1 (init) S 0 1 1 0 -1 4194560 9 9");
	add_process(tree, 812, "nginx\n", "812 (nginx) S 1 812 812 0 -1 4194560 5 6");
	add_link(tree, 812, "0", "/dev/null");
	add_link(tree, 812, "7", "socket:[200]");
	add_process(tree, 813, "php\n", NULL);
	add_link(tree, 813, "8", "socket:[702]");
	add_link(tree, 813, "9", "socket:[701]");
	add_link(tree, 813, "80", "socket:[703]");
	add_process(tree, 900, "a) S (b\nc\n", "900 (a) Z (b\\nc) R 1 900 900 0 -1 4194304 5 6");
	add_link(tree, 900, "4", "socket:[300]");
	add_process(tree, 901, "a name of 15 ch\n", "901 (x) Z 1 901 901 0 -1 4194304 0 0");
	add_process(tree, 902, "x\n", "902 (x) S 1 902 902 0 -1 4194564 0 0");
	add_process(tree, 903, "y\n", "903 (y");
	add_link(tree, 903, "10", "socket:[");
	add_link(tree, 903, "11", "socket:[]");
	add_link(tree, 903, "12", "socket:[400a]");
	add_link(tree, 903, "13", "socket:[4294967696]");
	add_link(tree, 903, "14", "pipe:[400]");
	add_link(tree, 903, "15", "socket:[400] (deleted)");
	add_link(tree, 903, "16", "socket:[0400]");
	add_link(tree, 903, "x17", "socket:[400]");
	add_link(tree, 903, "018", "socket:[400]");
	add_link(tree, 903, "19", "socket:[4294967295]");
	add_process(tree, 904, NULL, NULL);
	add_link(tree, 904, "0", "socket:[500]");
	add_process(tree, 910, "parent\n", "910 (parent) S 1 910 910 0 -1 0 0 0");
	add_link(tree, 910, "5", "socket:[600]");
	add_link(tree, 910, "6", "socket:[600]");
	add_process(tree, 911, "child\n", "911 (child) S 910 910 910 0 -1 0 0 0");
	add_link(tree, 911, "5", "socket:[600]");
	add_link(tree, 910, "9", "socket:[601]");
	add_link(tree, 911, "9", "socket:[601]");
	add_link(tree, 911, "10", "socket:[602]");
	add_process(tree, 912, "\xff\x1b[31m\n", "");
	add_link(tree, 912, "2147483583", "socket:[700]");
	add_link(tree, 912, "2147483647", "socket:[400]");
	for (size_t i = 0; i < ARRAY_LEN(impostors); i++)
		add_impostor(tree, impostors[i]);
}

static int setup(void **state)
{
	struct tree *tree = calloc(1, sizeof(*tree));

	strcpy(tree->root, "/tmp/owners-XXXXXX");
	assert_non_null(mkdtemp(tree->root));
	assert_int_equal(chmod(tree->root, 0755), 0);
	fill(tree);
	assert_int_equal(owners_open(&tree->owners, tree->root, NULL), 0);
	*state = tree;
	return 0;
}

static int teardown(void **state)
{
	struct tree *tree = *state;
	char *paths[] = { tree->root, NULL };
	FTS *fts = fts_open(paths, FTS_PHYSICAL | FTS_NOCHDIR, NULL);
	const FTSENT *entry;

	while ((entry = fts_read(fts))) {
		if (entry->fts_info != FTS_D)
			remove(entry->fts_accpath);
	}
	fts_close(fts);
	owners_free(tree->owners);
	free(tree);
	return 0;
}

static const struct {
	const char *name;
	uint32_t inode;
	int hint;
	enum owner_known known;
	int pid, fd;
	const char *comm;
} finds[] = {
	{ "a server", 200, 0, OWNER_FOUND, 812, 7, "nginx" },
	{ "again, remembered", 200, 0, OWNER_FOUND, 812, 7, "nginx" },
	{ "a comm with parentheses and a newline", 300, 0, OWNER_FOUND, 900, 4, "a) S (b\nc" },
	{ "only what is a number and a socket counts", 400, 0, OWNER_NONE, 0, 0, "" },
	{ "a process that names itself not, descriptor 0", 500, 0, OWNER_FOUND, 904, 0, "" },
	{ "a hint decides among several", 600, 911, OWNER_FOUND, 911, 5, "child" },
	{ "a child has it from its parent", 601, 0, OWNER_FOUND, 910, 9, "parent" },
	{ "its parent has others", 602, 0, OWNER_FOUND, 911, 10, "child" },
	{ "the largest descriptor, and a hostile comm", 700, 0, OWNER_FOUND, 912, 2147483583,
	  "\xff\x1b[31m" },
	{ "a hint where it found one before", 700, 912, OWNER_FOUND, 912, 2147483583,
	  "\xff\x1b[31m" },
	{ "a neighbour of the latest of that process", 701, 813, OWNER_FOUND, 813, 9, "php" },
	{ "the other neighbour", 702, 813, OWNER_FOUND, 813, 8, "php" },
	{ "one far away", 703, 813, OWNER_FOUND, 813, 80, "php" },
	{ "a hint at a process that is gone", 4294967295, 77777, OWNER_FOUND, 903, 19, "y" },
	{ "nobody", 201, 812, OWNER_NONE, 0, 0, "" },
	{ "no inode", 0, 812, OWNER_NONE, 0, 0, "" },
};

static void test_find(void **state)
{
	const struct tree *tree = *state;
	struct rows rows = { 0 };

	for (size_t i = 0; i < ARRAY_LEN(finds); i++) {
		struct owner owner;

		rows_next(&rows, finds[i].name);
		owners_find(tree->owners, finds[i].inode, &finds[i].hint, finds[i].hint ? 1 : 0,
			    &owner);
		CHECK_INT(&rows, owner.inode, finds[i].inode);
		CHECK_INT(&rows, owner.known, finds[i].known);
		CHECK_INT(&rows, owner.pid, finds[i].pid);
		CHECK_INT(&rows, owner.fd, finds[i].fd);
		CHECK_INT(&rows, owner.holders, finds[i].known == OWNER_FOUND);
		CHECK_STRING(&rows, owner.comm, finds[i].comm);
	}
	rows_end(&rows);
}

/* What is remembered is looked at again: the descriptor may have gone elsewhere. */
static void test_find_moved(void **state)
{
	const struct tree *tree = *state;
	struct owner owner;

	owners_find(tree->owners, 200, NULL, 0, &owner);
	assert_int_equal(owner.pid, 812);
	remove_link(tree, 812, "7");
	add_link(tree, 812, "7", "socket:[201]");
	add_link(tree, 900, "9", "socket:[200]");
	owners_find(tree->owners, 200, NULL, 0, &owner);
	assert_int_equal(owner.known, OWNER_FOUND);
	assert_int_equal(owner.pid, 900);
	assert_int_equal(owner.fd, 9);
	remove_link(tree, 900, "9");
	owners_find(tree->owners, 200, NULL, 0, &owner);
	assert_int_equal(owner.known, OWNER_NONE);
}

/* Each in turn is made unreadable, as /proc/PID/fd of another user is. */
static void check_hidden(const struct tree *tree, int pid, const char *rest, mode_t mode)
{
	bool root = geteuid() == 0;
	struct owner owner;
	char path[128];

	path_of(tree, path, pid, rest);
	assert_int_equal(chmod(path, mode), 0);
	if (root)
		assert_int_equal(seteuid(NOBODY), 0);
	owners_find(tree->owners, 4, NULL, 0, &owner);
	assert_int_equal(owner.known, OWNER_HIDDEN);
	owners_find(tree->owners, 200, NULL, 0, &owner);
	assert_int_equal(owner.known, OWNER_FOUND);
	if (root)
		assert_int_equal(seteuid(0), 0);
	assert_int_equal(chmod(path, 0755), 0);
	owners_find(tree->owners, 4, NULL, 0, &owner);
	assert_int_equal(owner.known, OWNER_NONE);
}

static void test_hidden(void **state)
{
	check_hidden(*state, 911, "/fd", 0);
	check_hidden(*state, 911, "", 0);
	check_hidden(*state, 911, "/fd", 0444);
}

/* With hidepid=2 the directories of others are not even there. */
static void test_hidepid(void **state)
{
	const struct tree *tree = *state;
	struct owner owner;
	char from[128], to[128];

	path_of(tree, from, 1, "");
	path_of(tree, to, 1, "-hidden");
	assert_int_equal(rename(from, to), 0);
	owners_find(tree->owners, 4, NULL, 0, &owner);
	assert_int_equal(owner.known, OWNER_HIDDEN);
}

struct answers {
	struct owner rows[8];
	struct holders holders;		/* the latest */
	size_t count;
	size_t found;
	size_t pauses;
	pid_t child;			/* to be ended in a pause */
};

static void note(void *arg, const struct event *event)
{
	struct answers *answers = arg;

	assert_true(event->time_ns > 0);
	if (event->kind == EVENT_HOLDERS) {
		answers->holders = event->holders;
		return;
	}
	assert_int_equal(event->kind, EVENT_OWNER);
	if (answers->count < ARRAY_LEN(answers->rows))
		answers->rows[answers->count] = event->owner;
	answers->count++;
	answers->found += event->owner.known == OWNER_FOUND;
}

static void rest(void *arg)
{
	struct answers *answers = arg;

	answers->pauses++;
}

static void test_resolve(void **state)
{
	static const uint32_t inodes[] = { 600, 4, 200, 600, 0, 200 };
	const struct tree *tree = *state;
	struct answers answers = { .count = 0 };

	owners_resolve(tree->owners, inodes, 0, note, rest, &answers);
	assert_int_equal(answers.count, 0);
	owners_resolve(tree->owners, inodes, ARRAY_LEN(inodes), note, rest, &answers);
	assert_int_equal(answers.count, 4);
	assert_int_equal(answers.rows[0].inode, 0);
	assert_int_equal(answers.rows[0].known, OWNER_NONE);
	assert_int_equal(answers.rows[1].inode, 4);
	assert_int_equal(answers.rows[1].known, OWNER_NONE);
	assert_int_equal(answers.rows[2].inode, 200);
	assert_int_equal(answers.rows[2].pid, 812);
	assert_int_equal(answers.rows[2].holders, 1);
	assert_int_equal(answers.rows[3].inode, 600);
	assert_int_equal(answers.rows[3].holders, 3);
	/* The oldest process first, which here has the lowest pid, and in it the lowest descriptor. */
	assert_int_equal(answers.holders.inode, 600);
	assert_int_equal(answers.holders.count, 3);
	assert_int_equal(answers.holders.named[0].pid, 910);
	assert_int_equal(answers.holders.named[0].fd, 5);
	assert_string_equal(answers.holders.named[0].comm, "parent");
	assert_int_equal(answers.holders.named[1].fd, 6);
	assert_int_equal(answers.holders.named[2].pid, 911);
}

/* One of two that have half of all descriptors each, or nearly so, is for the other process. */
static void add_large(const struct tree *tree, int pid, int inode)
{
	add_process(tree, pid, "large\n", NULL);
	add_link(tree, pid, "5", "socket:[600]");
	for (int i = 0; i < LARGE; i++) {
		char fd[16], target[32];

		snprintf(fd, sizeof(fd), "%d", 100 + i);
		snprintf(target, sizeof(target), "socket:[%d]", inode + i);
		add_link(tree, pid, fd, target);
	}
}

static void check_same(const struct answers *a, const struct answers *b)
{
	assert_int_equal(a->count, b->count);
	for (size_t i = 0; i < a->count; i++) {
		assert_int_equal(a->rows[i].inode, b->rows[i].inode);
		assert_int_equal(a->rows[i].known, b->rows[i].known);
		assert_int_equal(a->rows[i].pid, b->rows[i].pid);
		assert_int_equal(a->rows[i].fd, b->rows[i].fd);
		assert_int_equal(a->rows[i].holders, b->rows[i].holders);
		assert_string_equal(a->rows[i].comm, b->rows[i].comm);
	}
	assert_int_equal(a->holders.count, b->holders.count);
	assert_memory_equal(a->holders.named, b->holders.named, sizeof(a->holders.named));
}

static pid_t only_child(void)
{
	FILE *file = fopen("/proc/thread-self/children", "r");
	int pid;

	assert_non_null(file);
	assert_int_equal(fscanf(file, "%d", &pid), 1);
	fclose(file);
	return pid;
}

/* Whose child it is waits for it. */
static void end_child(void *arg)
{
	const struct answers *answers = arg;
	siginfo_t ended;

	assert_int_equal(kill(answers->child, SIGKILL), 0);
	assert_int_equal(waitid(P_PID, (id_t)answers->child, &ended, WEXITED | WNOWAIT), 0);
}

/* What a pass finds is the same whoever reads it, also when the other one is gone. */
static void test_resolve_shared(void **state)
{
	static const uint32_t inodes[] = { 600, 4, 200, 9000, 9000 + LARGE - 1, 19000 };
	const struct privilege_keep keep = { .owners = true };
	struct tree *tree = *state;
	struct answers alone = { .count = 0 }, shared = alone, left = alone;

	add_large(tree, 40, 9000);
	add_large(tree, 41, 19000);
	owners_resolve(tree->owners, inodes, ARRAY_LEN(inodes), note, rest, &alone);
	assert_int_equal(alone.count, ARRAY_LEN(inodes));
	assert_int_equal(alone.found, ARRAY_LEN(inodes) - 1);
	assert_int_equal(alone.holders.count, 5);
	owners_share(tree->owners, &keep);
	for (int i = 0; i < 2; i++) {
		shared = (struct answers){ .count = 0 };
		owners_resolve(tree->owners, inodes, ARRAY_LEN(inodes), note, rest, &shared);
		check_same(&alone, &shared);
	}
	/* It ends when it was asked, and has not answered; and then it is gone. */
	for (int i = 0; i < 2; i++) {
		left = (struct answers){ .child = only_child() };
		if (i == 0)
			assert_int_equal(kill(left.child, SIGSTOP), 0);
		owners_resolve(tree->owners, inodes, ARRAY_LEN(inodes), note, end_child, &left);
		check_same(&alone, &left);
	}
}

static bool is_open(pid_t pid, int fd)
{
	char path[64], target[64];

	snprintf(path, sizeof(path), "/proc/%d/fd/%d", pid, fd);
	return readlink(path, target, sizeof(target)) >= 0;
}

/* Whose sockets halfclose inherited would find it twice among their holders. */
static void test_shared_holds_nothing(void **state)
{
	static const uint32_t nobodys = 4;
	const struct privilege_keep keep = { .owners = true };
	struct tree *tree = *state;
	struct answers answers = { .count = 0 };
	int fd = socket(AF_INET, SOCK_STREAM, 0);

	assert_true(fd >= 0);
	add_large(tree, 40, 9000);
	add_large(tree, 41, 19000);
	owners_share(tree->owners, &keep);
	/* Who has answered is past its beginning. */
	owners_resolve(tree->owners, &nobodys, 1, note, rest, &answers);
	assert_true(is_open(getpid(), fd));
	assert_false(is_open(only_child(), fd));
	close(fd);
}

/* What cannot be read is hidden, also where the other one was to read it. */
static void test_hidden_shared(void **state)
{
	static const uint32_t nobodys[] = { 4, 9000 };
	const struct privilege_keep keep = { .owners = true };
	struct tree *tree = *state;

	add_large(tree, 40, 9000);
	add_large(tree, 41, 19000);
	owners_share(tree->owners, &keep);
	for (int pid = 40; pid <= 41; pid++) {
		struct answers answers = { .count = 0 };

		/* It is no link. */
		add_file(tree, pid, "/fd/6", "");
		owners_resolve(tree->owners, nobodys, ARRAY_LEN(nobodys), note, rest, &answers);
		assert_int_equal(answers.rows[0].known, OWNER_HIDDEN);
		assert_int_equal(answers.rows[1].known, OWNER_FOUND);
		remove_link(tree, pid, "6");
	}
}

/* None has so many that its directory looks like that of a process with thousands. */
static int process_with(size_t i)
{
	return 5000 + (int)(i / EACH);
}

static void test_more_than_remembered(void **state)
{
	const struct tree *tree = *state;
	uint32_t *inodes = calloc(MANY, sizeof(*inodes));
	struct answers answers = { .count = 0 };

	for (uint32_t i = 0; i < MANY; i++) {
		char fd[16], target[32];

		inodes[i] = 100000 + 7 * i;
		snprintf(fd, sizeof(fd), "%u", 100 + i);
		snprintf(target, sizeof(target), "socket:[%u]", inodes[i]);
		if (i % EACH == 0)
			add_process(tree, process_with(i), "many", NULL);
		add_link(tree, process_with(i), fd, target);
	}
	owners_resolve(tree->owners, inodes, MANY, note, rest, &answers);
	assert_int_equal(answers.found, MANY);
	assert_in_range(answers.pauses, MANY / 1000, MANY / 100);
	for (size_t i = 0; i < MANY; i += 500) {
		int hint = process_with(i);
		struct owner owner;

		owners_find(tree->owners, inodes[i], &hint, 1, &owner);
		assert_int_equal(owner.known, OWNER_FOUND);
		assert_int_equal(owner.fd, 100 + i);
	}
	free(inodes);
}

static const struct {
	const char *name;
	uint32_t inode;
	int pid, fd;
	bool alive, held;
} checks[] = {
	{ "alive, holds it", 200, 812, 7, true, true },
	{ "alive, the descriptor is another socket", 201, 812, 7, true, false },
	{ "alive, the descriptor is closed", 200, 812, 8, true, false },
	{ "a comm that speaks of a zombie", 300, 900, 4, true, true },
	{ "a zombie", 200, 901, 3, false, false },
	{ "exiting", 200, 902, 3, false, false },
	{ "a stat that ends in the comm", 4294967295, 903, 19, false, true },
	{ "no stat", 500, 904, 0, false, true },
	{ "an empty stat", 700, 912, 2147483583, false, true },
	{ "gone", 200, 77777, 7, false, false },
};

static void test_check(void **state)
{
	const struct tree *tree = *state;
	struct rows rows = { 0 };

	for (size_t i = 0; i < ARRAY_LEN(checks); i++) {
		const struct owner known = { .inode = checks[i].inode, .known = OWNER_FOUND,
					     .pid = checks[i].pid, .fd = checks[i].fd };
		struct holder_check check;

		rows_next(&rows, checks[i].name);
		owners_check(tree->owners, &known, &check);
		CHECK_INT(&rows, check.inode, known.inode);
		CHECK_INT(&rows, check.pid, known.pid);
		CHECK_INT(&rows, check.process_alive, checks[i].alive);
		CHECK_INT(&rows, check.descriptor_held, checks[i].held);
	}
	rows_end(&rows);
}

static void test_no_proc(void **state)
{
	struct owners *owners = NULL;
	struct err err = { "" };

	(void)state;
	assert_int_equal(owners_open(&owners, "/nowhere", &err), -ENOENT);
	assert_string_equal(err.text, "cannot read /nowhere: No such file or directory");
}

/* The real /proc. */

static uint32_t inode_of(int fd)
{
	struct stat status;

	assert_int_equal(fstat(fd, &status), 0);
	return (uint32_t)status.st_ino;
}

static void test_ourselves(void **state)
{
	int fd = socket(AF_INET, SOCK_STREAM, 0), hint = getpid();
	struct owners *owners = NULL;
	struct holder_check check;
	struct owner owner, again;

	(void)state;
	assert_int_equal(owners_open(&owners, "/proc", NULL), 0);
	/* Without the hint it is found among the youngest only, which on a busy machine it is not. */
	owners_find(owners, inode_of(fd), &hint, 1, &owner);
	assert_int_equal(owner.known, OWNER_FOUND);
	assert_int_equal(owner.pid, getpid());
	assert_int_equal(owner.fd, fd);
	owners_find(owners, inode_of(fd), &hint, 1, &again);
	assert_int_equal(again.fd, fd);
	owners_check(owners, &owner, &check);
	assert_true(check.process_alive);
	assert_true(check.descriptor_held);
	close(fd);
	owners_check(owners, &owner, &check);
	assert_true(check.process_alive);
	assert_false(check.descriptor_held);
	owners_find(owners, owner.inode, &hint, 1, &again);
	assert_int_not_equal(again.known, OWNER_FOUND);
	owners_free(owners);
}

enum { SOCKETS = 64, FAR = 900, BIG = 5000 };

/* All are opened, and each so many closed again; one moves far beyond. Returns how many are left. */
static size_t open_with_holes(int fds[SOCKETS], int stride, uint32_t inodes[SOCKETS])
{
	size_t count = 0;

	for (int i = 0; i < SOCKETS; i++)
		fds[i] = socket(AF_INET, SOCK_STREAM, 0);
	assert_int_equal(dup2(fds[0], FAR), FAR);
	inodes[count++] = inode_of(FAR);
	close(fds[0]);
	for (int i = 1; i < SOCKETS; i++) {
		if (i % stride == 0)
			close(fds[i]);
		else
			inodes[count++] = inode_of(fds[i]);
	}
	return count;
}

/* Descriptors are not listed as long as they are dense, and yet none is left out. */
static void test_holes(void **state)
{
	static const int strides[] = { SOCKETS, 20, 2 };
	struct owners *owners = NULL;

	(void)state;
	assert_int_equal(owners_open(&owners, "/proc", NULL), 0);
	for (size_t s = 0; s < ARRAY_LEN(strides); s++) {
		struct answers answers = { .count = 0 };
		uint32_t inodes[SOCKETS];
		int fds[SOCKETS];
		size_t count = open_with_holes(fds, strides[s], inodes);

		owners_resolve(owners, inodes, count, note, rest, &answers);
		assert_int_equal(answers.count, count);
		assert_int_equal(answers.found, count);
		for (int i = 1; i < SOCKETS; i++) {
			if (i % strides[s] != 0)
				close(fds[i]);
		}
		close(FAR);
	}
	owners_free(owners);
}

/* Duplicates of it, until there are so many descriptors; false: they are not to be had. */
static bool fill_up(int fd, int count)
{
	struct rlimit limit;

	getrlimit(RLIMIT_NOFILE, &limit);
	limit.rlim_cur = limit.rlim_max;
	setrlimit(RLIMIT_NOFILE, &limit);
	for (int i = fd + 1; i < count; i++) {
		if (dup2(fd, i) != i)
			return false;
	}
	return true;
}

/* The latest one is found at once; for others nobody goes through thousands of descriptors. */
static void test_large_process(void **state)
{
	int early = socket(AF_INET, SOCK_STREAM, 0), file = open("/dev/null", O_RDONLY);
	bool filled = fill_up(file, BIG);
	int late = socket(AF_INET, SOCK_STREAM, 0), hint = getpid();
	struct answers answers = { .count = 0 };
	uint32_t inode = inode_of(early);
	struct owners *owners = NULL;
	struct owner owner;
	struct stat fds;

	(void)state;
	assert_int_equal(owners_open(&owners, "/proc", NULL), 0);
	assert_int_equal(stat("/proc/self/fd", &fds), 0);
	/* Linux 6.2 says how many there are. */
	if (filled && fds.st_size > 0) {
		assert_true(owners_are_large(owners, &hint, 1));
		owners_find(owners, inode_of(late), &hint, 1, &owner);
		assert_int_equal(owner.known, OWNER_FOUND);
		assert_int_equal(owner.fd, late);
		owners_find(owners, inode, &hint, 1, &owner);
		assert_int_equal(owner.known, OWNER_NOT_LOOKED_UP);
	}
	owners_resolve(owners, &inode, 1, note, rest, &answers);
	assert_int_equal(answers.rows[0].pid, getpid());
	assert_int_equal(answers.rows[0].fd, early);
	owners_free(owners);
	for (int fd = file + 1; fd < BIG; fd++)
		close(fd);
	close(late);
	close(file);
	close(early);
}

/* A killed process that nobody has waited for is not alive, and holds nothing. */
static void test_killed_child(void **state)
{
	int fd = socket(AF_INET, SOCK_STREAM, 0);
	uint32_t inode = inode_of(fd);
	struct owners *owners = NULL;
	struct holder_check check;
	struct answers answers = { .count = 0 };
	struct owner owner;
	siginfo_t ended;
	pid_t child = fork();

	(void)state;
	if (child == 0)
		for (;;)
			pause();
	assert_int_equal(owners_open(&owners, "/proc", NULL), 0);
	owners_resolve(owners, &inode, 1, note, rest, &answers);
	assert_int_equal(answers.rows[0].holders, 2);
	close(fd);
	owners_find(owners, inode, &child, 1, &owner);
	assert_int_equal(owner.pid, child);
	owners_check(owners, &owner, &check);
	assert_true(check.process_alive);
	kill(child, SIGKILL);
	assert_int_equal(waitid(P_PID, (id_t)child, &ended, WEXITED | WNOWAIT), 0);
	owners_check(owners, &owner, &check);
	assert_false(check.process_alive);
	assert_false(check.descriptor_held);
	waitpid(child, NULL, 0);
	owners_free(owners);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(test_find, setup, teardown),
		cmocka_unit_test_setup_teardown(test_find_moved, setup, teardown),
		cmocka_unit_test_setup_teardown(test_hidden, setup, teardown),
		cmocka_unit_test_setup_teardown(test_hidepid, setup, teardown),
		cmocka_unit_test_setup_teardown(test_resolve, setup, teardown),
		cmocka_unit_test_setup_teardown(test_resolve_shared, setup, teardown),
		cmocka_unit_test_setup_teardown(test_shared_holds_nothing, setup, teardown),
		cmocka_unit_test_setup_teardown(test_hidden_shared, setup, teardown),
		cmocka_unit_test_setup_teardown(test_more_than_remembered, setup, teardown),
		cmocka_unit_test_setup_teardown(test_check, setup, teardown),
		cmocka_unit_test(test_no_proc),
		cmocka_unit_test(test_ourselves),
		cmocka_unit_test(test_holes),
		cmocka_unit_test(test_large_process),
		cmocka_unit_test(test_killed_child),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
