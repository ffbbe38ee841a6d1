/* SPDX-License-Identifier: GPL-2.0-or-later */
/* test_loop.c: watches that come, go and fail; timer and signals. */
#include "observe/loop.h"
#include "observe/clock.h"
#include "support/rows.h"

#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <sys/timerfd.h>
#include <time.h>
#include <unistd.h>

enum { MS = 1000000 };

/* A pipe in a loop: what is written to it makes it ready. */
struct reader {
	struct loop *loop;
	struct watch watch;
	const struct watch *remove;	/* when ready, if not NULL */
	int pipe[2];
	unsigned int calls;
	int ret;
	bool ends;
};

static int read_one(void *arg, struct err *err)
{
	struct reader *reader = arg;
	char octet;

	assert_int_equal(read(reader->pipe[0], &octet, 1), 1);
	reader->calls++;
	if (reader->remove)
		loop_remove(reader->loop, reader->remove);
	if (reader->ends)
		reader->loop->done = true;
	return reader->ret < 0 ? err_set(err, reader->ret, "as it was told") : 0;
}

static void reader_open(struct reader *reader, struct loop *loop)
{
	*reader = (struct reader){ .loop = loop };
	assert_int_equal(pipe(reader->pipe), 0);
	reader->watch = (struct watch){ reader->pipe[0], read_one, reader };
	assert_int_equal(loop_add(loop, &reader->watch, NULL), 0);
}

static void reader_poke(const struct reader *reader)
{
	assert_int_equal(write(reader->pipe[1], "x", 1), 1);
}

static void reader_close(const struct reader *reader)
{
	close(reader->pipe[0]);
	close(reader->pipe[1]);
}

static void test_done(void **state)
{
	struct reader first, second;
	struct loop loop;

	(void)state;
	assert_int_equal(loop_init(&loop, NULL), 0);
	reader_open(&first, &loop);
	reader_open(&second, &loop);
	reader_poke(&first);
	reader_poke(&first);
	reader_poke(&second);
	second.ends = true;
	assert_int_equal(loop_run(&loop, NULL), 0);
	assert_int_equal(second.calls, 1);
	loop_free(&loop);
	loop_free(&loop);
	reader_close(&first);
	reader_close(&second);
}

/* Both are ready; whichever is first takes the other out, which must not be called then. */
static void test_remove_each_other(void **state)
{
	struct reader first, second;
	struct loop loop;

	(void)state;
	assert_int_equal(loop_init(&loop, NULL), 0);
	reader_open(&first, &loop);
	reader_open(&second, &loop);
	first.remove = &second.watch;
	second.remove = &first.watch;
	reader_poke(&first);
	reader_poke(&second);
	first.ends = true;
	second.ends = true;
	assert_int_equal(loop_run(&loop, NULL), 0);
	assert_int_equal(first.calls + second.calls, 1);
	loop_free(&loop);
	reader_close(&first);
	reader_close(&second);
}

static void test_failing_watch(void **state)
{
	struct err err = { "" };
	struct reader reader;
	struct loop loop;

	(void)state;
	assert_int_equal(loop_init(&loop, NULL), 0);
	reader_open(&reader, &loop);
	reader.ret = -EIO;
	reader_poke(&reader);
	assert_int_equal(loop_run(&loop, &err), -EIO);
	assert_string_equal(err.text, "as it was told");
	loop_free(&loop);
	reader_close(&reader);
}

static void test_unwatchable(void **state)
{
	struct watch watch = { .fd = -1 };
	struct err err = { "" };
	struct loop loop;

	(void)state;
	assert_int_equal(loop_init(&loop, NULL), 0);
	assert_int_equal(loop_add(&loop, &watch, &err), -EBADF);
	assert_string_equal(err.text, "cannot watch descriptor -1: Bad file descriptor");
	loop_free(&loop);
}

struct ticker {
	struct loop *loop;
	int fd;
	uint64_t periods;
};

static int tick(void *arg, struct err *err)
{
	struct ticker *ticker = arg;

	(void)err;
	ticker->periods += loop_timer_read(ticker->fd);
	ticker->loop->done = ticker->periods >= 3;
	return 0;
}

static void test_timer(void **state)
{
	struct loop loop;
	struct ticker ticker = { .loop = &loop, .fd = loop_timer_open(5 * MS, NULL) };
	struct watch watch = { ticker.fd, tick, &ticker };
	struct timespec begin, end;

	(void)state;
	assert_true(ticker.fd >= 0);
	clock_gettime(CLOCK_MONOTONIC, &begin);
	assert_int_equal(loop_init(&loop, NULL), 0);
	assert_int_equal(loop_add(&loop, &watch, NULL), 0);
	assert_int_equal(loop_run(&loop, NULL), 0);
	clock_gettime(CLOCK_MONOTONIC, &end);
	assert_true((end.tv_sec - begin.tv_sec) * 1000000000 + end.tv_nsec - begin.tv_nsec >=
		    14 * MS);
	close(ticker.fd);
	ticker.fd = loop_timer_open(3600000000000, NULL);
	assert_int_equal(loop_timer_read(ticker.fd), 0);
	close(ticker.fd);
	loop_free(&loop);
}

/* Of an hour a moment is left. */
static void test_timer_restarts(void **state)
{
	const struct itimerspec soon = { .it_value = { .tv_nsec = 1 },
					 .it_interval = { .tv_sec = 3600 } };
	struct pollfd timer = { .fd = loop_timer_open(1, NULL), .events = POLLIN };

	(void)state;
	assert_int_equal(timerfd_settime(timer.fd, 0, &soon, NULL), 0);
	assert_int_equal(poll(&timer, 1, -1), 1);
	loop_timer_restart(timer.fd);
	assert_int_equal(poll(&timer, 1, 0), 0);
	assert_int_equal(loop_timer_read(timer.fd), 0);
	close(timer.fd);
}

static void test_signals(void **state)
{
	static const int signals[] = { SIGINT, SIGTERM, SIGWINCH, 0 };
	int fd = loop_signals_open(signals, NULL);
	sigset_t blocked;

	(void)state;
	assert_true(fd >= 0);
	assert_int_equal(loop_signals_read(fd), 0);
	kill(getpid(), SIGINT);
	assert_int_equal(loop_signals_read(fd), SIGINT);
	kill(getpid(), SIGTERM);
	assert_int_equal(loop_signals_read(fd), SIGTERM);
	/* One that is ignored by default, too. */
	kill(getpid(), SIGWINCH);
	assert_int_equal(loop_signals_read(fd), SIGWINCH);
	assert_int_equal(loop_signals_read(fd), 0);
	sigprocmask(SIG_BLOCK, NULL, &blocked);
	assert_true(sigismember(&blocked, SIGINT));
	close(fd);
}

static void test_clock(void **state)
{
	struct timespec now;
	uint64_t before_ns = clock_now_ns(), between_ns;

	(void)state;
	clock_gettime(CLOCK_REALTIME, &now);
	between_ns = (uint64_t)now.tv_sec * 1000000000 + (uint64_t)now.tv_nsec;
	assert_true(before_ns <= between_ns);
	assert_true(between_ns <= clock_now_ns());
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_done),
		cmocka_unit_test(test_remove_each_other),
		cmocka_unit_test(test_failing_watch),
		cmocka_unit_test(test_unwatchable),
		cmocka_unit_test(test_timer),
		cmocka_unit_test(test_timer_restarts),
		cmocka_unit_test(test_signals),
		cmocka_unit_test(test_clock),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
