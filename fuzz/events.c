/* SPDX-License-Identifier: GPL-2.0-or-later */
/* events.c: the language of the tracker's fuzzing: an octet for kind and time, then what it needs. */
#include "events.h"

#include <string.h>

#define MS_NS ((uint64_t)1000 * 1000)
#define YEAR_NS ((uint64_t)365 * 24 * 3600 * 1000 * MS_NS)

/* Few, so that events meet: among them a connection to itself, and both families. */
static const struct endpoint places[] = {
	{ .addr = { 127, 0, 0, 1 }, .port = 40000, .family = FAMILY_IPV4 },
	{ .addr = { 127, 0, 0, 1 }, .port = 80, .family = FAMILY_IPV4 },
	{ .addr = { 10, 0, 0, 1 }, .port = 80, .family = FAMILY_IPV4 },
	{ .addr = { [15] = 1 }, .port = 80, .family = FAMILY_IPV6 },
};
enum { PLACES = ARRAY_LEN(places) };

/* Where each begins its streams; one wraps at once. */
static const uint32_t beginnings[PLACES] = { 1000, 0xfffffff8, 0x7ffffff8, 0 };

static const uint64_t steps_ns[] = {
	0, 0, 0, 1000, MS_NS, 20 * MS_NS, 60 * MS_NS, 200 * MS_NS, 1000 * MS_NS, 6000 * MS_NS,
	100 * 1000 * MS_NS, YEAR_NS, -MS_NS, -(3600 * 1000 * MS_NS), 0,
};

static uint32_t take_seq(struct input *input, unsigned int place, bool anywhere)
{
	return anywhere ? take32(input) : beginnings[place] + (uint32_t)(int8_t)take8(input);
}

static void take_segment(struct input *input, struct segment *segment, unsigned int src,
			 unsigned int dst)
{
	static const uint8_t defects[16] = {
		[10] = SEGMENT_BAD_HEADER, [12] = SEGMENT_FRAGMENT, [13] = SEGMENT_BAD_CHECKSUM, [14] = SEGMENT_PAYLOAD_CUT,
		[15] = SEGMENT_HEADER_CUT,
	};
	uint8_t flags = take8(input), how = take8(input);
	bool anywhere = flags & 0x40;

	segment->flags = flags & 0x3f;
	segment->seq = take_seq(input, src, anywhere);
	segment->ack = take_seq(input, dst, anywhere);
	segment->payload_len = (how & 0x0f) << (flags & 0x80 ? 12 : 0);
	segment->window = (uint16_t)(take8(input) << 5);
	segment->has_window_scale = (how & 0x80) && (segment->flags & SEGMENT_SYN);
	segment->window_scale = segment->has_window_scale ? how >> 4 & 7 : 0;
	segment->defects = defects[how >> 4];
	segment->interface = how >> 4 == 11;
	segment->ip_len = 40 + segment->payload_len;
	if (how == 0x58) {
		/* A close_notify of TLS 1.3 (RFC 8446, 5.2). */
		segment->payload_len = 24;
		segment->head_len = SEGMENT_HEAD_MAX;
		memcpy(segment->head, "\x17\x03\x03\x00\x13\x00\x00", SEGMENT_HEAD_MAX);
	}
}

static void take_info(struct input *input, struct sock_fact *fact)
{
	bool huge = take8(input) % 16 == 0;

	fact->has_info = true;
	fact->bytes_acked = huge ? take64(input) : take8(input);
	fact->bytes_received = huge ? take64(input) : take8(input);
	fact->notsent_bytes = huge ? take32(input) : take8(input);
	/* Beside a SYN, and a FIN. */
	fact->data_sent = fact->bytes_acked - fact->bytes_acked % 3;
	fact->last_data_sent_ms = huge ? take32(input) : take8(input) * 100u;
	fact->last_ack_recv_ms = huge ? take32(input) : take8(input) * 100u;
	/* No octets of their own: the seeds stay what they are. */
	fact->last_data_recv_ms = fact->last_ack_recv_ms ^ (fact->bytes_received & 1 ? 0x1ff : 0);
}

static void take_fact(struct input *input, struct sock_fact *fact, unsigned int local,
		      unsigned int remote, uint64_t now_ns)
{
	uint8_t how = take8(input), timer;

	fact->local = places[local];
	fact->remote = places[remote];
	fact->kind = (enum sock_fact_kind)(how % 3);
	fact->asked_ns = now_ns - (how & 0x80 ? 12 * MS_NS : 0);
	fact->gone = fact->kind == SOCK_PROBE && (how & 0x04);
	fact->unheard = fact->gone && (how & 0x08);
	fact->here = fact->gone && (how & 0x10);
	fact->listener = fact->here ? how >> 5 & 3 : 0;
	if (fact->gone)
		return;
	fact->state = (enum tcp_state)(1 + take8(input) % (TCP_STATE_COUNT - 1));
	fact->inode = take8(input) % 8;
	fact->cookie = take8(input) % 8;
	fact->recv_q = how & 0x08 ? take32(input) : take8(input);
	fact->send_q = how & 0x08 ? take32(input) : take8(input);
	fact->has_shutdown = how & 0x10;
	fact->shutdown = fact->has_shutdown ? take8(input) : 0;
	timer = take8(input);
	fact->timer = timer % 5;
	fact->retransmits = timer / 5;
	fact->expires_ms = fact->timer ? timer / 5 * 1000u : 0;
	if (how & 0x20)
		take_info(input, fact);
	if (fact->kind == SOCK_OBITUARY && (how & 0x40))
		fact->remote.port = 0;
}

static void take_text(struct input *input, char *text, size_t size)
{
	size_t len = take8(input) % size;

	for (size_t i = 0; i < len; i++)
		text[i] = (char)take8(input);
}

static void take_owner(struct input *input, struct owner *owner)
{
	owner->inode = take8(input) % 8;
	owner->known = (enum owner_known)(take8(input) % 4);
	if (owner->known != OWNER_FOUND)
		return;
	owner->pid = 1 + take8(input);
	owner->fd = take8(input);
	owner->holders = 1 + take8(input) % 3;
	owner->watched = owner->pid % 2;
	take_text(input, owner->comm, sizeof(owner->comm));
}

static void take_process(struct input *input, struct process_news *news)
{
	uint8_t how = take8(input);

	news->pid = 1 + take8(input);
	news->ended = how & 0x80;
	news->status_known = how & 0x40;
	news->signal = how & 0x0f;
	news->status = how >> 4 & 3;
}

/* What a look at a process shows: its descriptor, or its threads. */
static void take_look(struct input *input, struct event *event)
{
	uint8_t how = take8(input);

	if (how & 0x80) {
		event->kind = EVENT_WAITS;
		event->waits.inode = how % 8;
		event->waits.reading = how & 0x10;
		return;
	}
	event->holder.inode = how % 8;
	event->holder.pid = 1 + (how & 7);
	event->holder.process_alive = how & 0x10;
	event->holder.descriptor_held = how & 0x20;
}

/* There are more kinds than three bits tell apart. */
static void take_rare(struct input *input, uint8_t how, struct event *event)
{
	if (how == 2) {
		event->kind = EVENT_TIME_WAITS;
		event->time_waits = (struct time_waits_fact){
			.destination = places[take8(input) % PLACES],
			.count = take16(input),
			.ports = 1u + take16(input),
			.begun_ns = event->time_ns,
			.end = take8(input) & 1,
		};
	}
	if (how != 1)
		return;
	event->kind = EVENT_COUNTERS;
	event->counters.known = take16(input);
	for (int i = 0; i < KERNEL_COUNTER_COUNT; i++)
		event->counters.value[i] = event->counters.known & 1u << i ? take8(input) : 0;
}

static void take_holders(struct input *input, struct holders *holders)
{
	uint8_t how = take8(input);

	holders->inode = how % 8;
	holders->count = how >> 4;
	for (unsigned int i = 0; i < holders->count && i < HOLDERS_MAX; i++) {
		holders->named[i].pid = 1 + take8(input);
		holders->named[i].fd = i;
		take_text(input, holders->named[i].comm, sizeof(holders->named[i].comm));
	}
}

bool events_next(struct input *input, uint64_t *now_ns, struct event *event)
{
	uint8_t first = take8(input), ends;
	unsigned int src, dst;

	if (input->len == 0)
		return false;
	if (first % 16 == 15)
		*now_ns = take64(input);
	else
		*now_ns += steps_ns[first % 16];
	*event = (struct event){ .time_ns = *now_ns };
	ends = take8(input);
	src = ends % PLACES;
	dst = ends / PLACES % PLACES;
	/* Half of all are packets. */
	event->kind = first & 0x80 ? EVENT_SEGMENT : (enum event_kind)(first >> 4 & 7);
	/* Who holds a socket takes turns with what becomes of a process. */
	if (event->kind == EVENT_PROCESS && (ends & 0x80))
		event->kind = EVENT_HOLDERS;
	switch (event->kind) {
	case EVENT_SEGMENT:
		event->segment.src = places[src];
		event->segment.dst = places[dst];
		take_segment(input, &event->segment, src, dst);
		break;
	case EVENT_SOCKET:
		take_fact(input, &event->socket, src, dst, *now_ns);
		break;
	case EVENT_OWNER:
		take_owner(input, &event->owner);
		break;
	case EVENT_HOLDER:
		take_look(input, event);
		break;
	case EVENT_PROCESS:
		take_process(input, &event->process);
		break;
	case EVENT_HOLDERS:
		take_holders(input, &event->holders);
		break;
	case EVENT_CALL:
		event->call.local = places[src];
		event->call.remote = places[dst];
		take_text(input, event->call.text, sizeof(event->call.text));
		break;
	case EVENT_GAP:
		event->gap.kind = (enum gap_kind)(take8(input) % GAP_KIND_COUNT);
		event->gap.count = 1 + take16(input);
		break;
	case EVENT_TICK:
		take_rare(input, ends, event);
		break;
	case EVENT_WAITS:
	case EVENT_COUNTERS:
	case EVENT_TIME_WAITS:
		break;
	}
	return true;
}
