/* SPDX-License-Identifier: GPL-2.0-or-later */
/* test_rows.c: rows follow the table, in the order and choice that is asked for. */
#include "tui/arrow.h"
#include "tui/columns.h"
#include "tui/rows.h"
#include "tui/sieve.h"
#include "core/tracker.h"
#include "core/units.h"
#include "support/rows.h"
#include "support/story.h"

#include <stdio.h>

#define OPEN "c S | s S. | c . |"
#define DATA OPEN "c P. 5 | s . |"
#define CLIENT(port) "client 127.0.0.1 " port " | server 127.0.0.1 5555 | isn c 1 | isn s 1 |"
#define OWNED DATA "c probe ESTABLISHED inode 11 cookie 1 | c owner 812 peer fd 3 |" \
	      "s probe ESTABLISHED inode 22 cookie 2 | s owner 99 Nginx fd 7 |"

struct told {
	struct tracker tracker;
	struct story story;
	struct rows_shown rows;
	struct rows_choice choice;
};

static void to_tracker(void *arg, const struct event *event)
{
	tracker_event(arg, event);
}

static bool tell_keeping(struct told *told, struct rows *check, enum keep trails, const char *text)
{
	const struct tracker_options options = {
		.trails = trails, .packets = true, .sockets = true, .ended_ns = 60 * S_NS,
	};
	const struct sink sink = { 0 };

	*told = (struct told){ .rows = { 0 } };
	if (!CHECK(check, tracker_init(&told->tracker, &options, &sink) == 0))
		return false;
	story_init(&told->story, to_tracker, &told->tracker);
	if (!CHECK(check, story_tell(&told->story, text) == 0))
		print_error("%s\n", told->story.error);
	return CHECK(check, rows_update(&told->rows, &told->tracker.table, &told->choice,
					told->story.time_ns) == 0);
}

static bool tell(struct told *told, struct rows *check, const char *text)
{
	return tell_keeping(told, check, KEEP_ALL, text);
}

static void forget(struct told *told)
{
	rows_free(&told->rows);
	tracker_free(&told->tracker);
}

static void says_who_closed(void **state)
{
	static const struct {
		const char *name, *story, *arrow, *ascii;
	} rows[] = {
		{ "a SYN is out", "c S", " ┄┄▶ ", " ..> " },
		{ "open", DATA, " ◀─▶ ", " <-> " },
		{ "the client has sent its FIN", DATA "c F. | s .", "F◀── ", "F<-- " },
		{ "the server has", DATA "s F. | c .", " ──▶F", " -->F" },
		{ "both, the client first", DATA "c F. | s . | s F. | c .", "F──▶f", "F-->f" },
		{ "both, the server first", DATA "s F. | c . | c F. | s .", "f◀──F", "f<--F" },
		{ "refused", "c S | s R. seq -1 ack 0", " ◀━━R", " <==R" },
		{ "reset by the client", DATA "c R. ack 0", "R━━▶ ", "R==> " },
		{ "closed, and then reset for data behind it", DATA "s F. | c . | c P. 5 | s R seq 1",
		  " ◀━━R", " <==R" },
		{ "half-closed, and reset by the other", DATA "c F. | s . | s R. ack 6", "F◀━━r",
		  "F<==r" },
		{ "sockets alone tell who closed", "c poll FIN_WAIT2 inode 0 cookie 1 timer 3 |"
		  "s poll CLOSE_WAIT inode 22 cookie 2", "F◀── ", "F<-- " },
	};
	struct rows check = { 0 };

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		char text[64];
		struct phrase phrase;
		struct told told;

		rows_next(&check, rows[i].name);
		if (tell(&told, &check, rows[i].story)) {
			phrase_init(&phrase, text, sizeof(text));
			arrow_say(&phrase, &told.rows.rows[0], 5, true);
			CHECK_STRING(&check, text, rows[i].arrow);
			phrase_init(&phrase, text, sizeof(text));
			arrow_say(&phrase, &told.rows.rows[0], 5, false);
			CHECK_STRING(&check, text, rows[i].ascii);
		}
		forget(&told);
	}
	rows_end(&check);
}

static void chooses(void **state)
{
	static const struct {
		const char *name, *filter;
		bool matches;
	} rows[] = {
		{ "nothing typed", "", true },
		{ "spaces", "   ", true },
		{ "a name, whatever its case", "NGINX", true },
		{ "part of it", "gin", true },
		{ "another name", "apache", false },
		{ "a port, as part of an address", ":5555", true },
		{ "an address", "127.0.0.1:6882", true },
		{ "an IPv6 address is a word", "::1", false },
		{ "a state, part of it", "close", true },
		{ "a pid as a word, whole", "812", true },
		{ "not part of one", "pid:81", false },
		{ "all terms must hold", "peer apache", false },
		{ "and do", "peer nginx", true },
		{ "state:", "state:close_wait", true },
		{ "its beginning", "state:clo", true },
		{ "in the RFC's way", "state:CLOSE-WAIT", true },
		{ "not its middle", "state:wait", false },
		{ "of either end", "state:fin_wait2", true },
		{ "of neither", "state:established", false },
		{ "no value yet", "state:", true },
		{ "pid:", "pid:99", true },
		{ "another pid", "pid:98", false },
		{ "no pid at all", "pid:x", false },
		{ "no value yet of a number", "pid:", true },
		{ "port:", "port:6882", true },
		{ "another port", "port:80", false },
		{ "comm:", "comm:pee", true },
		{ "an address is no comm", "comm:127", false },
		{ "find:", "find:half", true },
		{ "its category", "find:lost", true },
		{ "its severity", "find:warning", true },
		{ "another finding", "find:eof", false },
		{ "nothing lost", "lost>0", false },
		{ "less than", "lost<1", true },
		{ "just that", "lost=0", true },
		{ "with a unit", "lost<10k", true },
		{ "no number", "lost>x", false },
	};
	struct rows check = { 0 };
	struct told told;

	(void)state;
	rows_next(&check, "the story");
	/* A doomed half-close: the server has closed, the client may still write. */
	if (tell(&told, &check, OWNED "s F. | s holder closed | c . |"
		 "s poll FIN_WAIT2 inode 0 cookie 2 timer 3 |"
		 "c poll CLOSE_WAIT inode 11 cookie 1 rq 1 | +200ms")) {
		for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
			struct sieve sieve;

			rows_next(&check, rows[i].name);
			sieve_parse(&sieve, rows[i].filter);
			CHECK_INT(&check, sieve_matches(&sieve, &told.rows.rows[0]),
				  rows[i].matches);
		}
	}
	forget(&told);
	rows_end(&check);
}

/* The client ports of what is shown, in order. */
static void say_order(const struct rows_shown *rows, char *text, size_t size)
{
	size_t len = 0;

	text[0] = '\0';
	for (size_t i = 0; i < rows->shown; i++)
		len += (size_t)snprintf(text + len, size - len, "%s%d", i ? " " : "",
					rows_at(rows, i)->end[ROW_CLIENT].endpoint.port);
}

static void sorts(void **state)
{
	/* In order of appearance: open; a RST that lost 5; half-closed, older; refused. */
	static const char story[] =
		CLIENT("7001") DATA "c probe ESTABLISHED inode 11 cookie 1 rq 700 |"
		"c owner 5 zsh fd 3 |"
		CLIENT("7002") DATA "s probe ESTABLISHED inode 22 rq 5 cookie 2 | s R. |"
		"s destroy rq 5 sq 0 cookie 2 |"
		CLIENT("7003") DATA "c probe ESTABLISHED inode 13 cookie 3 | c owner 6 curl fd 3 |"
		"c F. | s . | +1s |"
		CLIENT("7004") "c S | s R. seq -1 ack 0 | +200ms | +1s";
	static const struct {
		const char *name;
		enum sort_by by;
		bool inverted, closed;
		const char *filter, *order;
	} rows[] = {
		{ "the worst first, then the newest", SORT_FINDING, false, true, "",
		  "7002 7004 7003 7001" },
		{ "inverted", SORT_FINDING, true, true, "", "7001 7003 7004 7002" },
		{ "the newest", SORT_NEWEST, false, true, "", "7004 7003 7002 7001" },
		{ "by name; who is not known comes last", SORT_CLIENT, false, true, "",
		  "7003 7001 7002 7004" },
		{ "the oldest first", SORT_AGE, false, true, "", "7001 7002 7003 7004" },
		{ "what lost most", SORT_LOST, false, true, "", "7002 7004 7003 7001" },
		{ "the longest queues", SORT_QUEUES, false, true, "", "7001 7002 7004 7003" },
		{ "states of the client", SORT_CLIENT_STATE, false, true, "",
		  "7003 7001 7004 7002" },
		{ "states of the server", SORT_SERVER_STATE, false, true, "",
		  "7003 7001 7004 7002" },
		{ "the open ones alone", SORT_NEWEST, false, false, "", "7003 7001" },
		{ "what the filter lets through", SORT_NEWEST, false, true, "state:closed",
		  "7004 7002" },
		{ "nothing", SORT_NEWEST, false, true, "nobody", "" },
	};
	struct rows check = { 0 };
	struct told told;

	(void)state;
	rows_next(&check, "the story");
	if (tell(&told, &check, story)) {
		for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
			const struct sorting sorting = { rows[i].by, rows[i].inverted };
			struct sieve sieve;
			char text[128];

			rows_next(&check, rows[i].name);
			sieve_parse(&sieve, rows[i].filter);
			rows_arrange(&told.rows, &sieve, rows[i].closed, &sorting);
			say_order(&told.rows, text, sizeof(text));
			CHECK_STRING(&check, text, rows[i].order);
		}
	}
	forget(&told);
	rows_end(&check);
}

/* The row of the first connection. */
static const struct row *first_row(const struct told *told)
{
	return &told->rows.rows[0];
}

static void remembers_changes(void **state)
{
	struct rows check = { 0 };
	struct told told;
	uint64_t before_ns;

	(void)state;
	rows_next(&check, "what was there before we came");
	if (tell(&told, &check, "c poll ESTABLISHED inode 11 cookie 1 | +3s")) {
		CHECK(&check, first_row(&told)->since_at_least);
		CHECK_INT(&check, row_age_ns(first_row(&told), told.story.time_ns) / S_NS, 3);
		CHECK_INT(&check, first_row(&told)->end[ROW_CLIENT].changed_ns, 0);
	}
	forget(&told);

	rows_next(&check, "a state that changed, with the time of the packet");
	if (tell(&told, &check, DATA "+2s")) {
		CHECK(&check, !first_row(&told)->since_at_least);
		before_ns = told.story.time_ns;
		CHECK_INT(&check, story_tell(&told.story, "s F. | c . | +500ms"), 0);
		rows_update(&told.rows, &told.tracker.table, &told.choice, told.story.time_ns);
		CHECK(&check, told.rows.changed);
		CHECK_INT(&check, first_row(&told)->end[ROW_CLIENT].changed_ns, before_ns);
		CHECK_INT(&check, first_row(&told)->end[ROW_SERVER].changed_ns,
			  before_ns + MS_NS);
		CHECK_INT(&check, row_age_ns(first_row(&told), told.story.time_ns) / MS_NS, 501);
	}
	forget(&told);

	rows_next(&check, "nothing is no change");
	if (tell(&told, &check, DATA "+2s")) {
		const struct sieve all = { 0 };
		const struct sorting sorting = { SORT_NEWEST, false };

		rows_arrange(&told.rows, &all, true, &sorting);
		rows_update(&told.rows, &told.tracker.table, &told.choice, told.story.time_ns + S_NS);
		CHECK(&check, !told.rows.changed);
	}
	forget(&told);

	rows_next(&check, "a hang from before we came is as old as the kernel says");
	if (tell(&told, &check,
		 "s listen inode 9 | s probe ESTABLISHED inode 0 cookie 2 rq 5 sent 90000 got 3000 heard 3000 |"
		 "+200ms")) {
		CHECK(&check, first_row(&told)->findings != 0);
		CHECK(&check, row_age_ns(first_row(&told), told.story.time_ns) >= 90 * S_NS);
	}
	forget(&told);
	rows_end(&check);
}

/* There are too many for a trail of each. */
static void knows_less_without_trails(void **state)
{
	static const struct {
		const char *name, *story;
		unsigned int age_ms;
		bool at_least;
	} rows[] = {
		{ "open, since its beginning", DATA "+2s", 2005, false },
		{ "half-closed, since the FIN", DATA "+2s | s F. | c . | +3s", 3002, false },
		{ "reset, since the RST", DATA "+2s | s F. | c . | c R. ack 1 | +3s", 3001, false },
		{ "it was there before", "c poll ESTABLISHED inode 11 cookie 1 | +3s", 3000, true },
	};
	struct rows check = { 0 };

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		struct told told;

		rows_next(&check, rows[i].name);
		if (tell_keeping(&told, &check, KEEP_NONE, rows[i].story)) {
			CHECK_INT(&check, row_age_ns(first_row(&told), told.story.time_ns) / MS_NS,
				  rows[i].age_ms);
			CHECK_INT(&check, first_row(&told)->since_at_least, rows[i].at_least);
		}
		forget(&told);
	}
	rows_end(&check);
}

/* Rows of connections that left make room for those that come. */
static void follows_the_table(void **state)
{
	const struct sieve all = { 0 };
	const struct sorting sorting = { SORT_NEWEST, false };
	struct rows check = { 0 };
	struct told told;
	char text[2048];

	(void)state;
	rows_next(&check, "many come and go");
	if (!tell(&told, &check, CLIENT("7000") OPEN))
		return;
	for (int i = 0; i < 500; i++) {
		struct table *table = &told.tracker.table;

		snprintf(text, sizeof(text), CLIENT("%d") "c S", 7001 + i);
		story_tell(&told.story, text);
		if (i % 3 == 0)
			table_remove(table, table->oldest);
		CHECK_INT(&check, rows_update(&told.rows, table, &told.choice, told.story.time_ns), 0);
		CHECK_INT(&check, told.rows.count, table->count);
	}
	rows_arrange(&told.rows, &all, true, &sorting);
	CHECK_INT(&check, told.rows.shown, told.tracker.table.count);
	CHECK_INT(&check, rows_at(&told.rows, 0)->end[ROW_CLIENT].endpoint.port, 7500);
	CHECK_INT(&check, rows_find(&told.rows, rows_at(&told.rows, 100)->id), 100);
	CHECK_INT(&check, rows_find(&told.rows, 1), told.rows.shown);
	CHECK(&check, !rows_at(&told.rows, told.rows.shown));
	forget(&told);
	rows_end(&check);
}

static bool has_port(void *arg, const struct connection *connection)
{
	const uint16_t *port = arg;

	return connection->end[connection->client].port == *port;
}

/* The choice may come to know of a process late, and of its end. */
static void wants_some(void **state)
{
	struct rows check = { 0 };
	struct told told;
	uint16_t port = 7002;

	(void)state;
	rows_next(&check, "one of two");
	if (tell(&told, &check, CLIENT("7001") OPEN CLIENT("7002") OPEN)) {
		CHECK_INT(&check, told.rows.count, 2);
		told.choice = (struct rows_choice){ has_port, &port };
		rows_update(&told.rows, &told.tracker.table, &told.choice, told.story.time_ns);
		CHECK_INT(&check, told.rows.count, 1);
		CHECK_INT(&check, first_row(&told)->end[ROW_CLIENT].endpoint.port, 7002);
		CHECK_INT(&check, told.rows.census.count[CENSUS_ESTABLISHED], 1);
		port = 7001;
		rows_update(&told.rows, &told.tracker.table, &told.choice, told.story.time_ns);
		CHECK_INT(&check, told.rows.count, 1);
		CHECK_INT(&check, first_row(&told)->end[ROW_CLIENT].endpoint.port, 7001);
	}
	forget(&told);
	rows_end(&check);
}

static void fits_columns(void **state)
{
	static const struct {
		const char *name;
		uint64_t number;
		unsigned int columns;
		const char *text;
	} numbers[] = {
		{ "as it is", 999, 3, "999" }, { "none", 0, 3, "0" },
		{ "thousands", 1000, 3, "1K" }, { "rounded down", 99999, 3, "99K" },
		{ "too many thousands", 123456, 3, ".1M" }, { "millions", 12582912, 3, "12M" },
		{ "with a decimal, where there is room", 12582912, 5, "12.5M" },
		{ "no more than needed", 12345, 5, "12345" },
		{ "a full queue", 4294967295, 3, "4G" }, { "of six", 1234567, 6, "1.2M" },
		{ "all there can be", UINT64_MAX, 3, "18E" },
	};
	static const struct {
		const char *name;
		uint64_t span_ns;
		bool at_least;
		const char *text;
	} ages[] = {
		{ "now", 0, false, "0ms" }, { "a moment", 62 * MS_NS, false, "62ms" },
		{ "longer", 620 * MS_NS, false, "0.6s" }, { "seconds", 5200 * MS_NS, false, "5.2s" },
		{ "more of them", 99 * S_NS, false, "99s" }, { "minutes", 750 * S_NS, false, "12m" },
		{ "hours", 12345 * S_NS, false, "3h" }, { "days", 400000 * S_NS, false, "4d" },
		{ "weeks", 9000000 * S_NS, false, "14w" },
		{ "it was so before", 750 * S_NS, true, ">12m" },
		{ "just come", 62 * MS_NS, true, ">0s" },
	};
	struct rows check = { 0 };
	char text[32];
	struct phrase phrase;

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(numbers); i++) {
		rows_next(&check, numbers[i].name);
		phrase_init(&phrase, text, sizeof(text));
		columns_say_number(&phrase, numbers[i].number, numbers[i].columns);
		CHECK_STRING(&check, text, numbers[i].text);
	}
	for (size_t i = 0; i < ARRAY_LEN(ages); i++) {
		rows_next(&check, ages[i].name);
		phrase_init(&phrase, text, sizeof(text));
		columns_say_age(&phrase, ages[i].span_ns, ages[i].at_least);
		CHECK_STRING(&check, text, ages[i].text);
	}
	rows_end(&check);
}

/* Whatever the width, the columns fill it, and no more. */
static void fills_the_width(void **state)
{
	struct rows check = { 0 };

	(void)state;
	for (unsigned int width = 80; width <= 300; width++) {
		struct columns columns;
		unsigned int sum;
		char name[32];

		snprintf(name, sizeof(name), "width %u", width);
		rows_next(&check, name);
		columns_fit(&columns, width);
		sum = 1 + columns.process + 1 + columns.state + 2 * (1 + columns.queue) + 1 +
		      columns.arrow + 1 + columns.state + 2 * (1 + columns.queue) + 1 +
		      columns.process + 1 + columns.age + 1 + columns.lost + 1 + columns.finding;
		if (columns.address)
			sum += 2 * (1 + columns.address);
		CHECK(&check, sum <= width);
		CHECK(&check, columns.finding == 6 || columns.finding >= COLUMNS_FINDING_FULL);
		CHECK_INT(&check, columns_sort_at(&columns, sum - 1), SORT_FINDING);
		CHECK_INT(&check, columns_sort_at(&columns, sum), SORT_BY_COUNT);
		CHECK_INT(&check, columns_sort_at(&columns, 1), SORT_CLIENT);
	}
	rows_end(&check);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(says_who_closed),
		cmocka_unit_test(chooses),
		cmocka_unit_test(sorts),
		cmocka_unit_test(remembers_changes),
		cmocka_unit_test(knows_less_without_trails),
		cmocka_unit_test(follows_the_table),
		cmocka_unit_test(wants_some),
		cmocka_unit_test(fits_columns),
		cmocka_unit_test(fills_the_width),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
