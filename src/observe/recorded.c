/* SPDX-License-Identifier: GPL-2.0-or-later */
/* recorded.c: each block becomes what it was made of. */
#include "observe/recorded.h"
#include "observe/filter.h"

#include <errno.h>

/* Whether it is one. */

/* The blocks that come before it: a section, perhaps interfaces. */
static bool may_come_before(const struct pcapng_block *block)
{
	return block->type == PCAPNG_SECTION || block->type == PCAPNG_INTERFACE;
}

static bool is_beginning(const struct pcapng_block *block)
{
	struct pcapng_own own;

	return block->type == PCAPNG_OWN && pcapng_parse_own(&own, block) == 0 &&
	       own.kind == RECORDING_BEGIN;
}

/* The block there; false: none, or not all of it. */
static bool block_at(struct pcapng_block *block, const uint8_t *head, size_t len, size_t at)
{
	return len - at >= PCAPNG_BLOCK_MIN && pcapng_begin(block, head + at) == 0 &&
	       (at > 0 || block->type == PCAPNG_SECTION) && block->total <= len - at &&
	       pcapng_finish(block, head + at) == 0;
}

bool recorded_is(const uint8_t *head, size_t len)
{
	struct pcapng_block block = { 0 };

	for (size_t at = 0; block_at(&block, head, len, at); at += block.total)
		if (!may_come_before(&block))
			return is_beginning(&block);
	return false;
}

bool recorded_is_mixed(const uint8_t *head, size_t len)
{
	struct pcapng_interface interface;
	struct pcapng_block block = { 0 };
	int first = -1;
	bool mixed = false, known = false;

	for (size_t at = 0; block_at(&block, head, len, at) && may_come_before(&block);
	     at += block.total) {
		if (block.type != PCAPNG_INTERFACE)
			continue;
		if (pcapng_parse_interface(&interface, &block) < 0)
			return false;
		if (first < 0)
			first = interface.link_type;
		mixed |= interface.link_type != first;
		known |= frame_link_known(interface.link_type);
	}
	return mixed && known;
}

/* Reading. */

static int decode(const struct blocks *blocks, struct recording *recording)
{
	struct pcapng_own own;
	int ret = pcapng_parse_own(&own, &blocks->block);

	return ret < 0 ? ret : recording_decode(recording, own.kind, own.data, own.len);
}

/* Up to what is neither section nor interface. As blocks_next(). */
static int read_on(struct recorded *recorded, struct err *err)
{
	int ret;

	while ((ret = blocks_next(&recorded->blocks, err)) > 0)
		if (!may_come_before(&recorded->blocks.block))
			break;
	return ret;
}

static int read_beginning(struct recorded *recorded, struct err *err)
{
	struct recording recording;
	int ret = read_on(recorded, err);

	if (ret <= 0)
		return ret < 0 ? ret : -EBADMSG;
	if (decode(&recorded->blocks, &recording) < 0)
		return err_set(err, -EBADMSG, "the recording's beginning makes no sense");
	if (recording.begin.version != RECORDING_VERSION)
		return err_set(err, -ENOTSUP, "the recording is of version %u, and this program reads %u",
			       recording.begin.version, RECORDING_VERSION);
	recorded->begin = recording.begin;
	return 0;
}

/* Who taps wants to know of what type the frames will be. */
static int read_interface(struct recorded *recorded, struct err *err)
{
	struct blocks *blocks = &recorded->blocks;
	int ret = 0;

	if (blocks->interface_count == 0) {
		ret = blocks_next(blocks, err);
		recorded->waits = ret > 0;
	}
	recorded->link_type = blocks->interface_count > 0 ? blocks->interfaces[0].link_type : -1;
	return ret;
}

int recorded_begin(struct recorded *recorded, FILE *file, struct err *err)
{
	int ret;

	*recorded = (struct recorded){ .link_type = -1 };
	blocks_init(&recorded->blocks, file);
	ret = read_beginning(recorded, err);
	if (ret < 0)
		return ret;
	/* Damage right behind it is the next one's to tell. */
	ret = read_interface(recorded, &recorded->damage);
	return ret == -ENOMEM || ret == -EIO ? ret : 0;
}

int recorded_begin_mixed(struct recorded *recorded, FILE *file, struct err *err)
{
	int ret;

	*recorded = (struct recorded){ .foreign = true };
	blocks_init(&recorded->blocks, file);
	ret = read_on(recorded, &recorded->damage);
	recorded->waits = ret > 0;
	if (recorded->blocks.interface_count == 0)
		return err_set(err, -EBADMSG, "its interfaces make no sense");
	recorded->link_type = recorded->blocks.interfaces[0].link_type;
	return ret == -ENOMEM || ret == -EIO ? ret : 0;
}

void recorded_free(struct recorded *recorded)
{
	blocks_free(&recorded->blocks);
}

static int spoilt(struct recorded *recorded, const char *what)
{
	return err_set(&recorded->damage, -EBADMSG, "%s makes no sense", what);
}

/* What the octets of a packet do not tell. */
static void read_scopes(struct pcapng_options options, struct segment *segment)
{
	struct pcapng_option option;

	while (pcapng_option_next(&options, &option) > 0)
		if (option.code == RECORDING_SCOPES && option.len == RECORDING_SCOPES_LEN)
			recording_get_scopes(segment, option.value);
}

static int take_packet(struct recorded *recorded, struct intake *intake, event_fn fn, void *arg)
{
	const struct blocks *blocks = &recorded->blocks;
	capture_tap_fn tap = intake->tap;
	struct pcapng_packet packet;
	struct event event;
	int link_type;

	if (blocks_packet(blocks, &packet) < 0)
		return spoilt(recorded, "a packet");
	link_type = blocks->interfaces[packet.interface].link_type;
	if (link_type != recorded->link_type)
		intake->tap = NULL;
	if (intake_take(intake, link_type, &packet.frame, &event)) {
		if (recorded->foreign)
			event.segment.interface ^= (uint16_t)(packet.interface << 10);
		else
			read_scopes(packet.options, &event.segment);
		fn(arg, &event);
	}
	intake->tap = tap;
	return 0;
}

/* As live sources choose: what lacks half its ends may be of any connection. */
static bool is_chosen(const struct filter *filter, const struct event *event)
{
	const struct endpoint any = { .family = event->time_waits.destination.family };

	switch (event->kind) {
	case EVENT_SOCKET:
		return (event->socket.kind == SOCK_OBITUARY && !event->socket.remote.port) ||
		       filter_matches(filter, &event->socket.local, &event->socket.remote);
	case EVENT_CALL:
		return filter_matches(filter, &event->call.local, &event->call.remote);
	case EVENT_TIME_WAITS:
		return event->time_waits.end ||
		       filter_matches(filter, &event->time_waits.destination, &any);
	case EVENT_SEGMENT:
	case EVENT_OWNER:
	case EVENT_HOLDER:
	case EVENT_GAP:
	case EVENT_TICK:
	case EVENT_PROCESS:
	case EVENT_WAITS:
	case EVENT_COUNTERS:
	case EVENT_HOLDERS:
		break;
	}
	return true;
}

static int take_own(struct recorded *recorded, const struct intake *intake, event_fn fn, void *arg)
{
	struct recording recording;
	int ret = decode(&recorded->blocks, &recording);

	if (ret == -ENOMSG)
		return 0;
	if (ret < 0)
		return spoilt(recorded, "a block of the recording");
	if (recording.kind != RECORDING_EVENT) {
		if (recorded->tell)
			recorded->tell(recorded->tell_arg, &recording);
	} else if (!intake->filter || is_chosen(intake->filter, &recording.event)) {
		fn(arg, &recording.event);
	}
	return 0;
}

static int take_block(struct recorded *recorded, struct intake *intake, event_fn fn, void *arg)
{
	switch (recorded->blocks.block.type) {
	case PCAPNG_PACKET:
		return take_packet(recorded, intake, fn, arg);
	case PCAPNG_OWN:
		return recorded->foreign ? 0 : take_own(recorded, intake, fn, arg);
	default:
		return 0;
	}
}

static int next_block(struct recorded *recorded)
{
	int ret = 1;

	if (!recorded->waits)
		ret = blocks_next(&recorded->blocks, &recorded->damage);
	recorded->waits = false;
	return ret == -ENODATA || ret == -ENOTSUP ? -EBADMSG : ret;
}

int recorded_drain(struct recorded *recorded, struct intake *intake, event_fn fn, void *arg)
{
	int taken = 0, ret;

	if (recorded->damage.text[0])
		return -EBADMSG;
	for (; taken < RECORDED_BATCH; taken++) {
		ret = next_block(recorded);
		if (ret > 0)
			ret = take_block(recorded, intake, fn, arg) < 0 ? -EBADMSG : 1;
		if (ret <= 0)
			break;
	}
	/* What came before the damage was taken; the next call says of it. */
	return taken > 0 || ret >= 0 ? taken : ret;
}
