/* SPDX-License-Identifier: GPL-2.0-or-later */
/* test_text.c: the report around the ladder, the lines of watch, wrapping, the census. */
#include "show/text.h"
#include "made.h"
#include "printed.h"
#include "show/census.h"
#include "show/hang.h"
#include "show/utf8.h"
#include "show/watch_text.h"
#include "show/wrap.h"
#include "support/rows.h"

#include <errno.h>
#include <time.h>

static const struct style plain = { .utf8 = true, .width = 100 };

static void the_head(void **state)
{
	struct made made;

	(void)state;
	made_write_after_close(&made);
	CHECK_PRINTED("#7 client 127.0.0.1:6882 peer[812] → server 127.0.0.1:5555 peer[811]\n"
		      "   reset by the server (data-after-close), after 182 ms; lost: 1 byte from "
		      "client to server\n",
		      text_head(printed.out, &plain, &made.connection));
	made.connection.resumed = true;
	CHECK_PRINTED("#7 client 127.0.0.1:6882 peer[812] → server 127.0.0.1:5555 peer[811]\n"
		      "   reset by the server (data-after-close), seen for 182 ms; lost: 1 byte from "
		      "client to server\n",
		      text_head(printed.out, &plain, &made.connection));
	made.connection.resumed = false;
	/* The client had three bytes of the server's unread when it died. */
	made.connection.half[SERVER].nxt = made.connection.half[SERVER].fin = 3;
	made.connection.half[SERVER].una = made.connection.half[SERVER].acked = 4;
	made.destroys[CLIENT].recv_q = 4;
	CHECK_PRINTED("#7 client 127.0.0.1:6882 peer[812] → server 127.0.0.1:5555 peer[811]\n"
		      "   reset by the server (data-after-close), after 182 ms; lost: 1 byte from "
		      "client to server, 3 bytes\n   from server to client\n",
		      text_head(printed.out, &plain, &made.connection));
	made_free(&made);
}

/* Not known is not the same as nobody. */
static void who_is_not_known(void **state)
{
	struct made made;

	(void)state;
	made_init(&made);
	for (int side = SIDE_A; side <= SIDE_B; side++) {
		made.connection.half[side].socket = &made.sockets[side];
		made.sockets[side].seen = true;
		made.sockets[side].latest.state = TCP_STATE_ESTABLISHED;
	}
	made.sockets[CLIENT].inode = made.sockets[CLIENT].latest.inode = 7;
	made.sockets[CLIENT].owner.known = OWNER_HIDDEN;
	made.connection.resumed = true;
	CHECK_PRINTED("#7 client 127.0.0.1:6882 (owner hidden) → server 127.0.0.1:5555 (never accepted)\n"
		      "   open\n",
		      text_head(printed.out, &plain, &made.connection));
	made_free(&made);
}

/* A SYN that nobody answers: of its server there is no packet, and no socket. */
static void what_was_not_answered(void **state)
{
	struct owner owner = { .known = OWNER_FOUND, .pid = 811, .fd = 3, .comm = "peer" };
	struct hang hang = { .waits[SERVER] = { .count = 1,
						.rows = { { .call = "clock_nanosleep", .fd = -1 } } } };
	struct made made;

	(void)state;
	made_init(&made);
	made_segment(&made, 0, CLIENT, SEGMENT_SYN, 0, 0, -1);
	made.connection.half[CLIENT].syn_sent = made.connection.half[CLIENT].opened = true;
	hang.connection = &made.connection;
	CHECK_PRINTED("#7 client 127.0.0.1:6882 → server 127.0.0.1:5555\n"
		      "   attempt\n"
		      "   client SYN_SENT, unknown unread, unknown unsent; its socket is not in view\n"
		      "   server has not answered; its socket is not in view\n",
		      hang_text(printed.out, &plain, &hang));
	made.connection.queue_full = true;
	hang.owners[SERVER] = &owner;
	CHECK_PRINTED("#7 client 127.0.0.1:6882 → server 127.0.0.1:5555\n"
		      "   attempt\n"
		      "   client SYN_SENT, unknown unread, unknown unsent; its socket is not in view\n"
		      "   server has not answered: the accept queue is full; accept() is for peer[811], "
		      "descriptor 3: waits\n     in clock_nanosleep()\n",
		      hang_text(printed.out, &plain, &hang));
	made_free(&made);
}

static void the_findings(void **state)
{
	struct made made;

	(void)state;
	made_write_after_close(&made);
	made.connection.finding_count = 0;
	made_finding(&made, FINDING_DOOMED_HALF_CLOSE, CLIENT, 0);
	CHECK_PRINTED("   warning doomed-half-close\n"
		      "     server peer[811] has closed and will read no more, but client "
		      "peer[812] is in CLOSE_WAIT and\n"
		      "     may still write: its next write will succeed and be lost\n"
		      "     fix: in client peer[812], read to end-of-file and close; do not write "
		      "on this connection any\n"
		      "          more\n",
		      text_findings(printed.out, &plain, &made.connection));
	made_free(&made);
}

/* Both FINs acknowledged; with sockets in view, what was read is known. */
static void make_clean(struct made *made, bool sockets)
{
	made_init(made);
	for (int side = SIDE_A; side <= SIDE_B; side++) {
		struct half *half = &made->connection.half[side];

		half->based = half->syn_sent = half->syn_acked = half->fin_sent = true;
		half->packets = 4;
		half->una = half->acked = 1;
		half->fin_ns = MADE_START_NS;
		half->fin_ack = side == SERVER;
		if (!sockets)
			continue;
		made_owner(made, (enum side)side, 1, "peer");
		made_destroyed(made, (enum side)side, side == CLIENT);
	}
}

static void a_clean_end(void **state)
{
	struct made made;

	(void)state;
	make_clean(&made, true);
	CHECK_PRINTED("   clean: both ends closed, every byte was read: TCP did its work\n",
		      text_findings(printed.out, &plain, &made.connection));
	made_finding(&made, FINDING_EOF_IGNORED, CLIENT, 0);
	CHECK_PRINTED("   warning eof-ignored\n"
		      "     client peer[1] has consumed all up to the FIN of server peer[1], has sent "
		      "nothing since, and\n"
		      "     keeps its socket open: in CLOSE_WAIT\n"
		      "     fix: in client peer[1], close the descriptor when read() returns 0\n",
		      text_findings(printed.out, &plain, &made.connection));
	made_free(&made);
	make_clean(&made, false);
	CHECK_PRINTED("   clean: both ends closed, every byte was acknowledged: TCP did its work\n",
		      text_findings(printed.out, &plain, &made.connection));
	made_free(&made);
	made_init(&made);
	CHECK_PRINTED("   no finding\n",
		      text_findings(printed.out, &plain, &made.connection));
	made_free(&made);
}

static void the_lines_of_watch(void **state)
{
	const struct transition transition = {
		.time_ns = MADE_START_NS + 1234567, .end = SERVER,
		.from = TCP_STATE_ESTABLISHED, .to = TCP_STATE_FIN_WAIT1,
		.trigger = TRIGGER_FIN_SENT, .certainty = CERTAINTY_OBSERVED,
	};
	const struct transition first = {
		.time_ns = MADE_START_NS + 1000000000, .end = CLIENT,
		.to = TCP_STATE_SYN_SENT, .trigger = TRIGGER_SYN_SENT,
	};
	const struct style ascii = { .width = 72 };
	struct watch_text watch;
	struct made made;

	(void)state;
	setenv("TZ", "UTC0", 1);
	tzset();
	made_write_after_close(&made);
	made_owner(&made, SERVER, 811, "\033]0;evil\a\n");
	CHECK_PRINTED("03:04:05.001234 #7 127.0.0.1:6882 peer[812] → 127.0.0.1:5555 "
		      "\\x1b]0;evil\\x07\\x0a[811] server ESTABLISHED → FIN_WAIT1 (fin-sent)\n"
		      "03:04:06.000000 #7 127.0.0.1:6882 peer[812] → 127.0.0.1:5555 "
		      "\\x1b]0;evil\\x07\\x0a[811] client → SYN_SENT (syn-sent, inferred)\n",
		      watch_text_init(&watch, printed.out, &plain);
		      watch_text_transition(&watch, &made.connection, &transition);
		      watch_text_transition(&watch, &made.connection, &first));
	made.findings[0].id = FINDING_RESET_AFTER_DONE;
	made_owner(&made, SERVER, 811, "caf\u00e9");
	CHECK_PRINTED("03:04:05.122220 #7 127.0.0.1:6882 peer[812] -> 127.0.0.1:5555 "
		      "caf\\xc3\\xa9[811] error reset-after-done: client peer[812] sent RST when "
		      "both programs had read everything: nothing was lost\n",
		      watch_text_init(&watch, printed.out, &ascii);
		      watch_text_finding(&watch, &made.connection, &made.findings[0]));
	made_free(&made);
}

/* Of what a reader sees; a file or a pipe has whole lines, for grep. */
static void watch_on_a_terminal(void **state)
{
	const struct style style = { .utf8 = true, .terminal = true, .width = 80 };
	const struct style wide = { .utf8 = true, .terminal = true, .width = 100 };
	const struct transition transition = {
		.time_ns = MADE_START_NS + 1234567, .end = SERVER,
		.from = TCP_STATE_ESTABLISHED, .to = TCP_STATE_FIN_WAIT1,
		.trigger = TRIGGER_FIN_SENT, .certainty = CERTAINTY_OBSERVED,
	};
	const struct finding gap = { .id = FINDING_EVIDENCE_GAP, .gap = GAP_PACKETS_DROPPED,
				     .gap_count = 1, .time_ns = MADE_START_NS };
	struct watch_text watch;
	struct made made;

	(void)state;
	setenv("TZ", "UTC0", 1);
	tzset();
	made_write_after_close(&made);
	made.findings[0].id = FINDING_RESET_AFTER_DONE;
	CHECK_PRINTED("03:04:05.001234 #7 127.0.0.1:6882 peer[812] → 127.0.0.1:5555 peer[811]\n"
		      "                server ESTABLISHED → FIN_WAIT1 (fin-sent)\n"
		      "03:04:05.122220 #7 127.0.0.1:6882 peer[812] → 127.0.0.1:5555 peer[811]\n"
		      "                error reset-after-done: client peer[812] sent RST when both\n"
		      "                programs had read everything: nothing was lost\n"
		      "03:04:05.000000 note evidence-gap: 1 packet dropped by the kernel before\n"
		      "                halfclose could read: what connections of that time sent is\n"
		      "                known at least, not exactly\n",
		      watch_text_init(&watch, printed.out, &style);
		      watch_text_transition(&watch, &made.connection, &transition);
		      watch_text_finding(&watch, &made.connection, &made.findings[0]);
		      watch_text_finding(&watch, NULL, &gap));
	made.connection.half[CLIENT].socket = made.connection.half[SERVER].socket = NULL;
	CHECK_PRINTED("03:04:05.001234 #7 127.0.0.1:6882 → 127.0.0.1:5555 "
		      "server ESTABLISHED → FIN_WAIT1 (fin-sent)\n",
		      watch_text_init(&watch, printed.out, &wide);
		      watch_text_transition(&watch, &made.connection, &transition));
	made_free(&made);
}

static void colours_only_where_wanted(void **state)
{
	const struct style colours = { .utf8 = true, .color = true, .width = 100 };
	struct printed printed;
	struct made made;

	(void)state;
	made_write_after_close(&made);
	printed_begin(&printed);
	text_connection(printed.out, &plain, &made.connection);
	assert_null(strchr(printed_end(&printed), '\033'));
	printed_free(&printed);
	printed_begin(&printed);
	text_connection(printed.out, &colours, &made.connection);
	assert_non_null(strstr(printed_end(&printed), "\033[1;31merror\033[0m write-after-close"));
	printed_free(&printed);
	made_free(&made);
}

static void style_is_found_out(void **state)
{
	struct style style;
	enum color_when when;
	FILE *file = tmpfile();

	(void)state;
	assert_int_equal(style_color_when("never", &when), 0);
	assert_int_equal(when, COLOR_NEVER);
	assert_int_equal(style_color_when("sometimes", &when), -EINVAL);
	unsetenv("COLUMNS");
	style_detect(&style, COLOR_AUTO, file);
	assert_false(style.color);
	assert_false(style.utf8);	/* no setlocale(): the C locale */
	assert_false(style.terminal);
	assert_int_equal(style.height, STYLE_HEIGHT_MAX);
	assert_int_equal(style.width, STYLE_WIDTH_MAX);
	setenv("COLUMNS", "90", 1);
	style_detect(&style, COLOR_AUTO, file);
	assert_int_equal(style.width, 90);
	setenv("COLUMNS", "1000000000000", 1);
	style_detect(&style, COLOR_AUTO, file);
	assert_int_equal(style.width, STYLE_WIDTH_MAX);
	setenv("COLUMNS", "none", 1);
	style_detect(&style, COLOR_AUTO, file);
	assert_int_equal(style.width, STYLE_WIDTH_MAX);
	unsetenv("COLUMNS");
	style_detect(&style, COLOR_ALWAYS, file);
	assert_true(style.color);
	fclose(file);
}

static void the_summary(void **state)
{
	const struct summary summary = {
		.counts = { .connections = 1204, .segments = 34000, .facts = 90,
			    .findings = { 3, 2, 1 }, .gaps = { [GAP_PACKETS_DROPPED] = 7 },
			    .evicted = 2 },
		.start_ns = MADE_START_NS, .end_ns = MADE_START_NS + 10000 * MADE_MS,
		.polls = 12, .poll_ns = 4100000,
		.packets = true, .drops_known = true, .sockets = true,
	};

	(void)state;
	CHECK_PRINTED("watched  10 s: 1,204 connections, 34,000 packets, 90 socket facts "
		      "(12 polls, 4.1 ms)\n"
		      "findings 1 error, 2 warnings, 3 notes\n"
		      "missed   7 packets dropped by the kernel, 2 connections let go early "
		      "(--max-connections)\n",
		      text_summary(printed.out, &plain, &summary));
}

static void what_the_kernel_counted(void **state)
{
	struct summary summary = {
		.counts = { .resets = 2, .causes = { [RESET_CAUSE_UNREAD_DATA] = 1,
						     [RESET_CAUSE_DATA_AFTER_CLOSE] = 1 },
			    .kernel = { .known = ~0u } },
		.packets = true, .drops_known = true,
	};
	uint64_t *counted = summary.counts.kernel.value;

	(void)state;
	/* It was seen. */
	counted[KERNEL_OUT_RSTS] = 2;
	counted[KERNEL_ABORT_ON_CLOSE] = counted[KERNEL_ABORT_ON_DATA] = 1;
	CHECK_PRINTED("watched  0 connections, 0 packets\n"
		      "findings 0 errors, 0 warnings, 0 notes\n"
		      "missed   0 packets dropped by the kernel\n",
		      text_summary(printed.out, &plain, &summary));
	counted[KERNEL_OUT_RSTS] = 1203;
	counted[KERNEL_ABORT_ON_CLOSE] = 4;
	CHECK_PRINTED("watched  0 connections, 0 packets\n"
		      "findings 0 errors, 0 warnings, 0 notes\n"
		      "missed   0 packets dropped by the kernel\n"
		      "kernel   counted, and not seen here (other interfaces, or missed): resets: "
		      "1,201 (OutRsts), close()\n         with data unread: 3 (TCPAbortOnClose)\n",
		      text_summary(printed.out, &plain, &summary));
	/* So were resets of which nobody could say how they came about, and a close_notify's. */
	summary.counts.causes[RESET_CAUSE_UNKNOWN] = 3;
	summary.counts.causes[RESET_CAUSE_NO_SOCKET] = 1;
	counted[KERNEL_ABORT_ON_DATA] = 5;
	CHECK_PRINTED("watched  0 connections, 0 packets\n"
		      "findings 0 errors, 0 warnings, 0 notes\n"
		      "missed   0 packets dropped by the kernel\n"
		      "kernel   counted, and not seen here (other interfaces, or missed): resets: "
		      "1,201 (OutRsts)\n",
		      text_summary(printed.out, &plain, &summary));
	counted[KERNEL_LISTEN_OVERFLOWS] = 5;
	counted[KERNEL_ABORT_ON_DATA] = counted[KERNEL_ABORT_ON_CLOSE] = 1;
	CHECK_PRINTED("watched  0 connections, 0 packets\n"
		      "findings 0 errors, 0 warnings, 0 notes\n"
		      "missed   0 packets dropped by the kernel\n"
		      "kernel   SYNs or ACKs dropped since an accept queue was full: 5 "
		      "(ListenOverflows); counted, and not\n         seen here (other interfaces, or "
		      "missed): resets: 1,201 (OutRsts)\n",
		      text_summary(printed.out, &plain, &summary));
	/* Sockets alone do not show what is over. */
	summary.packets = false;
	CHECK_PRINTED("watched  0 connections\n"
		      "findings 0 errors, 0 warnings, 0 notes\n"
		      "missed   no packets were captured\n"
		      "kernel   SYNs or ACKs dropped since an accept queue was full: 5 "
		      "(ListenOverflows)\n",
		      text_summary(printed.out, &plain, &summary));
	/* A filter leaves out what the kernel counts. */
	summary.filtered = true;
	CHECK_PRINTED("watched  0 connections\n"
		      "findings 0 errors, 0 warnings, 0 notes\n"
		      "missed   no packets were captured\n",
		      text_summary(printed.out, &plain, &summary));
}

static void what_was_missed(void **state)
{
	const struct summary summary = {
		.counts = { .gaps = { [GAP_SOCKETS_LEFT] = 1 }, .evicted = 2 },
		.packets = true, .drops_known = true,
	};

	(void)state;
	CHECK_PRINTED("watched  0 connections, 0 packets\n"
		      "findings 0 errors, 0 warnings, 0 notes\n"
		      "missed   0 packets dropped by the kernel, notifications of closed sockets 1 "
		      "time, while thousands\n         closed each second, 2 connections let go early "
		      "(--max-connections)\n",
		      text_summary(printed.out, &plain, &summary));
}

static void what_was_not_used(void **state)
{
	const struct summary summary = {
		.counts = { .connections = 1, .segments = 9, .copies = 1000, .corrupt = 5 },
		.fragments = 2, .cut = 3, .malformed = 4, .packets = true,
	};

	(void)state;
	CHECK_PRINTED("watched  1 connection, 9 packets\n"
		      "unused   1,000 seen before on another interface, 2 that continue a "
		      "fragmented one, 3 cut within the\n         headers, 4 malformed, 5 with a "
		      "wrong checksum or header length\n"
		      "findings 0 errors, 0 warnings, 0 notes\n"
		      "missed   unknown how many packets the kernel dropped\n",
		      text_summary(printed.out, &plain, &summary));
}

static void wraps_at_spaces(void **state)
{
	const struct style narrow = { .utf8 = true, .width = 20 };
	static const char words[] = "one two three four five  \u4e16\u754c\u4e16\u754c six";
	static const char endless[] = "a wordthatislongerthanthelineis here";

	(void)state;
	CHECK_PRINTED("one two three four\n  five \u4e16\u754c\u4e16\u754c six\n",
		      wrap_print(printed.out, &narrow, words, strlen(words), 0, 2));
	CHECK_PRINTED("one two\n  three four five\n  \u4e16\u754c\u4e16\u754c six\n",
		      wrap_print(printed.out, &narrow, words, strlen(words), 10, 2));
	CHECK_PRINTED("a\nwordthatislongerthanthelineis\nhere\n",
		      wrap_print(printed.out, &narrow, endless, strlen(endless), 0, 0));
	CHECK_PRINTED("\n", wrap_print(printed.out, &narrow, "", 0, 0, 0));
}

static void the_census(void **state)
{
	static const struct {
		const char *name;
		enum tcp_state client, server;	/* NONE: not in view */
		int leak;
		enum census_group group;
	} table[] = {
		{ "open", TCP_STATE_ESTABLISHED, TCP_STATE_ESTABLISHED, 0, CENSUS_ESTABLISHED },
		{ "one end in view", TCP_STATE_NONE, TCP_STATE_ESTABLISHED, 0, CENSUS_ESTABLISHED },
		{ "SYN out", TCP_STATE_SYN_SENT, TCP_STATE_NONE, 0, CENSUS_CONNECTING },
		{ "half", TCP_STATE_CLOSE_WAIT, TCP_STATE_FIN_WAIT2, 0, CENSUS_HALF_CLOSED },
		{ "half, one end in view", TCP_STATE_CLOSE_WAIT, TCP_STATE_NONE, 0,
		  CENSUS_HALF_CLOSED },
		{ "leak", TCP_STATE_CLOSE_WAIT, TCP_STATE_FIN_WAIT2, 1, CENSUS_LEAKING },
		{ "done", TCP_STATE_TIME_WAIT, TCP_STATE_CLOSED, 0, CENSUS_LINGERING },
		{ "last ACK", TCP_STATE_FIN_WAIT2, TCP_STATE_LAST_ACK, 0, CENSUS_LINGERING },
		{ "over", TCP_STATE_CLOSED, TCP_STATE_CLOSED, 0, CENSUS_GONE },
	};
	struct rows rows = { 0 };
	struct census census = { .count = { [CENSUS_LEAKING] = 1200 } };

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(table); i++) {
		struct made made;

		rows_next(&rows, table[i].name);
		make_clean(&made, true);
		memset(made.connection.half, 0, sizeof(made.connection.half));
		for (int side = SIDE_A; side <= SIDE_B; side++) {
			made.sockets[side].destroy = NULL;
			made.sockets[side].seen = true;
			made.sockets[side].latest.state =
				side == CLIENT ? table[i].client : table[i].server;
			made.connection.half[side].socket = &made.sockets[side];
		}
		if (table[i].leak)
			made_finding(&made, FINDING_EOF_IGNORED, CLIENT, 0);
		CHECK_INT(&rows, census_group(&made.connection), table[i].group);
		made_free(&made);
	}
	rows_end(&rows);
	CHECK_PRINTED("       1,200  leaking      ended for one end, and kept by the other\n",
		      census_print(printed.out, &plain, &census));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_head),
		cmocka_unit_test(who_is_not_known),
		cmocka_unit_test(what_was_not_answered),
		cmocka_unit_test(the_findings),
		cmocka_unit_test(a_clean_end),
		cmocka_unit_test(the_lines_of_watch),
		cmocka_unit_test(watch_on_a_terminal),
		cmocka_unit_test(colours_only_where_wanted),
		cmocka_unit_test(style_is_found_out),
		cmocka_unit_test(the_summary),
		cmocka_unit_test(what_the_kernel_counted),
		cmocka_unit_test(what_was_missed),
		cmocka_unit_test(what_was_not_used),
		cmocka_unit_test(wraps_at_spaces),
		cmocka_unit_test(the_census),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
