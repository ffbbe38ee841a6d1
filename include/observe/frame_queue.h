/* SPDX-License-Identifier: GPL-2.0-or-later */
/* frame_queue.h: captured frames that wait for their turn, as they came. */
#ifndef HALFCLOSE_OBSERVE_FRAME_QUEUE_H
#define HALFCLOSE_OBSERVE_FRAME_QUEUE_H

#include "core/frame.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* All zero is an empty one. What it takes in memory is up to who puts frames in. */
struct frame_queue {
	uint8_t *octets;		/* owned */
	size_t first, end, capacity;	/* frames are from first up to end */
};

void frame_queue_free(struct frame_queue *queue);

/* Copies a frame; told: an event tells of it. 0 or -ENOMEM. */
int frame_queue_put(struct frame_queue *queue, const struct raw_frame *frame, bool told);

/* The oldest leaves; its octets are good until the next call. Returns false if there is none. */
bool frame_queue_take(struct frame_queue *queue, struct raw_frame *frame, bool *told);

#endif
