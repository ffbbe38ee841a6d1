/* SPDX-License-Identifier: GPL-2.0-or-later */
/* test_postmortem.c: what the deaths of sockets tell, and do not tell, where no packet was seen. */
#include "support/rows.h"
#include "support/told.h"

/* Each had a look while it was open; the client has sent 100 bytes, the server 20. */
#define C_SEEN "c poll ESTABLISHED inode 11 cookie 1 acked 101 data 100 received 20 |"
#define S_SEEN "s poll ESTABLISHED inode 22 cookie 2 acked 20 data 20 received 100 |"
#define SEEN "s listen inode 5 |" C_SEEN S_SEEN "+500ms |"
/* A FIN counts among what was acknowledged, and received. */
#define C_ENDS "c destroy cookie 1 acked 102 data 100 received 21 |"
#define S_ENDS "s destroy cookie 2 acked 21 data 20 received 101 |"

static const struct told_row rows[] = {
	/* good ends */
	{ "both closed, and read all", SEEN S_ENDS C_ENDS "+1s", NULL, "closed - - - - 0 0", "" },
	{ "a minisocket in TIME_WAIT is the first closer's",
	  SEEN S_ENDS "s probe TIME_WAIT cookie 2 timer 3 |" C_ENDS "+1s", NULL, "closed server - - - 0 0",
	  "" },
	{ "both closed before either had the other's FIN: nobody was first",
	  SEEN "c poll CLOSING inode 0 cookie 1 sq 1 acked 101 data 100 received 21 |"
	  "s poll CLOSING inode 0 cookie 2 sq 1 acked 20 data 20 received 101 |" S_ENDS C_ENDS
	  "c poll TIME_WAIT cookie 1 timer 3 | s poll TIME_WAIT cookie 2 timer 3 | +1s", NULL,
	  "closed - - - - 0 0", "simultaneous-close client 0" },
	{ "nobody read the end-of-file",
	  SEEN "s destroy rq 1 cookie 2 acked 21 data 20 received 101 |"
	  "c destroy rq 1 cookie 1 acked 102 data 100 received 21 | +1s", NULL, "closed - - - - 0 0", "" },
	{ "an end-of-file may be all that was unread: the other end is not in view",
	  "s listen inode 5 |" S_SEEN "s destroy rq 1 cookie 2 acked 20 data 20 received 101 | +1s", NULL,
	  "open - - - - - 0", "" },
	{ "an orphan delivers all, and dies",
	  SEEN "c poll FIN_WAIT1 inode 0 cookie 1 sq 501 acked 101 data 100 received 20 notsent 501 | +100ms |"
	  "s destroy cookie 2 acked 21 data 20 received 601 |"
	  "c destroy cookie 1 acked 602 data 600 received 21 | +1s", NULL, "closed client - - - 0 0", "" },
	{ "after a shutdown() and both FINs its program leaves what came unread: there is no RST",
	  SEEN "c poll FIN_WAIT2 inode 11 cookie 1 shut 2 acked 102 data 100 received 20 | +100ms |"
	  "s destroy cookie 2 acked 71 data 70 received 101 | +100ms |"
	  "c destroy rq 51 cookie 1 acked 102 data 100 received 71 | +1s", NULL,
	  "half-closed client shutdown - - 0 50", "" },
	{ "a refused connect() goes through tcp_disconnect(): it was never open",
	  "c poll SYN_SENT inode 11 cookie 1 | +500ms | c destroy cookie 1 disconnected acked 0 | +1s",
	  NULL, NULL, "" },

	{ "the same, and its process, which was known, lives on",
	  SEEN "c owner 812 peer fd 3 | c poll FIN_WAIT1 inode 0 cookie 1 sq 501 acked 101 data 100 received 20 "
	  "notsent 501 | +100ms | s destroy cookie 2 acked 21 data 20 received 601 |"
	  "c destroy cookie 1 acked 602 data 600 received 21 | +1s", NULL, "closed client close - - 0 0", "" },
	{ "the client closes half a second after the server, and has said no more",
	  SEEN "s destroy cookie 2 acked 21 data 20 received 100 | s poll FIN_WAIT2 inode 0 cookie 2 timer 3 |"
	  "c poll CLOSE_WAIT inode 11 cookie 1 rq 1 acked 101 data 100 received 21 | +200ms |"
	  "c poll CLOSE_WAIT inode 11 cookie 1 acked 101 data 100 received 21 | +300ms |"
	  "s poll TIME_WAIT cookie 2 timer 3 | c destroy cookie 1 acked 102 data 100 received 21 | +1s", NULL,
	  "closed server - - - 0 0", "" },
	{ "and without a last look at the server's end",
	  SEEN "s destroy cookie 2 acked 21 data 20 received 100 | s poll FIN_WAIT2 inode 0 cookie 2 timer 3 |"
	  "c poll CLOSE_WAIT inode 11 cookie 1 rq 1 acked 101 data 100 received 21 | +200ms |"
	  "c poll CLOSE_WAIT inode 11 cookie 1 acked 101 data 100 received 21 | +300ms |"
	  "c destroy cookie 1 acked 102 data 100 received 21 | +1s", NULL, NULL, "" },
	{ "and only long after that",
	  SEEN "s destroy cookie 2 acked 21 data 20 received 100 | s poll FIN_WAIT2 inode 0 cookie 2 timer 3 |"
	  "c poll CLOSE_WAIT inode 11 cookie 1 rq 1 acked 101 data 100 received 21 | +200ms |"
	  "c poll CLOSE_WAIT inode 11 cookie 1 acked 101 data 100 received 21 | +9s |"
	  "s probe gone | c poll CLOSE_WAIT inode 11 cookie 1 acked 101 data 100 received 21 | +1s |"
	  "c destroy cookie 1 acked 102 data 100 received 21 | +1s", NULL, NULL,
	  "doomed-half-close client 0, fin-wait2-expired server 0" },

	/* unread data */
	{ "the server closes with data unread",
	  SEEN "s destroy rq 60 cookie 2 acked 20 data 20 received 100 |"
	  "c destroy cookie 1 acked 101 data 100 received 20 | +1s", NULL,
	  "reset server peer-reset unread-data unread-data 60 0", "unread-at-close server 60" },
	{ "and with data unsent",
	  SEEN "s destroy rq 60 sq 900 cookie 2 acked 20 data 30 notsent 890 received 100 |"
	  "c destroy cookie 1 acked 101 data 100 received 30 | +1s", NULL,
	  "reset server peer-reset unread-data unread-data 60 890", "unread-at-close server 950" },
	{ "behind the client's FIN, which is no byte",
	  SEEN "s destroy rq 61 cookie 2 acked 20 data 20 received 101 |"
	  "c destroy cookie 1 acked 102 data 100 received 20 | +1s", NULL,
	  "reset - peer-reset unread-data unread-data 60 0", "unread-at-close server 60" },
	{ "the client does, and had said all",
	  SEEN "c destroy rq 20 cookie 1 acked 101 data 100 received 20 |"
	  "s destroy cookie 2 acked 20 data 20 received 100 | +1s", NULL,
	  "reset client unread-data peer-reset unread-data 0 20", "reply-abandoned client 20" },
	{ "who is the client the counters tell: a SYN is among what was acknowledged",
	  "client 127.0.0.1 80 |" C_SEEN S_SEEN "+500ms |"
	  "c destroy rq 20 cookie 1 acked 101 data 100 received 20 |"
	  "s destroy cookie 2 acked 20 data 20 received 100 | +1s", NULL, NULL,
	  "reply-abandoned client 20" },
	{ "the victim of that leaves its answer unread, later",
	  SEEN "s destroy rq 60 cookie 2 acked 20 data 20 received 100 | +1s |"
	  "c destroy rq 15 cookie 1 acked 101 data 100 received 20 | +1s", NULL,
	  "reset server peer-reset unread-data unread-data 60 15",
	  "unread-at-close server 60, reply-unread client 15" },
	{ "the other end was gone before: who reset it is not known",
	  SEEN "c destroy cookie 1 acked 101 data 100 received 20 | +1s |"
	  "s destroy rq 60 cookie 2 acked 20 data 20 received 100 | +1s", NULL, "closed - - - - 60 0", "" },
	{ "the other end lives on: no RST came from there",
	  SEEN "s destroy rq 60 cookie 2 acked 20 data 20 received 100 | +1s |" C_SEEN "+100ms", NULL,
	  "open - - - - 59+ 0", "" },
	{ "of a client out of view nobody knows what it did before",
	  "s listen inode 5 |" S_SEEN "s destroy rq 60 cookie 2 acked 20 data 20 received 100 | +1s",
	  NULL, "open - - - - 59+ 0", "" },
	{ "a server out of view: the client gave up the reply, as far as is known",
	  "server 192.0.2.1 80 | c poll ESTABLISHED inode 11 cookie 1 acked 101 data 100 received 20 |"
	  "c destroy rq 20 cookie 1 acked 101 data 100 received 20 | +1s", NULL, NULL,
	  "reply-abandoned client 19+" },
	{ "and not all it had to say had arrived: a RST may have come before, as a 413 has behind it",
	  "server 192.0.2.1 80 | c poll ESTABLISHED inode 11 cookie 1 acked 101 data 100 received 0 |"
	  "c destroy rq 20 sq 900 cookie 1 acked 101 data 1000 received 20 | +1s", NULL, NULL, "" },
	{ "TLS: a close_notify in front of the FIN",
	  "server 192.0.2.1 443 | c poll CLOSE_WAIT inode 11 cookie 1 rq 25 acked 101 data 100 received 45 |"
	  "c destroy rq 25 sq 24 cookie 1 acked 101 data 124 received 45 | +1s", NULL,
	  "open - - - - 0 0", "" },

	{ "a file's numbers need not fit together: no more is lost than was written",
	  SEEN "s destroy rq 4000 cookie 2 acked 20 data 20 received 100 |"
	  "c destroy cookie 1 acked 101 data 100 received 20 | +1s", NULL,
	  "reset server peer-reset unread-data unread-data 100 0", "unread-at-close server 4000" },
	{ "nor do their sums wrap",
	  SEEN "s destroy cookie 2 acked 20 data 20 received 100 |"
	  "c destroy sq 4294967295 cookie 1 acked 101 data 9223372036854775807 notsent 4294967295"
	  " received 20 | +1s", NULL, "closed - - - - 9223372036854775706+ 0", "" },

	/* writes after a close */
	{ "of a client that was never seen alive the queue may hold a FIN, or data alone",
	  "s listen inode 5 | s poll FIN_WAIT2 inode 0 cookie 2 timer 3 | +300ms |"
	  "c destroy rq 1 sq 5 cookie 1 acked 16 data 20 received 1 | +1s", NULL,
	  "half-closed server - - - 4+ 0", "" },
	{ "the server had closed, and the client wrote on",
	  SEEN "s poll FIN_WAIT2 inode 0 cookie 2 timer 3 |"
	  "s destroy cookie 2 acked 21 data 20 received 100 | +50ms |"
	  "c destroy rq 1 sq 7 cookie 1 acked 101 data 107 received 21 | +1s", NULL,
	  "reset server peer-reset - data-after-close 7 0", "write-after-close client 7" },
	{ "no look came in between, but the client counts the FIN",
	  SEEN "s destroy cookie 2 acked 21 data 20 received 100 | +50ms |"
	  "c destroy rq 1 sq 7 cookie 1 acked 101 data 107 received 21 | +1s", NULL,
	  "reset server peer-reset - data-after-close 7 0", "write-after-close client 7" },
	{ "with the answer unread, which had come before",
	  SEEN "s destroy cookie 2 acked 21 data 20 received 100 | +50ms |"
	  "c destroy rq 11 sq 7 cookie 1 acked 101 data 107 received 21 | +1s", NULL,
	  "reset server peer-reset - data-after-close 7 10",
	  "write-after-close client 7, reply-unread client 10" },

	/* SO_LINGER {1,0} */
	{ "a look found more than was ever received",
	  SEEN "c poll ESTABLISHED inode 11 cookie 1 sq 900 acked 101 data 100 notsent 900 received 20 |"
	  "+500ms | c destroy cookie 1 disconnected sq 66437 notsent 66437 acked 0 |"
	  "s destroy cookie 2 acked 20 data 20 received 100 | +1s", NULL,
	  "reset - linger-zero peer-reset linger-zero 900+ 0", "linger-discard client 900+" },
	{ "no look found anything: what it threw away is in no counter",
	  SEEN "c destroy cookie 1 disconnected sq 66437 notsent 66437 acked 0 |"
	  "s destroy cookie 2 acked 20 data 20 received 100 | +1s", NULL,
	  "reset - linger-zero peer-reset linger-zero - 0", "" },
	{ "never accepted, and its listener is closed",
	  "s listen inode 5 cookie 9 |" C_SEEN
	  "s poll ESTABLISHED inode 0 cookie 2 rq 100 acked 0 received 100 | +500ms |"
	  "s destroy cookie 2 disconnected acked 0 | s destroy cookie 9 |"
	  "c destroy cookie 1 acked 101 data 100 received 0 | +1s", NULL,
	  "reset - peer-reset not-accepted not-accepted 100 -", "accept-queue-reset client 100" },

	/* tries in vain */
	{ "it tried on, and gave up; the other end lives on",
	  SEEN "c poll ESTABLISHED inode 11 cookie 1 sq 4 timer 1 retrans 3 acked 101 data 104 received 20 |"
	  "+1s | c destroy sq 4 cookie 1 acked 101 data 104 received 20 | +1s |" S_SEEN "+100ms", NULL,
	  "timed-out - timeout - - 4 0", "timed-out client 4" },
	{ "the other end closed after that, and tries in its turn",
	  SEEN "c poll ESTABLISHED inode 11 cookie 1 sq 4 timer 1 retrans 3 acked 101 data 104 received 20 |"
	  "+1s | c destroy sq 4 cookie 1 acked 101 data 104 received 20 | +1s |"
	  "s poll FIN_WAIT1 inode 0 cookie 2 sq 1 timer 1 acked 20 data 20 received 100 | +100ms", NULL,
	  NULL, "timed-out client 4" },
	{ "the other end was reset with it, or before",
	  SEEN "c poll ESTABLISHED inode 11 cookie 1 sq 4 timer 1 retrans 3 acked 101 data 104 received 20 |"
	  "+1s | c destroy sq 4 cookie 1 acked 101 data 104 received 20 |"
	  "s destroy cookie 2 acked 20 data 20 received 100 | +1s", NULL, "closed - - - - 4 0", "" },
	{ "an orphan's FIN that nobody acknowledged is no loss",
	  "server 192.0.2.1 80 |"
	  "c poll FIN_WAIT1 inode 0 cookie 1 sq 1 timer 1 retrans 5 acked 101 data 100 received 20 | +1s |"
	  "c destroy sq 1 cookie 1 acked 101 data 100 received 20 | +1s", NULL, "open client - - - 0 -",
	  "" },
	{ "its data is, and a server out of view did not answer",
	  "server 192.0.2.1 80 |"
	  "c poll ESTABLISHED inode 11 cookie 1 sq 9 timer 1 retrans 5 acked 101 data 109 received 20 | +1s |"
	  "c destroy sq 9 cookie 1 acked 101 data 109 received 20 | +1s", NULL, NULL,
	  "timed-out client 8+" },
	{ "it waited for room at an end out of view, which answered: who cancels a download sends RST",
	  "client 192.0.2.1 40000 | s listen inode 5 |"
	  "s poll ESTABLISHED inode 22 cookie 2 sq 9000 timer 4 acked 20 data 5020 notsent 4000 received 100 |"
	  "+1s | s destroy sq 9000 cookie 2 acked 20 data 5020 notsent 4000 received 100 | +1s", NULL, NULL,
	  "" },
	{ "nobody answered what it probed with",
	  "client 192.0.2.1 40000 | s listen inode 5 |"
	  "s poll ESTABLISHED inode 22 cookie 2 sq 9000 timer 4 retrans 9 acked 20 data 5020 notsent 4000"
	  " received 100 | +1s | s destroy sq 9000 cookie 2 acked 20 data 5020 notsent 4000 received 100 |"
	  "+1s", NULL, NULL, "timed-out server 8999+" },
	{ "few repetitions: a RST may have answered",
	  "server 192.0.2.1 80 |"
	  "c poll ESTABLISHED inode 11 cookie 1 sq 9 timer 1 retrans 1 acked 101 data 109 received 20 | +1s |"
	  "c destroy sq 9 cookie 1 acked 101 data 109 received 20 | +1s", NULL, NULL, "" },
};

static void deaths(void **state)
{
	(void)state;
	told_check(rows, ARRAY_LEN(rows));
}

int main(void)
{
	const struct CMUnitTest tests[] = { cmocka_unit_test(deaths) };

	return cmocka_run_group_tests(tests, NULL, NULL);
}
