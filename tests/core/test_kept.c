/* SPDX-License-Identifier: GPL-2.0-or-later */
/* test_kept.c: how long connections that are over stay in the table. */
#include "core/tracker.h"
#include "core/units.h"
#include "support/rows.h"
#include "support/story.h"

#define OPEN "c S | s S. | c . |"
#define CLOSED OPEN "c P. 5 | s . | c F. | s . | s F. | c . |"
/* 5 bytes that were never read: unread-at-close. */
#define RESET OPEN "c P. 5 | s . | s probe ESTABLISHED inode 22 rq 5 cookie 2 | s R. |" \
	      "s destroy rq 5 sq 0 cookie 2 |"
#define OTHER "client 127.0.0.1 6883 | server 127.0.0.1 5555 |"
#define THIRD "client 127.0.0.1 6884 | server 127.0.0.1 5555 |"

static const struct row {
	const char *name, *story;
	struct tracker_options options;
	size_t count;	/* of connections in the table, at the end */
	size_t left;	/* of those that the sink was told of */
} rows[] = {
	{ "one that is over stays for stragglers", CLOSED "+1s | +4s", { 0 }, 1, 0 },
	{ "and leaves", CLOSED "+1s | +6s", { 0 }, 0, 1 },
	{ "it may be kept for longer", CLOSED "+1s | +58s",
	  { .ended_ns = 60 * S_NS }, 1, 0 },
	{ "and leaves then", CLOSED "+1s | +61s", { .ended_ns = 60 * S_NS }, 0, 1 },
	{ "what is open stays anyway", OPEN "+1s | +900s", { 0 }, 1, 0 },
	{ "no more of them than so many: the first one leaves",
	  CLOSED OTHER CLOSED THIRD CLOSED "+1s | +1s",
	  { .ended_ns = 60 * S_NS, .ended_max = 2 }, 2, 1 },
	{ "a finding keeps it", RESET "+900s | +900s",
	  { .ended_findings = true }, 1, 0 },
	{ "unless that is not asked for", RESET "+900s | +900s", { 0 }, 0, 1 },
	{ "none that has no finding", CLOSED "+1s | +6s",
	  { .ended_findings = true }, 0, 1 },
	{ "nor more of those than so many",
	  RESET OTHER RESET THIRD RESET "+1s | +900s | +1s",
	  { .ended_findings = true, .ended_max = 2 }, 2, 1 },
	{ "it is the same ports' earlier life while a new one is open",
	  RESET "+20s | client 127.0.0.1 6882 | server 127.0.0.1 5555 | isn c 7 |" OPEN
	  "+900s", { .ended_findings = true }, 2, 0 },
};

static void to_tracker(void *arg, const struct event *event)
{
	tracker_event(arg, event);
}

static void on_ended(void *arg, const struct connection *connection)
{
	size_t *left = arg;

	(void)connection;
	++*left;
}

static void tell(struct rows *check, const struct row *row)
{
	struct tracker_options options = row->options;
	size_t left = 0;
	const struct sink sink = { .arg = &left, .ended = on_ended };
	struct tracker tracker;
	struct story story;

	options.sockets = options.packets = true;
	if (!CHECK(check, tracker_init(&tracker, &options, &sink) == 0))
		return;
	story_init(&story, to_tracker, &tracker);
	if (!CHECK(check, story_tell(&story, row->story) == 0))
		print_error("%s\n", story.error);
	CHECK_INT(check, tracker.table.count, row->count);
	CHECK_INT(check, left, row->left);
	tracker_finish(&tracker, story.time_ns);
	CHECK_INT(check, tracker.table.count, 0);
	CHECK_INT(check, left, row->count + row->left);
	tracker_free(&tracker);
}

static void stays(void **state)
{
	struct rows check = { 0 };

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		rows_next(&check, rows[i].name);
		tell(&check, &rows[i]);
	}
	rows_end(&check);
}

/* A capture that somebody looks at: one was judged before its end, one has no answer, one was cut. */
static void concludes(void **state)
{
	static const char text[] = CLOSED OTHER "c S | +1s | c S | +2s | c S | +90s |"
				   THIRD "c . | s P. 7 | c R. |";
	const struct tracker_options options = { .packets = true, .ended_ns = INT64_MAX };
	size_t left = 0;
	const struct sink sink = { .arg = &left, .ended = on_ended };
	uint64_t found = 0;
	struct tracker tracker;
	struct story story;

	(void)state;
	assert_int_equal(tracker_init(&tracker, &options, &sink), 0);
	story_init(&story, to_tracker, &tracker);
	assert_int_equal(story_tell(&story, text), 0);
	tracker_conclude(&tracker, story.time_ns);
	assert_int_equal(tracker.table.count, 3);
	assert_int_equal(left, 0);
	for (const struct connection *c = tracker.table.oldest; c; c = c->active_next)
		found += c->finding_count;
	assert_int_equal(found, 2);
	/* And that its beginning was not captured. */
	assert_int_equal(tracker.counts.findings[SEVERITY_NOTE] +
			 tracker.counts.findings[SEVERITY_WARNING] +
			 tracker.counts.findings[SEVERITY_ERROR], found + 1);
	assert_int_equal(tracker.counts.gaps[GAP_BEGUN_BEFORE], 1);
	tracker_free(&tracker);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(stays),
		cmocka_unit_test(concludes),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
