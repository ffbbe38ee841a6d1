/* SPDX-License-Identifier: GPL-2.0-or-later */
/* test_sightings.c: which sockets need no connection, and that it is there when one needs it. */
#include "core/tracker.h"
#include "support/rows.h"
#include "support/story.h"

#include <errno.h>
#include <stdio.h>

#define CLIENT "c poll ESTABLISHED inode 11 cookie 1 shut 0 |"
#define SERVER "s poll ESTABLISHED inode 22 cookie 2 shut 0 |"
#define IDLE CLIENT SERVER "+50ms |"

struct row {
	const char *name;
	const char *story;
	/* Connections counted; those only sighted; the inodes of the ends of the one in the table. */
	const char *after;
};

static const struct row rows[] = {
	{ "nothing", "+1s", "0, 0 sighted" },
	{ "one end", SERVER, "1, 1 sighted" },
	{ "both ends", IDLE, "1, 1 sighted" },
	{ "told of again", IDLE IDLE, "1, 1 sighted" },
	{ "another connection", IDLE "client 127.0.0.1 6883 |"
	  "c poll ESTABLISHED inode 12 cookie 3 shut 0", "2, 2 sighted" },
	{ "a keep-alive timer runs", "s poll ESTABLISHED inode 22 cookie 2 shut 0 timer 2",
	  "1, 1 sighted" },

	{ "of the first end: bytes wait",
	  IDLE "c poll ESTABLISHED inode 11 cookie 1 shut 0 rq 5", "1, 0 sighted, 11 22" },
	{ "of the second end: bytes wait",
	  IDLE "s poll ESTABLISHED inode 22 cookie 2 shut 0 rq 5", "1, 0 sighted, 11 22" },
	{ "the other end idles, and was told of first",
	  CLIENT "s poll ESTABLISHED inode 22 cookie 2 shut 0 rq 5", "1, 0 sighted, 11 22" },
	{ "the other end idles, and was told of later",
	  "s poll ESTABLISHED inode 22 cookie 2 shut 0 rq 5 |" CLIENT, "1, 0 sighted, 11 22" },
	{ "nothing of the other end",
	  "s poll ESTABLISHED inode 22 cookie 2 shut 0 rq 5", "1, 0 sighted, 0 22" },
	{ "bytes are not acknowledged",
	  "s poll ESTABLISHED inode 22 cookie 2 shut 0 sq 5", "1, 0 sighted, 0 22" },
	{ "it retransmits",
	  "s poll ESTABLISHED inode 22 cookie 2 shut 0 timer 1 retrans 2", "1, 0 sighted, 0 22" },
	{ "it probes a window of zero",
	  "s poll ESTABLISHED inode 22 cookie 2 shut 0 timer 4", "1, 0 sighted, 0 22" },
	{ "nobody has accepted it",
	  "s poll ESTABLISHED inode 0 cookie 2 shut 0", "1, 0 sighted, 0 0" },
	{ "its program receives no more",
	  "s poll ESTABLISHED inode 22 cookie 2 shut 1", "1, 0 sighted, 0 22" },
	{ "the kernel does not say", "s poll ESTABLISHED inode 22 cookie 2", "1, 0 sighted, 0 22" },
	{ "more is known than its queues",
	  "s poll ESTABLISHED inode 22 cookie 2 shut 0 received 5", "1, 0 sighted, 0 22" },
	{ "it closes", IDLE "s poll FIN_WAIT2 inode 0 cookie 2", "1, 0 sighted, 11 22" },
	{ "it died", IDLE "s destroy cookie 2", "1, 0 sighted, 11 22" },
	{ "it was looked for, and is gone", IDLE "s probe gone", "1, 0 sighted, 11 22" },
	{ "the ports are another socket's", IDLE "c poll ESTABLISHED inode 13 cookie 9 shut 0",
	  "2, 0 sighted, 13 0" },
	{ "to itself: bytes wait", "server 127.0.0.1 6882 |" CLIENT
	  "c poll ESTABLISHED inode 11 cookie 1 shut 0 rq 5", "1, 0 sighted, 11 0" },
};

static void to_tracker(void *arg, const struct event *event)
{
	tracker_event(arg, event);
}

static void tell(struct tracker *tracker, struct rows *check, const char *text)
{
	struct story story;

	story_init(&story, to_tracker, tracker);
	if (story_tell(&story, text) < 0)
		CHECK_STRING(check, story.error, "");
}

static unsigned int inode_of(const struct connection *connection, uint16_t port)
{
	enum side side = connection->end[SIDE_A].port == port ? SIDE_A : SIDE_B;

	return connection->half[side].socket ? connection->half[side].socket->inode : 0;
}

static void describe(const struct tracker *tracker, char *text, size_t size)
{
	const struct connection *newest = tracker->table.newest;
	int len = snprintf(text, size, "%llu, %zu sighted",
			   (unsigned long long)tracker->counts.connections,
			   tracker->sightings.count);

	if (newest)
		snprintf(text + len, size - (size_t)len, ", %u %u", inode_of(newest, 6882),
			 newest->self ? 0 : inode_of(newest, 5555));
}

static void idle_sockets_are_sightings(void **state)
{
	const struct tracker_options options = { .sockets = true, .sightings = true };
	const struct sink sink = { 0 };
	struct rows check = { 0 };
	struct tracker tracker;
	char text[80];

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		rows_next(&check, rows[i].name);
		assert_int_equal(tracker_init(&tracker, &options, &sink), 0);
		tell(&tracker, &check, rows[i].story);
		describe(&tracker, text, sizeof(text));
		CHECK_STRING(&check, text, rows[i].after);
		tracker_free(&tracker);
	}
	rows_end(&check);
}

static void a_connection_began_when_it_was_sighted(void **state)
{
	const struct tracker_options options = { .sockets = true, .sightings = true };
	const struct sink sink = { 0 };
	struct rows check = { .name = "bytes wait, 50 ms later" };
	struct tracker tracker;

	(void)state;
	assert_int_equal(tracker_init(&tracker, &options, &sink), 0);
	tell(&tracker, &check, IDLE "s poll ESTABLISHED inode 22 cookie 2 shut 0 rq 5");
	CHECK_INT(&check, tracker.table.newest->start_ns, STORY_START_NS);
	CHECK_INT(&check, tracker.table.newest->half[SIDE_A].socket->latest.time_ns,
		  tracker.now_ns);
	CHECK_INT(&check, tracker.table.newest->half[SIDE_B].socket->latest.time_ns, STORY_START_NS);
	tracker_free(&tracker);
	rows_end(&check);
}

static void without_the_option_all_are_connections(void **state)
{
	const struct tracker_options options = { .sockets = true };
	const struct sink sink = { 0 };
	struct rows check = { .name = "both ends" };
	struct tracker tracker;
	char text[80];

	(void)state;
	assert_int_equal(tracker_init(&tracker, &options, &sink), 0);
	tell(&tracker, &check, IDLE);
	describe(&tracker, text, sizeof(text));
	CHECK_STRING(&check, text, "1, 0 sighted, 11 22");
	tracker_free(&tracker);
	rows_end(&check);
}

/* As many as make it grow several times, and half of them taken. */
static void many_are_kept_apart(void **state)
{
	enum { MANY = 100000 };
	const struct table_key key = { { 1, 2 } };
	struct sock_fact fact = { .cookie = 7 }, taken[2];
	struct sightings sightings = { 0 };

	(void)state;
	for (uint32_t i = 0; i < MANY; i++) {
		endpoint_set_ipv4(&fact.local, (const uint8_t[]){ 10, 0, (uint8_t)(i >> 16), 1 },
				  (uint16_t)i);
		fact.inode = 1 + i;
		sightings_soon(&sightings, &key, &fact.local, &fact.remote);
		assert_int_equal(sightings_note(&sightings, &key, &fact, 1), 1);
		assert_int_equal(sightings_note(&sightings, &key, &fact, 2), 0);
		if (i % 2) {
			assert_true(sightings_take(&sightings, &key, &fact.local, &fact.remote,
						   taken));
			assert_int_equal(taken[0].inode, 1 + i);
			assert_int_equal(taken[0].asked_ns, 1);
			assert_false(sightings_take(&sightings, &key, &fact.local, &fact.remote,
						    taken));
		}
	}
	assert_int_equal(sightings.count, MANY / 2);
	fact.cookie++;
	fact.inode = 1;
	endpoint_set_ipv4(&fact.local, (const uint8_t[]){ 10, 0, 0, 1 }, 0);
	assert_int_equal(sightings_note(&sightings, &key, &fact, 3), -EEXIST);
	sightings_free(&sightings);
}

static void it_was_seen_when_its_first_end_was(void **state)
{
	const struct table_key key = { { 1, 2 } };
	struct sock_fact client = { .cookie = 7, .inode = 8 }, server = { .cookie = 9, .inode = 10 };
	struct sightings sightings = { 0 };
	struct sock_fact taken[2];

	(void)state;
	endpoint_set_ipv4(&client.local, (const uint8_t[]){ 10, 0, 0, 1 }, 99);
	endpoint_set_ipv4(&client.remote, (const uint8_t[]){ 10, 0, 0, 2 }, 80);
	server.local = client.remote;
	server.remote = client.local;
	for (int i = 0; i < 2; i++) {
		const struct sock_fact *first = i ? &client : &server;

		assert_int_equal(sightings_note(&sightings, &key, first, 5), 1);
		assert_int_equal(sightings_note(&sightings, &key, i ? &server : &client, 6), 0);
		assert_true(sightings_take(&sightings, &key, &client.local, &client.remote, taken));
		assert_int_equal(taken[0].inode, 8);
		assert_int_equal(taken[1].inode, 10);
		assert_int_equal(taken[0].asked_ns, 5);
		assert_int_equal(taken[1].asked_ns, 5);
	}
	sightings_free(&sightings);
}

static void a_connection_to_itself_has_one_socket(void **state)
{
	const struct table_key key = { { 1, 2 } };
	struct sock_fact fact = { .cookie = 7, .inode = 8 }, taken[2];
	struct sightings sightings = { 0 };

	(void)state;
	endpoint_set_ipv4(&fact.local, (const uint8_t[]){ 127, 0, 0, 1 }, 99);
	fact.remote = fact.local;
	assert_int_equal(sightings_note(&sightings, &key, &fact, 1), 1);
	assert_true(sightings_take(&sightings, &key, &fact.local, &fact.remote, taken));
	assert_int_equal(taken[0].inode, 8);
	assert_int_equal(taken[1].inode, 0);
	sightings_free(&sightings);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(idle_sockets_are_sightings),
		cmocka_unit_test(a_connection_began_when_it_was_sighted),
		cmocka_unit_test(without_the_option_all_are_connections),
		cmocka_unit_test(many_are_kept_apart),
		cmocka_unit_test(it_was_seen_when_its_first_end_was),
		cmocka_unit_test(a_connection_to_itself_has_one_socket),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
