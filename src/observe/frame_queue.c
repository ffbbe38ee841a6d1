/* SPDX-License-Identifier: GPL-2.0-or-later */
/* frame_queue.c: records one behind the other; when it is empty it begins at the front again. */
#include "observe/frame_queue.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

/* More than that is given back when a burst is over. */
enum { BEGUN = 64 << 10, KEPT_MAX = 4 << 20 };

/* Followed by the octets, and by what makes the next one aligned. */
struct record {
	uint64_t time_ns;
	uint32_t caplen, wire_len;
	uint64_t told;
};

void frame_queue_free(struct frame_queue *queue)
{
	free(queue->octets);
	*queue = (struct frame_queue){ 0 };
}

/* Not when the last one is taken, since that is still read. */
static void begin_again(struct frame_queue *queue)
{
	if (queue->capacity > KEPT_MAX)
		frame_queue_free(queue);
	queue->first = queue->end = 0;
}

static size_t record_size(uint32_t caplen)
{
	return sizeof(struct record) + ((size_t)caplen + 7) / 8 * 8;
}

static int grow(struct frame_queue *queue, size_t size)
{
	size_t capacity = queue->capacity ? queue->capacity : BEGUN;
	uint8_t *octets;

	while (capacity < size)
		capacity *= 2;
	octets = realloc(queue->octets, capacity);
	if (!octets)
		return -ENOMEM;
	queue->octets = octets;
	queue->capacity = capacity;
	return 0;
}

/* In front of the first there is room as well; where that is half of all, it is worth moving the rest. */
static int make_room(struct frame_queue *queue, size_t size)
{
	if (queue->end + size <= queue->capacity)
		return 0;
	if (queue->first >= queue->capacity / 2 && queue->first > 0) {
		memmove(queue->octets, queue->octets + queue->first, queue->end - queue->first);
		queue->end -= queue->first;
		queue->first = 0;
	}
	return queue->end + size <= queue->capacity ? 0 : grow(queue, queue->end + size);
}

int frame_queue_put(struct frame_queue *queue, const struct raw_frame *frame, bool told)
{
	size_t size = record_size(frame->caplen);
	struct record *record;
	int ret;

	if (queue->first == queue->end)
		begin_again(queue);
	ret = make_room(queue, size);
	if (ret < 0)
		return ret;
	record = (struct record *)(queue->octets + queue->end);
	*record = (struct record){ frame->time_ns, frame->caplen, frame->wire_len, told };
	memcpy(record + 1, frame->octets, frame->caplen);
	queue->end += size;
	return 0;
}

bool frame_queue_take(struct frame_queue *queue, struct raw_frame *frame, bool *told)
{
	const struct record *record;

	if (queue->first == queue->end) {
		begin_again(queue);
		return false;
	}
	record = (const struct record *)(queue->octets + queue->first);
	*frame = (struct raw_frame){ record->time_ns, (const uint8_t *)(record + 1),
				     record->caplen, record->wire_len };
	*told = record->told;
	queue->first += record_size(record->caplen);
	return true;
}
