/* SPDX-License-Identifier: GPL-2.0-or-later */
/* test_rest.c: which connections are packed away, what wakes them, and that nothing is lost. */
#include "core/pack.h"
#include "core/socket_key.h"
#include "core/tracker.h"
#include "core/units.h"
#include "support/rows.h"
#include "support/story.h"

#include <stdio.h>
#include <stdlib.h>

#define OPEN "c S | s S. | c . |"
#define DATA "c P. 5 | s . | s P. 3 | c . |"
#define POLLS \
	"c poll ESTABLISHED inode 11 cookie 1 shut 0 | s poll ESTABLISHED inode 22 cookie 2 shut 0 |"
#define OWNERS "c owner 7 nc fd 3 | s owner 8 sshd fd 4 |"
#define UNSEEN \
	"c poll ESTABLISHED inode 11 cookie 1 shut 0 received 5 acked 5 got 9000 sent 9000 |" \
	"s poll ESTABLISHED inode 22 cookie 2 shut 0 received 5 acked 5 got 9000 sent 9000 |"
#define AT_REST OPEN DATA POLLS OWNERS "+2s | +2s |"

struct row {
	const char *name;
	const char *story;
	const char *after;		/* connections awake, at rest */
};

static const struct row rows[] = {
	{ "nothing was said of its sockets yet", OPEN "+2s | +2s", "0 awake, 1 at rest" },
	{ "it is young", OPEN DATA POLLS "+500ms", "1 awake, 0 at rest" },
	{ "it idles", AT_REST, "0 awake, 1 at rest" },
	{ "it idles, and polls go on", AT_REST POLLS "+1s |" POLLS, "0 awake, 1 at rest" },
	{ "no packets: a poll tells that it idles", UNSEEN OWNERS "+2s | +2s", "0 awake, 1 at rest" },
	{ "its owner is looked up", OPEN POLLS "+2s | +2s |" OWNERS, "0 awake, 1 at rest" },
	{ "another one idles too", AT_REST "client 127.0.0.1 6883 | c S | s S. | c . | +2s | +2s",
	  "0 awake, 2 at rest" },

	{ "a packet", AT_REST "c P. 5", "1 awake, 0 at rest" },
	{ "and then nothing again", AT_REST "c P. 5 | s . | s P. 5 | c . | +2s | +2s",
	  "0 awake, 1 at rest" },
	{ "bytes wait", AT_REST "c poll ESTABLISHED inode 11 cookie 1 shut 0 rq 5",
	  "1 awake, 0 at rest" },
	{ "its ports are another socket's", AT_REST "c poll ESTABLISHED inode 13 cookie 9 shut 0",
	  "1 awake, 0 at rest" },
	{ "its inode has changed", AT_REST "c poll ESTABLISHED inode 13 cookie 1 shut 0",
	  "1 awake, 0 at rest" },
	{ "it died", AT_REST "s destroy cookie 2", "1 awake, 0 at rest" },
	{ "its peer is not told of any more",
	  AT_REST "s poll ESTABLISHED inode 22 cookie 2 shut 0 | +3s |"
	  "s poll ESTABLISHED inode 22 cookie 2 shut 0", "1 awake, 0 at rest" },
	{ "its process ends", AT_REST "s ended signal 9", "1 awake, 0 at rest" },
	{ "another process ends",
	  AT_REST "client 127.0.0.1 6883 | c S | s S. | c . |"
	  "c poll ESTABLISHED inode 33 cookie 3 shut 0 | c owner 9 sh fd 5 | +2s | +2s | c ended signal 9",
	  "1 awake, 1 at rest" },
	{ "a call of its program", AT_REST "c call shutdown(SHUT_WR) = 0", "1 awake, 0 at rest" },

	{ "an answer is due", OPEN "c P. 5 | s . |" POLLS OWNERS "+2s | +2s", "1 awake, 0 at rest" },
	{ "nobody has accepted it", OPEN "s poll ESTABLISHED inode 0 cookie 2 shut 0 | +2s | +2s",
	  "1 awake, 0 at rest" },
	{ "bytes wait for its program",
	  OPEN DATA "c poll ESTABLISHED inode 11 cookie 1 shut 0 rq 3 | +2s | +2s", "1 awake, 0 at rest" },
	{ "half of it is closed",
	  OPEN DATA "c F. | s . | c poll FIN_WAIT2 inode 11 cookie 1 shut 2 |"
	  "s poll CLOSE_WAIT inode 22 cookie 2 shut 1 | +2s | +2s", "1 awake, 0 at rest" },
	{ "to itself", "server 127.0.0.1 6882 |"
	  "c poll ESTABLISHED inode 11 cookie 1 shut 0 | +2s | +2s", "1 awake, 0 at rest" },
};

static void to_tracker(void *arg, const struct event *event)
{
	tracker_event(arg, event);
}

enum { ROOM = 4 };

static void begin(struct tracker *tracker, const struct sink *sink, struct rows *check,
		  const char *text)
{
	const struct tracker_options options = {
		.packets = true,
		.sockets = true,
		.trails = KEEP_ALL,
		.rest_after_ns = S_NS,
		.max_connections = ROOM,
	};
	struct story story;

	assert_int_equal(tracker_init(tracker, &options, sink), 0);
	story_init(&story, to_tracker, tracker);
	if (story_tell(&story, text) < 0)
		CHECK_STRING(check, story.error, "");
}

static void what_idles_rests_until_something_happens(void **state)
{
	const struct sink sink = { 0 };
	struct rows check = { 0 };
	struct tracker tracker;
	char text[80];

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		rows_next(&check, rows[i].name);
		begin(&tracker, &sink, &check, rows[i].story);
		snprintf(text, sizeof(text), "%zu awake, %zu at rest", tracker.table.count,
			 tracker.rested.count);
		CHECK_STRING(&check, text, rows[i].after);
		tracker_free(&tracker);
	}
	rows_end(&check);
}

/* What is not told of by words: addresses, times, numbers of packets, owners, the trail. */
struct seen {
	struct rows *check;
	struct connection connection;
	struct half_socket socket[2];
	size_t entries;
};

static void on_ended(void *arg, const struct connection *connection)
{
	struct seen *seen = arg;

	seen->connection = *connection;
	for (int side = SIDE_A; side <= SIDE_B; side++) {
		if (connection->half[side].socket)
			seen->socket[side] = *connection->half[side].socket;
	}
	seen->entries = trail_count(connection->trail);
}

static void see(struct seen *seen)
{
	const struct sink sink = { .arg = seen, .ended = on_ended };
	struct tracker tracker;

	/* By the pattern of another one. */
	begin(&tracker, &sink, seen->check, "client 127.0.0.1 6881 |" OPEN DATA
	      "c poll ESTABLISHED inode 33 cookie 3 shut 0 | s poll ESTABLISHED inode 44 cookie 4 shut 0 |"
	      "c owner 9 curl fd 5 | s owner 10 nginx fd 6 | +2s | +2s | client 127.0.0.1 6882 |" AT_REST);
	assert_int_equal(tracker.rested.count, 2);
	assert_int_equal(tracker.rested.patterns.count, 1);
	tracker_finish(&tracker, tracker.now_ns);
	tracker_free(&tracker);
}

static void a_connection_is_as_it_was(void **state)
{
	struct rows check = { .name = "at rest" };
	struct seen seen = { .check = &check };
	const struct connection *c = &seen.connection;

	(void)state;
	see(&seen);
	CHECK_INT(&check, c->id, 2);
	CHECK_INT(&check, c->start_ns, STORY_START_NS + 4007 * MS_NS);
	CHECK_INT(&check, c->last_ns - c->start_ns, 6 * MS_NS);
	CHECK_INT(&check, c->end[SIDE_A].port, 6882);
	CHECK_INT(&check, c->end[SIDE_B].port, 5555);
	CHECK_INT(&check, c->client, SIDE_A);
	CHECK_INT(&check, c->half[SIDE_A].packets, 4);
	CHECK_INT(&check, c->half[SIDE_A].nxt, 5);
	CHECK_INT(&check, c->half[SIDE_B].una, 3);
	CHECK_INT(&check, c->half[SIDE_B].last_data_ns - c->start_ns, 5 * MS_NS);
	CHECK_INT(&check, seen.entries, 13);
	for (int side = SIDE_A; side <= SIDE_B; side++) {
		const struct half_socket *socket = &seen.socket[side];

		CHECK_INT(&check, socket->seen, true);
		CHECK_INT(&check, socket->latest.cookie, side == SIDE_A ? 1 : 2);
		CHECK_INT(&check, socket->inode, side == SIDE_A ? 11 : 22);
		CHECK_INT(&check, socket->latest.inode, socket->inode);
		CHECK_INT(&check, socket->latest.state, TCP_STATE_ESTABLISHED);
		CHECK_INT(&check, socket->owner.inode, socket->inode);
		CHECK_INT(&check, socket->owner.pid, side == SIDE_A ? 7 : 8);
		CHECK_INT(&check, socket->owner.fd, side == SIDE_A ? 3 : 4);
		CHECK_INT(&check, socket->first_pid, socket->owner.pid);
		CHECK_STRING(&check, socket->owner.comm, side == SIDE_A ? "nc" : "sshd");
	}
	rows_end(&check);
}

static const struct {
	const char *name, *story;
	unsigned int patterns;
} alike[] = {
	{ "one", OPEN "+2s | +2s", 1 },
	{ "two alike", OPEN "client 127.0.0.1 6883 |" OPEN "+2s | +2s", 1 },
	{ "two, with and without packets", OPEN DATA "client 127.0.0.1 6883 |" UNSEEN "+2s | +2s", 2 },
	{ "the same, when the first one is awake",
	  OPEN DATA "+2s | +2s | c P. 5 | client 127.0.0.1 6883 |" UNSEEN "+100ms", 1 },
};

static void what_is_unlike_the_others_is_a_pattern(void **state)
{
	const struct sink sink = { 0 };
	struct rows check = { 0 };
	struct tracker tracker;

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(alike); i++) {
		rows_next(&check, alike[i].name);
		begin(&tracker, &sink, &check, alike[i].story);
		CHECK_INT(&check, tracker.rested.patterns.count, alike[i].patterns);
		tracker_free(&tracker);
	}
	rows_end(&check);
}

static void note_id(void *arg, const struct connection *connection)
{
	char *text = arg;
	size_t used = strlen(text);

	snprintf(text + used, 40 - used, "%llu ", (unsigned long long)connection->id);
}

static void all_leave_in_order(void **state)
{
	struct rows check = { .name = "two at rest, one between them awake" };
	char text[40] = "";
	const struct sink sink = { .arg = text, .ended = note_id };
	struct tracker tracker;

	(void)state;
	begin(&tracker, &sink, &check, OPEN "client 127.0.0.1 6883 |" OPEN "client 127.0.0.1 6884 |"
	      OPEN "+2s | +2s | client 127.0.0.1 6883 | c P. 5");
	tracker_finish(&tracker, tracker.now_ns);
	CHECK_STRING(&check, text, "1 2 3 ");
	tracker_free(&tracker);
	rows_end(&check);
}

/* Each with a port of its own: one after the other comes, idles, and makes room for a later one. */
static void those_at_rest_leave_first(void **state)
{
	enum { MANY = 50 };
	struct rows check = { .name = "many, one after the other" };
	const struct sink sink = { 0 };
	char text[MANY * 80] = "";
	struct tracker tracker;

	(void)state;
	for (int i = 0; i < MANY; i++)
		snprintf(text + strlen(text), 80, "client 127.0.0.1 %d |" OPEN "+2s | +2s |", 7000 + i);
	begin(&tracker, &sink, &check, text);
	CHECK_INT(&check, tracker.counts.connections, MANY);
	CHECK_INT(&check, tracker.counts.evicted, MANY - ROOM);
	CHECK_INT(&check, tracker.table.count, 0);
	CHECK_INT(&check, tracker.rested.count, ROOM);
	tracker_free(&tracker);
	rows_end(&check);
}

/* Within a quarter of the time after which they would rest otherwise. */
static void of_many_some_rest_sooner(void **state)
{
	enum { OVER = 100 };
	struct rows check = { .name = "more than may be awake without need" };
	const struct sink sink = { 0 };
	struct tracker tracker;
	struct story story;
	char text[80];

	(void)state;
	begin(&tracker, &sink, &check, "");
	tracker.options.max_connections = AWAKE_MAX + OVER;
	story_init(&story, to_tracker, &tracker);
	for (int i = 0; i < AWAKE_MAX + OVER; i++) {
		story.time_ns = STORY_START_NS;
		snprintf(text, sizeof(text), "client 127.0.0.1 %d |" OPEN, 7000 + i);
		assert_int_equal(story_tell(&story, text), 0);
	}
	assert_int_equal(story_tell(&story, "+100ms | +50ms"), 0);
	CHECK_INT(&check, tracker.rested.count, 0);
	assert_int_equal(story_tell(&story, "+100ms"), 0);
	CHECK_INT(&check, tracker.rested.count, OVER);
	tracker_free(&tracker);
	rows_end(&check);
}

/* So many of a hundred octets are as in the pattern. */
static void octets_are_packed_and_unpacked(void **state)
{
	uint8_t octets[128], pattern[128], packed[PACK_MAX(sizeof(octets))], unpacked[sizeof(octets)];
	unsigned int seed = 1;

	(void)state;
	memset(pattern, 0, sizeof(pattern));
	for (int same = 0; same <= 100; same++) {
		const uint8_t *like = same % 2 ? pattern : NULL, *end;

		for (size_t i = 0; i < sizeof(octets); i++) {
			seed = seed * 1103515245 + 12345;
			octets[i] = (seed >> 16) % 100 < (unsigned int)same ? like ? like[i] : 0 :
				    (uint8_t)(seed >> 8);
		}
		memset(unpacked, 0xff, sizeof(unpacked));
		end = pack(packed, octets, like, sizeof(octets));
		assert_true((size_t)(end - packed) <= sizeof(packed));
		assert_ptr_equal(unpack(unpacked, like, sizeof(unpacked), packed), end);
		assert_memory_equal(unpacked, octets, sizeof(octets));
		memcpy(pattern, octets, sizeof(pattern));
	}
	assert_int_equal(pack(packed, pattern, pattern, sizeof(pattern)) - packed, 2);
}

/* Of each kind of entry, at times that differ little; of many the middle is left out. */
static struct trail *make_trail(int entries)
{
	struct trail *trail = trail_new();

	assert_non_null(trail);
	for (int i = 0; i < entries; i++) {
		uint64_t time_ns = STORY_START_NS + (uint64_t)i * 70000;
		enum trail_kind kind = i % 3 ? TRAIL_SEGMENT : TRAIL_SOCKET;
		struct trail_entry *entry = trail_add(trail, time_ns, kind, i % 2 ? SIDE_A : SIDE_B);

		assert_non_null(entry);
		if (kind == TRAIL_SEGMENT)
			entry->segment = (struct trail_segment){ .seq = i, .ack = -1, .flags = 16 };
		else
			entry->socket = (struct trail_socket){ .inode = 11, .recv_q = (uint32_t)i };
	}
	return trail;
}

static void compare_trails(struct rows *check, const struct trail *a, const struct trail *b)
{
	struct trail_entry skipped;

	CHECK_INT(check, trail_count(a), trail_count(b));
	for (size_t i = 0; i < trail_count(b); i++) {
		const struct trail_entry *first = trail_get(a, i, &skipped);
		const struct trail_entry *second = trail_get(b, i, &skipped);

		CHECK_INT(check, first->time_ns, second->time_ns);
		CHECK_INT(check, first->kind, second->kind);
		CHECK_INT(check, first->side, second->side);
		CHECK_INT(check, first->socket.inode, second->socket.inode);
		CHECK_INT(check, first->socket.recv_q, second->socket.recv_q);
		CHECK_INT(check, first->segment.ack, second->segment.ack);
	}
}

static void trails_are_as_they_were(void **state)
{
	static const int counts[] = { 0, 1, 2, 13, 96, 200 };
	struct rows check = { 0 };

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(counts); i++) {
		struct trail *woken = make_trail(counts[i]), *other = make_trail(counts[i]);
		struct trail *resting = make_trail(counts[i]);
		char name[20];

		snprintf(name, sizeof(name), "%d entries", counts[i]);
		rows_next(&check, name);
		trail_rest(woken);
		trail_rest(resting);
		CHECK_INT(&check, woken->entries == NULL, true);
		trail_wake(woken);
		compare_trails(&check, woken, other);
		trail_add(woken, STORY_START_NS + S_NS, TRAIL_SEGMENT, SIDE_A)->segment =
			(struct trail_segment){ .seq = 5 };
		trail_free(woken);
		trail_free(other);
		trail_free(resting);
	}
	rows_end(&check);
}

/* As many as make it grow several times; what follows a removed one in its row is found still. */
static void sockets_are_found(void **state)
{
	enum { MANY = 10000 };
	struct rest_index index = { 0 };
	struct rested *all[MANY];

	(void)state;
	assert_null(rest_index_find(&index, 5));
	for (uint32_t i = 0; i < MANY; i++) {
		all[i] = calloc(1, sizeof(**all));
		assert_non_null(all[i]);
		all[i]->inode[SIDE_B] = i + 1;
		all[i]->cookie[SIDE_A] = i + 1;
		rest_index_remove(&index, all[i], REST_INODE_B);
		assert_int_equal(rest_index_put(&index, all[i], REST_INODE_B), 0);
		assert_int_equal(rest_index_put(&index, all[i], REST_COOKIE_A), 0);
	}
	for (uint32_t i = 0; i < MANY; i += 3)
		rest_index_remove(&index, all[i], REST_INODE_B);
	for (uint32_t i = 0; i < MANY; i++) {
		assert_ptr_equal(rest_index_find(&index, key_of_inode(i + 1)), i % 3 ? all[i] : NULL);
		assert_ptr_equal(rest_index_find(&index, i + 1), all[i]);
	}
	assert_int_equal(index.count, 2 * MANY - (MANY + 2) / 3);
	rest_index_free(&index);
	for (size_t i = 0; i < MANY; i++)
		free(all[i]);
}

/* The kernel gave an inode again: who has it now is found, and stays when the other one goes. */
static void the_latest_is_found(void **state)
{
	struct rest_index index = { 0 };
	struct rested *first = calloc(1, sizeof(*first)), *second = calloc(1, sizeof(*second));

	(void)state;
	assert_non_null(first);
	assert_non_null(second);
	first->inode[SIDE_A] = second->inode[SIDE_B] = 7;
	assert_int_equal(rest_index_put(&index, first, REST_INODE_A), 0);
	assert_int_equal(rest_index_put(&index, second, REST_INODE_B), 0);
	assert_ptr_equal(rest_index_find(&index, key_of_inode(7)), second);
	rest_index_remove(&index, first, REST_INODE_A);
	assert_ptr_equal(rest_index_find(&index, key_of_inode(7)), second);
	rest_index_free(&index);
	free(first);
	free(second);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(what_idles_rests_until_something_happens),
		cmocka_unit_test(a_connection_is_as_it_was),
		cmocka_unit_test(what_is_unlike_the_others_is_a_pattern),
		cmocka_unit_test(all_leave_in_order),
		cmocka_unit_test(those_at_rest_leave_first),
		cmocka_unit_test(of_many_some_rest_sooner),
		cmocka_unit_test(octets_are_packed_and_unpacked),
		cmocka_unit_test(trails_are_as_they_were),
		cmocka_unit_test(sockets_are_found),
		cmocka_unit_test(the_latest_is_found),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
