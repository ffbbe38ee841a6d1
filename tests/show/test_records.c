/* SPDX-License-Identifier: GPL-2.0-or-later */
/* test_records.c: the keys of the JSON records, in their order, with null for what is unknown. */
#include "show/records.h"
#include "made.h"
#include "printed.h"
#include "support/rows.h"

#include <jansson.h>

/* Prints a record with the statement, and reads it back; it must be one line. */
#define READ_BACK(root, statement)						\
	do {									\
		struct printed printed;						\
										\
		printed_begin(&printed);					\
		statement;							\
		printed_end(&printed);						\
		assert_ptr_equal(strchr(printed.text, '\n'),			\
				 printed.text + printed.len - 1);		\
		(root) = json_loads(printed.text, JSON_REJECT_DUPLICATES, NULL);\
		assert_non_null(root);						\
		printed_free(&printed);						\
	} while (0)

/* jansson keeps the order of keys: "a b c". */
static void check_keys(const json_t *object, const char *want)
{
	char text[512] = "";
	const char *key;
	json_t *value;

	json_object_foreach((json_t *)object, key, value) {
		strcat(text, *text ? " " : "");
		strcat(text, key);
	}
	assert_string_equal(text, want);
}

/* The value at a path such as "client.states.0", as text: strings bare, the rest as JSON. */
static void check_value(struct rows *rows, json_t *root, const char *path, const char *want)
{
	char copy[64], *part, *rest = copy, *text;
	json_t *value = root;

	strcpy(copy, path);
	while ((part = strsep(&rest, ".")))
		value = json_is_array(value) ? json_array_get(value, (size_t)atoi(part)) :
					       json_object_get(value, part);
	rows_next(rows, path);
	text = value ? json_dumps(value, JSON_ENCODE_ANY | JSON_COMPACT) : NULL;
	CHECK_STRING(rows, json_is_string(value) ? json_string_value(value) : text, want);
	free(text);
}

struct expected {
	const char *path, *text;
};

static void check_values(json_t *root, const struct expected *want, size_t count)
{
	struct rows rows = { 0 };

	for (size_t i = 0; i < count; i++)
		check_value(&rows, root, want[i].path, want[i].text);
	rows_end(&rows);
}

static void a_connection(void **state)
{
	static const struct expected want[] = {
		{ "type", "connection" },
		{ "id", "7" },
		{ "family", "ipv4" },
		{ "client.addr", "127.0.0.1" },
		{ "client.port", "6882" },
		{ "client.state", "CLOSED" },
		{ "client.closed_by", "peer-reset" },
		{ "client.pid", "812" },
		{ "client.comm", "peer" },
		{ "client.states", "[\"SYN_SENT\",\"ESTABLISHED\",\"CLOSE_WAIT\",\"CLOSED\"]" },
		{ "client.bytes_sent", "6" },
		{ "client.bytes_acked", "5" },
		{ "client.bytes_unread", "0" },
		{ "server.closed_by", "close" },
		{ "guessed_roles", "false" },
		{ "start", "2026-01-02T03:04:05.000000000Z" },
		{ "end", "2026-01-02T03:04:05.182520000Z" },
		{ "outcome", "reset" },
		{ "first_closer", "server" },
		{ "reset.by", "server" },
		{ "reset.cause", "data-after-close" },
		{ "lost_bytes.client_to_server", "1" },
		{ "lost_bytes.server_to_client", "0" },
		{ "conn_state", "null" },
		{ "packets.client_to_server", "5" },
		{ "packets.server_to_client", "4" },
		{ "missed_bytes", "0" },
		{ "findings", "[\"write-after-close\"]" },
		{ "lost_bytes_at_least.client_to_server", "false" },
	};
	struct made made;
	json_t *root;

	(void)state;
	made_write_after_close(&made);
	READ_BACK(root, record_connection(printed.out, &made.connection));
	check_keys(root, "type id family client server guessed_roles start end outcome "
			 "first_closer reset lost_bytes conn_state history packets missed_bytes "
			 "findings lost_bytes_at_least");
	check_keys(json_object_get(root, "client"),
		   "addr port state closed_by pid comm owner states bytes_sent bytes_acked "
		   "bytes_unread bytes_unsent");
	check_values(root, want, ARRAY_LEN(want));
	json_decref(root);
	made_free(&made);
}

/* Only sockets were seen, no owner, no end yet: unknown is null, never 0. */
static void what_is_unknown_is_null(void **state)
{
	static const struct expected want[] = {
		{ "family", "ipv6" },
		{ "client.addr", "::1" },
		{ "client.pid", "null" },
		{ "client.comm", "null" },
		{ "client.closed_by", "null" },
		{ "client.states", "[]" },
		{ "client.bytes_sent", "null" },
		{ "end", "null" },
		{ "outcome", "open" },
		{ "first_closer", "null" },
		{ "reset", "null" },
		{ "packets.client_to_server", "null" },
		{ "missed_bytes", "null" },
		{ "findings", "[]" },
	};
	static const uint8_t loopback[16] = { [15] = 1 };
	struct made made;
	json_t *root;

	(void)state;
	made_init(&made);
	for (int side = SIDE_A; side <= SIDE_B; side++) {
		endpoint_set(&made.connection.end[side], FAMILY_IPV6, loopback, 80);
		made.connection.half[side].socket = &made.sockets[side];
		made.sockets[side].seen = true;
		made.sockets[side].latest.state = TCP_STATE_ESTABLISHED;
	}
	made.connection.resumed = true;
	READ_BACK(root, record_connection(printed.out, &made.connection));
	check_values(root, want, ARRAY_LEN(want));
	json_decref(root);
	made_free(&made);
}

/* What was acknowledged was in the other direction. */
static void of_one_direction(void **state)
{
	static const struct expected want[] = {
		{ "client.bytes_sent", "5" },
		{ "client.bytes_acked", "null" },
		{ "packets.server_to_client", "0" },
	};
	struct made made;
	struct half *client = &made.connection.half[CLIENT];
	json_t *root;

	(void)state;
	made_init(&made);
	client->packets = 3;
	client->based = client->syn_sent = client->opened = client->acked_any = true;
	client->nxt = 5;
	READ_BACK(root, record_connection(printed.out, &made.connection));
	check_values(root, want, ARRAY_LEN(want));
	json_decref(root);
	made_free(&made);
}

static void a_hostile_name(void **state)
{
	struct made made;
	json_t *root;

	(void)state;
	made_write_after_close(&made);
	made_owner(&made, CLIENT, 1, "\",\"x\":\n\033[2J\xff");
	READ_BACK(root, record_connection(printed.out, &made.connection));
	assert_string_equal(json_string_value(json_object_get(json_object_get(root, "client"),
							      "comm")),
			    "\",\"x\":\n\033[2J\ufffd");
	json_decref(root);
	READ_BACK(root, record_finding(printed.out, &made.connection, &made.findings[0]));
	assert_non_null(strstr(json_string_value(json_object_get(root, "explain")),
			       "\",\"x\":\\x0a\\x1b[2J\\xff[1]"));
	json_decref(root);
	made_free(&made);
}

/* That no process is named has several reasons, and each is another statement. */
static void why_no_owner_is_named(void **state)
{
	static const struct {
		const char *want;
		struct half_socket socket;
	} rows[] = {
		{ "none", { .seen = true, .latest = { .state = TCP_STATE_FIN_WAIT1 }, .inode = 5,
			    .owner = { .known = OWNER_NONE } } },
		{ "hidden", { .seen = true, .latest = { .state = TCP_STATE_ESTABLISHED, .inode = 5 },
			      .inode = 5, .owner = { .known = OWNER_HIDDEN } } },
		{ "not-accepted", { .seen = true, .latest = { .state = TCP_STATE_ESTABLISHED } } },
		{ "not-looked-up", { .seen = true,
				     .latest = { .state = TCP_STATE_ESTABLISHED, .inode = 5 },
				     .inode = 5 } },
	};
	struct rows check = { 0 };

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		struct made made;
		json_t *root, *server;

		rows_next(&check, rows[i].want);
		made_init(&made);
		made.sockets[SERVER] = rows[i].socket;
		made.connection.half[SERVER].socket = &made.sockets[SERVER];
		READ_BACK(root, record_connection(printed.out, &made.connection));
		server = json_object_get(root, "server");
		CHECK_STRING(&check, json_string_value(json_object_get(server, "owner")),
			     rows[i].want);
		CHECK(&check, json_is_null(json_object_get(server, "pid")));
		CHECK(&check, json_is_null(json_object_get(json_object_get(root, "client"), "owner")));
		json_decref(root);
		made_free(&made);
	}
	rows_end(&check);
}

static void a_finding(void **state)
{
	static const struct expected want[] = {
		{ "id", "write-after-close" },
		{ "category", "lost" },
		{ "severity", "error" },
		{ "time", "2026-01-02T03:04:05.122220000Z" },
		{ "until", "null" },
		{ "connection", "7" },
		{ "end", "client" },
		{ "bytes", "1" },
		{ "offset", "5" },
		{ "evidence", "[\"packet\",\"destroy\"]" },
		{ "certainty", "observed" },
		{ "at_least", "false" },
	};
	struct made made;
	json_t *root;

	(void)state;
	made_write_after_close(&made);
	READ_BACK(root, record_finding(printed.out, &made.connection, &made.findings[0]));
	check_keys(root, "type id category severity time until connection end bytes offset "
			 "evidence certainty explain fix at_least");
	check_values(root, want, ARRAY_LEN(want));
	json_decref(root);
	made_free(&made);
}

/* A leak that ended, at an unknown cost; a half-close, and what it carried. */
static void findings_of_other_kinds(void **state)
{
	static const struct expected leak[] = {
		{ "id", "orphaned-data" }, { "category", "leak" }, { "severity", "warning" },
		{ "until", "2026-01-02T03:04:06.000000000Z" }, { "end", "server" },
		{ "bytes", "null" }, { "at_least", "true" }, { "offset", "null" },
		{ "evidence", "[\"socket\"]" }, { "certainty", "inferred" },
	};
	static const struct expected half_close[] = {
		{ "id", "half-closed" }, { "category", "info" }, { "severity", "note" },
		{ "bytes", "0" }, { "carried_bytes", "17" }, { "at_least", "false" },
	};
	struct made made;
	json_t *root;

	(void)state;
	made_init(&made);
	made_finding(&made, FINDING_ORPHANED_DATA, SERVER, 0);
	made.findings[0].until_ns = MADE_START_NS + 1000 * MADE_MS;
	made.findings[0].at_least = true;
	made.findings[0].certainty = CERTAINTY_INFERRED;
	made.findings[0].evidence = EVIDENCE_SOCKET;
	READ_BACK(root, record_finding(printed.out, &made.connection, &made.findings[0]));
	check_values(root, leak, ARRAY_LEN(leak));
	json_decref(root);
	made_finding(&made, FINDING_HALF_CLOSED, CLIENT, 0);
	made.findings[1].carried = 17;
	READ_BACK(root, record_finding(printed.out, &made.connection, &made.findings[1]));
	check_values(root, half_close, ARRAY_LEN(half_close));
	json_decref(root);
	made_free(&made);
}

static void a_gap(void **state)
{
	static const struct expected want[] = {
		{ "id", "evidence-gap" },
		{ "connection", "null" },
		{ "end", "null" },
		{ "offset", "null" },
		{ "evidence", "[]" },
	};
	struct finding gap = { .id = FINDING_EVIDENCE_GAP, .gap = GAP_PACKETS_DROPPED,
			       .gap_count = 3, .time_ns = 1, .offset = FINDING_NO_OFFSET };
	json_t *root;

	(void)state;
	READ_BACK(root, record_finding(printed.out, NULL, &gap));
	check_values(root, want, ARRAY_LEN(want));
	assert_memory_equal(json_string_value(json_object_get(root, "explain")), "3 packets", 9);
	json_decref(root);
}

static void a_full_listener(void **state)
{
	static const struct expected want[] = {
		{ "id", "accept-queue-full" },
		{ "connection", "null" },
		{ "end", "null" },
		{ "bytes", "0" },
		{ "until", "null" },
	};
	static const struct expected listener[] = {
		{ "addr", "127.0.0.1" },
		{ "port", "5555" },
		{ "pid", "811" },
		{ "comm", "peer" },
		{ "queue", "9" },
		{ "backlog", "8" },
	};
	struct made made;
	struct place place;
	struct finding finding;
	json_t *root;

	(void)state;
	made_init(&made);
	made_place(&made, &place);
	finding = place.finding;
	finding.place = &place;
	READ_BACK(root, record_finding(printed.out, NULL, &finding));
	check_values(root, want, ARRAY_LEN(want));
	check_keys(json_object_get(root, "listener"), "addr port pid comm queue backlog");
	check_values(json_object_get(root, "listener"), listener, ARRAY_LEN(listener));
	json_decref(root);
	made_free(&made);
}

static void a_pileup(void **state)
{
	static const struct expected want[] = {
		{ "addr", "127.0.0.1" },
		{ "port", "5555" },
		{ "time_wait", "9" },
		{ "ephemeral_ports", "8" },
	};
	struct made made;
	struct place place;
	struct finding finding;
	json_t *root;

	(void)state;
	made_init(&made);
	made_place(&made, &place);
	place.finding.id = FINDING_TIME_WAIT_PILEUP;
	finding = place.finding;
	finding.place = &place;
	READ_BACK(root, record_finding(printed.out, NULL, &finding));
	check_keys(json_object_get(root, "destination"), "addr port time_wait ephemeral_ports");
	check_values(json_object_get(root, "destination"), want, ARRAY_LEN(want));
	assert_null(json_object_get(root, "listener"));
	json_decref(root);
	made_free(&made);
}

static void a_transition(void **state)
{
	static const struct expected want[] = {
		{ "connection", "7" },
		{ "end", "server" },
		{ "from", "null" },
		{ "to", "SYN_RECV" },
		{ "trigger", "syn-received" },
		{ "evidence", "[\"packet\",\"socket\"]" },
		{ "certainty", "inferred" },
	};
	struct transition transition = {
		.time_ns = 1, .end = SERVER, .to = TCP_STATE_SYN_RECV,
		.trigger = TRIGGER_SYN_RECEIVED, .evidence = EVIDENCE_PACKET | EVIDENCE_SOCKET,
	};
	struct made made;
	json_t *root;

	(void)state;
	made_init(&made);
	READ_BACK(root, record_transition(printed.out, &made.connection, &transition));
	check_keys(root, "type time connection end from to trigger evidence certainty");
	check_values(root, want, ARRAY_LEN(want));
	json_decref(root);
	made_free(&made);
}

static void a_listener(void **state)
{
	static const struct expected want[] = {
		{ "type", "listener" }, { "addr", "127.0.0.1" }, { "port", "5555" },
		{ "pid", "null" }, { "queue", "3" }, { "backlog", "128" },
	};
	struct made made;
	struct listener listener = { .latest = { .recv_q = 3, .send_q = 128 } };
	json_t *root;

	(void)state;
	made_init(&made);
	listener.latest.local = made.connection.end[SERVER];
	READ_BACK(root, record_listener(printed.out, &listener));
	check_keys(root, "type addr port pid comm queue backlog");
	check_values(root, want, ARRAY_LEN(want));
	json_decref(root);
	made_free(&made);
}

static void the_summary(void **state)
{
	static const struct expected want[] = {
		{ "type", "summary" }, { "connections", "2" }, { "packets", "null" },
		{ "findings.error", "1" }, { "findings.warning", "0" },
		{ "packets_dropped", "null" }, { "packets_unused.cut", "null" },
		{ "packets_unused.copies", "null" }, { "socket_polls", "12" },
		{ "socket_polls_ns", "4100000" }, { "start", "null" },
		{ "reset_causes.no-listener", "0" }, { "kernel_counters", "null" },
	};
	struct summary summary = {
		.counts = { .connections = 2, .findings = { [SEVERITY_ERROR] = 1 } },
		.sockets = true, .polls = 12, .poll_ns = 4100000,
	};
	json_t *root;

	(void)state;
	READ_BACK(root, record_summary(printed.out, &summary));
	check_values(root, want, ARRAY_LEN(want));
	json_decref(root);
}

static void what_the_kernel_counted(void **state)
{
	static const struct expected want[] = {
		{ "reset_causes.unread-data", "2" }, { "reset_causes.unknown", "1" },
		{ "kernel_counters.OutRsts", "0" }, { "kernel_counters.TCPAbortOnClose", "7" },
		{ "kernel_counters.ListenOverflows", "null" },
	};
	const struct summary summary = {
		.counts = {
			.causes = { [RESET_CAUSE_UNKNOWN] = 1, [RESET_CAUSE_UNREAD_DATA] = 2 },
			.kernel = {
				.value = { [KERNEL_ABORT_ON_CLOSE] = 7 },
				.known = 1u << KERNEL_OUT_RSTS | 1u << KERNEL_ABORT_ON_CLOSE,
			},
		},
	};
	json_t *root;

	(void)state;
	READ_BACK(root, record_summary(printed.out, &summary));
	check_values(root, want, ARRAY_LEN(want));
	json_decref(root);
}

static void namespaces_in_view(void **state)
{
	static const struct expected of_end[] = { { "client.netns", "1" }, { "server.netns", "2" } };
	static const struct expected of_all[] = { { "netns.0", "a" }, { "netns.1", "812" } };
	const struct summary summary = { .netns = { "a", "812" }, .netns_count = 2 };
	struct made made;
	json_t *root;

	(void)state;
	made_init(&made);
	made.connection.end[CLIENT].scope = 1;
	made.connection.end[SERVER].scope = 2;
	READ_BACK(root, record_connection(printed.out, &made.connection));
	check_values(root, of_end, ARRAY_LEN(of_end));
	json_decref(root);
	READ_BACK(root, record_summary(printed.out, &summary));
	check_values(root, of_all, ARRAY_LEN(of_all));
	json_decref(root);
	made_free(&made);
}

static void what_was_not_used(void **state)
{
	static const struct expected want[] = {
		{ "packets", "9" }, { "packets_unused.copies", "1" },
		{ "packets_unused.fragments", "2" }, { "packets_unused.cut", "3" },
		{ "packets_unused.malformed", "4" }, { "packets_unused.corrupt", "5" },
	};
	const struct summary summary = {
		.counts = { .segments = 9, .copies = 1, .corrupt = 5 },
		.fragments = 2, .cut = 3, .malformed = 4, .packets = true,
	};
	json_t *root;

	(void)state;
	READ_BACK(root, record_summary(printed.out, &summary));
	check_values(root, want, ARRAY_LEN(want));
	json_decref(root);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(why_no_owner_is_named),
		cmocka_unit_test(a_connection),
		cmocka_unit_test(what_is_unknown_is_null),
		cmocka_unit_test(of_one_direction),
		cmocka_unit_test(a_hostile_name),
		cmocka_unit_test(a_finding),
		cmocka_unit_test(findings_of_other_kinds),
		cmocka_unit_test(a_gap),
		cmocka_unit_test(a_full_listener),
		cmocka_unit_test(a_pileup),
		cmocka_unit_test(a_transition),
		cmocka_unit_test(a_listener),
		cmocka_unit_test(the_summary),
		cmocka_unit_test(what_the_kernel_counted),
		cmocka_unit_test(namespaces_in_view),
		cmocka_unit_test(what_was_not_used),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
