/* SPDX-License-Identifier: GPL-2.0-or-later */
/* test_memory.c: whichever allocation fails, the report is what it would have been, or says so. */
#include "core/tracker.h"
#include "core/units.h"
#include "core/verdict.h"
#include "support/rows.h"
#include "support/scarce.h"
#include "support/story.h"

#include <stdio.h>

/* What a report tells, in short. */
struct account {
	char text[4096];
	size_t len;
};

static void add_word(struct account *account, const char *word, uint64_t number)
{
	int room = (int)(sizeof(account->text) - account->len);
	int len = snprintf(account->text + account->len, (size_t)room, "%s %llu; ", word,
			   (unsigned long long)number);

	assert_true(len < room);
	account->len += (size_t)len;
}

static void on_ended(void *arg, const struct connection *connection)
{
	struct account *account = arg;

	add_word(account, "port", connection->end[connection->client].port);
	add_word(account, outcome_name(verdict_outcome(connection)),
		 verdict_lost(connection, SIDE_A).bytes + verdict_lost(connection, SIDE_B).bytes);
	for (int side = SIDE_A; side <= SIDE_B; side++) {
		const struct half_socket *socket = connection->half[side].socket;

		add_word(account, "facts", socket ? 1u + socket->seen + !!socket->destroy : 0);
		add_word(account, "states", connection->half[side].state_count);
	}
	for (unsigned int i = 0; i < connection->finding_count; i++)
		add_word(account, finding_info(connection->findings[i].id)->id,
			 connection->findings[i].bytes);
}

static void to_tracker(void *arg, const struct event *event)
{
	memory.on = true;
	tracker_event(arg, event);
	memory.on = false;
}

/* None of them is left, when the last connection has gone. */
static void check_processes(const struct processes *processes)
{
	for (size_t i = 0; i < PROCESS_BUCKETS; i++)
		assert_null(processes->buckets[i]);
}

static void run(const char *text, struct account *account, struct tracker_counts *counts)
{
	const struct tracker_options options = {
		.packets = true,
		.sockets = true,
		.rest_after_ns = S_NS,
		.zeek = KEEP_OF_FINDINGS,
		.trails = KEEP_OF_FINDINGS,
	};
	const struct sink sink = { .arg = account, .ended = on_ended };
	struct tracker tracker;
	struct story story;

	account->text[account->len = 0] = '\0';
	memory.asked = 0;
	assert_int_equal(tracker_init(&tracker, &options, &sink), 0);
	story_init(&story, to_tracker, &tracker);
	assert_int_equal(story_tell(&story, text), 0);
	memory.on = true;
	tracker_finish(&tracker, story.time_ns);
	memory.on = false;
	*counts = tracker.counts;
	check_processes(&tracker.processes);
	add_word(account, "listeners", tracker.listeners.count);
	add_word(account, "places", tracker.places.count);
	tracker_free(&tracker);
}

#define OWNED "c S | s S. | c .\n" \
	      "c probe ESTABLISHED inode 11 cookie 1 | c owner 812 peer fd 3\n" \
	      "s probe ESTABLISHED inode 22 cookie 2 | s owner 99 serv fd 7\n" \
	      "c P. 4 | s . | s P. 9 | c .\n"

static const struct {
	const char *name, *text;
} table[] = {
	{ "a listener, data lost, an owner, a notification",
	  "s listen inode 5 rq 0 sq 8 cookie 50\n"
	  "c S | s S. | c .\n"
	  "s probe ESTABLISHED inode 22 cookie 2\n"
	  "c probe ESTABLISHED inode 23 cookie 3\n"
	  "s owner 99 serv fd 7\n"
	  "c P. 5 | s .\n"
	  "s F. | c .\n"
	  "s probe FIN_WAIT2 inode 0 cookie 2 timer 3\n"
	  "c P. 7 | s R\n"
	  "c destroy rq 1 sq 7 cookie 3\n"
	  "+1s\n" },
	{ "a full listener, who waits for it, a destination",
	  "s listen cookie 50 rq 9 sq 8 | +1s | s listen cookie 50 rq 9 sq 8\n"
	  "c S | s S. | c . | c P. 5 | s .\n"
	  "s probe ESTABLISHED inode 0 cookie 2 rq 5\n"
	  "+6s | s probe ESTABLISHED inode 0 cookie 2 rq 5\n"
	  "waiting 90 of 100 | waiting end\n"
	  "+1s\n" },
	{ "a process that is killed", OWNED "s ended signal 9 | s F. | c . | c F. | s .\n+1s\n" },
	{ "a socket that is passed on",
	  OWNED "+2s | s holder held | +1s | s holder closed | s owner 120 sleep fd 7\n"
	  "s holders 120 sleep fd 7 121 cat fd 7\n"
	  "+6s | s poll ESTABLISHED inode 22 cookie 2 | +100ms\n" },
	{ "two idle, one of which goes on, and is killed",
	  OWNED "s poll ESTABLISHED inode 22 cookie 2 got 9 sent 9 | +2s | +2s\n"
	  "client 127.0.0.1 40000\n"
	  "c S | s S. | c . | +2s | +2s\n"
	  "client 127.0.0.1 6882 | isn c 2000 | isn s 7000\n"
	  "s ended signal 9 | s F. | c . | c F. | s .\n+1s\n" },
	{ "one idles while its process is killed, whose pid is another's then",
	  OWNED "+2s | +2s | s ended signal 9 | client 127.0.0.1 40000\n"
	  "isn c 70 | c S | isn s 90 | s S. | c . | s probe ESTABLISHED inode 33 cookie 5\n"
	  "s owner 99 next fd 7 | client 127.0.0.1 6882 | isn c 1000 | isn s 500000 | c R\n"
	  "client 127.0.0.1 40000 | isn c 70 | isn s 90 | c P. 3 seq 0\n+1s\n" },
	{ "holes, a SYN again, two lives",
	  "c S\n"
	  "+1s\n"
	  "c S seq 0 | s S. | c .\n"
	  "c P. 5 seq 10 | c P. 5 seq 30 | s . ack 0\n"
	  "client 127.0.0.1 40000\n"
	  "isn c 70\n"
	  "c S | s R.\n"
	  "client 127.0.0.1 40002\n"
	  "isn c 700\n"
	  "c S | s S. | c . | c F. | s F. | c .\n"
	  "isn c 70000\n"
	  "isn s 90000\n"
	  "c S | s S. | c .\n"
	  "s P. 100 | c . win 0\n"
	  "+6s\n" },
};

static void what_is_lost_is_told(void **state)
{
	struct rows rows = { 0 };

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(table); i++) {
		struct account whole, lacking;
		struct tracker_counts counts;
		unsigned int all;

		memory.failing = 0;
		run(table[i].text, &whole, &counts);
		all = memory.asked;
		assert_true(all > 5);
		for (memory.failing = 1; memory.failing <= all; memory.failing++) {
			char name[128];

			snprintf(name, sizeof(name), "%s: allocation %u of %u", table[i].name,
				 memory.failing, all);
			rows_next(&rows, name);
			run(table[i].text, &lacking, &counts);
			if (!counts.gaps[GAP_OUT_OF_MEMORY])
				CHECK_STRING(&rows, lacking.text, whole.text);
		}
	}
	rows_end(&rows);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(what_is_lost_is_told),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
