/* SPDX-License-Identifier: GPL-2.0-or-later */
/* test_evidence.c: what statements rest on, and what sockets said, as it came. */
#include "show/evidence.h"
#include "made.h"
#include "printed.h"
#include "show/text.h"
#include "support/rows.h"

static const struct style plain = { .utf8 = true, .width = 100 };

static void the_list(void **state)
{
	struct made made;
	struct transition *step;

	(void)state;
	made_init(&made);
	made_segment(&made, 0, CLIENT, SEGMENT_SYN, 0, 0, -1);
	step = &trail_add(made.trail, MADE_START_NS, TRAIL_TRANSITION, CLIENT)->transition;
	*step = (struct transition){ .time_ns = MADE_START_NS, .to = TCP_STATE_SYN_SENT,
				     .trigger = TRIGGER_SYN_SENT, .evidence = EVIDENCE_PACKET,
				     .certainty = CERTAINTY_OBSERVED };
	step = &trail_add(made.trail, MADE_START_NS + MADE_MS, TRAIL_TRANSITION, SERVER)->transition;
	*step = (struct transition){ .time_ns = MADE_START_NS + 1234567 * MADE_US, .end = SERVER,
				     .from = TCP_STATE_SYN_RECV, .to = TCP_STATE_CLOSED,
				     .trigger = TRIGGER_SOCKET,
				     .evidence = EVIDENCE_SOCKET | EVIDENCE_DESTROY,
				     .certainty = CERTAINTY_INFERRED };
	made.findings[0] = (struct finding){ .id = FINDING_EOF_IGNORED,
					     .severity = SEVERITY_WARNING,
					     .certainty = CERTAINTY_OBSERVED,
					     .evidence = EVIDENCE_SOCKET };
	made.connection.finding_count = 1;
	CHECK_PRINTED("   warning eof-ignored: observed from socket\n"
		      "     0.000000 client SYN_SENT, syn-sent: observed from packet\n"
		      "     1.234567 server SYN_RECV → CLOSED, socket: inferred from socket, destroy\n",
		      evidence_print(printed.out, &plain, &made.connection));
	/* What came before the connection was known has a minus. */
	made.connection.start_ns += 2000 * MADE_MS;
	made.connection.finding_count = 0;
	CHECK_PRINTED("    -2.000000 client SYN_SENT, syn-sent: observed from packet\n"
		      "    -0.765433 server SYN_RECV → CLOSED, socket: inferred from socket, destroy\n",
		      evidence_print(printed.out, &plain, &made.connection));
	made_free(&made);
	made.connection.trail = NULL;
	CHECK_PRINTED("", evidence_print(printed.out, &plain, &made.connection));
}

/* One end in view, alive and dead; of the other nothing is known but its packets. */
static void the_sockets(void **state)
{
	const struct style narrow = { .utf8 = true, .width = 72 };
	struct sock_info info = { .bytes_acked = 5, .bytes_received = 1 };
	struct made made;

	(void)state;
	made_init(&made);
	made_owner(&made, CLIENT, 812, "pe\ter");
	made.sockets[CLIENT].owner.holders = 2;
	made.sockets[CLIENT].seen = true;
	made.sockets[CLIENT].inode = 11;
	made.sockets[CLIENT].uid = 1000;
	made.sockets[CLIENT].latest = (struct sock_kept){
		.time_ns = MADE_START_NS, .state = TCP_STATE_CLOSE_WAIT, .cookie = 77, .recv_q = 1,
		.send_q = 123456, .timer = SOCK_TIMER_PERSIST, .retransmits = 3, .info = &info,
	};
	made_destroyed(&made, CLIENT, 7);
	made.destroys[CLIENT].disconnected = true;
	made.connection.half[CLIENT].packets = 5;
	CHECK_PRINTED("                     client                    server\n"
		      "   state             CLOSED                    -\n"
		      "   process           pe\\x09er[812] fd 3, 2 ho… socket not in view\n"
		      "   socket seen       CLOSE_WAIT at 03:04:05    -\n"
		      "   inode             0 (was 11)                -\n"
		      "   uid               1000                      -\n"
		      "   cookie            77                        -\n"
		      "   Recv-Q / Send-Q   1 / 123,456               -\n"
		      "   as it died        7 / thrown away           -\n"
		      "   timer             persist, tried 3 times    -\n"
		      "   received / acked  1 / 5                     -\n"
		      "   packets sent      5                         0\n"
		      "   data sent         -                         0\n"
		      "   data acknowledged -                         0\n"
		      "   data unread       6                         -\n"
		      "   data unsent       123,460                   -\n",
		      evidence_sockets(printed.out, &narrow, &made.connection));
	made_free(&made);
}

/* For who draws the roles himself: an octet for each, which no escaped text has. */
static void the_marks(void **state)
{
	const struct style marked = { .marks = true, .utf8 = true, .width = 100 };
	enum style_role role;
	struct made made;

	(void)state;
	made_init(&made);
	CHECK_PRINTED("\005#7 client 127.0.0.1:6882 → server 127.0.0.1:5555\n\007"
		      "   attempt\n",
		      text_head(printed.out, &marked, &made.connection));
	made_free(&made);
	assert_true(style_mark('\001', &role));
	assert_int_equal(role, STYLE_ERROR);
	assert_true(style_mark('\007', &role));
	assert_int_equal(role, STYLE_ROLE_COUNT);
	assert_false(style_mark('\n', &role));
	assert_false(style_mark('a', &role));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_list),
		cmocka_unit_test(the_sockets),
		cmocka_unit_test(the_marks),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
