/* SPDX-License-Identifier: GPL-2.0-or-later */
/* test_explorer.c: which schedules are executed, held against all there are, of models in memory. */
#include "peers/dice.h"
#include "peers/explorer.h"
#include "peers/pretend.h"
#include "support/rows.h"

#include <stdlib.h>

enum { THREADS_MAX = 4 };

static void make(struct pretend *pretend, const char *const *threads)
{
	*pretend = (struct pretend){ 0 };
	for (; *threads; threads++)
		pretend_thread(pretend, *threads);
}

/* Runs to the end; the explorer, for what it tells, or NULL with ret. */
static struct explorer *explore(const struct explorer_model *model,
				const struct explorer_options *options, int *ret)
{
	struct explorer *explorer = explorer_new(model, options);

	assert_non_null(explorer);
	while ((*ret = explorer_next(explorer)) > 0)
		;
	return explorer;
}

static const struct counted {
	const char *name;
	const char *threads[THREADS_MAX + 1];
	uint64_t schedules, interleavings;
	uint64_t hung, failed;
	uint64_t points_min, points_max;
} counted[] = {
	{ "one thread has one way", { "r0 r1 w0" }, 1, 1, 0, 1, 3, 3 },
	{ "steps that touch nothing in common: one stands for all C(5, 2)",
	  { "w0 w0 w0", "w1 w1" }, 1, 10, 0, 1, 5, 5 },
	{ "readers of the same commute", { "r0 r0", "r0 r0" }, 1, 6, 0, 0, 4, 4 },
	{ "steps on one thing: all C(5, 2)", { "w0 w0 w0", "w0 w0" }, 10, 10, 0, 10, 5, 5 },
	{ "a writer between readers", { "w0", "r0 r0" }, 3, 3, 0, 3, 3, 3 },
	{ "two independent pairs", { "w0", "w0", "w1", "w1" }, 4, 24, 0, 4, 4, 4 },
	{ "a lock that both take: who was first", { "l0 u0", "l0 u0" }, 2, 2, 0, 0, 4, 4 },
	{ "two philosophers", { "l0 l1 u1 u0", "l1 l0 u0 u1" }, 3, 6, 1, 1, 2, 8 },
	{ "three philosophers",
	  { "l0 l1 u1 u0", "l1 l2 u2 u1", "l2 l0 u0 u2" }, 7, 168, 1, 1, 3, 12 },
	{ "nobody ever goes", { "" }, 1, 1, 0, 0, 0, 0 },
};

static void test_counts(void **arg)
{
	static struct pretend pretend;
	struct explorer_options options = { .strategy = EXPLORER_EXHAUSTIVE };
	struct rows rows = { 0 };

	(void)arg;
	for (size_t i = 0; i < ARRAY_LEN(counted); i++) {
		const struct counted *row = &counted[i];
		struct explorer_model model = pretend_model(&pretend);
		const struct explorer_tally *tally;
		struct explorer *explorer;
		int ret;

		rows_next(&rows, row->name);
		make(&pretend, row->threads);
		explorer = explore(&model, &options, &ret);
		tally = explorer_tally(explorer);
		CHECK_INT(&rows, ret, 0);
		CHECK_INT(&rows, tally->schedules, row->schedules);
		CHECK_INT(&rows, tally->different, row->schedules);
		CHECK_INT(&rows, tally->interleavings, row->interleavings);
		CHECK_INT(&rows, tally->happened[0], row->hung);
		CHECK_INT(&rows, tally->failed, row->failed);
		CHECK_INT(&rows, tally->points_min, row->points_min);
		CHECK_INT(&rows, tally->points_max, row->points_max);
		CHECK_INT(&rows, tally->schedules + tally->begun, pretend.begun);
		CHECK(&rows, tally->whole && !tally->more);
		explorer_free(explorer);
	}
	rows_end(&rows);
}

/* All interleavings, one by one, and of each class the one that comes first in the alphabet. */
struct brute {
	struct pretend *pretend;
	struct footprint footprint[PRETEND_THREADS * PRETEND_STEPS];
	uint64_t interleavings, classes, failed;
};

/* A class's first one in the alphabet: no step of a later letter stands before one that may pass it. */
static bool is_first(const struct brute *brute)
{
	const struct pretend *pretend = brute->pretend;

	for (size_t i = 1; i < pretend->path_len; i++) {
		for (size_t j = i; j-- > 0;) {
			const struct footprint *one = &brute->footprint[i];
			const struct footprint *other = &brute->footprint[j];

			if (pretend->path[j] == pretend->path[i] ||
			    one->writes & (other->reads | other->writes) ||
			    other->writes & one->reads)
				break;
			if (pretend->path[j] > pretend->path[i])
				return false;
		}
	}
	return true;
}

static void end_brute(struct brute *brute)
{
	struct explorer_result result;

	brute->interleavings++;
	if (!is_first(brute))
		return;
	pretend_result(brute->pretend, &result);
	brute->classes++;
	brute->failed += result.broken != 0;
}

static void go_everywhere(struct brute *brute)
{
	struct pretend *pretend = brute->pretend;
	uint32_t ready = pretend_ready(pretend);

	if (!ready)
		end_brute(brute);
	for (unsigned int i = 0; i < pretend->threads; i++) {
		struct pretend_state state = pretend->state;
		size_t len = pretend->path_len;

		if (!(ready >> i & 1))
			continue;
		pretend_touches(pretend, i, &brute->footprint[len]);
		pretend_step(pretend, i);
		go_everywhere(brute);
		pretend->state = state;
		pretend->path_len = len;
	}
}

/* Two or three threads of up to four steps on up to three variables. */
static void make_any(struct pretend *pretend, struct dice *dice)
{
	unsigned int threads = 2 + dice_pick(dice, 2);
	unsigned int variables = 1 + dice_pick(dice, 3);

	*pretend = (struct pretend){ .watched = 0, .wanted = 1 };
	for (unsigned int i = 0; i < threads; i++) {
		unsigned int steps = 1 + dice_pick(dice, threads == 2 ? 4 : 3);

		pretend->steps[i] = steps;
		for (unsigned int j = 0; j < steps; j++)
			pretend->step[i][j] = (struct pretend_step){
				"rwlu"[dice_pick(dice, 4)],
				(unsigned char)dice_pick(dice, variables),
			};
	}
	pretend->threads = threads;
}

static void test_each_class_once(void **arg)
{
	static struct pretend pretend;
	struct explorer_options options = { .strategy = EXPLORER_EXHAUSTIVE };
	struct dice dice = { .state = 1 };
	struct rows rows = { 0 };
	uint64_t spared = 0;

	(void)arg;
	for (unsigned int i = 0; i < 2000; i++) {
		struct explorer_model model = pretend_model(&pretend);
		struct brute brute = { .pretend = &pretend };
		const struct explorer_tally *tally;
		struct explorer *explorer;
		char name[32];
		int ret;

		snprintf(name, sizeof(name), "model %u", i);
		rows_next(&rows, name);
		make_any(&pretend, &dice);
		go_everywhere(&brute);
		explorer = explore(&model, &options, &ret);
		tally = explorer_tally(explorer);
		CHECK_INT(&rows, ret, 0);
		CHECK_INT(&rows, tally->schedules, brute.classes);
		CHECK_INT(&rows, tally->different, brute.classes);
		CHECK_INT(&rows, tally->interleavings, brute.interleavings);
		CHECK_INT(&rows, tally->failed, brute.failed);
		spared += brute.interleavings - brute.classes;
		explorer_free(explorer);
	}
	rows_next(&rows, "it was worth it");
	CHECK(&rows, spared > 1000);
	rows_end(&rows);
}

/* An update is lost where one thread's turn is between the other's load and store. */
static const char *const lost_update[] = { "w1 w1 w1 w1 r0 w0", "w2 w2 w2 w2 r0 w0", NULL };
static const char *const philosophers[] = {
	"w3 l0 l1 u1 u0", "w4 l1 l2 u2 u1", "w5 l2 l0 u0 u2", NULL
};

static const struct planted {
	const char *name;
	const char *const *threads;
	bool hangs;		/* that is the bug; else 0 does not end as 2 */
	struct explorer_options options;
} planted[] = {
	{ "exhaustive finds a lost update", lost_update, false, { EXPLORER_EXHAUSTIVE } },
	{ "random finds a lost update", lost_update, false,
	  { EXPLORER_RANDOM, .seed = 1, .iterations = 200 } },
	{ "pct finds a lost update", lost_update, false,
	  { EXPLORER_PCT, .seed = 1, .iterations = 200, .depth = 2 } },
	{ "exhaustive finds a deadlock", philosophers, true, { EXPLORER_EXHAUSTIVE } },
	{ "random finds a deadlock", philosophers, true,
	  { EXPLORER_RANDOM, .seed = 1, .iterations = 200 } },
	{ "pct finds a deadlock", philosophers, true,
	  { EXPLORER_PCT, .seed = 1, .iterations = 200, .depth = 3 } },
	{ "pct finds a deadlock where exhaustive is too long", philosophers, true,
	  { EXPLORER_EXHAUSTIVE, .seed = 1, .iterations = 1, .then_pct = 200, .depth = 3 } },
};

static void check_replay(struct rows *rows, struct explorer *explorer, struct pretend *pretend)
{
	const struct explorer_failure *failure = explorer_failure(explorer);
	char text[SCHEDULE_TEXT_MAX];
	struct schedule schedule;

	schedule_print(&failure->schedule, 7, text);
	CHECK_INT(rows, schedule_parse(&schedule, 7, text), 0);
	for (int i = 0; i < 10; i++) {
		struct explorer_result result;

		CHECK_INT(rows, explorer_replay(explorer, &schedule, &result), 0);
		CHECK_INT(rows, result.broken, failure->result.broken);
		CHECK_INT(rows, pretend->path_len, failure->schedule.count);
	}
}

static void test_planted(void **arg)
{
	static struct pretend pretend;
	struct rows rows = { 0 };

	(void)arg;
	for (size_t i = 0; i < ARRAY_LEN(planted); i++) {
		const struct planted *row = &planted[i];
		struct explorer_model model = pretend_model(&pretend);
		const struct explorer_tally *tally;
		struct explorer *explorer;
		int ret;

		rows_next(&rows, row->name);
		make(&pretend, row->threads);
		pretend.wanted = 2;
		pretend.hang_is_broken = row->hangs;
		explorer = explore(&model, &row->options, &ret);
		tally = explorer_tally(explorer);
		CHECK_INT(&rows, ret, 0);
		CHECK(&rows, tally->failed > 0 && tally->failed < tally->schedules);
		CHECK_INT(&rows, tally->broken[0], tally->failed);
		CHECK(&rows, row->options.iterations == 0 || tally->schedules + tally->begun ==
			     row->options.iterations + row->options.then_pct);
		CHECK_INT(&rows, tally->whole, row->options.iterations == 0);
		CHECK_INT(&rows, tally->different < tally->schedules, row->options.iterations > 0);
		if (tally->failed)
			check_replay(&rows, explorer, &pretend);
		explorer_free(explorer);
	}
	rows_end(&rows);
}

/* Of those that fail the shortest is kept; of several, the first. */
static void test_shortest(void **arg)
{
	static const char *const threads[] = { "l0 l1 u1 u0", "l1 l0 u0 u1", "w2", "w2", NULL };
	static struct pretend pretend;
	struct explorer_options options = { .strategy = EXPLORER_EXHAUSTIVE };
	struct explorer_model model = pretend_model(&pretend);
	struct explorer *explorer = explorer_new(&model, &options);
	const struct explorer_failure *failure;
	char path[sizeof(pretend.path)] = "";
	size_t shortest = SIZE_MAX;
	unsigned int ties = 0;

	(void)arg;
	assert_non_null(explorer);
	assert_null(explorer_failure(explorer));
	make(&pretend, threads);
	pretend.hang_is_broken = true;
	while (explorer_next(explorer) > 0) {
		struct schedule last;

		if (!explorer_last(explorer, &last) || !pretend_next(&pretend, 0))
			continue;
		assert_int_equal(last.count, pretend.path_len);
		ties += pretend.path_len == shortest;
		if (pretend.path_len < shortest) {
			shortest = pretend.path_len;
			memcpy(path, pretend.path, sizeof(path));
		}
	}
	failure = explorer_failure(explorer);
	assert_non_null(failure);
	assert_int_equal(failure->schedule.count, shortest);
	for (size_t i = 0; i < shortest; i++)
		assert_int_equal(schedule_letter(failure->schedule.thread[i]), path[i]);
	assert_true(ties > 0);
	explorer_free(explorer);
}

/* What it executed, as one number. */
static uint64_t executed(struct pretend *pretend, const struct explorer_options *options)
{
	struct explorer_model model = pretend_model(pretend);
	struct explorer *explorer = explorer_new(&model, options);
	uint64_t all = 0;

	assert_non_null(explorer);
	while (explorer_next(explorer) > 0)
		all = dice_mix(all + schedule_check(pretend->path));
	explorer_free(explorer);
	return all;
}

static void test_seeds(void **arg)
{
	static struct pretend pretend;
	struct rows rows = { 0 };

	(void)arg;
	make(&pretend, philosophers);
	for (unsigned int i = 0; i < EXPLORER_STRATEGIES; i++) {
		struct explorer_options options = {
			.strategy = (enum explorer_strategy)i, .seed = 1, .iterations = 60, .depth = 3,
		};
		struct explorer_options other = options;
		uint64_t first = executed(&pretend, &options);

		other.seed = 2;
		rows_next(&rows, explorer_strategy_name(options.strategy));
		CHECK(&rows, executed(&pretend, &options) == first);
		CHECK_INT(&rows, executed(&pretend, &other) == first, i == EXPLORER_EXHAUSTIVE);
	}
	rows_end(&rows);
}

/* Known results of SplitMix64, and all sides of a die. */
static void test_dice(void **arg)
{
	struct dice dice = { .state = 1234567 };
	unsigned int seen[3] = { 0 };

	(void)arg;
	assert_true(dice_roll(&dice) == UINT64_C(6457827717110365317));
	assert_true(dice_roll(&dice) == UINT64_C(3203168211198807973));
	for (int i = 0; i < 3000; i++)
		seen[dice_pick(&dice, 3)]++;
	for (int i = 0; i < 3; i++)
		assert_in_range(seen[i], 900, 1100);
	assert_int_equal(dice_pick(&dice, 1), 0);
}

static const struct diverged {
	const char *name;
	const char *text;	/* of the schedule; the model has a: r0 w0, b: l1 l1 */
	enum explorer_difference difference;
	size_t point;
	unsigned int thread;
	uint32_t ready;
} diverged[] = {
	{ "one that is blocked", "x1-00000007-b2a2", EXPLORER_MAY_NOT_GO, 1, 1, 1 },
	{ "one that has no steps left", "x1-00000007-a3", EXPLORER_MAY_NOT_GO, 2, 0, 2 },
	{ "one that there is not", "x1-00000007-ac", EXPLORER_MAY_NOT_GO, 1, 2, 3 },
	{ "too short", "x1-00000007-a2", EXPLORER_GOES_ON, 2, 0, 2 },
	{ "nothing", "x1-00000007-", EXPLORER_GOES_ON, 0, 0, 3 },
	{ "too long", "x1-00000007-a2ba", EXPLORER_OVER, 3, 0, 0 },
};

static void test_replay_diverges(void **arg)
{
	static const char *const threads[] = { "r0 w0", "l1 l1", NULL };
	static struct pretend pretend;
	struct explorer_options options = { 0 };
	struct explorer_model model = pretend_model(&pretend);
	struct rows rows = { 0 };

	(void)arg;
	make(&pretend, threads);
	for (size_t i = 0; i < ARRAY_LEN(diverged); i++) {
		struct explorer *explorer = explorer_new(&model, &options);
		const struct explorer_divergence *divergence;
		struct explorer_result result;
		struct schedule schedule;

		assert_non_null(explorer);
		divergence = explorer_divergence(explorer);
		rows_next(&rows, diverged[i].name);
		CHECK_INT(&rows, schedule_parse(&schedule, 7, diverged[i].text), 0);
		CHECK_INT(&rows, explorer_replay(explorer, &schedule, &result), -EBADE);
		CHECK_INT(&rows, divergence->difference, diverged[i].difference);
		CHECK_INT(&rows, divergence->point, diverged[i].point);
		CHECK_INT(&rows, divergence->ready, diverged[i].ready);
		if (diverged[i].difference == EXPLORER_MAY_NOT_GO)
			CHECK_INT(&rows, divergence->thread, diverged[i].thread);
		explorer_free(explorer);
	}
	rows_end(&rows);
}

static const struct mood {
	const char *name;
	char moody;
	enum explorer_difference difference;
} moods[] = {
	{ "who went may not go any more", 'r', EXPLORER_MAY_NOT_GO },
	{ "who did not go may not any more", 'o', EXPLORER_OTHERS_MAY },
	{ "its step touches something else", 't', EXPLORER_TOUCHES_OTHER },
	{ "it is over too soon", 'e', EXPLORER_OVER },
};

static void test_moody_models(void **arg)
{
	static const char *const threads[] = { "w0 w1", "w0 w1", NULL };
	static struct pretend pretend;
	struct explorer_options options = { .strategy = EXPLORER_EXHAUSTIVE };
	struct explorer_model model = pretend_model(&pretend);
	struct rows rows = { 0 };

	(void)arg;
	for (size_t i = 0; i < ARRAY_LEN(moods); i++) {
		struct explorer *explorer;
		int ret;

		rows_next(&rows, moods[i].name);
		make(&pretend, threads);
		pretend.moody = moods[i].moody;
		explorer = explore(&model, &options, &ret);
		CHECK_INT(&rows, ret, -EBADE);
		CHECK_INT(&rows, explorer_divergence(explorer)->difference, moods[i].difference);
		explorer_free(explorer);
	}
	rows_end(&rows);
}

/* Whatever fails, and whenever, is told, and it ends there. */
static void test_failing_models(void **arg)
{
	static struct pretend pretend;
	struct explorer_options options = { .strategy = EXPLORER_EXHAUSTIVE };
	struct explorer_model model = pretend_model(&pretend);
	struct rows rows = { 0 };
	int ret = -EIO;

	(void)arg;
	for (int at = 1; ret == -EIO; at++) {
		static const char *const threads[] = { "w0", "w0", NULL };
		struct explorer *explorer;
		char name[32];

		snprintf(name, sizeof(name), "call %d", at);
		rows_next(&rows, name);
		make(&pretend, threads);
		pretend.fails_at = at;
		explorer = explore(&model, &options, &ret);
		/* Two executions of begin(), two steps, and end(). */
		CHECK_INT(&rows, ret, at <= 8 ? -EIO : 0);
		explorer_free(explorer);
	}
	rows_end(&rows);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_counts),
		cmocka_unit_test(test_each_class_once),
		cmocka_unit_test(test_planted),
		cmocka_unit_test(test_shortest),
		cmocka_unit_test(test_seeds),
		cmocka_unit_test(test_dice),
		cmocka_unit_test(test_replay_diverges),
		cmocka_unit_test(test_moody_models),
		cmocka_unit_test(test_failing_models),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
