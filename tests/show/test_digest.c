/* SPDX-License-Identifier: GPL-2.0-or-later */
/* test_digest.c: one paragraph for a process and its trouble, the worst first, on one screen. */
#include "show/digest.h"
#include "core/place.h"
#include "made.h"
#include "printed.h"
#include "show/digest_text.h"
#include "show/utf8.h"
#include "support/rows.h"

static const struct style style = { .utf8 = true, .width = 80 };

/* An end in CLOSE_WAIT that its program has not read to the end, for so many seconds. */
static void make_leak(struct made *made, unsigned int seconds)
{
	made_init(made);
	made_owner(made, CLIENT, 812, "java");
	made_finding(made, FINDING_EOF_UNREAD, CLIENT, 0);
	made->findings[0].span_ns = seconds * 1000 * MADE_MS;
}

static void add(struct digest *digest, struct made *made)
{
	assert_int_equal(digest_add(digest, &made->connection), 0);
	made_free(made);
}

static const char *printed_digest(struct printed *printed, struct digest *digest,
				  unsigned int lines)
{
	digest_sort(digest);
	printed_begin(printed);
	assert_int_equal(digest_text(printed->out, &style, digest, lines), 0);
	return printed_end(printed);
}

static void check_text(struct digest *digest, unsigned int lines, const char *want)
{
	struct rows rows = { .name = "text" };
	struct printed printed;

	CHECK_STRING(&rows, printed_digest(&printed, digest, lines), want);
	printed_free(&printed);
	digest_free(digest);
	rows_end(&rows);
}

static void one_process_is_told_once(void **state)
{
	struct digest digest = { 0 };
	struct made made;

	(void)state;
	for (unsigned int i = 0; i < 3000; i++) {
		make_leak(&made, i == 1500 ? 11520 : 6 + i % 60);
		made.connection.end[CLIENT].port = (uint16_t)(10000 + i);
		made.connection.end[SERVER].port = (uint16_t)(7000 + i % 40);
		made.sockets[CLIENT].owner.fd = (int)i;
		made.findings[0].certainty = i % 2;
		if (i > 99)
			made_finding(&made, FINDING_DOOMED_HALF_CLOSE, CLIENT, 0);
		add(&digest, &made);
	}
	check_text(&digest, 24,
		   "warning eof-unread ×3,000 client java[812], in part inferred\n"
		   "   oldest 3.2 h, youngest 6.0 s\n"
		   "   the peer has closed, and the program has not called read() since\n"
		   "   and doomed-half-close ×2,900: an end may still write, but its peer has\n"
		   "   closed: the next write will be lost\n"
		   "   fix: in client java[812], keep reading, or watch idle connections with poll()\n"
		   "        and POLLRDHUP, and close at end-of-file\n"
		   "   e.g. fd 1500 127.0.0.1:11500 → 127.0.0.1:7020, 3.2 h\n"
		   "        fd 59 127.0.0.1:10059 → 127.0.0.1:7019, 65 s\n"
		   "        fd 119 127.0.0.1:10119 → 127.0.0.1:7039, 65 s\n"
		   "\n");
}

/* What is true of one connection alone is told with its own words. */
static void a_single_case(void **state)
{
	struct digest digest = { 0 };
	struct made made;

	(void)state;
	make_leak(&made, 7);
	made.findings[0].id = FINDING_ORPHANED_DATA;
	made.findings[0].end = SERVER;
	made.findings[0].bytes = 1;
	made.sockets[SERVER].seen = true;
	made.sockets[SERVER].latest.state = TCP_STATE_FIN_WAIT1;
	made.connection.half[SERVER].socket = &made.sockets[SERVER];
	add(&digest, &made);
	check_text(&digest, 24,
		   "warning orphaned-data server on port 5555, no owner\n"
		   "   age 7.0 s; 1 byte\n"
		   "   the server closed with 1 byte still to send; its socket has no owner now, is\n"
		   "   in FIN_WAIT1, and client java[812] takes nothing from it\n"
		   "   fix: let the peer read or close; on this side, wait for the peer's answer\n"
		   "        before close(), or bound the wait with TCP_USER_TIMEOUT\n"
		   "   e.g. 127.0.0.1:5555 ← 127.0.0.1:6882\n"
		   "\n");
}

/* Who does not read is the other end: the sentence of the oldest one names it. */
static void the_oldest_speaks(void **state)
{
	static const unsigned int seconds[] = { 20, 90, 30 };
	struct digest digest = { 0 };
	struct made made;

	(void)state;
	for (unsigned int i = 0; i < ARRAY_LEN(seconds); i++) {
		make_leak(&made, seconds[i]);
		made_owner(&made, SERVER, 900 + (int)i, "reader");
		made.findings[0].id = FINDING_ZERO_WINDOW;
		made.findings[0].bytes = 1000;
		add(&digest, &made);
	}
	check_text(&digest, 24,
		   "warning zero-window ×3 client java[812]\n"
		   "   oldest 90 s, youngest 20 s; 3,000 bytes in all; all to 127.0.0.1:5555\n"
		   "   the oldest: server reader[901] has kept its window shut for 90 s, while\n"
		   "   client java[812] waits to send 1,000 bytes\n"
		   "   fix: look at server reader[901]: why does it not read? (blocked elsewhere,\n"
		   "        stopped, or waiting itself until its own data is taken)\n"
		   "   e.g. fd 3 127.0.0.1:6882 → 127.0.0.1:5555, 90 s\n"
		   "        fd 3 127.0.0.1:6882 → 127.0.0.1:5555, 30 s\n"
		   "        fd 3 127.0.0.1:6882 → 127.0.0.1:5555, 20 s\n"
		   "\n");
}

static void without_utf8(void **state)
{
	static const struct style ascii = { .width = 80 };
	struct rows rows = { .name = "ascii" };
	struct digest digest = { 0 };
	struct printed printed;
	struct made made;

	(void)state;
	for (int i = 0; i < 2; i++) {
		make_leak(&made, 200000);
		made_owner(&made, CLIENT, 812, "caf\u00e9");
		add(&digest, &made);
	}
	digest_sort(&digest);
	printed_begin(&printed);
	assert_int_equal(digest_text(printed.out, &ascii, &digest, 24), 0);
	CHECK_STRING(&rows, printed_end(&printed),
		     "warning eof-unread x2 client caf\\xc3\\xa9[812]\n"
		     "   age 2.3 days; all to 127.0.0.1:5555\n"
		     "   the peer has closed, and the program has not called read() since\n"
		     "   fix: in client caf\\xc3\\xa9[812], keep reading, or watch idle connections with\n"
		     "        poll() and POLLRDHUP, and close at end-of-file\n"
		     "   e.g. fd 3 127.0.0.1:6882 -> 127.0.0.1:5555, 2.3 days\n"
		     "        fd 3 127.0.0.1:6882 -> 127.0.0.1:5555, 2.3 days\n"
		     "\n");
	printed_free(&printed);
	digest_free(&digest);
	rows_end(&rows);
}

static void nothing_is_wrong(void **state)
{
	struct digest digest = { 0 };

	(void)state;
	check_text(&digest, 24,
		   "clean: nothing leaks, hangs or is doomed, as far as sockets show\n\n");
}

static void hold(struct made *made, enum side side, enum holding holding)
{
	struct half_socket *socket = &made->sockets[side];

	made->connection.half[side].socket = holding == HOLDING_UNSEEN ? NULL : socket;
	if (holding == HOLDING_KNOWN) {
		made_owner(made, side, 812, "java");
		return;
	}
	*socket = (struct half_socket){ .seen = true };
	socket->latest.state = TCP_STATE_CLOSE_WAIT;
	socket->uid = 33;
	if (holding == HOLDING_NOT_ACCEPTED)
		return;
	socket->inode = socket->latest.inode = 7;
	socket->owner.known = holding == HOLDING_HIDDEN ? OWNER_HIDDEN :
			      holding == HOLDING_NONE ? OWNER_NONE : OWNER_NOT_LOOKED_UP;
}

/* Each a statement of its own, and a case of its own. */
static void who_holds_it(void **state)
{
	static const struct {
		enum holding holding;
		enum side side;
		const char *head;
	} table[] = {
		{ HOLDING_KNOWN, CLIENT, "client java[812]\n" },
		{ HOLDING_HIDDEN, CLIENT, "client, owner hidden (no permission), uid 33\n" },
		{ HOLDING_HIDDEN, SERVER,
		  "server on port 5555, owner hidden (no permission), uid 33\n" },
		{ HOLDING_NONE, CLIENT, "client, no owner\n" },
		{ HOLDING_NOT_ACCEPTED, SERVER, "server on port 5555, never accepted\n" },
		{ HOLDING_NOT_LOOKED_UP, CLIENT, "client, owner not looked up\n" },
		{ HOLDING_UNSEEN, SERVER, "server on port 5555, not in view\n" },
	};
	struct digest digest = { 0 };
	struct rows rows = { 0 };
	struct printed printed;
	const char *text;

	(void)state;
	for (size_t i = 0; i < 2 * ARRAY_LEN(table); i++) {
		struct made made;

		make_leak(&made, 7);
		made.findings[0].end = (uint8_t)table[i / 2].side;
		hold(&made, table[i / 2].side, table[i / 2].holding);
		add(&digest, &made);
	}
	assert_int_equal(digest.count, ARRAY_LEN(table));
	text = printed_digest(&printed, &digest, 1000);
	for (size_t i = 0; i < ARRAY_LEN(table); i++) {
		char head[128] = "warning eof-unread ×2 ";

		rows_next(&rows, table[i].head);
		CHECK(&rows, strstr(text, strcat(head, table[i].head)));
	}
	printed_free(&printed);
	digest_free(&digest);
	rows_end(&rows);
}

/* From three on, the fourth process of a name is the same case as the others. */
static void many_processes_of_a_name(void **state)
{
	struct rows rows = { .name = "processes" };

	(void)state;
	for (int processes = 2; processes <= 16; processes++) {
		struct digest digest = { 0 };
		struct printed printed;
		struct made made;
		const char *text;

		for (int i = 0; i < 100; i++) {
			make_leak(&made, 10);
			made_owner(&made, CLIENT, 900 + i % processes, i == 99 ? "other" : "worker");
			made_finding(&made, FINDING_DOOMED_HALF_CLOSE, CLIENT, 1);
			add(&digest, &made);
		}
		/* One more process, whose is the oldest. */
		if (processes == 15) {
			make_leak(&made, 70);
			made_owner(&made, CLIENT, 950, "worker");
			add(&digest, &made);
		}
		text = printed_digest(&printed, &digest, 1000);
		CHECK_INT(&rows, digest.count, processes <= DIGEST_PER_NAME ? processes + 1 : 2);
		if (processes == 16) {
			CHECK(&rows, strstr(text, "eof-unread ×99 client worker, 16 processes\n"));
			CHECK(&rows, strstr(text, "   and doomed-half-close ×99: "));
			CHECK(&rows, strstr(text, "   fix: keep reading"));
			CHECK(&rows, strstr(text, "   e.g. pid 900 fd 3 127"));
			CHECK(&rows, strstr(text, "   age 10 s; all to 127.0.0.1:5555\n"));
		}
		if (processes == 15) {
			CHECK(&rows, strstr(digest.cases[0].explain, "worker[950]"));
			CHECK(&rows, strstr(text, "   oldest 70 s, youngest 10 s"));
		}
		printed_free(&printed);
		digest_free(&digest);
	}
	rows_end(&rows);
}

static void the_worst_comes_first(void **state)
{
	static const struct {
		enum finding_id id;
		uint64_t bytes;
		unsigned int count;
	} order[] = {
		{ FINDING_TIMED_OUT, 5, 1 }, { FINDING_RESET_UNEXPLAINED, 1, 9 },
		{ FINDING_ORPHANED_DATA, 3, 1 }, { FINDING_EOF_UNREAD, 0, 3 },
		{ FINDING_EOF_IGNORED, 0, 2 }, { FINDING_HALF_CLOSED, 0, 100 },
	};
	struct digest digest = { 0 };
	struct rows rows = { 0 };

	(void)state;
	for (size_t i = ARRAY_LEN(order); i-- > 0;) {
		for (unsigned int k = 0; k < order[i].count; k++) {
			struct made made;

			made_init(&made);
			made_finding(&made, order[i].id, CLIENT, k ? 0 : order[i].bytes);
			add(&digest, &made);
		}
	}
	digest_sort(&digest);
	assert_int_equal(digest.count, ARRAY_LEN(order));
	for (size_t i = 0; i < ARRAY_LEN(order); i++) {
		rows_next(&rows, finding_info(order[i].id)->id);
		CHECK_INT(&rows, digest.cases[i].id, order[i].id);
		CHECK_INT(&rows, digest.cases[i].count, order[i].count);
		CHECK_INT(&rows, digest.cases[i].bytes, order[i].bytes);
	}
	digest_free(&digest);
	rows_end(&rows);
}

static void harmless_resets_are_one_note(void **state)
{
	struct digest digest = { 0 };
	struct made made;

	(void)state;
	for (int i = 0; i < 1200; i++) {
		made_init(&made);
		made_owner(&made, i % 2 ? CLIENT : SERVER, 900 + i, i % 3 ? "curl" : "wget");
		made.connection.end[SERVER].port = (uint16_t)(5555 + i);
		made_finding(&made, FINDING_RESET_AFTER_DONE, i % 2 ? CLIENT : SERVER, 0);
		add(&digest, &made);
	}
	assert_int_equal(digest.count, 1);
	check_text(&digest, 0,
		   "note reset-after-done ×1,200\n"
		   "   age 0.000 ms\n"
		   "   a RST that cost nothing: all data had been read\n"
		   "   fix: nothing, for the data; to be rid of the reset, close without SO_LINGER\n"
		   "        {1,0} and after reading to end-of-file\n"
		   "   e.g. pid 900 fd 3 127.0.0.1:5555 ← 127.0.0.1:6882, 0.000 ms\n"
		   "        pid 901 fd 3 127.0.0.1:6882 ← 127.0.0.1:5556, 0.000 ms\n"
		   "        pid 902 fd 3 127.0.0.1:5557 ← 127.0.0.1:6882, 0.000 ms\n"
		   "\n");
}

static void add_place(struct digest *digest, uint16_t port, int pid, unsigned int seconds)
{
	struct place place = {
		.finding = { .id = FINDING_ACCEPT_QUEUE_FULL, .severity = SEVERITY_WARNING,
			     .certainty = CERTAINTY_OBSERVED },
		.owner = { .known = pid ? OWNER_FOUND : OWNER_HIDDEN, .pid = pid, .fd = 6,
			   .comm = "nginx" },
		.count = 512, .room = 511,
	};
	struct finding finding;
	struct made made;

	made_init(&made);
	place.endpoint = made.connection.end[SERVER];
	place.endpoint.port = port;
	made_free(&made);
	finding = place.finding;
	finding.place = &place;
	finding.span_ns = place.finding.span_ns = seconds * 1000 * MADE_MS;
	assert_int_equal(digest_add_place(digest, &finding), 0);
}

/* What is wrong with a listener stands among the rest, by process too. */
static void a_listener_has_its_case(void **state)
{
	struct digest digest = { 0 };
	struct made made;

	(void)state;
	make_leak(&made, 7);
	add(&digest, &made);
	add_place(&digest, 80, 99, 7);
	add_place(&digest, 443, 99, 8);
	add_place(&digest, 8080, 0, 9);
	assert_int_equal(digest.count, 3);
	check_text(&digest, 16,
		   "warning accept-queue-full ×2 nginx[99]\n"
		   "   oldest 8.0 s, youngest 7.0 s\n"
		   "   the oldest: the accept queue of nginx[99] at 127.0.0.1:443 has been full for\n"
		   "   at least 8.0 s; waiting in it: 512, backlog: 511; further connections get no\n"
		   "   answer\n"
		   "   fix: find out why the server does not call accept() (stopped, blocked, out of\n"
		   "        descriptors), or let it do so faster; a larger backlog (listen(),\n"
		   "        net.core.somaxconn) helps only against short bursts\n"
		   "   e.g. fd 6 127.0.0.1:443, 8.0 s\n"
		   "        fd 6 127.0.0.1:80, 7.0 s\n"
		   "\n"
		   "warning accept-queue-full at 127.0.0.1:8080, owner hidden, age 9.0 s\n"
		   "warning eof-unread client java[812], age 7.0 s\n"
		   "in full: --all; what to do: halfclose explain ID\n"
		   "\n");
}

/* So many processes, each with a name and a trouble of its own, and hostile names. */
static void fill(struct digest *digest, unsigned int processes)
{
	static const enum finding_id ids[] = { FINDING_EOF_UNREAD, FINDING_EOF_IGNORED,
					       FINDING_ORPHANED_DATA, FINDING_ZERO_WINDOW };

	for (unsigned int i = 0; i < processes; i++) {
		char name[32];
		struct made made;

		make_leak(&made, 10 + i);
		snprintf(name, sizeof(name), "name\033\a\n of %u", i);
		made_owner(&made, CLIENT, 4000000 + (int)i, name);
		made.findings[0].id = (uint8_t)ids[i % ARRAY_LEN(ids)];
		made.findings[0].bytes = i * 1000000;
		add(digest, &made);
	}
}

static void it_keeps_to_its_lines(void **state)
{
	struct rows rows = { 0 };

	(void)state;
	for (unsigned int processes = 1; processes <= 1200; processes += processes < 30 ? 1 : 97) {
		for (unsigned int lines = 12; lines <= 40; lines += 7) {
			struct digest digest = { 0 };
			struct printed printed;
			char name[64], *rest, *line;
			unsigned int used = 0;

			snprintf(name, sizeof(name), "%u processes, %u lines", processes, lines);
			rows_next(&rows, name);
			fill(&digest, processes);
			printed_digest(&printed, &digest, lines);
			rest = printed.text;
			while ((line = strsep(&rest, "\n")) && rest) {
				CHECK(&rows, utf8_columns(line) <= style.width);
				used++;
			}
			CHECK(&rows, used <= lines);
			printed_free(&printed);
			digest_free(&digest);
		}
	}
	rows_end(&rows);
}

/* The first in full, some in a line, and how many are not shown. */
static void what_finds_no_room(void **state)
{
	struct digest digest = { 0 };
	struct printed printed;
	const char *text;

	(void)state;
	fill(&digest, 1002);
	assert_int_equal(digest.beyond, 2);
	text = printed_digest(&printed, &digest, 16);
	assert_non_null(strstr(text, "warning zero-window client name\\x1b\\x07\\x0a of 999"));
	assert_non_null(strstr(text, "\nand over "));
	assert_non_null(strstr(text, " more cases; in full: --all; what to do: halfclose explain ID\n\n"));
	printed_free(&printed);
	digest_free(&digest);
}

/* More processes of one name than are kept apart: they are one case, and that is not all. */
static void too_many_processes_of_a_name(void **state)
{
	struct digest digest = { 0 };
	struct printed printed;
	struct made made;
	const char *text;

	(void)state;
	for (int pid = 1; pid <= KEYS_MAX + 2; pid++) {
		make_leak(&made, 10);
		made_owner(&made, CLIENT, pid, "worker");
		add(&digest, &made);
	}
	text = printed_digest(&printed, &digest, 24);
	assert_non_null(strstr(text, "eof-unread ×1,000 client worker, 1,000 processes\n"));
	assert_non_null(strstr(text, "\nand 2 more connections, not counted above, of too many processes; "
				     "in full: --all; what to do: halfclose explain ID\n"));
	printed_free(&printed);
	digest_free(&digest);
}

/* It is about the end that has it: two ends, two cases. */
static void both_ends_have_their_own(void **state)
{
	struct digest digest = { 0 };
	struct made made;

	(void)state;
	make_leak(&made, 10);
	made_owner(&made, SERVER, 900, "nginx");
	made_finding(&made, FINDING_HALF_CLOSED, SERVER, 0);
	add(&digest, &made);
	assert_int_equal(digest.count, 2);
	assert_int_equal(digest.cases[0].beside[FINDING_HALF_CLOSED], 0);
	digest_free(&digest);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(one_process_is_told_once),
		cmocka_unit_test(a_single_case),
		cmocka_unit_test(the_oldest_speaks),
		cmocka_unit_test(without_utf8),
		cmocka_unit_test(nothing_is_wrong),
		cmocka_unit_test(who_holds_it),
		cmocka_unit_test(many_processes_of_a_name),
		cmocka_unit_test(the_worst_comes_first),
		cmocka_unit_test(harmless_resets_are_one_note),
		cmocka_unit_test(it_keeps_to_its_lines),
		cmocka_unit_test(what_finds_no_room),
		cmocka_unit_test(too_many_processes_of_a_name),
		cmocka_unit_test(both_ends_have_their_own),
		cmocka_unit_test(a_listener_has_its_case),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
