/* SPDX-License-Identifier: GPL-2.0-or-later */
/* test_hang.c: open connections in which a program does not do its part, and those that only look so. */
#include "support/rows.h"
#include "support/told.h"

#define OPEN "c S | s S. | c . |"
/* Both sockets seen while open. */
#define SEEN OPEN "c probe ESTABLISHED inode 11 cookie 1 | s probe ESTABLISHED inode 22 cookie 2 |"
#define S_POLL "s poll ESTABLISHED inode 22 cookie 2 "

static const struct told_row rows[] = {
	/* bytes that nobody reads */
	{ "an end that stopped reading",
	  SEEN "c P. 5 | s . |" S_POLL "rq 5 received 5 | +6s |" S_POLL "rq 5 received 5 | +1s",
	  NULL, "open - - - - 0 0", "unread-backlog server 5" },
	{ "one byte a second is read, and the queue is as full as before",
	  SEEN "c P. 9 | s . |" S_POLL "rq 5 received 5 | +3s |" S_POLL "rq 5 received 6 | +3s |"
	  S_POLL "rq 5 received 7 | +3s |" S_POLL "rq 5 received 8 | +1s", NULL, NULL, "" },
	{ "what shows it has no tcp_info: it may have read and got as much",
	  SEEN "c P. 9 | s . |" S_POLL "rq 5 | +6s |" S_POLL "rq 5 | +1s", NULL, NULL, "" },
	{ "not yet for as long as the limit",
	  SEEN "c P. 5 | s . |" S_POLL "rq 5 received 5 | +4s |" S_POLL "rq 5 received 5 | +500ms",
	  NULL, NULL, "" },
	{ "more came, but nothing was read",
	  SEEN "c P. 5 | s . |" S_POLL "rq 5 received 5 | +4s | c P. 5 | s . |"
	  S_POLL "rq 10 received 10 | +4s |" S_POLL "rq 10 received 10 | +1s",
	  NULL, NULL, "unread-backlog server 10" },
	{ "it was read at last",
	  SEEN "c P. 5 | s . |" S_POLL "rq 5 received 5 | +6s |" S_POLL "rq 5 received 5 | +1s |"
	  S_POLL "rq 0 received 5 | +2s", NULL, NULL, "unread-backlog server 5" },
	{ "it is the client's that waits",
	  SEEN "s P. 5 | c . | c poll ESTABLISHED inode 11 cookie 1 rq 5 received 5 | +6s |"
	  "c poll ESTABLISHED inode 11 cookie 1 rq 5 received 5 | +1s", NULL, NULL,
	  "unread-backlog client 5" },
	{ "in CLOSE_WAIT: without the FIN, and no eof-unread",
	  SEEN "c P. 5 | c F. | s . | s poll CLOSE_WAIT inode 22 cookie 2 rq 6 received 6 | +6s |"
	  "s poll CLOSE_WAIT inode 22 cookie 2 rq 6 received 6 | +1s", NULL,
	  "half-closed client - - - 0 0", "unread-backlog server 5" },
	{ "a close_notify is nothing to read",
	  SEEN "s P. 5 | s P. 24 notify | c . |"
	  "c poll ESTABLISHED inode 11 cookie 1 rq 24 received 29 | +6s |"
	  "c poll ESTABLISHED inode 11 cookie 1 rq 24 received 29 | +1s", NULL, NULL, "" },
	{ "nobody has accepted it: that is another finding",
	  OPEN "s poll ESTABLISHED cookie 2 rq 5 received 5 | c P. 5 | s . | +6s |"
	  "s poll ESTABLISHED cookie 2 rq 5 received 5 | +1s", NULL, NULL, "" },
	{ "from sockets alone, found by a dump: their ages tell",
	  S_POLL "rq 5 received 5 got 9000 sent 9000 | +250ms |"
	  S_POLL "rq 5 received 5 got 9250 sent 9250", NULL, NULL, "unread-backlog server 5" },
	{ "the same, but it reads",
	  S_POLL "rq 5 received 5 got 9000 sent 9000 | +250ms |"
	  S_POLL "rq 4 received 5 got 9250 sent 9250", NULL, NULL, "" },
	{ "the same, but its latest bytes are young",
	  S_POLL "rq 5 received 5 got 1000 sent 9000 | +250ms |"
	  S_POLL "rq 5 received 5 got 1250 sent 9250", NULL, NULL, "" },
};

static const struct told_text_row hangs[] = {
	{ "since when, for how long",
	  SEEN "c P. 5 | s . | +95ms |" S_POLL "rq 5 received 5 | +6s |"
	  S_POLL "rq 5 received 5 | +1s", "unread-backlog at 5100, for 7000, observed" },
	{ "until it is read",
	  SEEN "c P. 5 | s . | +95ms |" S_POLL "rq 5 received 5 | +6s |"
	  S_POLL "rq 5 received 5 | +1s |" S_POLL "rq 0 received 5 | +1s",
	  "unread-backlog at 5100, for 8000, ended, observed" },
	{ "from before we came",
	  S_POLL "rq 5 received 5 got 9000 sent 9000 | +250ms |"
	  S_POLL "rq 5 received 5 got 9250 sent 9250",
	  "unread-backlog at -4000, for 9250, inferred" },
};

static void what_holds(void **state)
{
	(void)state;
	told_check(rows, ARRAY_LEN(rows));
}

static void for_how_long(void **state)
{
	(void)state;
	told_check_text(hangs, ARRAY_LEN(hangs), offsetof(struct told, hangs));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(what_holds),
		cmocka_unit_test(for_how_long),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
