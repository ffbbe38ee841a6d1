/* SPDX-License-Identifier: GPL-2.0-or-later */
/* test_copy.c: segments that several interfaces show: the client is behind 1, the server behind 2. */
#include "support/told.h"

#define OPEN_TWICE "c S on 1 | c S seq -1 on 2 | s S. on 2 | s S. seq -1 ack 0 on 1 |" \
		   "c . on 1 | c . on 2 |"
#define CLIENT_FIRST "SYN_SENT ESTABLISHED FIN_WAIT1 FIN_WAIT2 TIME_WAIT / " \
		     "SYN_RECV ESTABLISHED CLOSE_WAIT LAST_ACK CLOSED"
#define BOTH_OPEN "SYN_SENT ESTABLISHED / SYN_RECV ESTABLISHED"

static const struct told_sent_row rows[] = {
	{ "through a bridge each segment comes twice, and counts once",
	  OPEN_TWICE "c P. 5 on 1 | c P. 5 seq 0 on 2 | s . on 2 | s . on 1 |"
	  "c F. on 1 | c F. seq 5 on 2 | s F. on 2 | s F. seq 0 on 1 | c . on 1 | c . on 2",
	  "SYN_SENT ESTABLISHED FIN_WAIT1 FIN_WAIT2 TIME_WAIT / "
	  "SYN_RECV ESTABLISHED CLOSE_WAIT LAST_ACK CLOSED", "closed client - - - 0 0", "",
	  "5, 0 missed; 0, 0 missed", "5/3, 8 copies" },
	{ "copies that come in a burst behind a burst",
	  OPEN_TWICE "c P. 5 on 1 | c P. 6 on 1 | c P. 7 on 1 | c P. 5 seq 0 on 2 | c P. 6 seq 5 on 2 |"
	  "c P. 7 seq 11 on 2 | s . ack 5 on 2 | s . on 2 | s . ack 5 on 1 | s . on 1", BOTH_OPEN,
	  "open - - - - 0 0", "", "18, 0 missed; 0, 0 missed", "5/3, 8 copies" },
	{ "a retransmission, and its copy",
	  OPEN_TWICE "c P. 5 on 1 | c P. 5 seq 0 on 2 | +200ms | c P. 5 seq 0 on 1 |"
	  "c P. 5 seq 0 on 2 | s . on 2 | s . on 1", BOTH_OPEN, NULL, "",
	  "5, 0 missed; 0, 0 missed", "4/2, 1 again, 6 copies" },
	{ "lost in the bridge, and repeated",
	  OPEN_TWICE "c P. 5 on 1 | +200ms | c P. 5 seq 0 on 1 | c P. 5 seq 0 on 2 | s . on 2",
	  BOTH_OPEN, NULL, NULL, NULL, "4/2, 1 again, 4 copies" },
	{ "what the capture dropped in front of the bridge is taken from behind it",
	  OPEN_TWICE "c P. 5 on 1 | c P. 5 seq 0 on 2 | c P. 6 on 2 | s . on 2 | s . on 1 |"
	  "c P. 7 on 1 | c P. 7 seq 11 on 2", BOTH_OPEN, NULL, NULL, "18, 0 missed; 0, 0 missed",
	  "5/2, 6 copies" },
	{ "the way changes with new data, and is followed",
	  OPEN_TWICE "c P. 5 on 1 | c P. 5 seq 0 on 2 | s . on 2 | c P. 6 on 3 | c P. 6 seq 5 on 3 |"
	  "c P. 6 seq 5 on 2 | s . on 2", BOTH_OPEN, NULL, NULL, "11, 0 missed; 0, 0 missed",
	  "5/3, 1 again, 5 copies" },
	{ "the way changes with the FIN",
	  OPEN_TWICE "c P. 5 on 1 | c P. 5 seq 0 on 2 | s . on 2 | c F. on 3 | c F. seq 5 on 2 | s . on 2",
	  "SYN_SENT ESTABLISHED FIN_WAIT1 FIN_WAIT2 / SYN_RECV ESTABLISHED CLOSE_WAIT", NULL, NULL,
	  NULL, "4/3, 5 copies" },
	{ "the way changes with an acknowledgement, in the only direction that there is",
	  "isn s 3000000000 | c S on 1 | c S seq -1 on 2 | c . ack 0 on 3 | c . ack 0 on 2", NULL, NULL,
	  NULL, NULL, "2/0, 2 copies" },
	{ "the SYN-ACK comes another way than the answer of an older life",
	  "c S on 1 | s . seq -90000 ack 77777 on 2 | s S. seq -1 ack 0 on 3 | s S. seq -1 ack 0 on 2 |"
	  "c . ack 0 on 1", BOTH_OPEN, NULL, NULL, NULL, "2/2, 1 refused, 1 copies" },
	{ "so does data, where the SYN-ACK was missed",
	  "isn s 3000000000 | c S on 1 | s . seq -90000 ack 77777 on 2 | s P. 9 seq 0 ack 0 win 0 on 3 |"
	  "s P. 9 seq 0 ack 0 win 0 on 2 | c . on 1", NULL, NULL, NULL, "0, 0 missed; 9, 0 missed",
	  "2/2, 1 refused, 1 copies" },
	{ "the SYN-ACK was dropped on its first interface, and comes late on the second",
	  "c S on 1 | s P. 9 seq 0 ack 0 on 2 | s S. seq -1 ack 0 on 1 | s P. 9 seq 0 ack 0 on 1 | c . on 1",
	  NULL, NULL, NULL, "0, 0 missed; 9, 0 missed", "2/3, 1 again" },
	{ "the way changes after a loss: the repetition is none of the copies",
	  "c S on 1 | +1s | c S seq -1 on 3 | s S. on 3 | c . on 3 | c P. 5 on 3 | +1s |"
	  "c P. 5 seq 0 on 1 | c P. 5 seq 0 on 3 | s . on 1", BOTH_OPEN, NULL, NULL, NULL,
	  "5/2, 2 again, 1 copies" },
	{ "it changes from one segment to the next, and each shows on the bond as well",
	  "c S on 1 | c S seq -1 on 9 | s S. on 9 | s S. seq -1 ack 0 on 2 | c . on 1 | c . on 9 |"
	  "c P. 5 on 2 | c P. 5 seq 0 on 9 | c P. 6 on 1 | c P. 6 seq 5 on 9 | s . on 9 | s . on 1 |"
	  "c P. 7 on 2 | c P. 7 seq 11 on 9 | s . on 9 | s . on 2", BOTH_OPEN, NULL, NULL,
	  "18, 0 missed; 0, 0 missed", "5/3, 8 copies" },
	{ "a super-segment, and what it was cut to",
	  OPEN_TWICE "c P. 4000 on 1 | c . 1500 seq 0 on 2 | c . 1500 seq 1500 on 2 |"
	  "c P. 1000 seq 3000 on 2 | s . ack 1500 on 2 | s . ack 4000 on 2 | s . ack 4000 on 1",
	  BOTH_OPEN, NULL, NULL, "4000, 0 missed; 0, 0 missed", "3/3, 7 copies" },
	{ "segments, and what they were put together to",
	  OPEN_TWICE "c . 1500 on 1 | c . 1500 on 1 | c FP. 1000 on 1 | c FP. 4000 seq 0 on 2 |"
	  "s . on 2 | s . on 1", "SYN_SENT ESTABLISHED FIN_WAIT1 FIN_WAIT2 / "
	  "SYN_RECV ESTABLISHED CLOSE_WAIT", NULL, NULL, "4000, 0 missed; 0, 0 missed",
	  "5/2, 5 copies" },
	{ "a RST, and its copy",
	  OPEN_TWICE "c P. 5 on 1 | c P. 5 seq 0 on 2 | s R on 2 | s R on 1",
	  "SYN_SENT ESTABLISHED CLOSED / SYN_RECV ESTABLISHED CLOSED",
	  "reset server peer-reset - - 5+ 0", NULL, NULL, "3/2, 5 copies" },
	{ "a RST that comes another way is none of the copies",
	  OPEN_TWICE "c P. 5 on 1 | c P. 5 seq 0 on 2 | s R on 3 | s R on 1",
	  "SYN_SENT ESTABLISHED CLOSED / SYN_RECV ESTABLISHED CLOSED",
	  "reset server peer-reset - - 5+ 0", NULL, NULL, "3/2, 5 copies" },
	{ "a refusal, and its copy",
	  "c S on 1 | c S seq -1 on 2 | s R. seq -1 ack 0 on 2 | s R. seq -1 ack 0 on 1",
	  "SYN_SENT CLOSED / CLOSED", "refused server peer-reset - no-listener 0 0",
	  "refused client 0", NULL, "1/1, 2 copies" },
	{ "a RST out of the window, and its copy",
	  OPEN_TWICE "s R seq 99999999 on 2 | s R seq 99999999 on 1", BOTH_OPEN, NULL, NULL, NULL,
	  "2/2, 1 refused, 4 copies" },
	{ "a RST that is no answer to the SYN, first of all",
	  "c S on 1 | s R seq 0 on 2 | s R seq 0 on 1 | s S. on 2 | c . on 1", BOTH_OPEN, NULL, NULL,
	  NULL, "2/2, 1 refused, 1 copies" },
	{ "data far beyond the window, and its copy",
	  OPEN_TWICE "c P. 5 seq 200000 on 1 | c P. 5 seq 200000 on 2", BOTH_OPEN, NULL, NULL, NULL,
	  "3/1, 1 refused, 4 copies" },
	{ "data far beyond the window is not believed for its copy",
	  OPEN_TWICE "c P. 5 on 1 | c P. 5 seq 0 on 2 | c . seq 200000 on 1 | c . seq 200000 on 2 |"
	  "c P. 4 seq 200000 on 2", BOTH_OPEN, NULL, NULL, "5, 0 missed; 0, 0 missed",
	  "4/1, 1 refused, 6 copies" },
	{ "an older zero window behind the window's update is a copy",
	  OPEN_TWICE "c P. 5 on 1 | c P. 5 seq 0 on 2 | s . win 0 on 2 | s . win 900 on 2 |"
	  "s . win 0 on 1 | s . win 900 on 1", BOTH_OPEN, NULL, NULL, NULL, "3/3, 6 copies" },
	{ "the copy of a SYN-ACK, whose window was larger",
	  "c S 5 on 1 | s S. on 2 | s P. 9 win 500 on 2 | s S. seq -1 on 1 | s P. 9 seq 0 win 500 on 1",
	  NULL, NULL, NULL, "5, 0 missed; 9, 0 missed", "1/2, 2 copies" },
	{ "an update of the window that one interface alone showed is news",
	  OPEN_TWICE "c P. 5 on 1 | c P. 5 seq 0 on 2 | s . win 0 on 2 | s . win 0 on 1 |"
	  "s . win 900 on 1", BOTH_OPEN, NULL, NULL, NULL, "3/3, 5 copies" },
	{ "probes, their answers, and copies of both",
	  OPEN_TWICE "c P. 5 on 1 | c P. 5 seq 0 on 2 | s . on 2 | s . on 1 | +10s | c . seq 4 on 1 |"
	  "c . seq 4 on 2 | s . on 2 | s . on 1 | +10s | c . seq 4 on 1 | c . seq 4 on 2 | +10s |"
	  "c R. on 1 | c R. on 2", NULL, "reset client timeout peer-reset timeout 0 0", NULL, NULL,
	  "6/3, 9 copies" },
	{ "a port used again: a copy begins no life",
	  OPEN_TWICE "s R. on 2 | s R. on 1 | isn c 77777 | isn s 88888 |" OPEN_TWICE "c P. 5 on 1 |"
	  "c P. 5 seq 0 on 2", BOTH_OPEN, NULL, NULL, NULL, "3/1, 8 copies, 2 connections" },
	{ "the old life's answer to a SYN of the new one, and its copies",
	  OPEN_TWICE "c P. 5 on 1 | c P. 5 seq 0 on 2 | s . on 2 | s . on 1 | isn c 77 | isn s 99000 |"
	  "c S on 1 | c S seq -1 on 2 | isn s 500000 | s . seq 0 ack 9999 on 2 |"
	  "s . seq 0 ack 9999 on 1 | isn s 99000 | c R seq 5000 on 1 | c R seq 5000 on 2 |" OPEN_TWICE
	  "c P. 5 on 1 | c P. 5 seq 0 on 2 | s . on 2", BOTH_OPEN, "open - - - - 0 0", "", NULL,
	  "4/2, 1 again, 12 copies, 2 connections" },
	{ "both close at once",
	  OPEN_TWICE "c F. ack 0 on 1 | s F. ack 0 on 2 | c F. seq 0 ack 0 on 2 |"
	  "s F. seq 0 ack 0 on 1 | c . on 1 | s . on 2 | c . on 2 | s . on 1",
	  "SYN_SENT ESTABLISHED FIN_WAIT1 CLOSING TIME_WAIT / "
	  "SYN_RECV ESTABLISHED FIN_WAIT1 CLOSING TIME_WAIT", "closed client - - - 0 0",
	  "simultaneous-close client 0", NULL, "4/3, 7 copies" },
	{ "a checksum that is wrong on the first interface",
	  OPEN_TWICE "c P. 5 corrupt on 1 | c P. 5 seq 0 on 2 | s . on 2", BOTH_OPEN, NULL, NULL,
	  "5, 0 missed; 0, 0 missed", "3/2, 3 copies" },
};

static void conversations(void **state)
{
	(void)state;
	told_check_sent(rows, ARRAY_LEN(rows));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(conversations),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
