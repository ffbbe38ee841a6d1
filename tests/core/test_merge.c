/* SPDX-License-Identifier: GPL-2.0-or-later */
/* test_merge.c: packets and socket facts come out in one order of time. */
#include "core/merge.h"
#include "support/rows.h"

#include <stdio.h>

/*
 * A story in words of a letter and a time: p a packet, g and h something held, f a flush. What
 * is delivered is written down the same way; what is never flushed stays.
 */
static const struct {
	const char *name, *story, *delivered;
} stories[] = {
	{ "a packet goes through at once", "p1 p2", "p1 p2 " },
	{ "a fact waits", "h1", "" },
	{ "a fact waits for the packets before it", "h5 p3 p4 f5", "p3 p4 h5 " },
	{ "a later packet brings it out first", "h5 p7", "h5 p7 " },
	{ "of the same time, the packet comes first", "h5 p5 f5", "p5 h5 " },
	{ "of facts, only those before the packet", "h4 h5 p5 f5", "h4 p5 h5 " },
	{ "several facts around a packet", "h2 h4 h6 p5 f9", "h2 h4 p5 h6 " },
	{ "facts of the same time keep their order", "h5 g5 h5 p5 p6", "p5 h5 g5 h5 p6 " },
	{ "a flush reaches its time, and no further", "h4 h5 h6 f5", "h4 h5 " },
	{ "nothing to flush", "f9 p1 f9", "p1 " },
	{ "a late packet is delivered all the same", "h5 f5 p3", "h5 p3 " },
	{ "a late fact is delivered all the same", "p9 h5 f9", "p9 h5 " },
	{ "a fact that is older than one already held", "h5 h3 f5", "h3 h5 " },
	{ "an older fact is no longer held up by a younger", "h5 h3 f3 p4", "h3 p4 " },
	{ "one between others", "h2 h6 h9 h5 p7 f9", "h2 h5 h6 p7 h9 " },
	{ "one behind others of its time", "h5 h6 g5 f9", "h5 g5 h6 " },
	{ "time 0", "h0 p0 f0", "p0 h0 " },
};

struct journal {
	char text[256];
};

static void journal_write(void *arg, const struct event *event)
{
	struct journal *journal = arg;
	size_t used = strlen(journal->text);

	snprintf(journal->text + used, sizeof(journal->text) - used, "%c%llu ",
		 event->kind == EVENT_SEGMENT ? 'p' : event->kind == EVENT_GAP ? 'g' : 'h',
		 (unsigned long long)event->time_ns);
}

static void tell(struct merge *merge, const char *story)
{
	char letter;
	unsigned long long time_ns;
	int used;

	while (sscanf(story, " %c%llu%n", &letter, &time_ns, &used) == 2) {
		struct event event = { .time_ns = time_ns, .kind = EVENT_TICK };

		story += used;
		if (letter == 'p') {
			event.kind = EVENT_SEGMENT;
			merge_packet(merge, &event);
		} else if (letter != 'f') {
			event.kind = letter == 'g' ? EVENT_GAP : EVENT_TICK;
			assert_int_equal(merge_hold(merge, &event), 0);
		} else {
			merge_flush(merge, time_ns);
		}
	}
}

static void test_stories(void **state)
{
	struct rows rows = { 0 };

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(stories); i++) {
		struct journal journal = { "" };
		struct merge merge;

		merge_init(&merge, journal_write, &journal);
		tell(&merge, stories[i].story);
		rows_next(&rows, stories[i].name);
		CHECK_STRING(&rows, journal.text, stories[i].delivered);
		merge_free(&merge);
	}
	rows_end(&rows);
}

struct counter {
	uint64_t next_ns;	/* what must come next */
	bool wrong;
};

static void count_up(void *arg, const struct event *event)
{
	struct counter *counter = arg;

	counter->wrong |= event->time_ns != counter->next_ns;
	counter->next_ns = event->time_ns + 1;
}

/* Every place of the ring is once the first when it must grow. */
static void test_growth_keeps_order(void **state)
{
	enum { HELD = 1000 };

	(void)state;
	for (uint64_t taken = 0; taken < 64; taken++) {
		struct counter counter = { 0 };
		struct merge merge;

		merge_init(&merge, count_up, &counter);
		for (uint64_t i = 0; i < HELD; i++) {
			struct event event = { .time_ns = i, .kind = EVENT_TICK };

			assert_int_equal(merge_hold(&merge, &event), 0);
			if (i + 1 == taken)
				merge_flush(&merge, i);
		}
		merge_flush(&merge, HELD);
		assert_int_equal(counter.next_ns, HELD);
		assert_false(counter.wrong);
		merge_free(&merge);
	}
}

/* The latest first, so that each goes to the front of a ring that turns. */
static void test_held_backwards(void **state)
{
	enum { HELD = 1000 };
	struct counter counter = { 0 };
	struct merge merge;

	(void)state;
	merge_init(&merge, count_up, &counter);
	for (uint64_t i = HELD; i-- > 0;) {
		struct event event = { .time_ns = i, .kind = EVENT_TICK };

		assert_int_equal(merge_hold(&merge, &event), 0);
	}
	merge_flush(&merge, HELD);
	assert_int_equal(counter.next_ns, HELD);
	assert_false(counter.wrong);
	merge_free(&merge);
}

/* What thousands of facts took is given back, and the next are held all the same. */
static void test_burst(void **state)
{
	enum { HELD = 10000 };
	struct counter counter = { 0 };
	struct merge merge;

	(void)state;
	merge_init(&merge, count_up, &counter);
	for (uint64_t i = 0; i < 2 * HELD; i++) {
		struct event event = { .time_ns = i, .kind = EVENT_TICK };

		assert_int_equal(merge_hold(&merge, &event), 0);
		if (i + 1 == HELD) {
			merge_flush(&merge, i);
			assert_int_equal(merge.capacity, 0);
		}
	}
	merge_flush(&merge, 2 * HELD);
	assert_int_equal(counter.next_ns, 2 * HELD);
	assert_false(counter.wrong);
	merge_free(&merge);
}

struct echo {
	struct merge *merge;
	struct journal journal;
	unsigned int left;
};

/* A probe, say: what is delivered causes more to be held. */
static void echo_hold(void *arg, const struct event *event)
{
	struct echo *echo = arg;

	journal_write(&echo->journal, event);
	if (echo->left) {
		struct event more = { .time_ns = event->time_ns + 1, .kind = EVENT_TICK };

		echo->left--;
		assert_int_equal(merge_hold(echo->merge, &more), 0);
	}
}

static void test_holding_while_delivering(void **state)
{
	struct merge merge;
	struct echo echo = { .merge = &merge, .left = 3 };

	(void)state;
	merge_init(&merge, echo_hold, &echo);
	tell(&merge, "h1 f3 p3 p9");
	assert_string_equal(echo.journal.text, "h1 h2 h3 p3 h4 p9 ");
	merge_free(&merge);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_stories),
		cmocka_unit_test(test_growth_keeps_order),
		cmocka_unit_test(test_held_backwards),
		cmocka_unit_test(test_burst),
		cmocka_unit_test(test_holding_while_delivering),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
