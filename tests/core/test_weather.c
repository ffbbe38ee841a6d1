/* SPDX-License-Identifier: GPL-2.0-or-later */
/* test_weather.c: loss, disorder, repetition and all else that happens to segments on their way. */
#include "support/rows.h"
#include "support/told.h"

#define OPEN "c S | s S. | c . |"
#define OPEN_DATA OPEN "c P. 5 | s . |"
#define OPEN_TWICE "c S on 1 | c S seq -1 on 2 | s S. on 2 | s S. seq -1 ack 0 on 1 |" \
		   "c . on 1 | c . on 2 |"
#define CLIENT_FIRST "SYN_SENT ESTABLISHED FIN_WAIT1 FIN_WAIT2 TIME_WAIT / " \
		     "SYN_RECV ESTABLISHED CLOSE_WAIT LAST_ACK CLOSED"
#define BOTH_OPEN "SYN_SENT ESTABLISHED / SYN_RECV ESTABLISHED"

/* As in test_tracker.c; NULL: not of interest. */
static const struct {
	const char *name;
	const char *story;
	const char *states;
	const char *verdict;
	const char *findings;
	const char *sent;
	const char *packets;
} rows[] = {
	/* Loss. */
	{ "loss: a retransmission is no new byte",
	  OPEN "c P. 5 | c P. 5 seq 0 | s . | c F. | s F. | c .", CLIENT_FIRST,
	  "closed client - - - 0 0", "", "5, 0 missed; 0, 0 missed", "6/3, 1 again" },
	{ "loss: the SYN, the SYN-ACK, and the ACK of it",
	  "c S | +1s | c S seq -1 | s S. | +1s | s S. seq -1 | +1s | s S. seq -1 | c . | c F. | s F. | c .",
	  CLIENT_FIRST, "closed client - - - 0 0", "", "0, 0 missed; 0, 0 missed", "5/4, 3 again" },
	{ "loss: the first of three segments, filled in last",
	  OPEN "c P. 5 seq 5 | c P. 5 seq 10 | s . ack 0 | c P. 5 seq 0 | s . ack 15 | c F. | s F. | c .",
	  CLIENT_FIRST, "closed client - - - 0 0", "", "15, 0 missed; 0, 0 missed", "7/4, 1 again" },
	{ "loss: the first FIN, and of the answer to the second one",
	  OPEN_DATA "c F. | +200ms | c F. seq 5 | s . | +200ms | c F. seq 5 | s . | s F. | c .",
	  CLIENT_FIRST, "closed client - - - 0 0", "", "5, 0 missed; 0, 0 missed", "7/5, 2 again" },
	{ "loss: the last ACK, so that the second FIN comes again",
	  OPEN_DATA "c F. | s . | s F. | c . | +200ms | s F. seq 0 | c . | +400ms | s F. seq 0 | c .",
	  CLIENT_FIRST, "closed client - - - 0 0", "", "5, 0 missed; 0, 0 missed", "7/6, 2 again" },
	{ "loss: all data behind the first octet, and the FIN with it, is sent again in one",
	  OPEN "c P. 5 | c P. 5 | c F. | s . ack 5 | +200ms | c FP. 5 seq 5 | s . ack 11 | s F. | c .",
	  CLIENT_FIRST, "closed client - - - 0 0", "", "10, 0 missed; 0, 0 missed", "7/4, 1 again" },
	{ "loss: data behind a half-close is repeated, and the FIN's ACK is there from before",
	  OPEN "c F. | s . | s P. 9 | +200ms | s P. 9 seq 0 | c . | s F. | c .", CLIENT_FIRST,
	  "closed client - - - 0 0", NULL, "0, 0 missed; 9, 0 missed", "5/5, 1 again" },

	/* Reordering. */
	{ "reordering: the FIN overtakes its data",
	  OPEN "c P. 5 | c F. seq 10 | c P. 5 seq 5 | s . ack 11 | s F. | c .", CLIENT_FIRST,
	  "closed client - - - 0 0", "", "10, 0 missed; 0, 0 missed", "6/3" },
	{ "reordering: the FIN overtakes all data, of which a part is acknowledged",
	  OPEN "c F. seq 10 | c P. 5 seq 0 | s . ack 5 | c P. 5 seq 5 | s . ack 11",
	  "SYN_SENT ESTABLISHED FIN_WAIT1 FIN_WAIT2 / SYN_RECV ESTABLISHED CLOSE_WAIT",
	  "half-closed client - - - 0 0", "", "10, 0 missed; 0, 0 missed", NULL },
	{ "reordering: the SYN-ACK is captured before the SYN",
	  "s S. ack 0 | c S | c . | c F. | s F. | c .", CLIENT_FIRST, "closed client - - - 0 0", "",
	  "0, 0 missed; 0, 0 missed", "4/2" },
	{ "reordering: so that it is no connection from before",
	  "server 127.0.0.1 50000 | s S. ack 0 | c S | c .", BOTH_OPEN, "open - - - - 0 0", "", NULL,
	  "2/1" },
	{ "reordering: the ACK of the SYN-ACK is captured before it",
	  "c S | c . ack 0 | s S. ack 0 | c P. 5 ack 0 | s .", BOTH_OPEN, "open - - - - 0 0", "",
	  "5, 0 missed; 0, 0 missed", "3/2" },
	{ "reordering: the server's data is captured before its SYN-ACK",
	  "c S | s P. 9 seq 0 ack 0 | s S. seq -1 ack 0 | c . | c F. | s F. | c .", NULL,
	  "closed client - - - 0 0", "", "0, 0 missed; 9, 0 missed", "4/3" },
	{ "reordering: an ACK is captured before what it acknowledges",
	  OPEN "s . ack 5 | c P. 5 | c . ack 7 | s P. 7 | c F. | s F. | c .", CLIENT_FIRST,
	  "closed client - - - 0 0", "", NULL, NULL },
	{ "reordering: an older ACK comes last",
	  OPEN "c P. 5 | c P. 5 | s . ack 10 | s . ack 5 | c F. | s . ack 11 | s . ack 10",
	  "SYN_SENT ESTABLISHED FIN_WAIT1 FIN_WAIT2 / SYN_RECV ESTABLISHED CLOSE_WAIT",
	  "half-closed client - - - 0 0", "", "10, 0 missed; 0, 0 missed", "5/5" },
	{ "reordering: data of the closer behind the other end's FIN",
	  OPEN "c P. 5 | s F. ack 5 | s P. 9 seq -9 ack 5 | c . ack 1 | c F. | s .",
	  "SYN_SENT ESTABLISHED CLOSE_WAIT LAST_ACK CLOSED / "
	  "SYN_RECV ESTABLISHED FIN_WAIT1 FIN_WAIT2 TIME_WAIT", NULL, NULL, NULL, NULL },

	/* Duplicates. */
	{ "duplicates: all segments twice on one interface",
	  "c S | c S seq -1 | s S. | s S. seq -1 ack 0 | c . | c . | c P. 5 | c P. 5 seq 0 | s . | s . |"
	  "c F. | c F. seq 5 | s F. | s F. seq 0 | c . | c .", CLIENT_FIRST, "closed client - - - 0 0",
	  "", "5, 0 missed; 0, 0 missed", "10/6, 5 again" },
	{ "duplicates: of the SYN, when all is over", OPEN "c F. | s F. | c . | +1s | c S seq -1",
	  CLIENT_FIRST, "closed client - - - 0 0", "", NULL, "5/2, 1 again" },
	{ "duplicates: of data, when all is over",
	  OPEN_DATA "c F. | s F. | c . | +1s | c P. 5 seq 0 | s . ack 6", CLIENT_FIRST,
	  "closed client - - - 0 0", "", "5, 0 missed; 0, 0 missed", "6/4, 1 again" },

	/* Overlapping retransmission. */
	{ "overlapping retransmission: what is new of it counts",
	  OPEN "c P. 5 | c P. 10 seq 0 | s . ack 10 | s F. ack 10 | c . | c P. 2 | s R seq 1",
	  "SYN_SENT ESTABLISHED CLOSE_WAIT CLOSED / SYN_RECV ESTABLISHED FIN_WAIT1 FIN_WAIT2 CLOSED",
	  "reset server peer-reset - data-after-close 2+ 0", "write-after-close client 2+",
	  "12, 0 missed; 0, 0 missed", "6/4" },
	{ "overlapping retransmission: with the FIN, which is new",
	  OPEN "c P. 5 | c P. 5 | c FP. 8 seq 5 | s . | s F. | c .", CLIENT_FIRST,
	  "closed client - - - 0 0", "", "13, 0 missed; 0, 0 missed", "6/3" },
	{ "overlapping retransmission: of segments of another size",
	  OPEN "c P. 10 | c P. 10 | c P. 4 seq 0 | c P. 13 seq 4 | c P. 3 seq 17 | s . | c F. | s F. | c .",
	  CLIENT_FIRST, "closed client - - - 0 0", "", "20, 0 missed; 0, 0 missed", "9/3, 3 again" },
	{ "overlapping retransmission: from before the capture began",
	  "c P. 5 seq 700 ack 900 | c P. 50 seq 655 ack 900 | s . seq 900 ack 705 |"
	  "c F. seq 705 ack 900 | s . seq 900 ack 706", "ESTABLISHED FIN_WAIT1 FIN_WAIT2 / "
	  "ESTABLISHED CLOSE_WAIT", "half-closed client - - - 0 0", NULL, "5, 0 missed; 0, 0 missed",
	  "3/2, 1 again" },

	/* Keep-alive and zero-window probes. */
	{ "keep-alive probes: answered ones change nothing, and are no reason of a later RST",
	  OPEN_DATA "+10s | c . seq 4 | s . | +10s | c . seq 4 | s . | +10s | c R.",
	  "SYN_SENT ESTABLISHED CLOSED / SYN_RECV ESTABLISHED CLOSED",
	  "reset client - peer-reset - 0 0", NULL, "5, 0 missed; 0, 0 missed", "6/4" },
	{ "keep-alive probes: with an octet, which is not sent again, of an end that sent nothing",
	  OPEN "+10s | c P. 1 seq -1 | s . | +10s | c P. 1 seq -1 | s . | c P. 4 | s . | c F. | s F. | c .",
	  CLIENT_FIRST, "closed client - - - 0 0", "", "4, 0 missed; 0, 0 missed", "7/5, 2 again" },
	{ "keep-alive probes: of both ends, across each other",
	  OPEN_DATA "+10s | c . seq 4 | s . seq -1 | c . | s . | c F. | s F. | c .", CLIENT_FIRST,
	  "closed client - - - 0 0", "", "5, 0 missed; 0, 0 missed", "7/5" },
	{ "keep-alive probes: unanswered to the end",
	  OPEN_DATA "+10s | c . seq 4 | +10s | c . seq 4 | +10s | c R.",
	  "SYN_SENT ESTABLISHED CLOSED / SYN_RECV ESTABLISHED CLOSED",
	  "reset client timeout peer-reset timeout 0 0", NULL, NULL, "6/2" },
	{ "zero-window probes: in the place of an old octet, as Linux sends them",
	  OPEN "c P. 5 | s . win 0 | c . seq 4 | s . win 0 | c . seq 4 | s . win 500 | c P. 5 | s . |"
	  "c F. | s F. | c .", CLIENT_FIRST, "closed client - - - 0 0", "",
	  "10, 0 missed; 0, 0 missed", "8/6" },
	{ "zero-window probes: with the next octet, refused at first (RFC 9293, 3.8.6.1)",
	  OPEN "c P. 5 | s . win 0 | +1s | c P. 1 | s . ack 5 win 0 | +2s | c P. 1 seq 5 | s . ack 6 win 0 |"
	  "+4s | c P. 1 | s . ack 7 win 500 | c P. 5 | s . | c F. | s F. | c .", CLIENT_FIRST,
	  "closed client - - - 0 0", NULL, "12, 0 missed; 0, 0 missed", "9/7, 1 again" },
	{ "zero-window probes: the FIN waits behind the window",
	  OPEN "c P. 5 | s . win 0 | c . seq 4 | s . win 0 | s . win 9 | c FP. 3 | s . | s F. | c .",
	  CLIENT_FIRST, "closed client - - - 0 0", "", "8, 0 missed; 0, 0 missed", "6/6" },

	/* RST and SYN that are not what was expected. */
	{ "RST out of the window: none",
	  OPEN "c P. 5 | s . | s R seq 99999999 | c P. 5 | s .", BOTH_OPEN, "open - - - - 0 0", "",
	  "10, 0 missed; 0, 0 missed", "4/4, 1 refused" },
	{ "RST out of the window: by one octet, then at its edge",
	  OPEN "c P. 5 | s . | s P. 3 | c . | s R. seq 65540 | s R. seq 65539",
	  "SYN_SENT ESTABLISHED CLOSED / SYN_RECV ESTABLISHED CLOSED", "reset server peer-reset - - - 0",
	  NULL, NULL, "4/5, 1 refused" },
	{ "RST in the window: counts, though it is not the next",
	  OPEN "c P. 5 | s . | s P. 3 | c . | s R. seq 4",
	  "SYN_SENT ESTABLISHED CLOSED / SYN_RECV ESTABLISHED CLOSED", NULL, NULL, NULL, "4/4" },
	{ "RST in the window: of the end whose data is in flight",
	  OPEN "s P. 1000 | s P. 1000 | c . ack 1000 | s R.",
	  "SYN_SENT ESTABLISHED CLOSED / SYN_RECV ESTABLISHED CLOSED", NULL, NULL,
	  "0, 0 missed; 2000, 0 missed", "3/4" },
	{ "challenge ACK: to a RST in the window that was not the next, and the real one (RFC 5961, 3.2)",
	  OPEN_DATA "s R seq 400 | c . | s R seq 0", "SYN_SENT ESTABLISHED CLOSED / "
	  "SYN_RECV ESTABLISHED CLOSED", "reset server peer-reset - - - 0", NULL, NULL, "4/4" },
	{ "challenge ACK: to a RST in the window of which nobody knows: both go on",
	  OPEN_DATA "s R seq 400 | c . | +20ms | s P. 9 | c . | +4s | c P. 6 | s . | c F. | s F. | c .",
	  NULL, "closed client - - - 0 0", NULL, "11, 0 missed; 9, 0 missed", NULL },
	{ "challenge ACK: to a SYN on an open connection, whose sender knows of none (RFC 5961, 4.2)",
	  OPEN_DATA "isn c 90000 | c S | isn c 1000 | s . seq 0 ack 5 | c P. 4 seq 5 ack 0 | s . seq 0",
	  "SYN_SENT / ", "attempt - - - - 0 0", NULL, NULL, NULL },

	/* Openings and closings of both at once. */
	{ "simultaneous open: by SYN-ACKs", "c S | s S | c S. | s S. | c . | s .",
	  "SYN_SENT SYN_RECV ESTABLISHED / SYN_SENT SYN_RECV ESTABLISHED", "open - - - - 0 0", "",
	  NULL, "3/3, 2 again" },
	{ "simultaneous open: by ACKs alone, and both close", "c S | s S | c . | s . | c F. | s F. | c .",
	  "SYN_SENT SYN_RECV ESTABLISHED FIN_WAIT1 FIN_WAIT2 TIME_WAIT / "
	  "SYN_SENT SYN_RECV ESTABLISHED CLOSE_WAIT LAST_ACK CLOSED", "closed client - - - 0 0", "",
	  NULL, "4/3" },
	{ "simultaneous close: the FINs cross data of both",
	  OPEN "c P. 5 | c F. ack 0 | s P. 9 ack 0 | s F. ack 0 | c . ack 10 | s . ack 6",
	  "SYN_SENT ESTABLISHED FIN_WAIT1 CLOSING TIME_WAIT / "
	  "SYN_RECV ESTABLISHED FIN_WAIT1 CLOSING TIME_WAIT", "closed client - - - 0 0", NULL,
	  "5, 0 missed; 9, 0 missed", "5/4" },

	/* TCP Fast Open (RFC 7413). */
	{ "TCP Fast Open: data in the SYN",
	  "c S 5 | s S. ack 5 | c . | c F. | s F. | c .", CLIENT_FIRST, "closed client - - - 0 0", "",
	  "5, 0 missed; 0, 0 missed", "4/2" },
	{ "TCP Fast Open: the server takes the SYN without its data",
	  "c S 5 | s S. ack 0 | c P. 5 seq 0 | s . | c F. | s F. | c .", CLIENT_FIRST,
	  "closed client - - - 0 0", "", "5, 0 missed; 0, 0 missed", "4/3, 1 again" },
	{ "TCP Fast Open: the server answers before the handshake is over",
	  "c S 5 | s S. ack 5 | s P. 7 | s F. | c . ack 8 | c F. | s .",
	  "SYN_SENT ESTABLISHED CLOSE_WAIT LAST_ACK CLOSED / "
	  "SYN_RECV ESTABLISHED FIN_WAIT1 FIN_WAIT2 TIME_WAIT", "closed server - - - 0 0", "",
	  "5, 0 missed; 7, 0 missed", "3/4" },
	{ "TCP Fast Open: refused", "c S 5 | s R. seq -1 ack 0", "SYN_SENT CLOSED / CLOSED",
	  "refused server peer-reset - no-listener 5+ 0", "refused client 0", NULL, "1/1" },

	/* Ports used again, and restarts. */
	{ "half-open restart: the client forgot all, and opens anew (RFC 9293, figure 10)",
	  OPEN_DATA "isn c 77 | isn s 99000 | c S | isn s 500000 | s . seq 0 ack 9999 | isn s 99000 |"
	  "c R seq 5000 | c S | s S. | c . | c P. 5 | s .", BOTH_OPEN, "open - - - - 0 0", "",
	  "5, 0 missed; 0, 0 missed", "4/2, 1 again, 2 connections" },
	{ "half-open restart: the server forgot all, and resets the next request",
	  OPEN_DATA "+60s | c P. 7 | s R seq 0", "SYN_SENT ESTABLISHED CLOSED / "
	  "SYN_RECV ESTABLISHED CLOSED", "reset server peer-reset - - 7+ 0", NULL, "12, 0 missed; 0, 0 missed",
	  "4/3" },
	{ "port reuse: out of TIME_WAIT, with a number beyond the old ones (RFC 9293, 3.6.1)",
	  OPEN_DATA "s F. | c F. | s . | isn c 70000 | isn s 800000 |" OPEN_DATA "c F. | s F. | c .",
	  CLIENT_FIRST, "closed client - - - 0 0", "", "5, 0 missed; 0, 0 missed",
	  "5/3, 2 connections" },
	{ "port reuse: a FIN of the old life comes again into the new one",
	  OPEN_DATA "s F. | c F. | isn c 70000 | isn s 800000 |" OPEN_DATA "isn c 1000 | isn s 500000 |"
	  "c F. seq 5 ack 1", BOTH_OPEN, "open - - - - 0 0", "", "5, 0 missed; 0, 0 missed",
	  "4/2, 1 refused, 2 connections" },
	{ "port reuse: the new SYN is answered by the old life's ACK, out of TIME_WAIT",
	  OPEN_DATA "s F. | c F. | s . | isn c 900 | isn s 800000 | c S | isn s 500000 | s . seq 1 ack 106",
	  "SYN_SENT / ", "attempt - - - - 0 0", NULL, NULL, NULL },
	{ "port reuse: by the other end, the old server opens",
	  OPEN_DATA "s F. | c F. | s . | isn c 70000 | isn s 800000 | s S | c S. | s . | s P. 4",
	  "SYN_SENT ESTABLISHED / SYN_RECV ESTABLISHED", "open - - - - 0 0", "",
	  "4, 0 missed; 0, 0 missed", "3/1, 2 connections" },

	/* What the capture did not see. */
	{ "begin in the middle: with a FIN",
	  "c F. seq 700 ack 900 | s . seq 900 ack 701 | s P. 5 seq 900 ack 701 | s F. seq 905 ack 701 |"
	  "c . seq 701 ack 906", "ESTABLISHED FIN_WAIT1 FIN_WAIT2 TIME_WAIT / "
	  "ESTABLISHED CLOSE_WAIT LAST_ACK CLOSED", "closed client - - - 0 0", NULL, NULL, "2/3" },
	{ "begin in the middle: of a half-close, whose FIN nobody saw",
	  "s P. 5 seq 900 ack 701 | c . seq 701 ack 905 | s F. seq 905 ack 701 | c . seq 701 ack 906",
	  "ESTABLISHED CLOSE_WAIT / ESTABLISHED FIN_WAIT1 FIN_WAIT2", NULL, NULL, NULL, "2/2" },
	{ "begin in the middle: with the ACK of a FIN, and the other's FIN",
	  "s . seq 900 ack 701 | s F. seq 900 ack 701 | c . seq 701 ack 901",
	  "ESTABLISHED CLOSE_WAIT / ESTABLISHED FIN_WAIT1 FIN_WAIT2", NULL, NULL, NULL, "1/2" },
	{ "begin in the middle: with a retransmission, then what is older still",
	  "c P. 5 seq 700 ack 900 | c P. 5 seq 690 ack 900 | c P. 5 seq 695 ack 900 |"
	  "s . seq 900 ack 705 | c F. seq 705 ack 900", "ESTABLISHED FIN_WAIT1 / "
	  "ESTABLISHED CLOSE_WAIT", NULL, NULL, "5, 0 missed; 0, 0 missed", "4/1, 2 again" },
	{ "begin in the middle: with a RST alone", "c R. seq 700 ack 900", NULL,
	  "reset client - - - - -", "", NULL, "1/0" },
	{ "one direction missing: the server's, to the end",
	  "c S | c . ack 0 | c P. 5 ack 0 | c F. ack 9 | c . ack 10",
	  "SYN_SENT ESTABLISHED FIN_WAIT1 / ESTABLISHED CLOSE_WAIT", "half-closed client - - - 0 0",
	  "", "5, 0 missed; 10, 10 missed", "5/0" },
	{ "one direction missing: the client's",
	  "s S. ack 0 | s P. 5 ack 3 | s F. ack 3 | s . ack 4",
	  "ESTABLISHED CLOSE_WAIT / SYN_RECV ESTABLISHED FIN_WAIT1", NULL, NULL, NULL, "0/4" },
	{ "one direction missing: the client's, until it opens anew",
	  "s P. 5 seq 900 ack 701 | isn c 70000 | isn s 80000 |" OPEN "c P. 5 | s .", BOTH_OPEN,
	  "open - - - - 0 0", "", "5, 0 missed; 0, 0 missed", "3/2, 2 connections" },
	{ "one direction missing: the client's, but for its SYN and FIN",
	  "c S | s S. | s P. 5 ack 3 | c F. seq 3 ack 5 | s . ack 4 | s F. ack 4",
	  "SYN_SENT ESTABLISHED FIN_WAIT1 FIN_WAIT2 TIME_WAIT / "
	  "SYN_RECV ESTABLISHED CLOSE_WAIT LAST_ACK", NULL, NULL, "3, 3 missed; 5, 0 missed", NULL },

	/* Numbers. */
	{ "sequence wrap: within the data of both, and at the FIN",
	  "isn c 4294967290 | isn s 4294967286 |" OPEN "c P. 20 | s . | s P. 9 | c . | s F. | c . | c F. | s .",
	  "SYN_SENT ESTABLISHED CLOSE_WAIT LAST_ACK CLOSED / "
	  "SYN_RECV ESTABLISHED FIN_WAIT1 FIN_WAIT2 TIME_WAIT", "closed server - - - 0 0", "",
	  "20, 0 missed; 9, 0 missed", "6/5" },
	{ "sequence wrap: a SYN with the last number, a repetition across, a RST out of the window",
	  "isn c 4294967295 | isn s 4294967294 |" OPEN "c P. 20 | c P. 30 seq 0 | s . | s R seq 4000000000 |"
	  "s P. 4 seq 0 | c . | c F. | s F. | c .", CLIENT_FIRST, "closed client - - - 0 0", "",
	  "30, 0 missed; 4, 0 missed", "7/5, 1 refused" },
	{ "64-bit byte counts: more than 4 GiB",
	  OPEN "c P. 900000000 | s . | c P. 900000000 | s . | c P. 900000000 | s . |"
	  "c P. 900000000 | s . | c P. 900000000 | s . | c P. 900000000 | s . | s F. | c . | c P. 7 |"
	  "s R seq 1", "SYN_SENT ESTABLISHED CLOSE_WAIT CLOSED / "
	  "SYN_RECV ESTABLISHED FIN_WAIT1 FIN_WAIT2 CLOSED",
	  "reset server peer-reset - data-after-close 7+ 0", "write-after-close client 7+",
	  "5400000007, 0 missed; 0, 0 missed", "10/9" },
	{ "64-bit byte counts: a repetition, a probe and a RST out of the window beyond 4 GiB",
	  OPEN "c P. 900000000 | s . | c P. 900000000 | s . | c P. 900000000 | s . |"
	  "c P. 900000000 | s . | c P. 900000000 | s . | c P. 900000000 seq 3600000000 | s . |"
	  "c . seq 4499999999 | s . | s P. 3 | s R seq 70000 | c F. seq 4500000000 | s . | s F. | c .",
	  CLIENT_FIRST, "closed client - - - 0 0", "", "4500000000, 0 missed; 3, 0 missed",
	  "11/12, 1 again, 1 refused" },

	/* What captures do to segments. */
	{ "GSO super-segments: acknowledged in parts, none of which is the FIN's ACK",
	  OPEN "c FP. 60000 | s . ack 1448 | s . ack 59999 | s . ack 60000 | s P. 3 ack 60000 | s . ack 60001 |"
	  "s F. ack 60001 | c .", CLIENT_FIRST, "closed client - - - 0 0", NULL,
	  "60000, 0 missed; 3, 0 missed", "4/7" },
	{ "GSO super-segments: one segment of it is repeated",
	  OPEN "c P. 60000 | s . ack 1448 | c P. 1448 seq 1448 | s . ack 60000", BOTH_OPEN,
	  "open - - - - 0 0", "", "60000, 0 missed; 0, 0 missed", "4/3, 1 again" },
	{ "snaplen cuts: what was sent counts, not what was captured",
	  OPEN "c P. 24 cut | s . | c FP. 70 cut | s F. | c .", CLIENT_FIRST,
	  "closed client - - - 0 0", "", "94, 0 missed; 0, 0 missed", "5/3" },
	{ "snaplen cuts: a SYN without its options, and a large window",
	  "c S headless | s S. headless | c . win 9 | s P. 40000 | c . | s F. | c F. | s .",
	  "SYN_SENT ESTABLISHED CLOSE_WAIT LAST_ACK CLOSED / "
	  "SYN_RECV ESTABLISHED FIN_WAIT1 FIN_WAIT2 TIME_WAIT", "closed server - - - 0 0", "",
	  "0, 0 missed; 40000, 0 missed", "4/4" },

	{ "an ACK of the FIN that is captured before it acknowledges no missed octet",
	  OPEN "c P. 5 | s . ack 6 | c F. | s F. ack 6 | c .", NULL, NULL, NULL,
	  "5, 0 missed; 0, 0 missed", NULL },
	{ "data in front of the FIN was not captured, but is acknowledged",
	  OPEN "c P. 5 | c F. seq 9 | s . ack 10", NULL, NULL, NULL,
	  "9, 4 missed; 0, 0 missed", NULL },

	/* What the receiver does not accept (RFC 9293, 3.10.7.4). */
	{ "data far beyond the window is not sent",
	  OPEN_DATA "c P. 7 seq 200000 | c P. 4 seq 5 | s . ack 9", BOTH_OPEN, "open - - - - 0 0", "",
	  "9, 0 missed; 0, 0 missed", "5/3, 1 refused" },
	{ "data far beyond the window, and more of it: the capture has missed what is between",
	  OPEN_DATA "c P. 7 seq 200000 | c P. 8 | s .", BOTH_OPEN, "open - - - - 0 0", "",
	  "200015, 0 missed; 0, 0 missed", "5/3, 1 refused" },
	{ "data far beyond the window that is acknowledged: as before",
	  OPEN_DATA "c P. 7 seq 200000 | s .", BOTH_OPEN, "open - - - - 0 0", "",
	  "200007, 200002 missed; 0, 0 missed", "4/3, 1 refused" },
	{ "a FIN behind data that was missed, more than a window of it",
	  OPEN_DATA "c F. seq 200000 | s . | s F. | c .",
	  "SYN_SENT ESTABLISHED FIN_WAIT1 FIN_WAIT2 TIME_WAIT / "
	  "SYN_RECV ESTABLISHED CLOSE_WAIT LAST_ACK CLOSED", "closed client - - - 0 0", "",
	  "200000, 199995 missed; 0, 0 missed", "5/4" },
	{ "all of a large window may be in flight",
	  "c S wscale 7 | s S. wscale 7 | c . | c P. 5 | s . win 60000 | c P. 7 seq 7600000 | s .",
	  BOTH_OPEN, NULL, NULL, "7600007, 0 missed; 0, 0 missed", "4/3" },
	{ "data that follows on what was sent is accepted, however little was acknowledged",
	  OPEN_DATA "c P. 60000 | c P. 60000 | c P. 60000 seq 100000 | s .", BOTH_OPEN, NULL, NULL,
	  "160000, 0 missed; 0, 0 missed", "6/3" },
	{ "the scale of the window is unknown: so is what is beyond it",
	  "c S headless | s S. | c . | c P. 5 | s . | c P. 7 seq 200000 | s .", BOTH_OPEN, NULL,
	  NULL, "200007, 0 missed; 0, 0 missed", "4/3" },
	{ "from the middle: the scale is unknown as well",
	  "c P. 5 seq 700 ack 900 | s . seq 900 ack 705 win 10 | c P. 9 seq 90000 ack 900",
	  "ESTABLISHED / ESTABLISHED", NULL, NULL, "89309, 0 missed; 0, 0 missed", "2/1" },
	{ "one direction alone: no window is known",
	  "c S | c . ack 0 | c P. 5 ack 0 | c P. 9 seq 900000000 ack 0",
	  NULL, NULL, NULL, "900000009, 0 missed; 0, 0 missed", "4/0" },
	{ "no window is larger than a gibibyte",
	  "c P. 5 seq 700 ack 900 | s . seq 900 ack 705 | c P. 9 seq 1500000000 ack 900",
	  NULL, NULL, NULL, "5, 0 missed; 0, 0 missed", "2/1, 1 refused" },
	{ "nor is anything repeated that far back",
	  "c P. 900000000 seq 700 ack 900 | s . seq 900 ack 900000700 | c P. 900000000 | s . |"
	  "c . seq 705 ack 9999", NULL, NULL, NULL, "1800000000, 0 missed; 0, 0 missed",
	  "3/2, 1 refused" },
	{ "a segment of an older life, from below the first octet, changes nothing",
	  OPEN_DATA "c FP. 9 seq -70000 ack 333333 win 0 | s P. 3 ack 5 | c . ack 3", BOTH_OPEN,
	  "open - - - - 0 0", "", "5, 0 missed; 3, 0 missed", "5/3, 1 refused" },
	{ "so does its acknowledgement alone",
	  OPEN_DATA "s . seq -4000000 ack 900000 | s P. 3 ack 5", BOTH_OPEN, "open - - - - 0 0",
	  "", "5, 0 missed; 3, 0 missed", "3/4, 1 refused" },
	{ "an older life, which the capture did not see, sends and is reset; then the new one begins",
	  "c S | s P. 80 seq -90000 ack 77777 | c R seq 77777 | c S seq -1 | s S. | c . ack 0 seq 0 |"
	  "c P. 5 ack 0 seq 0 | s . seq 0", BOTH_OPEN, "open - - - - 0 0", "",
	  "5, 0 missed; 0, 0 missed", "5/3, 1 again, 2 refused" },
	{ "data behind the FIN is not sent",
	  OPEN_DATA "c F. | s . | c P. 4 seq 6 | c P. 4 seq 5 | s F. | c . seq 6",
	  "SYN_SENT ESTABLISHED FIN_WAIT1 FIN_WAIT2 TIME_WAIT / "
	  "SYN_RECV ESTABLISHED CLOSE_WAIT LAST_ACK CLOSED", "closed client - - - 0 0", "",
	  "5, 0 missed; 0, 0 missed", "7/4, 2 refused" },
	{ "a probe of an idle half-closed connection repeats the last octet before the FIN's end",
	  OPEN_DATA "c F. | s . | +1s | c . seq 5 | s . | +1s | c P. 1 seq 5 | s . | s P. 8",
	  "SYN_SENT ESTABLISHED FIN_WAIT1 FIN_WAIT2 / SYN_RECV ESTABLISHED CLOSE_WAIT",
	  "half-closed client - - - 0 0", NULL, "5, 0 missed; 8, 0 missed", NULL },
	{ "probes of a half-closed connection without an answer, then RST",
	  OPEN_DATA "c F. | s . | +1s | c . seq 5 | +1s | c P. 1 seq 5 | +1s | c R. seq 6", NULL,
	  "reset client timeout peer-reset timeout 0 0", NULL, NULL, "7/3, 1 again" },
	{ "of a segment across the FIN what is in front of it counts",
	  OPEN "c P. 2 | c F. seq 5 | c P. 9 seq 2 | s . ack 6", NULL, NULL, NULL,
	  "5, 0 missed; 0, 0 missed", NULL },
	{ "a FIN below what was acknowledged ends nothing",
	  OPEN_DATA "c P. 100 | s . | c F. seq 50 ack 0 | c P. 4 seq 105 | s .", BOTH_OPEN,
	  "open - - - - 0 0", "", "109, 0 missed; 0, 0 missed", "6/4, 1 refused" },
	{ "a RST below what was acknowledged resets nothing",
	  OPEN "s P. 500 | c . | s R seq 100 | s P. 4", BOTH_OPEN, "open - - - - 0 0", "", NULL,
	  "3/4, 1 refused" },
	{ "a RST without an ACK is no answer to a SYN (RFC 9293, 3.10.7.3)",
	  "c S | s R seq 0 | s S. | c .", BOTH_OPEN, "open - - - - 0 0", "", NULL,
	  "2/2, 1 refused" },
	{ "nor where its number is 0",
	  "isn s 4294967295 | c S | s R seq 0 | s S. | c .", BOTH_OPEN, "open - - - - 0 0", "", NULL,
	  "2/2, 1 refused" },
	{ "nor is one that acknowledges another SYN",
	  "c S | s R. seq 0 ack 5000 | s S. | c .", BOTH_OPEN, "open - - - - 0 0", "", NULL,
	  "2/2, 1 refused" },
	{ "behind the SYN-ACK that is not enough",
	  "c S | s S. | s R. seq 90000 ack 0 | c .", BOTH_OPEN, NULL, NULL, NULL,
	  "2/2, 1 refused" },
	{ "an older life answers each of the SYNs",
	  "c S | s . seq -90000 ack 77777 | c S seq -1 | s . seq -90000 ack 77777 | s S. seq -1 ack 0 |"
	  "c . ack 0", BOTH_OPEN, "open - - - - 0 0", "", "0, 0 missed; 0, 0 missed",
	  "3/3, 1 again, 2 refused" },
	{ "the SYN-ACK was missed, and data of the client",
	  "c S | c . ack 0 | s P. 9 seq 7 ack 600", NULL, NULL, NULL, "600, 600 missed; 16, 0 missed",
	  "2/1" },
	{ "of the client the SYN alone was captured: the server's second segment is believed",
	  "c S | s P. 100 seq 0 ack 600 | s P. 100 ack 600 | s P. 100 ack 600",
	  "SYN_SENT ESTABLISHED / ESTABLISHED", "attempt - - - - 0 0", "",
	  "600, 600 missed; 200, 0 missed", "1/3, 1 refused" },
	{ "a SYN-ACK with another number is none of an open connection (RFC 5961, 4)",
	  OPEN_DATA "s S. seq 40000 wscale 9 | c . ack 0 | s P. 4 seq 0 | c . ack 4", BOTH_OPEN,
	  "open - - - - 0 0", "", "5, 0 missed; 4, 0 missed", "5/4, 1 refused" },
	{ "a SYN-ACK was lost, and data behind it (RFC 7413)",
	  "c S 5 | s S. | s P. 50 | isn s 700000 | c S 5 | s S. | c . | s P. 9 | c .", BOTH_OPEN,
	  "open - - - - 0 0", "", "5, 0 missed; 9, 0 missed", NULL },
	{ "a SYN-ACK that was lost, and the next one with another number (SYN cookies)",
	  "c S | s S. | isn s 700000 | c S | s S. | c . | s P. 4 | c .", BOTH_OPEN,
	  "open - - - - 0 0", "",
	  "0, 0 missed; 4, 0 missed", "4/3, 2 again" },
	{ "a header that lies about its length is dropped, whatever it says",
	  OPEN_DATA "c F. lying | s R. lying", BOTH_OPEN, "open - - - - 0 0", "", NULL, "3/2" },

	/* The ports used again, as sockets alone show it. */
	{ "another cookie is another socket, whatever its state",
	  "s listen inode 5 | c poll ESTABLISHED inode 11 cookie 1 | s poll CLOSE_WAIT inode 22 cookie 2 |"
	  "+1s | c poll ESTABLISHED inode 13 cookie 3 | s poll ESTABLISHED inode 24 cookie 4",
	  "ESTABLISHED / ESTABLISHED", "open - - - - 0 0", "", NULL, "0/0, 2 connections" },
	{ "the server's first, as a dump may show them",
	  "s listen inode 5 | c poll FIN_WAIT2 inode 11 cookie 1 | s poll CLOSE_WAIT inode 22 cookie 2 |"
	  "+1s | s poll ESTABLISHED inode 24 cookie 4 | c poll ESTABLISHED inode 13 cookie 3 |"
	  "s poll CLOSE_WAIT inode 24 cookie 4", "ESTABLISHED / ESTABLISHED CLOSE_WAIT",
	  "half-closed client - - - 0 0", "", NULL, "0/0, 2 connections" },
	{ "the old life's server is there still",
	  "s listen inode 5 | c poll ESTABLISHED inode 11 cookie 1 | s poll CLOSE_WAIT inode 22 cookie 2 |"
	  "+1s | c poll SYN_SENT inode 13 cookie 3 | s poll CLOSE_WAIT inode 22 cookie 2",
	  "SYN_SENT / ", NULL, NULL, NULL, "0/0, 2 connections" },
	{ "a minisocket is no new life, nor is the same socket in a later state",
	  "s listen inode 5 | c poll FIN_WAIT1 inode 11 cookie 1 | s poll CLOSE_WAIT inode 22 cookie 2 |"
	  "+1s | c poll FIN_WAIT2 inode 0 timer 3 cookie 9 | s poll LAST_ACK inode 22 cookie 2",
	  "FIN_WAIT1 FIN_WAIT2 / CLOSE_WAIT LAST_ACK", NULL, NULL, NULL, "0/0" },
	{ "a socket seen in SYN_SENT, and then its SYN",
	  "c poll SYN_SENT inode 11 cookie 1 | +1s | c S | s S. | c .", BOTH_OPEN, "open - - - - 0 0",
	  "", NULL, "2/1" },
	{ "the same with the lower port",
	  "client 127.0.0.1 80 | c poll SYN_SENT inode 11 cookie 1 | +1s | c S | s S. | c .",
	  BOTH_OPEN, NULL, NULL, NULL, "2/1" },
	{ "the answer to an earlier question is of the older socket",
	  "s listen inode 5 | c poll ESTABLISHED inode 13 cookie 3 | +10ms |"
	  "c poll ESTABLISHED inode 11 cookie 1 asked 100", "ESTABLISHED / ", NULL, NULL, NULL, "0/0" },
	{ "a socket seen open, and then a SYN",
	  "c poll ESTABLISHED inode 11 cookie 1 | +1s | c S | s S. | c .", BOTH_OPEN,
	  "open - - - - 0 0", "", NULL, "2/1, 2 connections" },

	/* IP fragments: of each segment the first part is read. */
	{ "the rest of a segment in fragments is not missed",
	  OPEN "c P. 500 fragment | s . ack 1000 | c P. 10 seq 1000 | s .", BOTH_OPEN,
	  "open - - - - 0 0", "", "1010, 0 missed; 0, 0 missed", "4/3" },
	{ "all segments are in fragments",
	  OPEN "c . 1480 fragment | c . 1480 seq 1500 fragment | s . ack 3000 | c P. 1480 seq 3000 fragment |"
	  "s . ack 4500", BOTH_OPEN, NULL, NULL, "4500, 0 missed; 0, 0 missed", "5/3" },
	{ "more than an IP packet can hold is missed all the same",
	  OPEN "c P. 500 fragment | s . ack 100000", BOTH_OPEN, NULL, NULL,
	  "100000, 99500 missed; 0, 0 missed", "3/2" },
	{ "where the FIN is in fragments, its ACK tells how far it is",
	  OPEN "c FP. 500 fragment | s . ack 1001 | s P. 4 ack 1001 | s F. ack 1001 | c . seq 1001 | c P. 4 seq 1001",
	  "SYN_SENT ESTABLISHED FIN_WAIT1 FIN_WAIT2 TIME_WAIT / "
	  "SYN_RECV ESTABLISHED CLOSE_WAIT LAST_ACK CLOSED", "closed client - - - 0 0", NULL,
	  "1000, 0 missed; 4, 0 missed", "5/4, 1 refused" },
	{ "an ACK in front of it is none of the FIN",
	  OPEN "c P. 9 | c FP. 500 fragment | s . ack 9 | s . ack 9",
	  "SYN_SENT ESTABLISHED FIN_WAIT1 / SYN_RECV ESTABLISHED CLOSE_WAIT", NULL, NULL, NULL, "4/3" },
	{ "a FIN in fragments, lost and repeated, and once more behind its ACK",
	  OPEN "c FP. 500 fragment | +200ms | c FP. 500 seq 0 fragment | s . ack 1001 |"
	  "c FP. 500 seq 0 fragment | s . ack 1001",
	  "SYN_SENT ESTABLISHED FIN_WAIT1 FIN_WAIT2 / SYN_RECV ESTABLISHED CLOSE_WAIT", NULL, NULL,
	  "1000, 0 missed; 0, 0 missed", "5/3, 2 again" },
	{ "no segment in front of a FIN in fragments is behind it",
	  OPEN "c P. 500 | c FP. 500 seq 1500 fragment | c P. 500 seq 2000 | s . ack 2501", NULL, NULL,
	  NULL, "2500, 0 missed; 0, 0 missed", "5/2" },

	/* Several interfaces: the client is behind 1, the server behind 2. */
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
	struct rows check = { 0 };

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		struct told text;

		rows_next(&check, rows[i].name);
		told(&text, &check, rows[i].story);
		if (rows[i].states)
			CHECK_STRING(&check, text.states, rows[i].states);
		if (rows[i].verdict)
			CHECK_STRING(&check, text.verdict, rows[i].verdict);
		if (rows[i].findings)
			CHECK_STRING(&check, text.findings, rows[i].findings);
		if (rows[i].sent)
			CHECK_STRING(&check, text.sent, rows[i].sent);
		if (rows[i].packets)
			CHECK_STRING(&check, text.packets, rows[i].packets);
	}
	rows_end(&check);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(conversations),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
