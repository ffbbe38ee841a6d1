/* SPDX-License-Identifier: GPL-2.0-or-later */
/* test_window.c: what its receiver does not accept changes nothing (RFC 9293, 3.10.7). */
#include "support/told.h"

#define OPEN "c S | s S. | c . |"
#define OPEN_DATA OPEN "c P. 5 | s . |"
#define CLIENT_FIRST "SYN_SENT ESTABLISHED FIN_WAIT1 FIN_WAIT2 TIME_WAIT / " \
		     "SYN_RECV ESTABLISHED CLOSE_WAIT LAST_ACK CLOSED"
#define BOTH_OPEN "SYN_SENT ESTABLISHED / SYN_RECV ESTABLISHED"

static const struct told_sent_row rows[] = {
	{ "data far beyond the window is not sent",
	  OPEN_DATA "c P. 7 seq 200000 | c P. 4 seq 5 | s . ack 9", BOTH_OPEN, "open - - - - 0 0", "",
	  "9, 0 missed; 0, 0 missed", "5/3, 1 refused" },
	{ "data far beyond the window, and more of it: the capture has missed what is between",
	  OPEN_DATA "c P. 7 seq 200000 | c P. 8 | s .", BOTH_OPEN, "open - - - - 0 0", "",
	  "200015, 200002 missed; 0, 0 missed", "5/3, 1 refused" },
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
	  BOTH_OPEN, NULL, NULL, "7600007, 7599995 missed; 0, 0 missed", "4/3" },
	{ "data that follows on what was sent is accepted, however little was acknowledged",
	  OPEN_DATA "c P. 60000 | c P. 60000 | c P. 60000 seq 100000 | s .", BOTH_OPEN, NULL, NULL,
	  "160000, 0 missed; 0, 0 missed", "6/3" },
	{ "the scale of the window is unknown: so is what is beyond it",
	  "c S headless | s S. | c . | c P. 5 | s . | c P. 7 seq 200000 | s .", BOTH_OPEN, NULL,
	  NULL, "200007, 199995 missed; 0, 0 missed", "4/3" },
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
	{ "nor does one that comes with a SYN",
	  "c S 9 | s S. ack 7 | c SF seq -1 | c P. 4 seq 9 ack 0 | s .", BOTH_OPEN,
	  "open - - - - 0 0", "", "13, 0 missed; 0, 0 missed", "3/2, 1 refused" },
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
	{ "nor is a SYN-ACK that acknowledges another SYN: it is answered by a RST, and the next one holds",
	  "c S | s S. ack 7777 | c R seq 7777 | +1s | c S seq -1 | s S. seq -1 ack 0 | c . ack 0 |"
	  "c F. ack 0 | s F. | c . ack 1", CLIENT_FIRST, "closed client - - - 0 0", "",
	  "0, 0 missed; 0, 0 missed", "6/3, 1 again, 2 refused" },
	{ "a SYN with a FIN, as of a scan, is refused by an ACK of both",
	  "c SF | s R. seq -1 ack 1", "SYN_SENT CLOSED / CLOSED",
	  "refused client - - no-listener 0 0", "refused client 0", NULL, "1/1" },
	{ "a FIN without an ACK, and the SYN captured behind it, goes no state back",
	  "c F seq 0 | c S seq -1", "ESTABLISHED FIN_WAIT1 / ESTABLISHED CLOSE_WAIT", NULL, NULL, NULL,
	  NULL },
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
	{ "to be believed is not to be accepted: its FIN is below what was acknowledged",
	  "s S. ack 2000 | c FP. 5 seq 100 ack -9 | c FP. 5 seq 106 ack -9", NULL, NULL, NULL,
	  "0, 0 missed; 0, 0 missed", "2/1, 2 refused" },
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
