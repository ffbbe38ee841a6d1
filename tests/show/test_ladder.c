/* SPDX-License-Identifier: GPL-2.0-or-later */
/* test_ladder.c: ladders of trails made by hand, line by line. */
#include "show/ladder.h"
#include "made.h"
#include "printed.h"
#include "show/step.h"
#include "show/utf8.h"
#include "support/rows.h"

static void check_ladder(const struct made *made, const struct style *style, const char *want)
{
	struct rows rows = { .name = "ladder" };
	struct printed printed;

	printed_begin(&printed);
	ladder_print(printed.out, style, &made->connection);
	CHECK_STRING(&rows, printed_end(&printed), want);
	printed_free(&printed);
	rows_end(&rows);
}

static void write_after_close(void **state)
{
	static const char want[] =
"                       client peer[812]                                 server peer[811]\n"
"  0.000000    SYN_SENT ├── [S] ───────────────────────────────────────────────────────▶│\n"
"  0.000021 ESTABLISHED │◀────────────────────────────────────────────────────── [S.] ──┤ SYN_RECV\n"
"  0.000033             ├── [.] ───────────────────────────────────────────────────────▶│ ESTABLISHED\n"
"  0.000130             │ write(5) = 5                                                  │\n"
"  0.000140             ├── [P.] 5 bytes ──────────────────────────────────────────────▶│\n"
"  0.000150             │◀───────────────────────────────────────────────── [.] ack 5 ──┤\n"
"  0.000190             │                                                 read(100) = 5 │\n"
"  0.060200             │                                                   close() = 0 │\n"
"  0.060220  CLOSE_WAIT │◀────────────────────────────────────────────────────── [F.] ──┤ FIN_WAIT1\n"
"  0.060260             │                                         kernel: no descriptor │\n"
"  0.060270             │ kernel: end-of-file unread                                    │\n"
"  0.100300             ├── [.] acks the FIN ──────────────────────────────────────────▶│ FIN_WAIT2\n"
"  0.122200             │ write(1) = 1                                                  │\n"
"  0.122220             ├── [P.] 1 byte, 62 ms after FIN ──────────────────────────────▶│\n"
"  0.122240      CLOSED │◀━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━ [R] ━━┤ CLOSED\n"
"  0.182400             │ write(1) = -1 EPIPE                                           │\n"
"  0.182500             │ close() = 0                                                   │\n";
	const struct style style = { .utf8 = true, .width = 100 };
	struct made made;

	(void)state;
	made_write_after_close(&made);
	check_ladder(&made, &style, want);
	made_free(&made);
}

/*
 * shutdown(SHUT_WR) keeps the descriptor; only the first data behind the FIN is called late;
 * a state that no packet explains has a line of its own.
 */
static void half_close(void **state)
{
	static const char want[] =
"                       client curl[90]                            the server\n"
"  0.000000   FIN_WAIT1 ├── [F.] ──────────────────────────────────────────▶│ CLOSE_WAIT\n"
"  0.000030             │ kernel: held open, still reading                  │\n"
"  0.000040   FIN_WAIT2 │◀────────────────────────────── [.] acks the FIN ──┤\n"
"  0.000050             │◀────────────── [P.] 5 bytes, 0.050 ms after FIN ──┤\n"
"  0.000060             │◀────────────────────────────────── [P.] 5 bytes ──┤\n"
"  0.000070             ├── [.] ack 10 ────────────────────────────────────▶│\n"
"  0.000080             │◀─────────────────────────────────────────── [.] ──┤\n"
"  2.000000   TIME_WAIT │◀────────────────────────────────────────── [F.] ──┤ LAST_ACK\n"
"  2.000010             ├── [.] acks the FIN ──────────────────────────────▶│ CLOSED\n"
" 62.000010      CLOSED │ kernel: no packet showed it                       │\n";
	const struct style style = { .utf8 = true, .width = 88 };
	struct made made;

	(void)state;
	made_init(&made);
	made_owner(&made, CLIENT, 90, "curl");
	made_segment(&made, 0, CLIENT, SEGMENT_FIN | SEGMENT_ACK, 0, 0, 0);
	made_state(&made, 0, CLIENT, TCP_STATE_FIN_WAIT1);
	made_state(&made, 0, SERVER, TCP_STATE_CLOSE_WAIT);
	made_fact(&made, 30, CLIENT, TCP_STATE_FIN_WAIT1, 9, 0, 1);
	made_segment(&made, 40, SERVER, SEGMENT_ACK, 0, 0, 1);
	made_state(&made, 40, CLIENT, TCP_STATE_FIN_WAIT2);
	made_segment(&made, 50, SERVER, SEGMENT_PSH | SEGMENT_ACK, 0, 5, 1);
	made_segment(&made, 60, SERVER, SEGMENT_PSH | SEGMENT_ACK, 5, 5, 1);
	made_segment(&made, 70, CLIENT, SEGMENT_ACK, 1, 0, 10);
	made_segment(&made, 80, SERVER, SEGMENT_ACK, 10, 0, 1);
	made_segment(&made, 2000000, SERVER, SEGMENT_FIN | SEGMENT_ACK, 10, 0, 1);
	made_state(&made, 2000000, SERVER, TCP_STATE_LAST_ACK);
	made_state(&made, 2000000, CLIENT, TCP_STATE_TIME_WAIT);
	made_segment(&made, 2000010, CLIENT, SEGMENT_ACK, 1, 0, 11);
	made_state(&made, 2000010, SERVER, TCP_STATE_CLOSED);
	made_state(&made, 62000010, CLIENT, TCP_STATE_CLOSED);
	made.trail->entries[made.trail->count - 1].transition.trigger = TRIGGER_SOCKET;
	check_ladder(&made, &style, want);
	made_free(&made);
}

/* Here side B is the client; narrow, in ASCII, with a call that is too long. */
static void narrow_ascii_and_mirrored(void **state)
{
	static const char want[] =
"                       the client                 the server\n"
"  0.000000             |<--------------------------- [S] --| SYN_SENT\n"
"  0.000021    SYN_RECV |-- [S.] -------------------------->| ESTABLISHED\n"
"  0.000033 ESTABLISHED |<--------------------------- [.] --|\n"
"  0.005000             | evil \\x1b[31m\\xc3\\xa9 and so o... |\n"
"  0.006000      CLOSED |<========================== [R.] ==| CLOSED\n"
"  0.006020             |   kernel: died with unread 57,600 |\n";
	const struct style style = { .width = 72 };
	struct made made;

	(void)state;
	made_init(&made);
	made_handshake(&made);
	made_call(&made, 5000, CLIENT, "evil \033[31m\u00e9 and so on, longer than the room");
	made_segment(&made, 6000, CLIENT, SEGMENT_RST | SEGMENT_ACK, 0, 0, 0);
	made_state(&made, 6000, CLIENT, TCP_STATE_CLOSED);
	made_state(&made, 6000, SERVER, TCP_STATE_CLOSED);
	made_death(&made, 6020, CLIENT, 57600, 0);
	made.connection.client = SERVER;
	check_ladder(&made, &style, want);
	made_free(&made);
}

static void add_transfer(struct made *made, uint64_t from_us, unsigned int segments)
{
	for (unsigned int i = 0; i < segments; i++)
		made_segment(made, from_us + i, CLIENT, SEGMENT_PSH | SEGMENT_ACK, i * 100, 100, 0);
}

static const char *step_text(const struct step *steps, size_t count, size_t i)
{
	return i < count ? steps[i].text : "(no such step)";
}

static void long_runs_fold(void **state)
{
	struct step steps[STEP_COUNT_MAX];
	struct rows rows = { .name = "of twenty the inner sixteen" };
	struct made made;
	size_t count;

	(void)state;
	made_init(&made);
	add_transfer(&made, 0, 20);
	count = steps_make(steps, &made.connection);
	CHECK_INT(&rows, count, 5);
	CHECK_STRING(&rows, step_text(steps, count, 2),
		     "16 segments, 1,600 bytes to server");
	made_free(&made);

	rows_next(&rows, "seventeen fold");
	made_init(&made);
	add_transfer(&made, 0, 17);
	CHECK_INT(&rows, steps_make(steps, &made.connection), 5);
	made_free(&made);

	rows_next(&rows, "sixteen stay");
	made_init(&made);
	add_transfer(&made, 0, 16);
	CHECK_INT(&rows, steps_make(steps, &made.connection), 16);
	made_free(&made);

	rows_next(&rows, "a call that fails is not folded away");
	made_init(&made);
	for (int i = 0; i < 18; i++)
		made_call(&made, 0, SERVER, "write(9) = 9");
	made_call(&made, 0, SERVER, "write(9) = -1 EAGAIN");
	count = steps_make(steps, &made.connection);
	CHECK_INT(&rows, count, 6);
	CHECK_STRING(&rows, step_text(steps, count, 2), "14 calls");
	CHECK_STRING(&rows, step_text(steps, count, 5), "write(9) = -1 EAGAIN");
	made_free(&made);

	rows_next(&rows, "the latest fact of an end is known until something else comes");
	made_init(&made);
	for (int i = 0; i < TRAIL_HEAD_MAX + TRAIL_TAIL_MAX + 5; i++)
		trail_add(made.trail, MADE_START_NS, TRAIL_SOCKET, CLIENT)->socket.recv_q = 1;
	trail_add(made.trail, MADE_START_NS, TRAIL_SOCKET, CLIENT)->socket.recv_q = 2;
	CHECK_INT(&rows, trail_latest_fact(made.trail, CLIENT)->socket.recv_q, 2);
	CHECK_INT(&rows, trail_latest_fact(made.trail, SERVER) == NULL, true);
	trail_add(made.trail, MADE_START_NS, TRAIL_SOCKET, SERVER)->socket.recv_q = 3;
	CHECK_INT(&rows, trail_latest_fact(made.trail, CLIENT)->socket.recv_q, 2);
	CHECK_INT(&rows, trail_latest_fact(made.trail, SERVER)->socket.recv_q, 3);
	made_call(&made, 0, CLIENT, "close() = 0");
	CHECK_INT(&rows, trail_latest_fact(made.trail, CLIENT) == NULL, true);
	made_free(&made);

	rows_next(&rows, "what the trail left out is said");
	made_init(&made);
	for (int i = 0; i < TRAIL_HEAD_MAX + TRAIL_TAIL_MAX + 5; i++)
		made_call(&made, 0, CLIENT, "close() = 0");
	count = steps_make(steps, &made.connection);
	CHECK_INT(&rows, count, STEP_COUNT_MAX);
	CHECK_STRING(&rows, step_text(steps, count, TRAIL_HEAD_MAX), "5 steps not kept");
	made_free(&made);
	rows_end(&rows);
}

/* One segment after a handshake, and how it is labelled. */
static const struct {
	const char *name;
	unsigned int flags;
	int64_t seq;
	uint32_t len;
	int64_t ack;
	uint32_t window;
	enum { FRESH, AGAIN, PROBE, REFUSED, FINISHED } how;
	const char *text;
} labels[] = {
	{ "SYN", SEGMENT_SYN, 0, 0, -1, 0, FRESH, "[S]" },
	{ "data", SEGMENT_PSH | SEGMENT_ACK, 0, 5, 0, 9, FRESH, "[P.] 5 bytes" },
	{ "a lone ACK", SEGMENT_ACK, 0, 0, 57600, 9, FRESH, "[.] ack 57,600" },
	{ "an ACK of nothing", SEGMENT_ACK, 0, 0, 0, 9, FRESH, "[.]" },
	{ "data with FIN", SEGMENT_FIN | SEGMENT_PSH | SEGMENT_ACK, 0, 1, 0, 9, FRESH,
	  "[FP.] 1 byte" },
	{ "retransmission", SEGMENT_PSH | SEGMENT_ACK, 0, 5, 0, 9, AGAIN, "[P.] 5 bytes, again" },
	{ "zero window", SEGMENT_ACK, 0, 0, 7, 0, FRESH, "[.] ack 7, window 0" },
	{ "a RST has no window", SEGMENT_RST, 0, 0, -1, 0, FRESH, "[R]" },
	{ "an abort", SEGMENT_RST | SEGMENT_ACK, 0, 0, 3, 0, FRESH, "[R.]" },
	{ "close_notify", SEGMENT_PSH | SEGMENT_ACK, 10, 24, 0, 9, FRESH,
	  "[P.] 24 bytes (TLS close_notify)" },
	{ "the end of a TLS handshake", SEGMENT_PSH | SEGMENT_ACK, 10, 24, 0, 9, FINISHED,
	  "[P.] 24 bytes" },
	{ "keep-alive", SEGMENT_ACK, 6, 0, 7, 9, PROBE, "[.], keep-alive probe" },
	{ "keep-alive with an octet", SEGMENT_ACK, 6, 1, 7, 9, PROBE,
	  "[.] 1 byte, keep-alive probe" },
	{ "a forged RST", SEGMENT_RST, 99999, 0, -1, 0, REFUSED, "[R], out of the window" },
	{ "data that cannot be its", SEGMENT_PSH | SEGMENT_ACK, 99999, 5, 0, 9, REFUSED,
	  "[P.] 5 bytes, out of the window" },
};

static void segments_are_labelled(void **state)
{
	struct rows rows = { 0 };

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(labels); i++) {
		struct step steps[STEP_COUNT_MAX];
		struct made made;

		rows_next(&rows, labels[i].name);
		made_init(&made);
		made.connection.half[CLIENT].nxt = 34;
		made.connection.half[CLIENT].notify_len = 24;
		made.connection.half[CLIENT].finished = labels[i].how == FINISHED;
		made_segment(&made, 0, CLIENT, labels[i].flags, labels[i].seq, labels[i].len,
			     labels[i].ack);
		made.trail->entries[0].segment.window = labels[i].window;
		made.trail->entries[0].segment.again = labels[i].how == AGAIN ||
							   labels[i].how == PROBE;
		made.trail->entries[0].segment.probe = labels[i].how == PROBE;
		made.trail->entries[0].segment.refused = labels[i].how == REFUSED;
		CHECK_INT(&rows, steps_make(steps, &made.connection), 1);
		CHECK_STRING(&rows, steps[0].text, labels[i].text);
		made_free(&made);
	}
	rows_end(&rows);
}

/* A second fact after a first one: what is said of it; NULL: nothing, for it is not new. */
static const struct {
	const char *name;
	enum tcp_state state;
	uint32_t inode, recv_q, send_q;
	const char *text;
} facts[] = {
	{ "nothing new", TCP_STATE_ESTABLISHED, 5, 0, 0, NULL },
	{ "sending is no news", TCP_STATE_ESTABLISHED, 5, 0, 9000, NULL },
	{ "unread", TCP_STATE_ESTABLISHED, 5, 1000, 0, "kernel: unread 1,000" },
	{ "orphan", TCP_STATE_FIN_WAIT2, 0, 0, 0, "kernel: no descriptor, FIN_WAIT2" },
	{ "half-close", TCP_STATE_FIN_WAIT1, 5, 0, 1,
	  "kernel: held open, still reading, FIN_WAIT1" },
	{ "orphan with data", TCP_STATE_FIN_WAIT1, 0, 0, 101,
	  "kernel: no descriptor, unacked 100, FIN_WAIT1" },
	{ "the FIN alone", TCP_STATE_CLOSE_WAIT, 5, 1, 0,
	  "kernel: end-of-file unread, CLOSE_WAIT" },
	{ "data and the FIN", TCP_STATE_CLOSE_WAIT, 5, 4, 0, "kernel: unread 3, CLOSE_WAIT" },
	{ "TIME_WAIT says nothing", TCP_STATE_TIME_WAIT, 0, 0, 0, NULL },
};

static void facts_say_what_is_new(void **state)
{
	struct rows rows = { 0 };

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(facts); i++) {
		struct step steps[STEP_COUNT_MAX];
		struct made made;
		size_t count;

		rows_next(&rows, facts[i].name);
		made_init(&made);
		made_state(&made, 0, CLIENT, TCP_STATE_ESTABLISHED);
		made_fact(&made, 10, CLIENT, TCP_STATE_ESTABLISHED, 5, 0, 0);
		made_fact(&made, 20, CLIENT, facts[i].state, facts[i].inode, facts[i].recv_q,
			  facts[i].send_q);
		made_fact(&made, 30, CLIENT, facts[i].state, facts[i].inode, facts[i].recv_q,
			  facts[i].send_q);
		count = steps_make(steps, &made.connection);
		CHECK_INT(&rows, count, facts[i].text ? 2 : 1);
		CHECK_STRING(&rows, count > 1 ? steps[1].text : NULL, facts[i].text);
		made_free(&made);
	}
	rows_end(&rows);
}

/* Whatever the trail holds, no line is wider than it may be, in either character set. */
static void never_too_wide(void **state)
{
	struct rows rows = { .name = "no line is too wide" };

	(void)state;
	for (unsigned int width = STYLE_WIDTH_MIN; width <= STYLE_WIDTH_MAX; width += 4) {
		const struct style style = { .utf8 = width % 8 != 0, .width = width };
		struct printed printed;
		struct made made;
		char *rest, *line;

		made_write_after_close(&made);
		made_owner(&made, SERVER, 2147483647, "\033\033\033\033\033\033\u4e16\u4e16");
		add_transfer(&made, 200000, 30);
		made_segment(&made, 900000000000, CLIENT, SEGMENT_FIN, 99, 1, -1);
		made_call(&made, 900000000000, CLIENT,
			  "\u4e16\u4e16\u4e16\u4e16\u4e16\u4e16\u4e16\u4e16\u4e16\u4e16\u4e16"
			  "\u4e16\u4e16\u4e16\u4e16\u4e16\u4e16\u4e16\u4e16\u4e16");
		printed_begin(&printed);
		ladder_print(printed.out, &style, &made.connection);
		printed_end(&printed);
		rest = printed.text;
		while ((line = strsep(&rest, "\n")))
			CHECK(&rows, utf8_columns(line) <= width);
		printed_free(&printed);
		made_free(&made);
	}
	rows_end(&rows);
}

static void without_a_trail_there_is_nothing(void **state)
{
	const struct style style = { .width = 72 };
	struct made made;

	(void)state;
	made_init(&made);
	check_ladder(&made, &style, "");
	made_free(&made);
	made.connection.trail = NULL;
	check_ladder(&made, &style, "");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(write_after_close),
		cmocka_unit_test(half_close),
		cmocka_unit_test(narrow_ascii_and_mirrored),
		cmocka_unit_test(long_runs_fold),
		cmocka_unit_test(segments_are_labelled),
		cmocka_unit_test(facts_say_what_is_new),
		cmocka_unit_test(never_too_wide),
		cmocka_unit_test(without_a_trail_there_is_nothing),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
