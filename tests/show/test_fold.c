/* SPDX-License-Identifier: GPL-2.0-or-later */
/* test_fold.c: identical cases are told once, worst first, within bounds. */
#include "show/fold.h"
#include "made.h"
#include "printed.h"
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
	fold_init(&fold, &style);
	made_write_after_close(&made);
	add(&fold, &made, 7, 6002);
	add(&fold, &made, 9, 6001);
	add(&fold, &made, 12, 6003);
	add(&fold, &made, 1300, 6004);
	text = printed_fold(&printed, &fold);
	assert_int_equal(fold.count, 1);
	assert_non_null(strstr(text, "#7 client 127.0.0.1:6002"));
	assert_null(strstr(text, "#9 client"));
	assert_non_null(strstr(text, "   x4 like this: #7 127.0.0.1:6002, #9 127.0.0.1:6001, #12\n"
				     "     127.0.0.1:6003, ...; oldest #9; 4 bytes in all\n"));
	printed_free(&printed);
	made_free(&made);
	fold_free(&fold);
}

/* What makes two cases different, one change at a time, and what does not. */
static void what_tells_cases_apart(void **state)
{
	static const struct {
		const char *name;
		int server_port, pid;
		const char *comm;
		enum finding_id id;
		enum side end;
		size_t groups;
	} table[] = {
		{ "nothing", 5555, 812, "peer", FINDING_WRITE_AFTER_CLOSE, CLIENT, 1 },
		{ "port", 5556, 812, "peer", FINDING_WRITE_AFTER_CLOSE, CLIENT, 2 },
		{ "process", 5555, 813, "peer", FINDING_WRITE_AFTER_CLOSE, CLIENT, 2 },
		{ "name", 5555, 812, "curl", FINDING_WRITE_AFTER_CLOSE, CLIENT, 2 },
		{ "finding", 5555, 812, "peer", FINDING_LINGER_DISCARD, CLIENT, 2 },
		{ "end", 5555, 812, "peer", FINDING_WRITE_AFTER_CLOSE, SERVER, 2 },
	};
	struct rows rows = { 0 };

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(table); i++) {
		struct fold fold;
		struct made made;

		rows_next(&rows, table[i].name);
		fold_init(&fold, &style);
		made_write_after_close(&made);
		made_owner(&made, SERVER, 812, "peer");
		add(&fold, &made, 1, 6001);
		made.connection.end[SERVER].port = (uint16_t)table[i].server_port;
		made_owner(&made, CLIENT, table[i].pid, table[i].comm);
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
	fold_init(&fold, &style);
	made_write_after_close(&made);
	made.connection.finding_count = 0;
	made_finding(&made, FINDING_REPLY_ABANDONED, CLIENT, 10);
	for (int i = 0; i < 5; i++) {
		made_owner(&made, CLIENT, 1000 + i, "curl");
		add(&fold, &made, (uint64_t)i + 1, 6000);
	}
	assert_int_equal(fold.count, 1);
	made_free(&made);
	fold_free(&fold);
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
	fold_init(&fold, &style);
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
	made_free(&made);
	fold_free(&fold);
}

static void memory_is_bounded(void **state)
{
	struct printed printed;
	struct fold fold;
	struct made made;

	(void)state;
	fold_init(&fold, &style);
	made_init(&made);
	for (int i = 0; i < FOLD_GROUPS_MAX + 7; i++) {
		made.connection.end[SERVER].port = (uint16_t)(1000 + i);
		add(&fold, &made, (uint64_t)i + 1, 6000);
	}
	made.connection.end[SERVER].port = 1000;
	add(&fold, &made, 5000, 6000);
	assert_int_equal(fold.count, FOLD_GROUPS_MAX);
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
		cmocka_unit_test(the_worst_comes_first),
		cmocka_unit_test(memory_is_bounded),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
