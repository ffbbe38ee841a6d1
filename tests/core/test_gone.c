/* SPDX-License-Identifier: GPL-2.0-or-later */
/* test_gone.c: sockets that are gone, what the other end knows of it, and FIN_WAIT2's end. */
#include "support/rows.h"
#include "support/told.h"

#define OPEN "c S | s S. | c . |"
#define SEEN OPEN "c probe ESTABLISHED inode 11 cookie 1 | s probe ESTABLISHED inode 22 cookie 2 |"
#define C_LIVES "c poll ESTABLISHED inode 11 cookie 1 "
/* The server has closed, and its minisocket waits for two seconds more. */
#define EXPIRES SEEN "s F. | c . | s probe FIN_WAIT2 cookie 2 timer 3 expires 2000 | s holder closed |" \
	"c poll CLOSE_WAIT inode 11 cookie 1 |"

static const struct told_row rows[] = {
	{ "its socket is gone, and nobody told the other",
	  SEEN "s probe gone | +2s |" C_LIVES "| +1s", "SYN_SENT ESTABLISHED / "
	  "SYN_RECV ESTABLISHED CLOSED", NULL, "peer-gone client 0" },
	{ "with bytes to send",
	  SEEN "s probe gone | c P. 5 | +2s |" C_LIVES "sq 5 | +1s", NULL, NULL, "peer-gone client 5" },
	{ "its RST was lost on the way",
	  SEEN "s R. | s probe gone | s destroy cookie 2 | +50ms |" C_LIVES "| +2s |" C_LIVES "| +1s",
	  "SYN_SENT ESTABLISHED / SYN_RECV ESTABLISHED CLOSED", NULL,
	  "peer-gone client 0, reset-after-done server 0" },
	{ "its RST came",
	  SEEN "s R. | s probe gone | c probe gone | +3s", NULL, NULL, "reset-after-done server 0" },
	{ "its RST comes late",
	  SEEN "s R. | s probe gone | s destroy cookie 2 | +50ms |" C_LIVES "| +20ms | c probe gone | +3s",
	  "SYN_SENT ESTABLISHED CLOSED / SYN_RECV ESTABLISHED CLOSED", NULL, "reset-after-done server 0" },
	{ "its FIN was lost on the way, again and again",
	  SEEN "s F. | s probe FIN_WAIT1 cookie 2 sq 1 | +50ms |" C_LIVES "| +2s | s probe gone | +2s |"
	  C_LIVES "| +1s", NULL, NULL, "peer-gone client 0" },
	{ "its FIN came",
	  SEEN "s F. | c . | +2s | s probe gone | +2s | c poll CLOSE_WAIT inode 11 cookie 1 | +1s",
	  NULL, NULL, "" },
	{ "it was gone a moment ago", SEEN "s probe gone | +500ms |" C_LIVES "| +3s", NULL, NULL, "" },
	{ "it was never seen",
	  OPEN "c probe ESTABLISHED inode 11 cookie 1 | s probe gone | +2s |" C_LIVES "| +1s", NULL,
	  NULL, "" },
	{ "it was never more than a request",
	  OPEN "c probe ESTABLISHED inode 11 cookie 1 | s probe SYN_RECV cookie 2 | s probe gone | +2s |"
	  C_LIVES "| +1s", NULL, NULL, "" },
	{ "the other has closed too, and nobody waits",
	  SEEN "s probe gone | +1ms | c F. | +2s | c poll FIN_WAIT1 cookie 1 sq 1 | +1s", NULL, NULL, "" },
	{ "the other has half-closed, and waits",
	  SEEN "c F. | c probe FIN_WAIT2 inode 11 shut 2 cookie 1 | s . | s probe gone | +2s |"
	  "c poll FIN_WAIT2 inode 11 shut 2 cookie 1 | +1s", NULL, NULL,
	  "peer-gone client 0, half-closed client 0" },
	{ "somebody else's RST: the claimed sender is not the one that is gone",
	  SEEN "s R. | c probe gone | +50ms | s poll ESTABLISHED inode 22 cookie 2 | +2s |"
	  "s poll ESTABLISHED inode 22 cookie 2 | +1s", NULL, NULL, "reset-forged server 0" },
	{ "then it sends, and is answered",
	  SEEN "s probe gone | +2s |" C_LIVES "| +1s | c P. 5 | s R seq 0 | c probe gone | +1s", NULL,
	  NULL, "peer-gone client 0" },
	{ "from sockets alone",
	  "c poll ESTABLISHED inode 11 cookie 1 received 1 acked 1 |"
	  "s poll ESTABLISHED inode 22 cookie 2 received 1 acked 1 | s probe gone | +2s |" C_LIVES "| +1s",
	  NULL, NULL, "peer-gone client 0" },
	{ "a notification that comes late: who died had these ports before",
	  OPEN "c P. 5 | s . | c destroy cookie 9 | c poll ESTABLISHED inode 11 cookie 1 | c F. | s . | s F. | c .",
	  "SYN_SENT ESTABLISHED FIN_WAIT1 FIN_WAIT2 TIME_WAIT / "
	  "SYN_RECV ESTABLISHED CLOSE_WAIT LAST_ACK CLOSED", "closed client - - - 0 0", "" },
	{ "it gave up: of that no packet tells",
	  OPEN "c P. 5 | +200ms | c P. 5 seq 0 | c destroy cookie 9 sq 5 | +50ms",
	  "SYN_SENT ESTABLISHED CLOSED / SYN_RECV ESTABLISHED", NULL, NULL },

	{ "nobody closed in return",
	  EXPIRES "+3s | s probe gone | +1s", NULL, NULL,
	  "doomed-half-close client 0, fin-wait2-expired server 0" },
	{ "it was destroyed before",
	  EXPIRES "+1s | s probe gone | +1s", NULL, NULL, "doomed-half-close client 0" },
	{ "data met it in time, and the RST ended it",
	  EXPIRES "+1s | c P. 5 | s R seq 1 | s probe gone | +3s", NULL, NULL,
	  "write-after-close client 5+, doomed-half-close client 0" },
	{ "data meets no socket",
	  EXPIRES "+3s | s probe gone | c P. 5 | s R seq 1 | +3s", NULL, NULL,
	  "write-after-close client 5+, doomed-half-close client 0, fin-wait2-expired server 0" },
	{ "data shows it, before anyone has looked",
	  EXPIRES "+3s | c P. 5 | s R seq 1 | s probe gone | +3s", NULL, NULL,
	  "write-after-close client 5+, doomed-half-close client 0, fin-wait2-expired server 0" },
	{ "the other closed in time",
	  EXPIRES "+1s | c F. | s . | s probe TIME_WAIT timer 3 cookie 2 | +70s | s probe gone | +1s", NULL,
	  NULL, "" },
	{ "the other's FIN was not captured, and its socket is gone",
	  SEEN "s F. | s holder closed | s probe FIN_WAIT2 cookie 2 timer 3 expires 60000 | c probe CLOSE_WAIT inode 11 cookie 1 | c . |"
	  "+1s | c probe gone | s probe gone | +3s", NULL, NULL, "" },
	{ "the same, and its notification came",
	  SEEN "s F. | s holder closed | s probe FIN_WAIT2 cookie 2 timer 3 expires 60000 | c probe CLOSE_WAIT inode 11 cookie 1 | c . |"
	  "+10ms | c destroy cookie 1 | +1s | c probe gone | s probe gone | +3s", NULL, NULL, "" },
	{ "nor had anybody seen it, and packets were dropped",
	  OPEN "gap 0 12 | s F. | s holder closed | s probe FIN_WAIT2 cookie 2 timer 3 expires 60000 | c . | +1s | c probe gone | +3s",
	  NULL, NULL, "" },
	{ "nobody had seen it, and no packet was dropped",
	  OPEN "s F. | s holder closed | s probe FIN_WAIT2 cookie 2 timer 3 expires 60000 | c . | +1s | +3s",
	  NULL, NULL, "doomed-half-close client 0" },
	{ "a socket that is shut down waits without a limit",
	  SEEN "s F. | c . | s probe FIN_WAIT2 inode 22 shut 2 cookie 2 | s holder held | +60s |"
	  "s poll FIN_WAIT2 inode 22 shut 2 cookie 2 | +1s", NULL, NULL, "half-closed server 0" },
};

static void what_holds(void **state)
{
	(void)state;
	told_check(rows, ARRAY_LEN(rows));
}

int main(void)
{
	const struct CMUnitTest tests[] = { cmocka_unit_test(what_holds) };

	return cmocka_run_group_tests(tests, NULL, NULL);
}
