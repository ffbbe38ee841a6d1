/* SPDX-License-Identifier: GPL-2.0-or-later */
/* test_fold.c: identical cases are told once, worst first, within bounds. */
#include "show/fold.h"
#include "made.h"
#include "printed.h"
#include "show/end.h"
#include "show/text.h"
#include "support/rows.h"

static const struct style style = { .width = 72 };

static const char *printed_fold(struct printed *printed, const struct fold *fold)
{
	printed_begin(printed);
	fold_print(fold, printed->out);
	return printed_end(printed);
}

static void add(struct fold *fold, struct made *made, uint64_t id, uint16_t port)
{
	made->connection.id = id;
	made->connection.end[CLIENT].port = port;
	made->connection.start_ns = MADE_START_NS + port * MADE_MS;
	assert_int_equal(fold_add(fold, &made->connection), 0);
}

static void the_same_case_is_told_once(void **state)
{
	struct printed printed;
	struct fold fold;
	struct made made;
	const char *text;

	(void)state;
	fold_init(&fold, &style, false, text_connection);
	made_write_after_close(&made);
	add(&fold, &made, 7, 6002);
	add(&fold, &made, 9, 6001);
	add(&fold, &made, 12, 6003);
	add(&fold, &made, 1300, 6004);
	text = printed_fold(&printed, &fold);
	assert_int_equal(fold.count, 1);
	assert_non_null(strstr(text, "#7 client 127.0.0.1:6002"));
	assert_null(strstr(text, "#9 client"));
	assert_non_null(strstr(text, "   x4 like this, 4 bytes in all, the oldest is #9:\n"
				     "     #7 127.0.0.1:6002 -> 127.0.0.1:5555\n"
				     "     #9 127.0.0.1:6001 -> 127.0.0.1:5555\n"
				     "     #12 127.0.0.1:6003 -> 127.0.0.1:5555\n\n"));
	printed_free(&printed);
	made.connection.findings[0].at_least = true;
	add(&fold, &made, 1301, 6005);
	text = printed_fold(&printed, &fold);
	assert_non_null(strstr(text, "   x5 like this, at least 5 bytes in all, the oldest is #9:\n"));
	printed_free(&printed);
	made_free(&made);
	fold_free(&fold);
}

/* Nobody's, another's, or not there: what may be said of the one whose socket it is. */
static void hold(struct made *made, enum holding holding, int pid, const char *comm)
{
	struct half_socket *socket = &made->sockets[CLIENT];

	if (holding == HOLDING_KNOWN) {
		made_owner(made, CLIENT, pid, comm);
		return;
	}
	memset(socket, 0, sizeof(*socket));
	made->connection.half[CLIENT].socket = holding == HOLDING_UNSEEN ? NULL : socket;
	socket->seen = true;
	socket->latest.state = TCP_STATE_CLOSE_WAIT;
	if (holding == HOLDING_NOT_ACCEPTED)
		return;
	socket->inode = socket->latest.inode = 7;
	socket->uid = (uint32_t)pid;
	if (holding != HOLDING_NOT_LOOKED_UP)
		socket->owner.known = holding == HOLDING_HIDDEN ? OWNER_HIDDEN : OWNER_NONE;
}

/* What makes two cases different, one change at a time, and what does not. */
static void what_tells_cases_apart(void **state)
{
	static const struct {
		const char *name;
		enum holding first;
		int server_port;
		enum holding second;
		int pid;
		const char *comm;
		enum finding_id id;
		enum side end;
		size_t groups;
	} table[] = {
#define SAME FINDING_WRITE_AFTER_CLOSE, CLIENT
		{ "nothing", HOLDING_KNOWN, 5555, HOLDING_KNOWN, 812, "peer", SAME, 1 },
		{ "port", HOLDING_KNOWN, 5556, HOLDING_KNOWN, 812, "peer", SAME, 1 },
		{ "process", HOLDING_KNOWN, 5555, HOLDING_KNOWN, 813, "peer", SAME, 2 },
		{ "name", HOLDING_KNOWN, 5555, HOLDING_KNOWN, 812, "curl", SAME, 2 },
		{ "finding", HOLDING_KNOWN, 5555, HOLDING_KNOWN, 812, "peer",
		  FINDING_LINGER_DISCARD, CLIENT, 2 },
		{ "end", HOLDING_KNOWN, 5555, HOLDING_KNOWN, 812, "peer",
		  FINDING_WRITE_AFTER_CLOSE, SERVER, 2 },
		{ "one known, one hidden", HOLDING_KNOWN, 5555, HOLDING_HIDDEN, 0, "", SAME, 2 },
		{ "both hidden", HOLDING_HIDDEN, 5555, HOLDING_HIDDEN, 0, "", SAME, 1 },
		{ "hidden, of two users", HOLDING_HIDDEN, 5555, HOLDING_HIDDEN, 33, "", SAME, 2 },
		{ "hidden, at two ports", HOLDING_HIDDEN, 5556, HOLDING_HIDDEN, 0, "", SAME, 2 },
		{ "hidden, and nobody's", HOLDING_HIDDEN, 5555, HOLDING_NONE, 0, "", SAME, 2 },
		{ "nobody's, and not accepted", HOLDING_NONE, 5555, HOLDING_NOT_ACCEPTED, 0, "",
		  SAME, 2 },
		{ "not accepted, and not in view", HOLDING_NOT_ACCEPTED, 5555, HOLDING_UNSEEN, 0,
		  "", SAME, 2 },
		{ "not in view", HOLDING_UNSEEN, 5555, HOLDING_UNSEEN, 0, "", SAME, 1 },
		{ "not in view, at two ports", HOLDING_UNSEEN, 5556, HOLDING_UNSEEN, 0, "", SAME, 2 },
		{ "not looked up", HOLDING_NOT_LOOKED_UP, 5555, HOLDING_NONE, 0, "", SAME, 2 },
#undef SAME
	};
	struct rows rows = { 0 };

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(table); i++) {
		struct fold fold;
		struct made made;

		rows_next(&rows, table[i].name);
		fold_init(&fold, &style, false, text_connection);
		made_init(&made);
		made_finding(&made, FINDING_WRITE_AFTER_CLOSE, CLIENT, 1);
		made_owner(&made, SERVER, 812, "peer");
		hold(&made, table[i].first, table[i].first == HOLDING_KNOWN ? 812 : 0, "peer");
		CHECK_INT(&rows, end_holding(&made.connection, CLIENT), table[i].first);
		add(&fold, &made, 1, 6001);
		made.connection.end[SERVER].port = (uint16_t)table[i].server_port;
		hold(&made, table[i].second, table[i].pid, table[i].comm);
		CHECK_INT(&rows, end_holding(&made.connection, CLIENT), table[i].second);
		made.findings[0].id = (uint8_t)table[i].id;
		made.findings[0].end = (uint8_t)table[i].end;
		add(&fold, &made, 2, 6002);
		CHECK_INT(&rows, fold.count, table[i].groups);
		made_free(&made);
		fold_free(&fold);
	}
	rows_end(&rows);
}

static void notes_fold_by_name(void **state)
{
	struct fold fold;
	struct made made;

	(void)state;
	fold_init(&fold, &style, false, text_connection);
	made_write_after_close(&made);
	made.connection.finding_count = 0;
	made_finding(&made, FINDING_REPLY_ABANDONED, CLIENT, 10);
	for (int i = 0; i < 5; i++) {
		made_owner(&made, CLIENT, 1000 + i, "curl");
		made.connection.end[SERVER].port = (uint16_t)(5555 + i);
		add(&fold, &made, (uint64_t)i + 1, 6000);
	}
	assert_int_equal(fold.count, 1);
	made_owner(&made, CLIENT, 1000, "wget");
	add(&fold, &made, 6, 6000);
	assert_int_equal(fold.count, 2);
	made_free(&made);
	fold_free(&fold);
}

/* Of any process, at any port and either end, observed or not, behind FINs or in their place. */
static size_t groups_of_harmless_resets(bool all)
{
	struct fold fold;
	struct made made;
	size_t groups;

	fold_init(&fold, &style, all, text_connection);
	made_write_after_close(&made);
	made.connection.finding_count = 0;
	made_finding(&made, FINDING_RESET_AFTER_DONE, CLIENT, 0);
	for (int i = 0; i < 40; i++) {
		made_owner(&made, CLIENT, 1000 + i, i % 2 ? "curl" : "firefox");
		made.connection.end[SERVER].port = (uint16_t)(5555 + i);
		made.findings[0].end = i % 4 ? CLIENT : SERVER;
		made.findings[0].certainty = i % 8 ? CERTAINTY_OBSERVED : CERTAINTY_INFERRED;
		made.connection.half[CLIENT].fin_sent = i % 16;
		add(&fold, &made, (uint64_t)i + 1, 6000);
	}
	groups = fold.count;
	/* One that stands beside a loss is told with it. */
	made_finding(&made, FINDING_UNREAD_AT_CLOSE, SERVER, 5);
	add(&fold, &made, 41, 6000);
	assert_int_equal(fold.count, groups + 1);
	made_free(&made);
	fold_free(&fold);
	return groups;
}

static void harmless_resets_are_one_note(void **state)
{
	(void)state;
	assert_int_equal(groups_of_harmless_resets(false), 1);
	assert_true(groups_of_harmless_resets(true) > 1);
}

static void the_worst_comes_first(void **state)
{
	static const enum finding_id order[] = { FINDING_REPLY_ABANDONED, FINDING_EOF_IGNORED,
						 FINDING_WRITE_AFTER_CLOSE };
	struct printed printed;
	struct fold fold;
	struct made made;
	const char *text;

	(void)state;
	fold_init(&fold, &style, false, text_connection);
	made_write_after_close(&made);
	for (size_t i = 0; i < ARRAY_LEN(order); i++) {
		made.connection.finding_count = 0;
		made_finding(&made, order[i], CLIENT, 1);
		add(&fold, &made, i + 1, 6000);
	}
	made.connection.finding_count = 0;
	add(&fold, &made, 4, 6000);
	text = printed_fold(&printed, &fold);
	assert_true(strstr(text, "#3 ") < strstr(text, "#2 "));
	assert_true(strstr(text, "#2 ") < strstr(text, "#1 "));
	assert_true(strstr(text, "#1 ") < strstr(text, "#4 "));
	printed_free(&printed);
	/* But a story is told in its own order. */
	fold.in_order = true;
	text = printed_fold(&printed, &fold);
	assert_true(strstr(text, "#1 ") < strstr(text, "#2 "));
	assert_true(strstr(text, "#2 ") < strstr(text, "#3 "));
	assert_true(strstr(text, "#3 ") < strstr(text, "#4 "));
	printed_free(&printed);
	made_free(&made);
	fold_free(&fold);
}

static void memory_is_bounded(void **state)
{
	struct printed printed;
	struct fold fold;
	struct made made;

	(void)state;
	fold_init(&fold, &style, false, text_connection);
	made_init(&made);
	for (int i = 0; i < KEYS_MAX + 7; i++) {
		made.connection.end[SERVER].port = (uint16_t)(1000 + i);
		add(&fold, &made, (uint64_t)i + 1, 6000);
	}
	made.connection.end[SERVER].port = 1000;
	add(&fold, &made, 5000, 6000);
	assert_int_equal(fold.count, KEYS_MAX);
	assert_int_equal(fold.beyond, 7);
	assert_non_null(strstr(printed_fold(&printed, &fold), "\n7 more connections"));
	assert_memory_equal(printed.text, "#1 client", 9);	/* the only one that came twice */
	printed_free(&printed);
	made_free(&made);
	fold_free(&fold);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_same_case_is_told_once),
		cmocka_unit_test(what_tells_cases_apart),
		cmocka_unit_test(notes_fold_by_name),
		cmocka_unit_test(harmless_resets_are_one_note),
		cmocka_unit_test(the_worst_comes_first),
		cmocka_unit_test(memory_is_bounded),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
