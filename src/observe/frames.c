/* SPDX-License-Identifier: GPL-2.0-or-later */
/* frames.c: a ring of records; none of them goes over the end of the memory. */
#include "observe/frames.h"
#include "observe/capture.h"

#include <stdlib.h>
#include <string.h>

/* Followed by the octets, and by what makes the next one aligned. */
struct record {
	uint64_t time_ns;
	uint32_t caplen, wire_len;
	uint64_t source;	/* its number */
};

struct frames {
	uint8_t *octets;	/* owned */
	size_t size;
	size_t first;		/* where the oldest record is */
	size_t next;		/* where the next one will be */
	size_t end;		/* behind the last record before those that begin again at 0 */
	bool wrapped;		/* next is not behind first, and there are records up to end */
	uint64_t kept, forgotten;
	size_t source_count;
	struct frames_source sources[FRAMES_SOURCES_MAX];
};

struct frames *frames_new(size_t bytes)
{
	struct frames *frames = calloc(1, sizeof(*frames));

	if (frames)
		frames->octets = malloc(bytes);
	if (!frames || !frames->octets) {
		free(frames);
		return NULL;
	}
	frames->size = bytes;
	return frames;
}

void frames_free(struct frames *frames)
{
	if (!frames)
		return;
	free(frames->octets);
	free(frames);
}

/* Sources. */

struct frames_source *frames_add_source(struct frames *frames, int link_type, const char *name,
					uint8_t scope)
{
	struct frames_source *source = &frames->sources[frames->source_count];

	if (frames->source_count == FRAMES_SOURCES_MAX)
		return NULL;
	*source = (struct frames_source){
		.frames = frames, .name = name, .link_type = link_type, .scope = scope,
		.number = (uint16_t)frames->source_count++,
	};
	return source;
}

static void on_frame(void *source, const struct raw_frame *frame, bool told)
{
	(void)told;
	frames_keep(source, frame);
}

struct frames_source *frames_tap(struct frames *frames, struct capture *capture, const char *name,
				 uint8_t scope)
{
	struct frames_source *source = frames_add_source(frames, capture_link_type(capture), name,
							 scope);

	if (source)
		capture_tap(capture, on_frame, source);
	return source;
}

/* Keeping. */

static size_t record_size(uint32_t caplen)
{
	return sizeof(struct record) + ((size_t)caplen + 7) / 8 * 8;
}

static const struct record *record_at(const struct frames *frames, size_t at)
{
	return (const struct record *)(frames->octets + at);
}

/* The oldest but one becomes the oldest. */
static void forget(struct frames *frames)
{
	frames->first += record_size(record_at(frames, frames->first)->caplen);
	frames->kept--;
	frames->forgotten++;
	if (frames->wrapped && frames->first == frames->end) {
		frames->first = 0;
		frames->wrapped = false;
	}
}

/* Behind the newest, in front of the oldest or of the end of the memory. */
static bool fits(const struct frames *frames, size_t size)
{
	size_t limit = frames->wrapped ? frames->first : frames->size;

	return limit - frames->next >= size;
}

static void make_room(struct frames *frames, size_t size)
{
	while (!fits(frames, size)) {
		if (frames->wrapped) {
			forget(frames);
		} else {
			frames->end = frames->next;
			frames->next = 0;
			frames->wrapped = true;
		}
	}
}

void frames_keep(struct frames_source *source, const struct raw_frame *frame)
{
	struct frames *frames = source->frames;
	size_t size = record_size(frame->caplen);
	struct record *record;

	source->seen++;
	if (size > frames->size) {
		frames->forgotten++;
		return;
	}
	make_room(frames, size);
	record = (struct record *)(frames->octets + frames->next);
	*record = (struct record){ frame->time_ns, frame->caplen, frame->wire_len, source->number };
	memcpy(record + 1, frame->octets, frame->caplen);
	frames->next += size;
	frames->kept++;
}

/* Finding them again. */

void frames_stats(const struct frames *frames, struct frames_stats *stats)
{
	*stats = (struct frames_stats){
		.sources = frames->source_count,
		.kept = frames->kept,
		.forgotten = frames->forgotten,
		.oldest_ns = frames->kept ? record_at(frames, frames->first)->time_ns : 0,
	};
}

const struct frames_source *frames_source(const struct frames *frames, size_t number)
{
	return &frames->sources[number];
}

/* The scope is the tracker's to know: the frame has only addresses and ports. */
static bool same_place(const struct endpoint *end, const struct endpoint *seen)
{
	struct endpoint bare = *end;

	bare.scope = seen->scope;
	return endpoint_equal(&bare, seen);
}

/* One loopback is not another: a connection is where one of its ends is. A recording's is anywhere. */
static bool in_view(const struct frames_source *source, const struct endpoint end[2])
{
	return !source->scope || (!end[0].scope && !end[1].scope) || end[0].scope == source->scope ||
	       end[1].scope == source->scope;
}

static bool of_connection(const struct frames_source *source, const struct raw_frame *frame,
			  const struct endpoint end[2])
{
	struct segment segment;

	if (end[0].family == FAMILY_NONE)
		return true;
	if (!in_view(source, end) ||
	    frame_parse(&segment, source->link_type, frame->octets, frame->caplen,
			frame->wire_len, false) < 0)
		return false;
	return (same_place(&end[0], &segment.src) && same_place(&end[1], &segment.dst)) ||
	       (same_place(&end[1], &segment.src) && same_place(&end[0], &segment.dst));
}

static bool in_time(const struct frames_choice *choice, uint64_t time_ns)
{
	return time_ns >= choice->from_ns && (!choice->until_ns || time_ns <= choice->until_ns);
}

/* Where the next record of a source is. */
struct cursor {
	size_t at;
	uint64_t left;		/* records from there on, of all sources; 0: there is none */
};

static void step(const struct frames *frames, struct cursor *cursor)
{
	cursor->at += record_size(record_at(frames, cursor->at)->caplen);
	cursor->left--;
	if (frames->wrapped && cursor->at == frames->end)
		cursor->at = 0;
}

/* Goes on to the next record of that source, if it is not at one. */
static void seek(const struct frames *frames, struct cursor *cursor, size_t source)
{
	while (cursor->left > 0 && record_at(frames, cursor->at)->source != source)
		step(frames, cursor);
}

/* Of the sources' next records the oldest: each capture was drained for itself. */
static struct cursor *oldest(const struct frames *frames, struct cursor *cursors)
{
	struct cursor *found = NULL;
	uint64_t found_ns = 0;

	for (size_t i = 0; i < frames->source_count; i++) {
		uint64_t time_ns;

		if (cursors[i].left == 0)
			continue;
		time_ns = record_at(frames, cursors[i].at)->time_ns;
		if (!found || time_ns < found_ns) {
			found = &cursors[i];
			found_ns = time_ns;
		}
	}
	return found;
}

uint64_t frames_each(const struct frames *frames, const struct frames_choice *choice,
		     frames_fn fn, void *arg)
{
	struct cursor cursors[FRAMES_SOURCES_MAX] = { 0 }, *cursor;
	uint64_t chosen = 0;

	for (size_t i = 0; i < frames->source_count; i++) {
		cursors[i] = (struct cursor){ frames->first, frames->kept };
		seek(frames, &cursors[i], i);
	}
	while ((cursor = oldest(frames, cursors))) {
		const struct record *record = record_at(frames, cursor->at);
		const struct frames_source *source = &frames->sources[record->source];
		const struct raw_frame frame = { record->time_ns, (const uint8_t *)(record + 1),
						 record->caplen, record->wire_len };

		if (in_time(choice, frame.time_ns) && of_connection(source, &frame, choice->end)) {
			fn(arg, source, &frame);
			chosen++;
		}
		step(frames, cursor);
		seek(frames, cursor, source->number);
	}
	return chosen;
}
