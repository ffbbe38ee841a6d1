/* SPDX-License-Identifier: GPL-2.0-or-later */
/* test_comment.c: what a packet caused, in the words of a comment. */
#include "show/comment.h"
#include "core/tracker.h"
#include "support/rows.h"
#include "support/story.h"

#include <stdio.h>

/* All comments on the connection, a line each. */
struct comments {
	char text[8192];
	size_t len;
};

static void add(struct comments *comments, const char *text)
{
	comments->len += (size_t)snprintf(comments->text + comments->len,
					  sizeof(comments->text) - comments->len, "%s\n", text);
}

static void on_ended(void *arg, const struct connection *connection)
{
	char text[COMMENT_MAX];

	for (size_t i = 0; i < trail_count(connection->trail); i++) {
		struct trail_entry skipped;
		const struct trail_entry *entry = trail_get(connection->trail, i, &skipped);

		if (entry->kind != TRAIL_TRANSITION)
			continue;
		comment_transition(text, sizeof(text), connection, &entry->transition);
		add(arg, text);
	}
	for (unsigned int i = 0; i < connection->finding_count; i++) {
		comment_finding(text, sizeof(text), connection, &connection->findings[i]);
		add(arg, text);
	}
}

static void to_tracker(void *arg, const struct event *event)
{
	tracker_event(arg, event);
}

static void tell(struct comments *comments, const char *text)
{
	const struct tracker_options options = { .trails = KEEP_ALL, .sockets = true,
						 .packets = true };
	const struct sink sink = { .arg = comments, .ended = on_ended };
	struct tracker tracker;
	struct story story;

	*comments = (struct comments){ .len = 0 };
	assert_int_equal(tracker_init(&tracker, &options, &sink), 0);
	story_init(&story, to_tracker, &tracker);
	if (story_tell(&story, text) < 0)
		fail_msg("%s", story.error);
	tracker_finish(&tracker, story.time_ns);
	tracker_free(&tracker);
}

#define OPEN "c S | s S. | c . | c probe ESTABLISHED inode 11 cookie 1 | c owner 812 peer fd 3 | " \
	     "s probe ESTABLISHED inode 22 cookie 2 | s owner 99 serv fd 7 | "

static const struct {
	const char *name, *story, *line;
} rows[] = {
	{ "the first state", OPEN, "halfclose: client → SYN_SENT: SYN sent, peer[812]" },
	{ "without a process", "c S | s S.", "halfclose: server → SYN_RECV: SYN received" },
	{ "what the other end did", OPEN "c F. | s probe CLOSE_WAIT inode 22 cookie 2",
	  "halfclose: server ESTABLISHED → CLOSE_WAIT: FIN received, serv[99]" },
	{ "close()", OPEN "c F. | c probe FIN_WAIT1 inode 0 cookie 1",
	  "halfclose: client ESTABLISHED → FIN_WAIT1: close(), peer[812]" },
	{ "close(), or the end of a process that nobody found", "c S | s S. | c . | c F. | "
	  "c probe FIN_WAIT1 inode 0 cookie 1",
	  "halfclose: client ESTABLISHED → FIN_WAIT1: close(), or its process ended" },
	{ "shutdown()", OPEN "c F. | c probe FIN_WAIT1 inode 11 cookie 1 shut 2 | c holder held",
	  "halfclose: client ESTABLISHED → FIN_WAIT1: shutdown(SHUT_WR), peer[812]" },
	{ "the end of its process", OPEN "c ended signal 9 | c F. | c probe FIN_WAIT1 inode 0 cookie 1",
	  "halfclose: client ESTABLISHED → FIN_WAIT1: its process ended, peer[812]" },
	{ "data unread", OPEN "c P. 5 | s . | s R. | s destroy rq 5 sq 0 cookie 2",
	  "halfclose: server ESTABLISHED → CLOSED: close() with data unread, serv[99]" },
	{ "nothing tells how", "c S | s S. | c . | c F.",
	  "halfclose: client ESTABLISHED → FIN_WAIT1: FIN sent" },
	{ "a RST after the FIN", OPEN "s F. | c . | s probe FIN_WAIT2 inode 0 cookie 2 | c P. 5 | s R",
	  "halfclose: server FIN_WAIT2 → CLOSED: RST sent (data-after-close), serv[99]" },
	{ "what sockets alone showed", OPEN "c poll FIN_WAIT1 inode 0 cookie 1 rq 0 sq 1",
	  "halfclose: client ESTABLISHED → FIN_WAIT1: close(), peer[812]" },
	{ "a name from others", "c S | s S. | c . | c probe ESTABLISHED inode 11 cookie 1 | "
	  "c owner 812 a\033[m fd 3 | c F. | c probe FIN_WAIT1 inode 0 cookie 1",
	  "halfclose: client ESTABLISHED → FIN_WAIT1: close(), a\\x1b[m[812]" },
	{ "a finding", OPEN "c P. 5 | s . | s R. | s destroy rq 5 sq 0 cookie 2",
	  "halfclose: error unread-at-close: server serv[99] closed with 5 bytes unread" },
	{ "an inferred one", "c S | s S. | c . | s F. | c . | c P. 5 | s R",
	  "halfclose: error write-after-close (inferred): the client wrote" },
};

static void test_rows(void **state)
{
	static struct comments comments;
	struct rows check = { 0 };

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		rows_next(&check, rows[i].name);
		tell(&comments, rows[i].story);
		if (!CHECK(&check, strstr(comments.text, rows[i].line)))
			print_error("%s", comments.text);
	}
	rows_end(&check);
}

static void test_triggers(void **state)
{
	const struct connection connection = { .client = SIDE_A };
	char text[COMMENT_MAX];

	(void)state;
	for (int trigger = 0; trigger < TRIGGER_COUNT; trigger++) {
		const struct transition transition = { .trigger = (uint8_t)trigger,
						       .to = TCP_STATE_CLOSED };
		const char *head = "halfclose: client → CLOSED: ";

		comment_transition(text, sizeof(text), &connection, &transition);
		assert_memory_equal(text, head, strlen(head));
		assert_true(strlen(text) > strlen(head));
	}
}

/* However small the room, it ends between characters. */
static void test_cut(void **state)
{
	const struct connection connection = { .client = SIDE_A };
	const struct transition transition = { .end = SIDE_A, .to = TCP_STATE_SYN_SENT };
	char text[COMMENT_MAX];

	(void)state;
	for (size_t size = 1; size < sizeof(text); size++) {
		size_t len = comment_transition(text, size, &connection, &transition);

		assert_int_equal(len, strlen(text));
		assert_true(len < size && (len == 0 || (uint8_t)text[len - 1] != 0xe2));
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_rows),
		cmocka_unit_test(test_triggers),
		cmocka_unit_test(test_cut),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
