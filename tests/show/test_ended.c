/* SPDX-License-Identifier: GPL-2.0-or-later */
/* test_ended.c: a process that took connections with it, told once. */
#include "show/ended.h"
#include "made.h"
#include "support/rows.h"

static const struct style plain = { .width = 100 };

enum { UNTOLD = UINT32_MAX };

/*
 * A connection of the server peer[811], which ended: by RST with so many bytes unread, or UNTOLD, how
 * its socket died; or by FIN.
 */
static void add(struct ended *ended, struct process *process, enum finding_id id, uint32_t unread)
{
	struct made made;
	struct half *client, *server;

	made_init(&made);
	made_owner(&made, SERVER, 811, "peer");
	made.sockets[SERVER].process = process;
	client = &made.connection.half[CLIENT];
	server = &made.connection.half[SERVER];
	client->nxt = client->una = client->acked = unread == UNTOLD ? 0 : 100;
	client->packets = server->packets = 1;
	client->syn_sent = server->syn_sent = true;
	server->fin_sent = !unread;
	server->rst_sent = server->rst_had_ack = unread > 0;
	made.sockets[SERVER].seen = true;
	if (unread != UNTOLD)
		made_destroyed(&made, SERVER, unread);
	made.connection.findings[0] = (struct finding){ .id = (uint8_t)id, .end = SERVER };
	made.connection.finding_count = 1;
	ended_add(ended, &made.connection);
	made_free(&made);
}

static void check(const struct ended *ended, const char *want)
{
	char *text = NULL;
	size_t len;
	FILE *out = open_memstream(&text, &len);

	ended_print(ended, &plain, out);
	fclose(out);
	assert_string_equal(text, want);
	free(text);
}

static void test_one_is_no_group(void **state)
{
	struct process killed = { .ended_ns = 5, .end = { .status_known = true, .signal = 9 } };
	struct ended ended = { .count = 0 };

	(void)state;
	add(&ended, &killed, FINDING_PROCESS_ENDED, 0);
	check(&ended, "");
}

static void test_several(void **state)
{
	struct process killed = { .ended_ns = 5, .end = { .status_known = true, .signal = 9 } };
	struct process again = { .ended_ns = 6, .end = { .ended = true } };
	struct ended ended = { .count = 0 };

	(void)state;
	add(&ended, &killed, FINDING_PROCESS_ENDED, 0);
	add(&ended, &killed, FINDING_PROCESS_ENDED, 40);
	add(&ended, &killed, FINDING_PROCESS_ENDED, 0);
	add(&ended, &killed, FINDING_UNREAD_AT_CLOSE, 7);
	add(&ended, &again, FINDING_PROCESS_ENDED, 0);
	add(&ended, &again, FINDING_PROCESS_ENDED, 0);
	check(&ended, "server peer[811] ended (signal 9) with 3 connections open: 2 closed by FIN, 1 by "
		      "RST, at least 40\n  bytes lost\n\n"
		      "server peer[811] ended (how is not known) with 2 connections open: 2 closed by "
		      "FIN, 0 by RST, 0\n  bytes lost\n\n");
}

static void test_unknown(void **state)
{
	struct process failed = { .ended_ns = 5, .end = { .status_known = true, .status = 1 } };
	struct ended ended = { .count = 0 };

	(void)state;
	add(&ended, &failed, FINDING_PROCESS_ENDED, 0);
	add(&ended, &failed, FINDING_PROCESS_ENDED, UNTOLD);
	check(&ended, "server peer[811] ended (status 1) with 2 connections open: 1 closed by FIN, 1 by "
		      "RST, unknown what\n  is lost\n\n");
}

static void test_no_room(void **state)
{
	struct ended ended = { .count = 0 };

	(void)state;
	for (uint64_t i = 0; i < ENDED_MAX + 1; i++) {
		struct process process = { .ended_ns = 1 + i };

		add(&ended, &process, FINDING_PROCESS_ENDED, 0);
		add(&ended, &process, FINDING_PROCESS_ENDED, 0);
	}
	assert_int_equal(ended.count, ENDED_MAX);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_one_is_no_group),
		cmocka_unit_test(test_several),
		cmocka_unit_test(test_unknown),
		cmocka_unit_test(test_no_room),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
