/* SPDX-License-Identifier: GPL-2.0-or-later */
/* test_weather.c: loss, disorder, repetition and all else that happens to segments on their way. */
#include "support/rows.h"
#include "support/told.h"

#define OPEN "c S | s S. | c . |"

/* As in test_tracker.c; NULL: not of interest. */
static const struct {
	const char *name;
	const char *story;
	const char *states;
	const char *verdict;
	const char *findings;
	const char *sent;
} rows[] = {
	{ "loss: a retransmission is no new byte",
	  OPEN "c P. 5 | c P. 5 seq 0 | s . | c F. | s F. | c .", NULL,
	  "closed client - - - 0 0", "", NULL },
	{ "reordering: the FIN overtakes its data",
	  OPEN "c P. 5 | c F. seq 10 | c P. 5 seq 5 | s . ack 11 | s F. | c .",
	  "SYN_SENT ESTABLISHED FIN_WAIT1 FIN_WAIT2 TIME_WAIT / "
	  "SYN_RECV ESTABLISHED CLOSE_WAIT LAST_ACK CLOSED", "closed client - - - 0 0", "", NULL },
	{ "an overlapping retransmission brings what is new of it",
	  OPEN "c P. 5 | c P. 10 seq 0 | s . ack 10 | s F. ack 10 | c . | c P. 2 | s R seq 1",
	  NULL, "reset server peer-reset - data-after-close 2+ 0", "write-after-close client 2+",
	  NULL },
	{ "probes of a zero window that are answered are no time-out",
	  OPEN "c P. 5 | s . win 0 | c . seq 4 | s . win 0 | c . seq 4 | s . win 500 | c P. 5 | s . |"
	  "c F. | s F. | c .", NULL, "closed client - - - 0 0", "", NULL },
	{ "a RST out of the window is none",
	  OPEN "c P. 5 | s . | s R seq 99999999 | c P. 5 | s .", "SYN_SENT ESTABLISHED / "
	  "SYN_RECV ESTABLISHED", "open - - - - 0 0", "", NULL },
	{ "a RST in the window counts",
	  OPEN "c P. 5 | s . | s P. 3 | c . | s R. seq 4", "SYN_SENT ESTABLISHED CLOSED / "
	  "SYN_RECV ESTABLISHED CLOSED", NULL, NULL, NULL },
	{ "TCP Fast Open: data in the SYN",
	  "c S 5 | s S. ack 5 | c . | c F. | s F. | c .",
	  "SYN_SENT ESTABLISHED FIN_WAIT1 FIN_WAIT2 TIME_WAIT / "
	  "SYN_RECV ESTABLISHED CLOSE_WAIT LAST_ACK CLOSED", "closed client - - - 0 0", "", NULL },
	{ "more than 4 GiB",
	  OPEN "c P. 900000000 | s . | c P. 900000000 | s . | c P. 900000000 | s . |"
	  "c P. 900000000 | s . | c P. 900000000 | s . | c P. 900000000 | s . | s F. | c . | c P. 7 |"
	  "s R seq 1", NULL, "reset server peer-reset - data-after-close 7+ 0",
	  "write-after-close client 7+", NULL },
	{ "only the client's direction was captured",
	  "c S | c . ack 0 | c P. 5 ack 0 | c F. ack 9 | c . ack 10",
	  "SYN_SENT ESTABLISHED FIN_WAIT1 / ESTABLISHED CLOSE_WAIT", "half-closed client - - - 0 0", "", NULL },
	{ "only the server's direction was captured",
	  "s S. ack 0 | s P. 5 ack 3 | s F. ack 3 | s . ack 4",
	  "ESTABLISHED CLOSE_WAIT / SYN_RECV ESTABLISHED FIN_WAIT1", NULL, NULL, NULL },
	{ "the same segments twice, as on several interfaces",
	  "c S | c S seq -1 | s S. | s S. seq -1 ack 0 | c . | c . | c P. 5 | c P. 5 seq 0 | s . | s . |"
	  "c F. | c F. seq 5 | s F. | s F. seq 0 | c . | c .",
	  "SYN_SENT ESTABLISHED FIN_WAIT1 FIN_WAIT2 TIME_WAIT / "
	  "SYN_RECV ESTABLISHED CLOSE_WAIT LAST_ACK CLOSED", "closed client - - - 0 0", "", NULL },
	{ "an ACK of the FIN that is captured before it acknowledges no missed octet",
	  OPEN "c P. 5 | s . ack 6 | c F. | s F. ack 6 | c .", NULL, NULL, NULL,
	  "5, 0 missed; 0, 0 missed" },
	{ "data in front of the FIN was not captured, but is acknowledged",
	  OPEN "c P. 5 | c F. seq 9 | s . ack 10", NULL, NULL, NULL,
	  "9, 4 missed; 0, 0 missed" },
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
