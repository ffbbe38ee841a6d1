/* SPDX-License-Identifier: GPL-2.0-or-later */
/* test_weather.c: loss, disorder, repetition and all else that happens to segments on their way. */
#include "support/told.h"

#define OPEN "c S | s S. | c . |"
#define OPEN_DATA OPEN "c P. 5 | s . |"
#define CLIENT_FIRST "SYN_SENT ESTABLISHED FIN_WAIT1 FIN_WAIT2 TIME_WAIT / " \
		     "SYN_RECV ESTABLISHED CLOSE_WAIT LAST_ACK CLOSED"
#define BOTH_OPEN "SYN_SENT ESTABLISHED / SYN_RECV ESTABLISHED"

static const struct told_sent_row rows[] = {
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

	/* What the capture lacks. */
	{ "missed: a segment in the middle",
	  OPEN "c P. 5 | s . | c P. 5 seq 15 | s . ack 20 | c F. | s F. | c .", CLIENT_FIRST,
	  "closed client - - - 0 0", NULL, "20, 10 missed; 0, 0 missed", "6/4" },
	{ "missed: two segments, and both are acknowledged at once",
	  OPEN "c P. 5 | c P. 5 seq 10 | c P. 5 seq 20 | s . ack 25 | c F. | s F. | c .",
	  CLIENT_FIRST, "closed client - - - 0 0", NULL, "25, 10 missed; 0, 0 missed", "7/3" },
	{ "missed: of two holes one is acknowledged, the other filled",
	  OPEN "c P. 5 | c P. 5 seq 10 | c P. 5 seq 20 | s . ack 15 | c P. 5 seq 15 | s . ack 25",
	  BOTH_OPEN, "open - - - - 0 0", NULL, "25, 5 missed; 0, 0 missed", NULL },
	{ "missed: a hole is acknowledged in part",
	  OPEN "c P. 5 | c P. 5 seq 15 | s . ack 12 | c P. 3 seq 12 | s . ack 20",
	  BOTH_OPEN, "open - - - - 0 0", NULL, "20, 7 missed; 0, 0 missed", NULL },
	{ "missed: nothing, where a retransmission covers the hole and more",
	  OPEN "c P. 5 | c P. 5 seq 10 | c P. 8 seq 3 | s . ack 15", BOTH_OPEN, "open - - - - 0 0", "",
	  "15, 0 missed; 0, 0 missed", NULL },
	{ "missed: nothing, where an acknowledgement is captured before what it is of",
	  OPEN "c P. 5 | s . ack 15 | c P. 5 seq 5 | c P. 5 seq 10 | c F. | s F. | c .",
	  CLIENT_FIRST, "closed client - - - 0 0", "", "15, 0 missed; 0, 0 missed", NULL },
	{ "missed: nor where it comes between",
	  OPEN "c P. 5 | c P. 5 seq 10 | s . ack 15 | c P. 5 seq 5 | c F. | s F. | c .",
	  CLIENT_FIRST, "closed client - - - 0 0", "", "15, 0 missed; 0, 0 missed", NULL },

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
	{ "challenge ACK: the same at once: each heard of the other what it sent after the RST",
	  OPEN_DATA "s R seq 400 | c . | s P. 9 seq 0 | c . | c F. | s F. | c .", CLIENT_FIRST,
	  "closed client - - - 0 0", "", "5, 0 missed; 9, 0 missed", "7/5" },
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
	{ "simultaneous open: refused, and then the other end opens",
	  "s S | c R. seq -1 ack 0 | +1s | c S | s S. | c .", BOTH_OPEN, "open - - - - 0 0", "", NULL,
	  "2/1, 2 connections" },
	{ "split handshake: the SYN-ACK comes in two, and is answered by another",
	  "c S | isn s 77 | s . seq 0 ack 0 | isn s 500000 | s S | c S. seq -1 | s . | c P. 5 | s . | c F. | s F. | c .",
	  "SYN_SENT ESTABLISHED FIN_WAIT1 FIN_WAIT2 TIME_WAIT / ESTABLISHED CLOSE_WAIT LAST_ACK CLOSED",
	  "closed client - - - 0 0", "", "5, 0 missed; 0, 0 missed", NULL },
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
	{ "one direction missing: the client's, of two lives of the same ports",
	  "s S. ack 0 | s P. 9 ack 3 | s F. ack 3 | s . ack 4 | +2s | isn s 80000 | isn c 70000 |"
	  "s S. ack 0 | s P. 7 ack 3 | s F. ack 3 | s . ack 4",
	  "ESTABLISHED CLOSE_WAIT / SYN_RECV ESTABLISHED FIN_WAIT1", NULL, NULL,
	  "4, 4 missed; 7, 0 missed", "0/4, 2 connections" },
	{ "one direction missing: the client's, and cookies as SYN-ACKs",
	  "s S. ack 0 | +1s | isn s 80000 | s S. ack 0 | s P. 7 ack 3",
	  " / SYN_RECV ESTABLISHED", NULL, NULL, "3, 3 missed; 7, 0 missed", "0/3, 1 again" },
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
	{ "the ACK of a FIN in fragments is captured before it",
	  OPEN "s . ack 1001 | c FP. 500 fragment | s F. ack 1001 | c . seq 1001", CLIENT_FIRST,
	  "closed client - - - 0 0", "", NULL, "4/3" },
	{ "it is no octet then that was missed",
	  OPEN "s . ack 1001 | c FP. 500 fragment", "SYN_SENT ESTABLISHED FIN_WAIT1 FIN_WAIT2 / "
	  "SYN_RECV ESTABLISHED CLOSE_WAIT", NULL, NULL, "1000, 1000 missed; 0, 0 missed", NULL },
	{ "a FIN in fragments far below what was acknowledged is another life's",
	  OPEN "c . 40000 | c . 40000 | s . | c FP. 500 seq 0 fragment | c P. 5 seq 80000 | s .", BOTH_OPEN,
	  "open - - - - 0 0", "", "80005, 0 missed; 0, 0 missed", "6/3, 1 refused" },
	{ "no segment in front of a FIN in fragments is behind it",
	  OPEN "c P. 500 | c FP. 500 seq 1500 fragment | c P. 500 seq 2000 | s . ack 2501", NULL, NULL,
	  NULL, "2500, 0 missed; 0, 0 missed", "5/2" },
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
