/* SPDX-License-Identifier: GPL-2.0-or-later */
/* test_peers.c: each demo's peers on loopback: what they wrote, read, and were told. */
#include "peers/calls.h"
#include "peers/demo.h"
#include "peers/ledger.h"
#include "peers/peer.h"
#include "support/rows.h"

#include <dirent.h>
#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

enum { RUNS = 20, WAIT_MS = 20000, CALLS_MAX = 64, SUMMARY_MAX = 50 };

/* Losses that hang on the kernel's buffers: more than none, less than all. */
enum { SOME = -1 };

static const struct story {
	const char *demo, *variant;
	unsigned int connections;
	int64_t client_wrote, client_loses;
	int64_t server_wrote, server_loses;	/* server_wrote SOME: what its queue took */
	const char *server_says[4], *client_says[4];	/* in this order, others between them */
} stories[] = {
	{ "close-vs-shutdown", "close", 1, 20, 5, 0, 0,
	  { "read(5) = 5", "close() = 0" },
	  { "write(5) = 5", "write(5) = -1 EPIPE", "close() = 0" } },
	{ "close-vs-shutdown", "shutdown", 1, 25, 0, 0, 0,
	  { "shutdown(SHUT_WR) = 0", "read(5) = 5", "read(5) = 0 (EOF)", "close() = 0" },
	  { "write(5) = 5", "write(5) = 5", "close() = 0" } },
	{ "linger-default", "background", 1, 16384, 0, 0, 0,
	  { "recv(1000, MSG_WAITALL) = 1000", "read(16384) = 0 (EOF)", "close() = 0" },
	  { "write(16384) = 16384", "close() = 0", "\"uploaded\"" } },
	{ "linger-default", "broken", 1, 16384, 15384, 0, 0,
	  { "recv(1000, MSG_WAITALL) = 1000", "the disk is full", "close() = 0" },
	  { "write(16384) = 16384", "close() = 0", "\"uploaded\"" } },
	{ "linger-default", "answer", 1, 16384, 0, 7, 0,
	  { "read(16384) = 0 (EOF)", "write(7) = 7", "close() = 0" },
	  { "shutdown(SHUT_WR) = 0", "recv(7, MSG_WAITALL) = 7", "\"uploaded\"", "close() = 0" } },
	{ "linger-timeout", "blocking", 1, 4, 0, SOME, 0,
	  { "setsockopt(SO_LINGER, {1, 1}) = 0", "close() ...", "close() = 0 after 1." },
	  { "read(65536) = 0 (EOF)", "close() = 0" } },
	{ "linger-timeout", "nonblocking", 1, 4, 0, SOME, 0,
	  { "fcntl(O_NONBLOCK) = 0", "setsockopt(SO_LINGER, {1, 1}) = 0", "close() ...",
	    "close() = 0 after 1." },
	  { "read(65536) = 0 (EOF)", "close() = 0" } },
	{ "linger-timeout", "fixed", 1, 4, 0, SOME, 0,
	  { "shutdown(SHUT_WR) = 0", "read(65536) = 0 (EOF)", "close() = 0" },
	  { "read(65536) = 0 (EOF)", "close() = 0" } },
	{ "last-reference", "dup", 1, 4, 0, 7, 0,
	  { "write(7) = 7", "dup() = ", "close() = 0", "close() = 0" },
	  { "read(8) = 7", "read(8) = 0 (EOF)", "close() = 0" } },
	{ "last-reference", "child", 1, 4, 0, 7, 0,
	  { "write(7) = 7", "fork() = ", "close() = 0", "close() = 0" },
	  { "read(8) = 7", "read(8) = 0 (EOF)", "close() = 0" } },
	{ "last-reference", "shutdown", 1, 4, 0, 7, 0,
	  { "fork() = ", "shutdown(SHUT_WR) = 0", "read(5) = 0 (EOF)", "close() = 0" },
	  { "read(8) = 7", "read(8) = 0 (EOF)", "close() = 0" } },
	{ "check-before-write", "empty", 1, 5, 0, 8, 8,
	  { "write(8) = 8", "read(6) = -1 ECONNRESET", "close() = 0" },
	  { "write(5) = 5", "recv(0, MSG_DONTWAIT) = 0", "close() = 0" } },
	{ "check-before-write", "peek", 1, 10, 5, 0, 0,
	  { "recv(5, MSG_WAITALL) = 5", "close() = 0" },
	  { "recv(1, MSG_PEEK | MSG_DONTWAIT) = -1 EAGAIN", "write(5) = 5",
	    "recv(1, MSG_PEEK | MSG_DONTWAIT) = 0", "close() = 0" } },
	{ "check-before-write", "half-close", 1, 10, 0, 0, 0,
	  { "shutdown(SHUT_WR) = 0", "read(6) = 5", "read(6) = 0 (EOF)", "close() = 0" },
	  { "recv(1, MSG_PEEK | MSG_DONTWAIT) = -1 EAGAIN", "write(5) = 5",
	    "recv(1, MSG_PEEK | MSG_DONTWAIT) = 0", "close() = 0" } },
	{ "linger-zero", "unsent", 1, 4, 0, SOME, SOME,
	  { "setsockopt(SO_LINGER, {1, 0}) = 0", "close() = 0" },
	  { "read(65536) = -1 ECONNRESET", "close() = 0" } },
	{ "linger-zero", "idle", 1, 8, 0, 7, 0,
	  { "recv(4, MSG_WAITALL) = 4", "setsockopt(SO_LINGER, {1, 0}) = 0", "close() = 0" },
	  { "recv(7, MSG_WAITALL) = 7", "read(65536) = -1 ECONNRESET", "close() = 0" } },
	{ "unread-at-close", "broken", 1, 1100, 1000, 16384, SOME,
	  { "recv(100, MSG_WAITALL) = 100", "write(16384) = 16384", "close() = 0" },
	  { "write(1100) = 1100", "read(16384) = -1 ECONNRESET", "close() = 0" } },
	{ "unread-at-close", "fixed", 1, 1100, 0, 16384, 0,
	  { "shutdown(SHUT_WR) = 0", "read(1100) = 1000", "read(1100) = 0 (EOF)",
	    "close() = 0" },
	  { "recv(16384, MSG_WAITALL) = 16384", "read(16384) = 0 (EOF)", "close() = 0" } },
	{ "two-readers", "broken", 1, 28, 0, 0, 0,
	  { "read(4096) = 28", "buffer 1: a line of 6 bytes, 22 bytes left in it",
	    "read(4096) blocks" },
	  { "write(6) = 6", "write(22) = 22", "read(4096) blocks" } },
	{ "two-readers", "fixed", 1, 28, 0, 8, 0,
	  { "read(4096) = 28", "the buffer: a line of 22 bytes, 0 bytes left in it",
	    "write(8) = 8", "close() = 0" },
	  { "write(22) = 22", "read(4096) = 8", "close() = 0" } },
	{ "early-catch-up", "broken", 1, 48, 0, 48, 0,
	  { "write(16) = 16", "write(16) = 16", "write(16) = 16", "close() = 0" },
	  { "has 3 replies to 3 blocks, not done(): reads on", "recv(16, MSG_WAITALL) = 0 (EOF)",
	    "fails: end-of-file, and a reply was due", "close() = 0" } },
	{ "early-catch-up", "wait", 1, 48, 0, 48, 0,
	  { "write(16) = 16", "write(16) = 16", "write(16) = 16", "close() = 0" },
	  { "has 3 replies to 3 blocks, not done(): waits", "done()",
	    "ends well: 3 replies to 3 blocks", "close() = 0" } },
	{ "early-catch-up", "half-close", 1, 48, 0, 64, 0,
	  { "recv(16, MSG_WAITALL) = 0 (EOF)", "write(16) = 16", "close() = 0" },
	  { "recv(16, MSG_WAITALL) = 0 (EOF)", "ends well: end-of-file, after 4 replies",
	    "close() = 0" } },
	{ "close-vs-accept", "broken", 5, 60, 30, 5, 0,
	  { "snapshot of handlers to wait for: 1", "close(listener) = 0", "close() = 0",
	    "raise(SIGTERM)" },
	  { "connect() = -1 ECONNREFUSED", "recv(5, MSG_WAITALL) = 5",
	    "recv(5, MSG_WAITALL) = 0 (EOF)", "recv(5, MSG_WAITALL) = -1 ECONNRESET" } },
	{ "close-vs-accept", "fixed", 5, 60, 0, 20, 0,
	  { "close(listener) = 0", "snapshot of handlers to wait for: 4", "close() = 0" },
	  { "connect() = -1 ECONNREFUSED", "recv(5, MSG_WAITALL) = 5", "read(5) = 0 (EOF)" } },
	{ "pool-order", "broken", 4, 75, 30, 15, 0,
	  { "close() = 0", "gives back its permit", "takes it, accepts the next, finds no buffer",
	    "abort()" },
	  { "recv(5, MSG_WAITALL) = 5", "read(5) = 0 (EOF)", "read(5) = -1 ECONNRESET",
	    "read(5) = -1 ECONNRESET" } },
	{ "pool-order", "fixed", 4, 75, 0, 25, 0,
	  { "gives back its buffer", "gives back its permit", "write(5) = 5", "close() = 0" },
	  { "recv(5, MSG_WAITALL) = 5", "recv(5, MSG_WAITALL) = 5", "close() = 0" } },
};

/* What the parent heard of one run. */
struct run {
	struct peer_record calls[PEER_ROLES][CALLS_MAX];
	size_t count[PEER_ROLES];
	struct peer_record last[PEER_ROLES];
	struct ledger ledger;
	int ret;		/* of the last peers_read() */
};

static const struct demo_variant *find_variant(const struct demo *demo, const char *name)
{
	size_t next = 0;

	return demo_variant_next(demo, name, &next);
}

static const struct demo_variant *variant_of(const struct story *story)
{
	return find_variant(demo_find(story->demo), story->variant);
}

static void keep(struct run *run, const struct peer_record *record)
{
	size_t *count = &run->count[record->role];

	ledger_add(&run->ledger, record);
	if (record->last || record->hangs)
		run->last[record->role] = *record;
	if (!record->last && *count < CALLS_MAX)
		run->calls[record->role][(*count)++] = *record;
}

/* Reads until both are done, or hang, or both have ended, or neither says anything for too long. */
static void follow(struct run *run, struct peers *peers)
{
	struct pollfd watched = { .fd = peers_fd(peers), .events = POLLIN };
	struct peer_record record;

	*run = (struct run){ 0 };
	while (!peers_done(peers) && run->ret >= 0) {
		if (poll(&watched, 1, WAIT_MS) != 1) {
			run->ret = -ETIMEDOUT;
			return;
		}
		while ((run->ret = peers_read(peers, &record)) > 0)
			keep(run, &record);
	}
}

static bool all_reaped(const struct peers *peers)
{
	return peers->pid[0] == 0 && peers->pid[1] == 0 &&
	       waitpid(-1, NULL, WNOHANG) == -1 && errno == ECHILD;
}

static void run_story(struct run *run, const struct demo_variant *variant,
		      const struct peer_options *options)
{
	struct peers peers;

	*run = (struct run){ .ret = peers_start(&peers, variant, options) };
	if (run->ret == 0)
		follow(run, &peers);
	peers_stop(&peers);
	assert_true(all_reaped(&peers));
}

static void check_says(struct rows *rows, const struct run *run, enum peer_role role,
		       const char *const says[4])
{
	size_t next = 0;

	for (size_t i = 0; i < run->count[role] && next < 4 && says[next]; i++)
		next += strncmp(run->calls[role][i].text, says[next], strlen(says[next])) == 0;
	if (next < 4)
		CHECK_STRING(rows, says[next], NULL);
}

static void check_loss(struct rows *rows, int64_t wrote, int64_t read, int64_t want)
{
	if (want != SOME)
		CHECK_INT(rows, wrote - read, want);
	else
		CHECK(rows, 0 < read && read < wrote);
}

/* Of all connections. */
static int64_t sum(const struct ledger *ledger, enum peer_role role, bool written)
{
	int64_t bytes = 0;

	for (unsigned int i = 0; i < ledger->count; i++)
		bytes += written ? ledger->rows[i].written[role] : ledger->rows[i].read[role];
	return bytes;
}

static void check_totals(struct rows *rows, const struct run *run, const struct story *story)
{
	int64_t client = sum(&run->ledger, PEER_CLIENT, true);
	int64_t server = sum(&run->ledger, PEER_SERVER, true);

	CHECK_INT(rows, run->last[PEER_SERVER].result, 0);
	CHECK_INT(rows, run->last[PEER_CLIENT].result, 0);
	CHECK_INT(rows, run->ledger.count, story->connections);
	CHECK_INT(rows, client, story->client_wrote);
	if (story->server_wrote != SOME)
		CHECK_INT(rows, server, story->server_wrote);
	check_loss(rows, client, sum(&run->ledger, PEER_SERVER, false), story->client_loses);
	check_loss(rows, server, sum(&run->ledger, PEER_CLIENT, false), story->server_loses);
}

/* The call of the same thread before this one, or NULL. */
static const struct peer_record *before_it(const struct run *run, const struct peer_record *call)
{
	const struct peer_record *first = run->calls[call->role];

	for (const struct peer_record *other = call; other-- > first;) {
		if (strcmp(other->thread, call->thread) == 0)
			return other;
	}
	return NULL;
}

/* Of one thread in order of time, one behind the other. */
static void check_records(struct rows *rows, const struct run *run)
{
	for (int role = 0; role < PEER_ROLES; role++) {
		for (size_t i = 0; i < run->count[role]; i++) {
			const struct peer_record *call = &run->calls[role][i];
			const struct peer_record *before = before_it(run, call);

			CHECK(rows, !before || before->end_ns <= call->time_ns);
			CHECK(rows, call->time_ns <= call->end_ns);
			CHECK(rows, !call->last);
			/* Told of before its SYN, there would be nothing to tell it of. */
			CHECK(rows, call->waits || strncmp(call->text, "connect()", 9) != 0);
		}
		CHECK(rows, run->count[role] < CALLS_MAX);
	}
}

/* Every second run without a pause between the steps: no story may rest on them. */
static void test_stories(void **state)
{
	struct rows rows = { 0 };

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(stories); i++) {
		const struct story *story = &stories[i];
		/* What has to last takes a second. */
		unsigned int runs = variant_of(story)->lasts ? 2 : RUNS;
		unsigned int failed = rows.failed;

		rows_next(&rows, story->variant);
		for (unsigned int n = 0; n < runs && rows.failed == failed; n++) {
			const struct peer_options options = { .pause_ms = n % 2 * 5 };
			struct run run;

			run_story(&run, variant_of(story), &options);
			CHECK_INT(&rows, run.ret, 0);
			check_says(&rows, &run, PEER_SERVER, story->server_says);
			check_says(&rows, &run, PEER_CLIENT, story->client_says);
			check_totals(&rows, &run, story);
			check_records(&rows, &run);
		}
	}
	rows_end(&rows);
}

static void test_ipv6(void **state)
{
	const struct peer_options options = { .host = "::1" };
	struct rows rows = { .name = "::1" };
	struct run run;

	(void)state;
	run_story(&run, variant_of(&stories[0]), &options);
	CHECK_INT(&rows, run.ret, 0);
	CHECK_INT(&rows, run.ledger.rows[0].end[PEER_CLIENT].ss_family, AF_INET6);
	check_totals(&rows, &run, &stories[0]);
	rows_end(&rows);
}

static void test_bad_host(void **state)
{
	const struct peer_options options = { .host = "localhost" };
	struct run run;

	(void)state;
	run_story(&run, variant_of(&stories[0]), &options);
	assert_int_equal(run.ret, -EINVAL);
}

/* The table's own words and what the stories above show of it. */
static void test_table(void **state)
{
	struct rows rows = { 0 };
	size_t variants = 0;

	(void)state;
	for (size_t i = 0; i < demo_count(); i++) {
		const struct demo *demo = demo_at(i);

		rows_next(&rows, demo->name);
		CHECK(&rows, demo_find(demo->name) == demo);
		CHECK(&rows, demo->summary && strlen(demo->summary) <= SUMMARY_MAX);
		for (size_t j = 0; j < demo->variant_count; j++, variants++) {
			const struct demo_variant *variant = &demo->variants[j];

			CHECK(&rows, find_variant(demo, variant->name) == variant);
			CHECK_INT(&rows, variant->loses && variant->kind == DEMO_FIXED, 0);
			CHECK(&rows, variant->title && variant->why);
			CHECK(&rows, variant->findings[0].id || !variant->loses);
			CHECK(&rows, variant->run[PEER_SERVER] && variant->run[PEER_CLIENT]);
		}
	}
	CHECK_INT(&rows, variants, ARRAY_LEN(stories));
	for (size_t i = 0; i < ARRAY_LEN(stories); i++) {
		rows_next(&rows, stories[i].variant);
		CHECK_INT(&rows, variant_of(&stories[i])->loses,
			  stories[i].client_loses || stories[i].server_loses);
	}
	CHECK(&rows, !demo_find("no such demo"));
	CHECK(&rows, !find_variant(demo_at(0), "no such variant"));
	rows_end(&rows);
}

/* A descriptor of the parent's that lived on in a peer would be no end-of-file to a reader. */
static void test_nothing_inherited(void **state)
{
	const struct peer_options options = { 0 };
	struct peers peers;
	struct run run;
	int fds[2];
	char octet;

	(void)state;
	assert_int_equal(pipe(fds), 0);
	assert_int_equal(peers_start(&peers, variant_of(&stories[0]), &options), 0);
	follow(&run, &peers);
	close(fds[1]);
	assert_int_equal(run.ret, 0);
	assert_int_equal(poll(&(struct pollfd){ .fd = fds[0] }, 1, WAIT_MS), 1);
	assert_int_equal(read(fds[0], &octet, 1), 0);
	/* And that although they live. */
	assert_int_equal(waitpid(peers.pid[PEER_SERVER], NULL, WNOHANG), 0);
	assert_int_equal(waitpid(peers.pid[PEER_CLIENT], NULL, WNOHANG), 0);
	close(fds[0]);
	peers_stop(&peers);
}

static void test_stopped_midway(void **state)
{
	const struct peer_options options = { .pause_ms = 10000 };
	struct peers peers;

	(void)state;
	assert_int_equal(peers_start(&peers, variant_of(&stories[0]), &options), 0);
	peers_stop(&peers);
	assert_true(all_reaped(&peers));
	peers_stop(&peers);
}

static int hang(struct peer *peer)
{
	(void)peer;
	return pause();
}

/* With SIGALRM blocked, as by a parent that reads its signals from a descriptor. */
static void test_limit(void **state)
{
	static const struct demo_variant hanging = { .run = { hang, hang } };
	const struct peer_options options = { .limit_s = 1 };
	sigset_t all, before;
	struct run run;

	(void)state;
	sigfillset(&all);
	sigprocmask(SIG_SETMASK, &all, &before);
	run_story(&run, &hanging, &options);
	sigprocmask(SIG_SETMASK, &before, NULL);
	assert_int_equal(run.ret, -EPIPE);
}

static int ask_and_go(struct peer *peer)
{
	ssize_t n = peer_connect(peer);

	if (n >= 0)
		n = peer_write(peer, "please do this\n", 15);
	return n < 0 ? (int)n : -ECANCELED;
}

static unsigned int count_threads(pid_t pid)
{
	char path[32];
	struct dirent *entry;
	unsigned int count = 0;
	DIR *dir;

	snprintf(path, sizeof(path), "/proc/%d/task", pid);
	dir = opendir(path);
	while (dir && (entry = readdir(dir)))
		count += entry->d_name[0] != '.';
	if (dir)
		closedir(dir);
	return count;
}

/* What threads use is gone when its story has broken off: so they are, too. */
static void test_threads_of_broken_stories(void **state)
{
	static const char *const variants[] = { "broken", "fixed" };
	const struct peer_options options = { 0 };
	struct rows rows = { 0 };

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(variants); i++) {
		const struct demo_variant *whole = find_variant(demo_find("close-vs-accept"), variants[i]);
		const struct demo_variant broken = { .run = { whole->run[PEER_SERVER], ask_and_go } };
		struct peers peers;
		struct run run;

		rows_next(&rows, variants[i]);
		assert_int_equal(peers_start(&peers, &broken, &options), 0);
		follow(&run, &peers);
		CHECK_INT(&rows, run.ret, 0);
		CHECK(&rows, run.last[PEER_SERVER].result < 0);
		CHECK_INT(&rows, count_threads(peers.pid[PEER_SERVER]), 1);
		peers_stop(&peers);
	}
	rows_end(&rows);
}

/* Several connections, of which one is refused, and an end that is part of the story. */

static int abort_with_two(struct peer *peer)
{
	ssize_t n = peer_listen(peer, 2);

	for (peer->at = 0; n >= 0 && peer->at < 2; peer->at++) {
		n = peer_accept(peer);
		if (n >= 0)
			n = peer_read_all(peer, 4);
	}
	if (n >= 0)
		n = peer_wait_nod(peer);
	/* Else it may be the last one that the kernel closes. */
	if (n >= 0)
		n = peer_close_listener(peer);
	if (n < 0)
		return (int)n;
	peer_abort(peer);
}

static int connect_thrice(struct peer *peer)
{
	ssize_t n = 0;

	for (peer->at = 0; n >= 0 && peer->at < 2; peer->at++) {
		n = peer_connect(peer);
		if (n >= 0)
			n = peer_write(peer, "12345678", peer->at == 0 ? 4 : 8);
	}
	if (n >= 0)
		n = peer_nod(peer);
	peer->at = 0;
	if (n >= 0)
		n = peer_wait_end(peer);
	peer->at = 2;
	if (n >= 0)
		n = peer_connect(peer);
	return n == -ECONNREFUSED ? 0 : -EIO;
}

static void test_many_connections(void **state)
{
	static const struct demo_variant many = { .run = { abort_with_two, connect_thrice } };
	const struct peer_options options = { 0 };
	struct rows rows = { .name = "three" };
	struct peers peers;
	struct run run;
	siginfo_t ended;

	(void)state;
	assert_int_equal(peers_start(&peers, &many, &options), 0);
	follow(&run, &peers);
	assert_int_equal(run.ret, 0);
	assert_int_equal(waitid(P_PID, (id_t)peers.pid[PEER_SERVER], &ended, WEXITED | WNOWAIT), 0);
	peers_stop(&peers);
	CHECK_INT(&rows, ended.si_code, CLD_KILLED);
	CHECK_INT(&rows, ended.si_status, SIGABRT);
	check_says(&rows, &run, PEER_SERVER, (const char *[4]){ "abort()", "abort()" });
	check_says(&rows, &run, PEER_CLIENT, (const char *[4]){ "connect() = -1 ECONNREFUSED" });
	CHECK_INT(&rows, run.last[PEER_CLIENT].result, 0);
	CHECK_INT(&rows, run.ledger.count, 3);
	CHECK_INT(&rows, ledger_lost(&run.ledger.rows[0], PEER_CLIENT), 0);
	CHECK_INT(&rows, ledger_lost(&run.ledger.rows[1], PEER_CLIENT), 4);
	CHECK_INT(&rows, ledger_lost(&run.ledger.rows[2], PEER_CLIENT), 0);
	rows_end(&rows);
}

/* What a child of the peer's does counts as the peer's. */

static int read_three(struct peer *peer)
{
	peer_read_all(peer, 3);
	return peer_nod(peer);
}

static int share_and_read_four(struct peer *peer)
{
	ssize_t n = peer_accept(peer);

	if (n >= 0)
		n = peer_dup(peer, 1);
	if (n >= 0)
		n = peer_read_all(peer, 4);
	if (n >= 0)
		n = peer_close(peer);
	peer->at = 1;
	if (n >= 0)
		n = peer_fork(peer, read_three);
	if (n >= 0)
		n = peer_wait_nod(peer);
	return n < 0 ? (int)n : peer_close(peer);
}

static int write_seven(struct peer *peer)
{
	ssize_t n = peer_connect(peer);

	if (n >= 0)
		n = peer_write(peer, "1234567", 7);
	if (n >= 0)
		n = peer_wait_nod(peer);
	if (n >= 0)
		n = peer_nod(peer);
	return n < 0 ? (int)n : peer_close(peer);
}

static void test_children(void **state)
{
	static const struct demo_variant shared = { .run = { share_and_read_four, write_seven } };
	const struct peer_options options = { 0 };
	struct rows rows = { .name = "shared" };
	struct run run;

	(void)state;
	run_story(&run, &shared, &options);
	CHECK_INT(&rows, run.ret, 0);
	CHECK_INT(&rows, run.last[PEER_CLIENT].result, 0);
	check_says(&rows, &run, PEER_SERVER,
		   (const char *[4]){ "close() = 0", "recv(3, MSG_WAITALL) = 3" });
	CHECK_INT(&rows, run.ledger.count, 1);
	CHECK_INT(&rows, run.ledger.rows[0].read[PEER_SERVER], 7);
	rows_end(&rows);
}

static int pause_once(struct peer *peer)
{
	peer_pause(peer);
	return 0;
}

/* Who is watched goes on when he is told to. */
static void test_cues(void **state)
{
	static const struct demo_variant pausing = { .run = { pause_once, pause_once } };
	const struct peer_options options = { .watched = true };
	struct peer_record record;
	struct peers peers;
	int asked = 0;

	(void)state;
	assert_int_equal(peers_start(&peers, &pausing, &options), 0);
	while (asked < PEER_ROLES) {
		assert_int_equal(poll(&(struct pollfd){ .fd = peers_fd(&peers), .events = POLLIN }, 1,
				      WAIT_MS), 1);
		while (peers_read(&peers, &record) > 0) {
			assert_int_equal(record.ask, PEER_ASKS_SEEN);
			asked++;
		}
	}
	for (int role = 0; role < PEER_ROLES; role++) {
		assert_false(peers_done(&peers));
		peers_cue(&peers, role);
		assert_int_equal(poll(&(struct pollfd){ .fd = peers_fd(&peers), .events = POLLIN }, 1,
				      WAIT_MS), 1);
		assert_int_equal(peers_read(&peers, &record), 1);
		assert_true(record.last && record.role == (enum peer_role)role);
	}
	assert_true(peers_done(&peers));
	peers_stop(&peers);
}

static void run_role(const struct demo_variant *variant, enum peer_role role, uint16_t port,
		     int fd)
{
	const struct peer_options options = { .port = port, .pause_ms = PEER_PAUSE_MS };
	FILE *out = fdopen(fd, "w");

	_exit(peer_run_role(variant, role, &options, out) < 0);
}

static pid_t fork_role(const struct demo_variant *variant, enum peer_role role, uint16_t port,
		       FILE **lines)
{
	int fds[2];
	pid_t pid;

	assert_int_equal(pipe(fds), 0);
	pid = fork();
	assert_true(pid >= 0);
	if (pid == 0) {
		alarm(WAIT_MS / 1000);
		run_role(variant, role, port, fds[1]);
	}
	close(fds[1]);
	*lines = fdopen(fds[0], "r");
	assert_non_null(*lines);
	return pid;
}

/* Skips to the line that begins so. */
static bool line_beginning(FILE *lines, char *line, int size, const char *beginning)
{
	while (fgets(line, size, lines)) {
		if (strncmp(line, beginning, strlen(beginning)) == 0)
			return true;
	}
	return false;
}

static void test_roles(void **state)
{
	const struct demo_variant *variant = variant_of(&stories[0]);
	FILE *server, *client;
	pid_t pids[PEER_ROLES];
	char line[128];
	unsigned int port = 0;

	(void)state;
	pids[0] = fork_role(variant, PEER_SERVER, 0, &server);
	assert_true(line_beginning(server, line, sizeof(line), "server: listen() = 0 (port "));
	assert_int_equal(sscanf(line, "server: listen() = 0 (port %u)", &port), 1);
	pids[1] = fork_role(variant, PEER_CLIENT, (uint16_t)port, &client);
	assert_true(line_beginning(client, line, sizeof(line),
				   "client: write(5) = -1 EPIPE\n"));
	assert_true(line_beginning(client, line, sizeof(line), "client: 20 bytes written, 0 "));
	assert_true(line_beginning(server, line, sizeof(line), "server: 0 bytes written, 15 "));
	for (int i = 0; i < PEER_ROLES; i++) {
		int status;

		assert_int_equal(waitpid(pids[i], &status, 0), pids[i]);
		assert_int_equal(status, 0);
	}
	fclose(server);
	fclose(client);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_table),
		cmocka_unit_test(test_stories),
		cmocka_unit_test(test_ipv6),
		cmocka_unit_test(test_bad_host),
		cmocka_unit_test(test_nothing_inherited),
		cmocka_unit_test(test_stopped_midway),
		cmocka_unit_test(test_limit),
		cmocka_unit_test(test_threads_of_broken_stories),
		cmocka_unit_test(test_many_connections),
		cmocka_unit_test(test_children),
		cmocka_unit_test(test_cues),
		cmocka_unit_test(test_roles),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
