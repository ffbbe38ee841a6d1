/* SPDX-License-Identifier: GPL-2.0-or-later */
/* test_suspect.c: which connections are looked at again, until when, and of which a moment tells all. */
#include "core/silence.h"
#include "core/stale.h"
#include "core/tracker.h"
#include "core/units.h"
#include "support/rows.h"
#include "support/story.h"

#include <stdio.h>

#define OPEN "c S | s S. | c . | c probe ESTABLISHED inode 11 cookie 1 |" \
	"s probe ESTABLISHED inode 22 cookie 2 | +100ms |"
#define ASKED OPEN "c P. 5 | s . |"

struct row {
	const char *name;
	const char *story;
	const char *looks;	/* after the story, in five seconds: of client, of server; "due" at the end */
};

static const struct row rows[] = {
	{ "idle from the beginning", OPEN "s poll ESTABLISHED inode 22 cookie 2", "0 0" },
	{ "it spoke last", ASKED "s P. 5 | c . | +1s | s poll ESTABLISHED inode 22 cookie 2", "0 0" },
	{ "asked a moment ago", ASKED "+100ms | s poll ESTABLISHED inode 22 cookie 2", "0 0" },
	{ "asked, and no answer", ASKED "+1s | s poll ESTABLISHED inode 22 cookie 2", "5 5 due" },
	{ "the client's word is no fact of the server's",
	  ASKED "+1s | c poll ESTABLISHED inode 11 cookie 1", "5 5 due" },
	{ "nobody has accepted it",
	  "s poll ESTABLISHED inode 0 cookie 2", "0 5 due" },
	{ "nobody had, for a moment", "c S | s S. | c . | c probe ESTABLISHED inode 11 cookie 1 |"
	  "s probe ESTABLISHED inode 0 cookie 2 | s probe ESTABLISHED inode 22 cookie 2 | +2s", "0 0" },
	{ "bytes wait", OPEN "s poll ESTABLISHED inode 22 cookie 2 rq 5", "5 5 due" },
	{ "bytes waited", OPEN "s poll ESTABLISHED inode 22 cookie 2 rq 5 |"
	  "s poll ESTABLISHED inode 22 cookie 2 rq 0", "0 0" },
	{ "bytes waited in a socket that is gone",
	  OPEN "c poll ESTABLISHED inode 11 cookie 1 rq 5 | c destroy cookie 1 rq 5", NULL },
	{ "it has half-closed: whether it goes on reading, while its FIN is young",
	  OPEN "c F. | c probe FIN_WAIT2 inode 11 shut 2 cookie 1 | s .", "6 3 due" },
	{ "it has closed",
	  OPEN "c F. | c probe FIN_WAIT2 inode 0 cookie 1 timer 3 | s .", "3 3 due" },
	{ "reset by the other end, and looked at when it would have died of that",
	  OPEN "c R. | c probe gone | +50ms | s poll ESTABLISHED inode 22 cookie 2", "0 2 due" },
	{ "looked at before that alone: for a second it is asked for",
	  OPEN "c R. | c probe gone | s poll ESTABLISHED inode 22 cookie 2", "0 3 due" },
	{ "left to another: often in the second before it is told of",
	  OPEN "s P. 5 | c . | +1s | s owner 812 peer fd 7 | s holder held | +1s | s holder closed |"
	  "s owner 812 peer fd 8 | s poll ESTABLISHED inode 22 cookie 2", "8 8" },
	{ "sockets alone: what is known is that it is there",
	  "s poll ESTABLISHED inode 22 cookie 2", "0 5 due" },
	{ "sockets alone: nothing came since its latest data",
	  "s listen inode 9 | s poll ESTABLISHED inode 22 cookie 2 received 5 acked 5 got 900 sent 900",
	  "0 0" },
	{ "sockets alone: data came since",
	  "s listen inode 9 | s poll ESTABLISHED inode 22 cookie 2 received 5 acked 5 got 900 sent 950",
	  "0 5 due" },
};

#define OWNED OPEN "c owner 812 peer fd 3 | s owner 811 peer fd 4 |"
#define OVERDUE "c P. 5 | s . | +6s |" \
	"c poll ESTABLISHED inode 11 cookie 1 | s poll ESTABLISHED inode 22 cookie 2 |"

/* Of which end's process it is asked whether it waits for the other, when an answer is overdue. */
static const struct row waits[] = {
	{ "the first answer is due", OWNED OVERDUE, "5 5" },
	{ "not yet", OWNED "c P. 5 | s . | +1s", "0 0" },
	{ "the server spoke last", OWNED "c P. 5 | s . | s P. 5 | c . | +6s", "0 0" },
	{ "it answered before: whether the client waits for more is asked first",
	  OWNED "s P. 5 | c . |" OVERDUE, "5 0" },
	{ "and it does", OWNED "s P. 5 | c . |" OVERDUE "c waits reading", "0 5" },
	{ "it is known of both", OWNED OVERDUE "c waits reading | s waits reading", "0 0" },
	{ "once is enough of a server that does other things",
	  OWNED OVERDUE "s waits elsewhere | +6s", "5 0" },
	{ "but a client may come to wait",
	  OWNED OVERDUE "c waits elsewhere | s waits elsewhere | +6s", "5 0" },
	{ "what is known is of the time before",
	  OWNED "c waits reading | s waits reading | +1s |" OVERDUE, "5 5" },
};

struct looks {
	const struct tracker *tracker;
	unsigned int count[2];	/* of the client's socket, of the server's */
	unsigned int waits[2];	/* that ask for their threads too */
};

static void on_look(void *arg, const struct connection *connection, enum side side)
{
	struct looks *looks = arg;
	bool at_server = side != (enum side)connection->client;

	/* A client that was never seen is asked for anyway. */
	if (!connection->half[side].socket)
		return;
	looks->count[at_server]++;
	looks->waits[at_server] += silence_asks(connection, side, looks->tracker->now_ns, 5 * S_NS);
}

static void to_tracker(void *arg, const struct event *event)
{
	tracker_event(arg, event);
}

static void tell(struct story *story, struct rows *check, const char *text)
{
	if (story_tell(story, text) < 0)
		CHECK_STRING(check, story->error, "");
}

/* What of a story a segment makes us look at, at once. */
static const struct row at_once[] = {
	{ "plain data", ASKED "c P. 5 | s .", "0 0" },
	{ "it is sent again: what is behind it, a FIN perhaps, no packet shows",
	  ASKED "c P. 5 | +300ms | c P. 5 seq 5", "1 0" },
	{ "all of a burst that is sent again is one try",
	  ASKED "c P. 5 | c P. 5 | +300ms | c P. 5 seq 5 | c P. 5 seq 10", "1 0" },
	{ "a window is shut, and probed",
	  ASKED "s . win 0 | +300ms | c . seq 4", "1 0" },
};

static void segments_make_us_look(void **state)
{
	struct tracker_options options = { .packets = true, .sockets = true };
	struct rows check = { 0 };

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(at_once); i++) {
		struct tracker tracker;
		struct looks looks = { .tracker = &tracker }, usual = looks;
		struct sink sink = { .look = on_look, .look_arg = &looks };
		struct story story;
		char text[80];

		rows_next(&check, at_once[i].name);
		assert_int_equal(tracker_init(&tracker, &options, &sink), 0);
		story_init(&story, to_tracker, &tracker);
		tell(&story, &check, ASKED);
		usual = looks;
		tell(&story, &check, at_once[i].story + sizeof(ASKED) - 1);
		snprintf(text, sizeof(text), "%u %u", looks.count[0] - usual.count[0],
			 looks.count[1] - usual.count[1]);
		CHECK_STRING(&check, text, at_once[i].looks);
		tracker_free(&tracker);
	}
	rows_end(&check);
}

/* In five seconds. */
static struct looks looks_of(const struct row *row, struct rows *check, bool *due)
{
	static const char second[] = "+250ms | +250ms | +250ms | +250ms";
	struct tracker_options options = { .packets = true, .sockets = true };
	struct tracker tracker;
	struct looks looks = { .tracker = &tracker };
	struct sink sink = { .look = on_look, .look_arg = &looks };
	struct story story;

	assert_int_equal(tracker_init(&tracker, &options, &sink), 0);
	story_init(&story, to_tracker, &tracker);
	tell(&story, check, row->story);
	looks = (struct looks){ .tracker = &tracker };
	for (int i = 0; i < 5; i++)
		tell(&story, check, second);
	*due = tracker.table.due[DUE_LATER].count > 0;
	tracker_free(&tracker);
	return looks;
}

static void suspects_are_looked_at_again(void **state)
{
	struct rows check = { 0 };
	char text[80];

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct looks looks;
		bool due;

		rows_next(&check, rows[i].name);
		looks = looks_of(&rows[i], &check, &due);
		snprintf(text, sizeof(text), "%u %u%s", looks.count[0], looks.count[1],
			 due ? " due" : "");
		if (rows[i].looks)
			CHECK_STRING(&check, text, rows[i].looks);
	}
	rows_end(&check);
}

static void threads_are_asked_for(void **state)
{
	struct rows check = { 0 };
	char text[80];

	(void)state;
	for (size_t i = 0; i < sizeof(waits) / sizeof(waits[0]); i++) {
		struct looks looks;
		bool due;

		rows_next(&check, waits[i].name);
		looks = looks_of(&waits[i], &check, &due);
		snprintf(text, sizeof(text), "%u %u", looks.waits[0], looks.waits[1]);
		CHECK_STRING(&check, text, waits[i].looks);
	}
	rows_end(&check);
}

#define AGED " cookie 2 got 9000 sent 9000 heard 9000"
#define CLOSED "c poll FIN_WAIT2 inode 0 cookie 1 timer 3 expires 50000 |"
#define LEFT CLOSED "s poll CLOSE_WAIT inode 22 rq 1" AGED

/* Whether nothing is left that a moment more could change. */
static const struct {
	const char *name;
	const char *story;
	bool stale;
} stale[] = {
	{ "nothing at all", "s listen inode 9", true },
	{ "left for longer than the limit, and looked at twice", LEFT " | +100ms", true },
	{ "looked at once", LEFT, false },
	{ "all is read, and that its peer has closed as well",
	  CLOSED "s poll CLOSE_WAIT inode 22 rq 0" AGED " | +100ms", true },
	{ "its peer is on another host", "s poll CLOSE_WAIT inode 22 rq 1" AGED " | +100ms", true },
	{ "its peer is gone", LEFT " | c probe gone | +100ms", true },
	{ "its peer has half-closed, and reads on",
	  "c poll FIN_WAIT2 inode 11 cookie 1 shut 2 | s poll CLOSE_WAIT inode 22 rq 1" AGED
	  " | +100ms", false },
	{ "its peer has closed, and its kernel has something left to send",
	  "c poll FIN_WAIT1 inode 0 cookie 1 sq 6 shut 3 | s poll CLOSE_WAIT inode 22 rq 1" AGED
	  " | +100ms", false },
	{ "bytes wait that its program may be reading",
	  CLOSED "s poll CLOSE_WAIT inode 22 rq 6" AGED " | +100ms", false },
	{ "bytes wait to be sent",
	  CLOSED "s poll CLOSE_WAIT inode 22 rq 1 sq 5" AGED " | +100ms", false },
	{ "its peer has closed a moment ago",
	  CLOSED "s poll CLOSE_WAIT inode 22 rq 1 cookie 2 got 9000 sent 9000 heard 4800 | +100ms",
	  false },
	{ "its program still answers",
	  CLOSED "s poll CLOSE_WAIT inode 22 rq 1 cookie 2 got 9000 sent 4800 heard 9000 | +100ms",
	  false },
	{ "since when, nothing has told",
	  CLOSED "s poll CLOSE_WAIT inode 22 cookie 2 rq 1 | +100ms", false },
	{ "nobody has accepted it",
	  CLOSED "s poll CLOSE_WAIT inode 0 rq 1" AGED " | +100ms", false },
	{ "it is open, and its program may be reading",
	  "s poll ESTABLISHED inode 22 rq 1" AGED " | +100ms", false },
	{ "one of two is young", LEFT " | client 127.0.0.1 6883 | " CLOSED
	  "s poll CLOSE_WAIT inode 23 rq 1 cookie 3 got 9000 sent 9000 heard 4800 | +100ms", false },
	{ "a listener may be full",
	  LEFT " | s listen inode 9 rq 6 sq 5 | +100ms | s listen inode 9 rq 6 sq 5 | +100ms", false },
};

static void what_is_stale_needs_no_more_time(void **state)
{
	struct tracker_options options = { .sockets = true, .glance = true };
	struct rows check = { 0 };

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(stale); i++) {
		struct tracker tracker;
		struct sink sink = { 0 };
		struct story story;

		rows_next(&check, stale[i].name);
		assert_int_equal(tracker_init(&tracker, &options, &sink), 0);
		story_init(&story, to_tracker, &tracker);
		tell(&story, &check, stale[i].story);
		CHECK_INT(&check, stale_is_all(&tracker), stale[i].stale);
		tracker_free(&tracker);
	}
	rows_end(&check);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(segments_make_us_look),
		cmocka_unit_test(suspects_are_looked_at_again),
		cmocka_unit_test(threads_are_asked_for),
		cmocka_unit_test(what_is_stale_needs_no_more_time),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
