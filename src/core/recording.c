/* SPDX-License-Identifier: GPL-2.0-or-later */
/* recording.c: the tables of what is written; a new field gets a new number, at the end. */
#include "core/recording.h"
#include "core/message.h"
#include "core/octets.h"

#include <errno.h>

#define NUMBER_UP_TO(number, type, member, greatest) \
	{ MESSAGE_AT(MESSAGE_NUMBER, number, type, member), .max = (greatest) }
#define NUMBER(number, type, member) \
	NUMBER_UP_TO(number, type, member, MESSAGE_WIDEST(type, member))
#define BOOL(number, type, member) NUMBER_UP_TO(number, type, member, 1)
#define INT(number, type, member) { MESSAGE_AT(MESSAGE_INT, number, type, member) }
#define TIME(number, type, member) { MESSAGE_AT(MESSAGE_TIME, number, type, member) }
#define TEXT(number, type, member) { MESSAGE_AT(MESSAGE_TEXT, number, type, member) }
#define ENDPOINT(number, type, member) \
	{ MESSAGE_AT(MESSAGE_PART, number, type, member), .message = &message_endpoint }

static const struct message_field fact_fields[] = {
	ENDPOINT(1, struct sock_fact, local),
	ENDPOINT(2, struct sock_fact, remote),
	NUMBER_UP_TO(3, struct sock_fact, kind, SOCK_OBITUARY),
	NUMBER_UP_TO(4, struct sock_fact, state, TCP_STATE_COUNT - 1),
	BOOL(5, struct sock_fact, gone),
	BOOL(6, struct sock_fact, here),
	NUMBER(7, struct sock_fact, listener),
	BOOL(8, struct sock_fact, unheard),
	BOOL(9, struct sock_fact, has_shutdown),
	BOOL(10, struct sock_fact, has_info),
	NUMBER(11, struct sock_fact, shutdown),
	NUMBER(12, struct sock_fact, timer),
	NUMBER(13, struct sock_fact, retransmits),
	NUMBER(14, struct sock_fact, expires_ms),
	NUMBER(15, struct sock_fact, inode),
	NUMBER(16, struct sock_fact, uid),
	NUMBER(17, struct sock_fact, recv_q),
	NUMBER(18, struct sock_fact, send_q),
	NUMBER(19, struct sock_fact, cookie),
	TIME(20, struct sock_fact, asked_ns),
	NUMBER(21, struct sock_fact, bytes_acked),
	NUMBER(22, struct sock_fact, bytes_received),
	NUMBER(23, struct sock_fact, data_sent),
	NUMBER(24, struct sock_fact, notsent_bytes),
	NUMBER(25, struct sock_fact, last_data_sent_ms),
	NUMBER(26, struct sock_fact, last_data_recv_ms),
	NUMBER(27, struct sock_fact, last_ack_recv_ms),
	NUMBER_UP_TO(28, struct sock_fact, group, SOCK_GROUP_CHOSEN),
	NUMBER(29, struct sock_fact, data_segments),
};

static const struct message_field owner_fields[] = {
	NUMBER(1, struct owner, inode),
	NUMBER_UP_TO(2, struct owner, known, OWNER_HIDDEN),
	INT(3, struct owner, pid),
	INT(4, struct owner, fd),
	NUMBER(5, struct owner, holders),
	BOOL(6, struct owner, watched),
	TEXT(7, struct owner, comm),
};

static const struct message_field check_fields[] = {
	NUMBER(1, struct holder_check, inode),
	INT(2, struct holder_check, pid),
	BOOL(3, struct holder_check, process_alive),
	BOOL(4, struct holder_check, descriptor_held),
	TIME(5, struct holder_check, asked_ns),
};

static const struct message_field call_fields[] = {
	ENDPOINT(1, struct call, local),
	ENDPOINT(2, struct call, remote),
	TEXT(3, struct call, text),
};

static const struct message_field gap_fields[] = {
	NUMBER_UP_TO(1, struct gap, kind, GAP_KIND_COUNT - 1),
	NUMBER(2, struct gap, count),
};

static const struct message_field process_fields[] = {
	INT(1, struct process_news, pid),
	BOOL(2, struct process_news, ended),
	BOOL(3, struct process_news, status_known),
	NUMBER(4, struct process_news, signal),
	NUMBER(5, struct process_news, status),
};

static const struct message_field wait_fields[] = {
	NUMBER(1, struct wait_check, inode),
	INT(2, struct wait_check, pid),
	BOOL(3, struct wait_check, reading),
};

/* In the order of KERNEL_COUNTER_LIST, where new ones come last. */
static const struct message_field counter_fields[] = {
	NUMBER_UP_TO(1, struct kernel_counters, known, (1u << KERNEL_COUNTER_COUNT) - 1),
#define X(symbol, section, name) NUMBER(KERNEL_##symbol + 2, struct kernel_counters, value[KERNEL_##symbol]),
	KERNEL_COUNTER_LIST(X)
#undef X
};

static const struct message_field holder_fields[] = {
	INT(1, struct holder, pid),
	INT(2, struct holder, fd),
	TEXT(3, struct holder, comm),
};

static const struct message holder = MESSAGE_TABLE(holder_fields);

static const struct message_field holders_fields[] = {
	NUMBER(1, struct holders, inode),
	NUMBER(2, struct holders, count),
	{ .number = 3, .kind = MESSAGE_PART, .offset = offsetof(struct holders, named),
	  .size = sizeof(struct holder), .count = HOLDERS_MAX, .message = &holder },
};

static const struct message_field time_waits_fields[] = {
	ENDPOINT(1, struct time_waits_fact, destination),
	NUMBER(2, struct time_waits_fact, count),
	NUMBER(3, struct time_waits_fact, ports),
	NUMBER(4, struct time_waits_fact, source),
	TIME(5, struct time_waits_fact, begun_ns),
	BOOL(6, struct time_waits_fact, end),
};

static const struct message fact = MESSAGE_TABLE(fact_fields);
static const struct message owner = MESSAGE_TABLE(owner_fields);
static const struct message check = MESSAGE_TABLE(check_fields);
static const struct message call = MESSAGE_TABLE(call_fields);
static const struct message gap = MESSAGE_TABLE(gap_fields);
static const struct message tick = { 0 };
static const struct message process = MESSAGE_TABLE(process_fields);
static const struct message waits = MESSAGE_TABLE(wait_fields);
static const struct message counters = MESSAGE_TABLE(counter_fields);
static const struct message holders = MESSAGE_TABLE(holders_fields);
static const struct message time_waits = MESSAGE_TABLE(time_waits_fields);

#define EVENT(number, event_kind, member, part) \
	{ MESSAGE_AT(MESSAGE_CASE, number, struct event, member), .is = (event_kind), .message = &(part) }

static const struct message_field event_fields[] = {
	TIME(1, struct event, time_ns),
	EVENT(2, EVENT_SOCKET, socket, fact),
	EVENT(3, EVENT_OWNER, owner, owner),
	EVENT(4, EVENT_HOLDER, holder, check),
	EVENT(5, EVENT_CALL, call, call),
	EVENT(6, EVENT_GAP, gap, gap),
	{ .number = 7, .kind = MESSAGE_CASE, .is = EVENT_TICK, .message = &tick },
	EVENT(8, EVENT_PROCESS, process, process),
	EVENT(9, EVENT_WAITS, waits, waits),
	EVENT(10, EVENT_COUNTERS, counters, counters),
	EVENT(11, EVENT_HOLDERS, holders, holders),
	EVENT(12, EVENT_TIME_WAITS, time_waits, time_waits),
};

static const struct message_field begin_fields[] = {
	NUMBER(1, struct recording_begin, version),
	NUMBER(2, struct recording_begin, snaplen),
	TIME(3, struct recording_begin, start_ns),
	NUMBER(4, struct recording_begin, stall_after_ns),
	NUMBER(5, struct recording_begin, max_connections),
	NUMBER(6, struct recording_begin, rest_after_ns),
	BOOL(7, struct recording_begin, sockets),
	BOOL(8, struct recording_begin, packets),
	BOOL(9, struct recording_begin, glance),
	BOOL(10, struct recording_begin, captured),
	BOOL(11, struct recording_begin, verify),
	BOOL(12, struct recording_begin, filtered),
	BOOL(13, struct recording_begin, chosen),
	{ .number = 14, .kind = MESSAGE_TEXT, .offset = offsetof(struct recording_begin, netns),
	  .size = RECORDING_NETNS_TEXT, .count = RECORDING_NETNS_MAX },
	BOOL(15, struct recording_begin, alone),
};

static const struct message_field choice_fields[] = {
	INT(1, struct recording_choice, pid),
	BOOL(2, struct recording_choice, chosen),
};

static const struct message_field end_fields[] = {
	TIME(1, struct recording_end, time_ns),
	NUMBER(2, struct recording_end, polls),
	NUMBER(3, struct recording_end, poll_ns),
	NUMBER(4, struct recording_end, time_waits),
	NUMBER(5, struct recording_end, fragments),
	NUMBER(6, struct recording_end, malformed),
	NUMBER(7, struct recording_end, cut),
};

/* By kind: what a block of it has, and how much of struct recording that is. */
static const struct {
	struct message message;
	size_t size;
} kinds[] = {
	[RECORDING_BEGIN] = { MESSAGE_TABLE(begin_fields), sizeof(struct recording_begin) },
	[RECORDING_EVENT] = { { .fields = event_fields, .tell = offsetof(struct event, kind),
				.count = sizeof(event_fields) / sizeof(event_fields[0]) },
			      sizeof(struct event) },
	[RECORDING_CHOICE] = { MESSAGE_TABLE(choice_fields), sizeof(struct recording_choice) },
	[RECORDING_SETTLE] = { { 0 }, 0 },
	[RECORDING_END] = { MESSAGE_TABLE(end_fields), sizeof(struct recording_end) },
};

enum { KINDS = sizeof(kinds) / sizeof(kinds[0]) };

uint32_t recording_encode(const struct recording *recording, uint8_t *out)
{
	/* The test fills each with the longest values that there are: RECORDING_MAX suffices. */
	int len = message_encode(&kinds[recording->kind].message, &recording->begin, out,
				 RECORDING_MAX);

	return len < 0 ? 0 : (uint32_t)len;
}

int recording_decode(struct recording *recording, uint16_t kind, const uint8_t *octets, uint32_t len)
{
	if (kind < RECORDING_BEGIN || kind >= KINDS)
		return -ENOMSG;
	recording->kind = (enum recording_kind)kind;
	return message_decode(&kinds[kind].message, &recording->begin, kinds[kind].size, octets, len);
}

void recording_put_scopes(uint8_t octets[RECORDING_SCOPES_LEN], const struct segment *segment)
{
	octets[0] = segment->src.scope;
	octets[1] = segment->dst.scope;
	octets[2] = (uint8_t)(segment->interface >> 8);
	octets[3] = (uint8_t)segment->interface;
}

void recording_get_scopes(struct segment *segment, const uint8_t octets[RECORDING_SCOPES_LEN])
{
	segment->src.scope = octets[0];
	segment->dst.scope = octets[1];
	segment->interface = get16(octets + 2);
}
