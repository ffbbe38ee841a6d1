/* SPDX-License-Identifier: GPL-2.0-or-later */
/* test_recording.c: all that is recorded comes back; the octets are those that doc/recording.proto tells. */
#include "core/recording.h"
#include "support/hex.h"
#include "support/rows.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>

/* Fills what has rules of its own: an endpoint's family, a text's end. The rest may be anything. */

static void fill_endpoint(struct endpoint *endpoint)
{
	*endpoint = (struct endpoint){ .addr = { 0x20 }, .family = FAMILY_IPV6 };
}

static void fill_text(char *text, size_t size)
{
	memset(text, 'x', size - 1);
	text[size - 1] = '\0';
}

static void fill_begin(struct recording *recording)
{
	for (int i = 0; i < RECORDING_NETNS_MAX; i++)
		fill_text(recording->begin.netns[i], RECORDING_NETNS_TEXT);
}

static void fill_socket(struct recording *recording)
{
	fill_endpoint(&recording->event.socket.local);
	fill_endpoint(&recording->event.socket.remote);
}

static void fill_owner(struct recording *recording)
{
	fill_text(recording->event.owner.comm, OWNER_COMM_MAX);
}

static void fill_call(struct recording *recording)
{
	fill_endpoint(&recording->event.call.local);
	fill_endpoint(&recording->event.call.remote);
	fill_text(recording->event.call.text, CALL_TEXT_MAX);
}

static void fill_holders(struct recording *recording)
{
	for (int i = 0; i < HOLDERS_MAX; i++)
		fill_text(recording->event.holders.named[i].comm, OWNER_COMM_MAX);
}

static void fill_time_waits(struct recording *recording)
{
	fill_endpoint(&recording->event.time_waits.destination);
}

/* Whose octets count: 0xff, and 0 where the struct has holes. */
#if __has_builtin(__builtin_clear_padding)
#define CLEAR_HOLES(type, at) __builtin_clear_padding((type *)(at))
#else
#define CLEAR_HOLES(type, at) memset((at), 0, sizeof(type))
#endif

#define MASK(name, type)						\
	static void mask_##name(uint8_t *at)				\
	{								\
		memset(at, 0xff, sizeof(type));				\
		CLEAR_HOLES(type, at);					\
	}
MASK(begin, struct recording_begin)
MASK(choice, struct recording_choice)
MASK(end, struct recording_end)
MASK(time, uint64_t)
MASK(socket, struct sock_fact)
MASK(owner, struct owner)
MASK(holder, struct holder_check)
MASK(process, struct process_news)
MASK(waits, struct wait_check)
MASK(holders, struct holders)
MASK(call, struct call)
MASK(gap, struct gap)
MASK(counters, struct kernel_counters)
MASK(time_waits, struct time_waits_fact)

#define PART(member) offsetof(struct recording, member), \
	sizeof(((struct recording *)0)->member)

static const struct part {
	const char *name;
	enum recording_kind kind;
	enum event_kind event;
	size_t offset, size;
	void (*mask)(uint8_t *at);
	void (*fill)(struct recording *recording);
} parts[] = {
	{ "the beginning", RECORDING_BEGIN, 0, PART(begin), mask_begin, fill_begin },
	{ "a choice", RECORDING_CHOICE, 0, PART(choice), mask_choice, NULL },
	{ "the end", RECORDING_END, 0, PART(end), mask_end, NULL },
	{ "a tick", RECORDING_EVENT, EVENT_TICK, PART(event.time_ns), mask_time, NULL },
	{ "a socket", RECORDING_EVENT, EVENT_SOCKET, PART(event.socket), mask_socket, fill_socket },
	{ "an owner", RECORDING_EVENT, EVENT_OWNER, PART(event.owner), mask_owner, fill_owner },
	{ "a holder", RECORDING_EVENT, EVENT_HOLDER, PART(event.holder), mask_holder, NULL },
	{ "a process", RECORDING_EVENT, EVENT_PROCESS, PART(event.process), mask_process, NULL },
	{ "threads", RECORDING_EVENT, EVENT_WAITS, PART(event.waits), mask_waits, NULL },
	{ "holders", RECORDING_EVENT, EVENT_HOLDERS, PART(event.holders), mask_holders,
	  fill_holders },
	{ "a call", RECORDING_EVENT, EVENT_CALL, PART(event.call), mask_call, fill_call },
	{ "a gap", RECORDING_EVENT, EVENT_GAP, PART(event.gap), mask_gap, NULL },
	{ "counters", RECORDING_EVENT, EVENT_COUNTERS, PART(event.counters), mask_counters, NULL },
	{ "TIME_WAIT", RECORDING_EVENT, EVENT_TIME_WAITS, PART(event.time_waits),
	  mask_time_waits, fill_time_waits },
};

static void begin_part(const struct part *part, struct recording *recording)
{
	memset(recording, 0, sizeof(*recording));
	recording->kind = part->kind;
	if (part->kind == RECORDING_EVENT)
		recording->event.kind = part->event;
	if (part->fill)
		part->fill(recording);
}

/* What came back of it: 0, -EBADMSG. */
static int pass(const struct recording *recording, struct recording *back)
{
	uint8_t octets[RECORDING_MAX];
	uint32_t len = recording_encode(recording, octets);

	return recording_decode(back, (uint16_t)recording->kind, octets, len);
}

/* True if that octet, changed, comes back so, and nothing else has changed; or is refused. */
static bool comes_back(const struct part *part, size_t at, uint8_t change, const uint8_t *mask)
{
	struct recording recording, back;
	const uint8_t *told = (const uint8_t *)&recording + part->offset;
	const uint8_t *read = (const uint8_t *)&back + part->offset;

	begin_part(part, &recording);
	((uint8_t *)&recording)[part->offset + at] ^= change;
	if (pass(&recording, &back) < 0)
		return true;
	for (size_t i = 0; i < part->size; i++)
		if ((told[i] ^ read[i]) & mask[i])
			return false;
	return back.kind == part->kind &&
	       (part->kind != RECORDING_EVENT || back.event.kind == part->event);
}

/* A field that the tables lack would be lost; 4 and 6 are families, 7 is none. */
static void test_each_octet(void **state)
{
	struct rows rows = { 0 };

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(parts); i++) {
		const struct part *part = &parts[i];
		uint8_t *mask = calloc(1, part->size);

		assert_non_null(mask);
		part->mask(mask);
		rows_next(&rows, part->name);
		for (size_t at = 0; at < part->size; at++)
			if (mask[at] && !comes_back(part, at, 1, mask) &&
			    !CHECK(&rows, comes_back(part, at, 2, mask)))
				print_error("octet %zu is lost\n", at);
		free(mask);
	}
	rows_end(&rows);
}

/* An event has its time in any case, and each kind but a packet is one of the parts. */
static void test_events(void **state)
{
	struct rows rows = { 0 };
	bool seen[EVENT_TIME_WAITS + 1] = { [EVENT_SEGMENT] = true };

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(parts); i++) {
		struct recording recording, back;

		if (parts[i].kind != RECORDING_EVENT)
			continue;
		rows_next(&rows, parts[i].name);
		memset(&recording, 0, sizeof(recording));
		recording.kind = RECORDING_EVENT;
		recording.event.kind = parts[i].event;
		recording.event.time_ns = UINT64_MAX - 1;
		CHECK_INT(&rows, pass(&recording, &back), 0);
		CHECK_INT(&rows, back.event.kind, parts[i].event);
		CHECK(&rows, back.event.time_ns == UINT64_MAX - 1);
		seen[parts[i].event] = true;
	}
	for (size_t i = 0; i < ARRAY_LEN(seen); i++)
		CHECK(&rows, seen[i]);
	rows_end(&rows);
}

static void test_longest(void **state)
{
	struct rows rows = { 0 };
	static uint8_t octets[RECORDING_MAX];

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(parts); i++) {
		struct recording recording;

		rows_next(&rows, parts[i].name);
		memset(&recording, 0xff, sizeof(recording));
		recording.kind = parts[i].kind;
		if (parts[i].kind == RECORDING_EVENT)
			recording.event.kind = parts[i].event;
		if (parts[i].fill)
			parts[i].fill(&recording);
		CHECK(&rows, recording_encode(&recording, octets) > 0);
	}
	rows_end(&rows);
}

/* As protoc writes them. */
static void test_octets(void **state)
{
	struct recording recording = { .kind = RECORDING_EVENT };
	static const char hex[] =
		"09 0a00000000000000"			/* time_ns: 10 */
		"12 20"					/* socket { */
		"0a 0a 0a04 7f000001 10 d086 03"	/* local { address, port: 50000 } */
		"12 08 0a04 00000000 10 50"		/* remote { address, port: 80 } */
		"18 01 20 0a"				/* kind: probe; state: time-wait */
		"28 01"					/* gone */
		"98 01 ac02";				/* cookie: 300 */
	struct endpoint *local = &recording.event.socket.local;
	struct endpoint *remote = &recording.event.socket.remote;
	uint8_t octets[RECORDING_MAX], *want;
	size_t len;

	(void)state;
	recording.event.kind = EVENT_SOCKET;
	recording.event.time_ns = 10;
	endpoint_set_ipv4(local, (const uint8_t[]){ 127, 0, 0, 1 }, 50000);
	endpoint_set_ipv4(remote, (const uint8_t[]){ 0, 0, 0, 0 }, 80);
	recording.event.socket.kind = SOCK_PROBE;
	recording.event.socket.state = TCP_STATE_TIME_WAIT;
	recording.event.socket.gone = true;
	recording.event.socket.cookie = 300;
	want = hex_octets(hex, &len);
	assert_int_equal(recording_encode(&recording, octets), len);
	assert_memory_equal(octets, want, len);
	free(want);
}

static const struct {
	const char *name;
	uint16_t kind;
	const char *hex;
	int ret;
} read_rows[] = {
	{ "nothing at all", RECORDING_END, "", 0 },
	{ "to settle takes no octets", RECORDING_SETTLE, "", 0 },
	{ "a kind that is not known", 99, "ff", -ENOMSG },
	{ "kind 0", 0, "", -ENOMSG },
	{ "an unknown number", RECORDING_END, "78 05", 0 },
	{ "an unknown time", RECORDING_END, "79 0102030405060708", 0 },
	{ "an unknown message", RECORDING_END, "7a 02 0102", 0 },
	{ "an unknown number of 32 bits", RECORDING_END, "7d 01020304", 0 },
	{ "a group, which is not used any more", RECORDING_END, "7b 7c", -EBADMSG },
	{ "a wire type that there is not", RECORDING_END, "7e", -EBADMSG },
	{ "field 0", RECORDING_END, "00 00", -EBADMSG },
	{ "a number for a time", RECORDING_END, "08 05", -EBADMSG },
	{ "a time for a number", RECORDING_END, "11 0102030405060708", -EBADMSG },
	{ "a field twice", RECORDING_END, "10 01 10 01", -EBADMSG },
	{ "a cut number", RECORDING_END, "10 80", -EBADMSG },
	{ "a cut time", RECORDING_END, "09 01020304050607", -EBADMSG },
	{ "a cut message", RECORDING_EVENT, "12 03 2801", -EBADMSG },
	{ "a number of 65 bits", RECORDING_END, "10 ffffffffffffffffff02", -EBADMSG },
	{ "a number without an end", RECORDING_END, "10 ffffffffffffffffffff01", -EBADMSG },
	{ "a number that is longer than it must be", RECORDING_END, "10 8100", 0 },
	{ "no case", RECORDING_EVENT, "09 0102030405060708", -ENOMSG },
	{ "an unknown case", RECORDING_EVENT, "09 0102030405060708 9a06 00", -ENOMSG },
	{ "two cases", RECORDING_EVENT, "3a 00 12 00", -EBADMSG },
	{ "a case twice", RECORDING_EVENT, "3a 00 3a 00", -EBADMSG },
	{ "a state that there is not", RECORDING_EVENT, "12 02 200c", -EBADMSG },
	{ "a kind of fact that there is not", RECORDING_EVENT, "12 02 1803", -EBADMSG },
	{ "a bool of 2", RECORDING_EVENT, "12 02 2802", -EBADMSG },
	{ "a number of more bits than it has", RECORDING_EVENT, "12 04 58 8002", -EBADMSG },
	{ "a gap of an unknown kind", RECORDING_EVENT, "32 02 087f", -EBADMSG },
	{ "an address of three octets", RECORDING_EVENT, "12 07 0a05 0a03 010203", -EBADMSG },
	{ "a name of 15 octets", RECORDING_EVENT,
	  "1a 11 3a0f 616161616161616161616161616161", 0 },
	{ "a name that is too long", RECORDING_EVENT,
	  "1a 12 3a10 61616161616161616161616161616161", -EBADMSG },
	{ "a name with a NUL in it", RECORDING_EVENT, "1a 05 3a03 610061", -EBADMSG },
	{ "four holders", RECORDING_EVENT, "5a 08 1a00 1a00 1a00 1a00", 0 },
	{ "five holders", RECORDING_EVENT, "5a 0a 1a00 1a00 1a00 1a00 1a00", -EBADMSG },
	{ "a pid of -1", RECORDING_CHOICE, "08 ffffffffffffffffff01", 0 },
	{ "a pid of more than 32 bits", RECORDING_CHOICE, "08 8080808010", -EBADMSG },
	{ "counters that there are not", RECORDING_EVENT, "52 04 08808001", -EBADMSG },
};

static void test_read(void **state)
{
	struct rows rows = { 0 };

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(read_rows); i++) {
		struct recording recording;
		size_t len;
		uint8_t *octets = hex_octets(read_rows[i].hex, &len);

		rows_next(&rows, read_rows[i].name);
		CHECK_INT(&rows, recording_decode(&recording, read_rows[i].kind, octets,
						  (uint32_t)len), read_rows[i].ret);
		free(octets);
	}
	rows_end(&rows);
}

/* Those before one that is told of keep their places. */
static void test_places(void **state)
{
	struct recording recording = { .kind = RECORDING_EVENT }, back;

	(void)state;
	recording.event.kind = EVENT_HOLDERS;
	recording.event.holders.count = 3;
	recording.event.holders.named[2].pid = 7;
	assert_int_equal(pass(&recording, &back), 0);
	assert_int_equal(back.event.holders.named[0].pid, 0);
	assert_int_equal(back.event.holders.named[2].pid, 7);
}

/* Files have them: who adds one adds it at the end. */
static void test_numbers(void **state)
{
	(void)state;
	assert_int_equal(SOCK_OBITUARY, 2);
	assert_int_equal(TCP_STATE_SYN_SENT, 2);
	assert_int_equal(TCP_STATE_ESTABLISHED, 4);
	assert_int_equal(TCP_STATE_CLOSE_WAIT, 6);
	assert_int_equal(TCP_STATE_CLOSED, 11);
	assert_int_equal(OWNER_HIDDEN, 3);
	assert_int_equal(SOCK_GROUP_CHOSEN, 2);
	assert_int_equal(GAP_NO_PACKETS, 3);
	assert_int_equal(GAP_SOCKETS_LEFT, 10);
	assert_int_equal(GAP_PLACES_UNTOLD, 13);
	assert_int_equal(KERNEL_ABORT_ON_DATA, 5);
	assert_int_equal(KERNEL_TIME_WAIT_OVERFLOW, 13);
}

static void test_scopes(void **state)
{
	struct segment segment = { .src.scope = 1, .dst.scope = 255, .interface = 0x1002 };
	struct segment back = { 0 };
	uint8_t octets[RECORDING_SCOPES_LEN];

	(void)state;
	recording_put_scopes(octets, &segment);
	assert_memory_equal(octets, "\x01\xff\x10\x02", RECORDING_SCOPES_LEN);
	recording_get_scopes(&back, octets);
	assert_int_equal(back.src.scope, 1);
	assert_int_equal(back.dst.scope, 255);
	assert_int_equal(back.interface, 0x1002);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_each_octet),
		cmocka_unit_test(test_events),
		cmocka_unit_test(test_longest),
		cmocka_unit_test(test_octets),
		cmocka_unit_test(test_read),
		cmocka_unit_test(test_places),
		cmocka_unit_test(test_numbers),
		cmocka_unit_test(test_scopes),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
