/* SPDX-License-Identifier: GPL-2.0-or-later */
/* test_suspect.c: which open connections are looked at again, and until when. */
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

struct looks {
	unsigned int count[2];	/* of the client's socket, of the server's */
};

static void on_look(void *arg, const struct connection *connection, enum side side)
{
	struct looks *looks = arg;

	/* A client that was never seen is asked for anyway. */
	if (connection->half[side].socket)
		looks->count[side != (enum side)connection->client]++;
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
		struct looks looks = { 0 }, usual = { 0 };
		struct sink sink = { .look = on_look, .look_arg = &looks };
		struct tracker tracker;
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

static void looks_of(const struct row *row, struct rows *check, char *text, size_t size)
{
	static const char second[] = "+250ms | +250ms | +250ms | +250ms";
	struct tracker_options options = { .packets = true, .sockets = true };
	struct looks looks = { 0 };
	struct sink sink = { .look = on_look, .look_arg = &looks };
	struct tracker tracker;
	struct story story;

	assert_int_equal(tracker_init(&tracker, &options, &sink), 0);
	story_init(&story, to_tracker, &tracker);
	tell(&story, check, row->story);
	looks = (struct looks){ 0 };
	for (int i = 0; i < 5; i++)
		tell(&story, check, second);
	snprintf(text, size, "%u %u%s", looks.count[0], looks.count[1],
		 tracker.table.due[DUE_LATER].count > 0 ? " due" : "");
	tracker_free(&tracker);
}

static void suspects_are_looked_at_again(void **state)
{
	struct rows check = { 0 };
	char text[80];

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		rows_next(&check, rows[i].name);
		looks_of(&rows[i], &check, text, sizeof(text));
		if (rows[i].looks)
			CHECK_STRING(&check, text, rows[i].looks);
	}
	rows_end(&check);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(segments_make_us_look),
		cmocka_unit_test(suspects_are_looked_at_again),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
