/* SPDX-License-Identifier: GPL-2.0-or-later */
/* test_nap.c: when the clock wakes us instead of packets, and when it cannot. */
#include "cmd/nap.h"
#include "support/rows.h"

#include <sys/resource.h>
#include <unistd.h>

enum { TICK_MS = 25, THICK = 5 * TICK_MS, BETWEEN = 3 * TICK_MS, THIN = TICK_MS, PATIENCE = 10 };

/* A loop with a sleeper, whose pipe is always readable, as a busy capture is. */
struct bed {
	struct loop loop;
	struct nap nap;
	struct watch sleeper;
	int pipe[2];
	unsigned int woken, timed;	/* by the sleeper itself, by the clock */
};

static int on_packet(void *arg, struct err *err)
{
	struct bed *bed = arg;

	(void)err;
	bed->woken++;
	bed->loop.done = true;
	return 0;
}

static int on_clock(void *arg, struct err *err)
{
	struct bed *bed = arg;

	(void)err;
	bed->timed++;
	bed->loop.done = true;
	return 0;
}

static void bed_open(struct bed *bed)
{
	*bed = (struct bed){ 0 };
	assert_int_equal(loop_init(&bed->loop, NULL), 0);
	assert_int_equal(pipe(bed->pipe), 0);
	assert_int_equal(write(bed->pipe[1], "x", 1), 1);
	bed->sleeper = (struct watch){ bed->pipe[0], on_packet, bed };
	assert_int_equal(loop_add(&bed->loop, &bed->sleeper, NULL), 0);
	nap_init(&bed->nap, &bed->loop, on_clock, bed);
	nap_add(&bed->nap, &bed->sleeper);
}

static void bed_free(struct bed *bed)
{
	nap_free(&bed->nap);
	loop_free(&bed->loop);
	close(bed->pipe[0]);
	close(bed->pipe[1]);
}

static void tick(struct bed *bed, unsigned int ticks, uint64_t frames)
{
	for (unsigned int i = 0; i < ticks; i++) {
		bed->nap.frames = frames;
		nap_tick(&bed->nap, TICK_MS);
	}
}

/* Runs until the first thing happens: true if it is the clock. */
static bool sleeps(struct bed *bed)
{
	unsigned int timed = bed->timed;

	bed->loop.done = false;
	assert_int_equal(loop_run(&bed->loop, NULL), 0);
	return bed->timed > timed;
}

static const struct {
	const char *name;
	struct {
		unsigned int ticks;
		uint64_t frames;
	} steps[3];
	bool sleeps;
} rows[] = {
	{ "nothing comes", { { 20, 0 } }, false },
	{ "it comes thick, but not for long", { { PATIENCE - 1, THICK } }, false },
	{ "it comes thick", { { PATIENCE, THICK } }, true },
	{ "with a pause", { { PATIENCE - 1, THICK }, { 1, BETWEEN }, { 5, THICK } }, false },
	{ "and less thick then", { { PATIENCE, THICK }, { 20, BETWEEN } }, true },
	{ "and thin then", { { PATIENCE, THICK }, { 1, THIN } }, false },
};

static void test_ticks(void **state)
{
	struct rows check = { 0 };

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		struct bed bed;

		rows_next(&check, rows[i].name);
		bed_open(&bed);
		for (size_t k = 0; k < ARRAY_LEN(rows[i].steps); k++)
			tick(&bed, rows[i].steps[k].ticks, rows[i].steps[k].frames);
		CHECK(&check, sleeps(&bed) == rows[i].sleeps);
		bed_free(&bed);
	}
	rows_end(&check);
}

/* No descriptor is left for a timer: each packet wakes us, until there is one. */
static void test_no_timer(void **state)
{
	struct rlimit usual, none = { 0 };
	struct bed bed;

	(void)state;
	bed_open(&bed);
	assert_int_equal(getrlimit(RLIMIT_NOFILE, &usual), 0);
	none.rlim_max = usual.rlim_max;
	assert_int_equal(setrlimit(RLIMIT_NOFILE, &none), 0);
	tick(&bed, 2 * PATIENCE, THICK);
	assert_int_equal(setrlimit(RLIMIT_NOFILE, &usual), 0);
	assert_false(sleeps(&bed));
	tick(&bed, 1, THICK);
	assert_true(sleeps(&bed));
	bed_free(&bed);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_ticks),
		cmocka_unit_test(test_no_timer),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
