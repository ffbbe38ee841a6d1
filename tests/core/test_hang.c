/* SPDX-License-Identifier: GPL-2.0-or-later */
/* test_hang.c: open connections in which a program does not do its part, and those that only look so. */
#include "support/rows.h"
#include "support/told.h"

#define OPEN "c S | s S. | c . |"
/* Both sockets seen while open. */
#define SEEN OPEN "c probe ESTABLISHED inode 11 cookie 1 | s probe ESTABLISHED inode 22 cookie 2 |"
#define S_POLL "s poll ESTABLISHED inode 22 cookie 2 "
#define TLS_POLL "server 10.0.0.2 443 | c poll CLOSE_WAIT inode 11 cookie 1 "
#define C_POLL "c poll ESTABLISHED inode 11 cookie 1 "
#define BOTH S_POLL "|" C_POLL "|"
#define ASKED SEEN "c P. 5 | s . |"
#define ANSWERED ASKED "s P. 5 | c . | c owner 812 peer fd 3 |"

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
	{ "from sockets alone: what waits in front of the FIN is as long as a close_notify",
	  TLS_POLL "rq 25 received 500 heard 9000 got 9000 sent 9000 | +250ms |"
	  TLS_POLL "rq 25 received 500 heard 9250 got 9250 sent 9250", NULL, NULL, "eof-unread client 0" },
	{ "the same of TLS 1.2",
	  TLS_POLL "rq 32 received 500 heard 9000 got 9000 sent 9000 | +250ms |"
	  TLS_POLL "rq 32 received 500 heard 9250 got 9250 sent 9250", NULL, NULL, "eof-unread client 0" },
	{ "longer by one",
	  TLS_POLL "rq 26 received 500 heard 9000 got 9000 sent 9000 | +250ms |"
	  TLS_POLL "rq 26 received 500 heard 9250 got 9250 sent 9250", NULL, NULL,
	  "unread-backlog client 25" },
	{ "as long, at a port that is none of TLS",
	  "c poll CLOSE_WAIT inode 11 cookie 1 rq 25 received 500 heard 9000 got 9000 sent 9000 | +250ms |"
	  "c poll CLOSE_WAIT inode 11 cookie 1 rq 25 received 500 heard 9250 got 9250 sent 9250", NULL,
	  NULL, "unread-backlog client 24" },

	/* a server that read, and does not answer */
	{ "the first request has no answer", ASKED "+6s |" BOTH "+1s", NULL, "open - - - - 0 0",
	  "silent-after-read server 0" },
	{ "not yet for as long as the limit", ASKED "+4s |" BOTH "+500ms", NULL, NULL, "" },
	{ "it answered at last", ASKED "+6s |" BOTH "+1s | s P. 5 | c . |" BOTH "+2s", NULL, NULL,
	  "silent-after-read server 0" },
	{ "a pool: the server spoke last", ASKED "s P. 5 | c . | +6s |" BOTH "+1s", NULL, NULL, "" },
	{ "a pool of TLS: the last word is the end of a handshake",
	  ASKED "s P. 900 | c P. 80 finished | s . | c waits reading | +6s |" BOTH "c waits reading | +1s",
	  NULL, NULL, "" },
	{ "a goodbye of TLS has no answer",
	  ASKED "s P. 900 | c P. 24 notify | s . | c waits reading | +6s |" BOTH "c waits reading | +1s",
	  NULL, NULL, "" },
	{ "a later word may be none that has an answer", ANSWERED "c P. 9 | s . | +6s |" BOTH "+1s",
	  NULL, NULL, "" },
	{ "but a thread of the client waits for one",
	  ANSWERED "c P. 9 | s . | +6s | c waits reading |" BOTH "+1s", NULL, NULL,
	  "silent-after-read server 0" },
	{ "its threads do other things, or poll, as idle ones do",
	  ANSWERED "c P. 9 | s . | +6s | c waits elsewhere |" BOTH "+1s", NULL, NULL, "" },
	{ "it waited before, for another answer",
	  ANSWERED "c waits reading | +1s | c P. 9 | s . | +6s |" BOTH "+1s", NULL, NULL, "" },
	{ "a first word without an answer, of a process that does other things meanwhile",
	  ASKED "c owner 812 peer fd 3 | +6s | c waits elsewhere |" BOTH "+1s", NULL, NULL,
	  "silent-after-read server 0" },
	{ "a stream of one way, each word a limit after the other",
	  ASKED "+6s |" BOTH "+1s | c P. 5 | s . |" BOTH "+6s |" BOTH "+1s", NULL, NULL, "" },
	{ "a stream of one way, then the server says something, and owes an answer to what follows",
	  ASKED "+6s |" BOTH "+1s | c P. 5 | s . | s P. 4 | c . | +1s |" BOTH "c P. 5 | s . | +6s |"
	  BOTH "c waits reading | +1s", NULL, NULL, "silent-after-read server 0" },
	{ "a long upload without a pause, and then no answer",
	  ASKED "+400ms | c P. 5 | s . |" S_POLL "| +5s | c P. 5 | s . | +6s |" BOTH "+1s", NULL,
	  NULL, "silent-after-read server 0" },
	{ "it has not read all", ASKED "+6s |" S_POLL "rq 2 |" C_POLL " | +1s", NULL, NULL, "" },
	{ "its answer waits to be sent", ASKED "+6s |" S_POLL "sq 2 |" C_POLL " | +1s", NULL, NULL, "" },
	{ "its answer came, and was not captured", ASKED "+6s |" S_POLL "|" C_POLL "rq 2 | +1s", NULL,
	  NULL, "" },
	{ "the server is not in view: who knows what it read",
	  OPEN "c P. 5 | s . | +6s |" C_POLL " | +1s", NULL, NULL, "" },
	{ "the client is not in view",
	  OPEN "s probe ESTABLISHED inode 22 cookie 2 | c P. 5 | s . | +6s |" S_POLL " | +1s", NULL,
	  NULL, "silent-after-read server 0" },
	{ "the client has half-closed, and reads on",
	  ASKED "c F. | c probe FIN_WAIT2 inode 11 shut 2 cookie 1 | s . | +6s |"
	  "c poll FIN_WAIT2 inode 11 shut 2 cookie 1 | s poll CLOSE_WAIT inode 22 cookie 2 | +1s",
	  NULL, NULL, "silent-after-read server 0, half-closed client 0" },
	{ "the client has closed: that is no silence, but a leak",
	  ASKED "c F. | c probe FIN_WAIT2 inode 0 cookie 1 timer 3 | c holder closed | s . | +6s |"
	  "s poll CLOSE_WAIT inode 22 cookie 2 | +1s", NULL, NULL,
	  "doomed-half-close server 0, eof-ignored server 0" },
	{ "from before we came: which end is the server, a lower port does not tell",
	  S_POLL "received 5 acked 0 got 9000 sent 9900 | +250ms |"
	  S_POLL "received 5 acked 0 got 9250 sent 9900", NULL, NULL, "" },
	{ "from before we came",
	  "s listen inode 9 |" S_POLL "received 5 acked 0 got 9000 sent 9900 | +250ms |"
	  S_POLL "received 5 acked 0 got 9250 sent 9900", NULL, NULL, "silent-after-read server 0" },
	{ "from before we came, and the client has half-closed",
	  "s listen inode 9 | s poll CLOSE_WAIT inode 22 cookie 2 received 6 acked 0 got 9000 sent 9900 |"
	  "c poll FIN_WAIT2 inode 11 cookie 1 shut 2 | +250ms |"
	  "s poll CLOSE_WAIT inode 22 cookie 2 received 6 acked 0 got 9250 sent 9900",
	  NULL, NULL, "silent-after-read server 0" },
	{ "the same, and it never said a word",
	  "s listen inode 9 | s poll CLOSE_WAIT inode 22 cookie 2 received 1 acked 0 got 9000 sent 9900 |"
	  "c poll FIN_WAIT2 inode 11 cookie 1 shut 2 | +250ms |"
	  "s poll CLOSE_WAIT inode 22 cookie 2 received 1 acked 0 got 9250 sent 9900", NULL, NULL, "" },
	{ "from before we came, and it answered long ago",
	  "s listen inode 9 |" S_POLL "received 5 acked 3 got 9000 sent 9900 | +250ms |"
	  S_POLL "received 5 acked 3 got 9250 sent 9900", NULL, NULL, "" },
	{ "from before we came: nothing ever came",
	  "s listen inode 9 |" S_POLL "received 0 acked 0 got 9000 sent 9000 | +250ms |"
	  S_POLL "received 0 acked 0 got 9250 sent 9250", NULL, NULL, "" },
};

static const struct told_text_row hangs[] = {
	{ "since when, for how long",
	  SEEN "c P. 5 | s . | +95ms |" S_POLL "rq 5 received 5 | +6s |"
	  S_POLL "rq 5 received 5 | +1s", "unread-backlog at 5100, for 7000, observed" },
	{ "until it is read",
	  SEEN "c P. 5 | s . | +95ms |" S_POLL "rq 5 received 5 | +6s |"
	  S_POLL "rq 5 received 5 | +1s |" S_POLL "rq 0 received 5 | +1s",
	  "unread-backlog at 5100, for 8000, ended, observed" },
	{ "since the client's last word",
	  ASKED "+6s |" BOTH "+1s", "silent-after-read at 5003, for 7002, observed, 5 read" },
	{ "its count is from before the client's last word",
	  OPEN "s probe ESTABLISHED inode 22 cookie 2 received 0 | c P. 5 | s . | +6s |" S_POLL "| +1s",
	  "silent-after-read at 5003, for 7002, observed, 5 read" },
	{ "in how many segments, by the server's count",
	  SEEN "c P. 5 | c P. 4 | s . | +6s |" S_POLL "received 9 segments 2 |" C_POLL "| +1s",
	  "silent-after-read at 5004, for 7002, observed, 9 read in 2" },
	{ "in how many: its count is from before the client's last word",
	  OPEN "s probe ESTABLISHED inode 22 cookie 2 received 5 segments 1 | c P. 5 | c P. 4 | s . |"
	  "+6s |" S_POLL "| +1s",
	  "silent-after-read at 5004, for 7002, observed, 9 read" },
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
