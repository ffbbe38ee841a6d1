/* SPDX-License-Identifier: GPL-2.0-or-later */
/* drain.c: one capture's packets as they come; those of several, by their times. */
#include "cmd/drain.h"

#include "cmd/live.h"
#include "cmd/recorder.h"
#include "cmd/scope.h"
#include "core/array.h"
#include "observe/clock.h"

#include <stdlib.h>

enum { DRAINS_MAX = 16 };		/* then the other descriptors have their turn */

void drain_queue_free(struct drain_queue *queue)
{
	free(queue->events);
	*queue = (struct drain_queue){ 0 };
}

/* One capture. */

static void on_packet(void *arg, const struct event *event)
{
	struct live *live = arg;

	merge_packet(&live->merge, event);
}

static int drain_single(struct live *live, struct capture *capture, struct err *err)
{
	for (int drains = 0; drains < DRAINS_MAX; drains++) {
		uint64_t before_ns = clock_now_ns();
		int n = capture_drain(capture, on_packet, live, err);

		if (n < 0)
			return n;
		live->views[0].nap.frames += (unsigned int)n;
		if (n < CAPTURE_BATCH)
			merge_flush(&live->merge, before_ns);
		if (n == 0)
			return 0;
	}
	return 0;
}

/* Several. */

static int make_room(struct drain_queue *queue)
{
	struct event *events = array_make_room(queue->events, queue->first + queue->count,
					       &queue->capacity, sizeof(*events));

	if (!events)
		return -1;
	queue->events = events;
	return 0;
}

static void on_queued(void *arg, const struct event *event)
{
	struct view *view = arg;
	struct drain_queue *queue = &view->queue;

	if (make_room(queue) < 0) {
		view->live->tracker.out_of_memory = true;
		return;
	}
	queue->events[queue->first + queue->count++] = *event;
}

static const struct event *head(const struct drain_queue *queue)
{
	return &queue->events[queue->first];
}

/*
 * Fills the queues. *known_ns is the time up to which no capture has anything left: that of its last
 * packet, if there may be more. Returns how many frames came, or -errno.
 */
static int fill(struct live *live, uint64_t *known_ns, struct err *err)
{
	int sum = 0;

	*known_ns = clock_now_ns();
	for (size_t i = 0; i < live->view_count; i++) {
		struct view *view = &live->views[i];
		const struct drain_queue *queue = &view->queue;
		int n = view->capture ? capture_drain(view->capture, on_queued, view, err) : 0;

		if (n < 0)
			return n;
		view->nap.frames += (unsigned int)n;
		sum += n;
		if (n == CAPTURE_BATCH && queue->count > 0) {
			uint64_t last_ns = head(queue)[queue->count - 1].time_ns;

			*known_ns = last_ns < *known_ns ? last_ns : *known_ns;
		}
	}
	return sum;
}

/* The view whose next packet is the oldest, or NULL if none is from before until_ns. */
static struct view *next_view(struct live *live, uint64_t until_ns)
{
	struct view *next = NULL;

	for (size_t i = 0; i < live->view_count; i++) {
		struct view *view = &live->views[i];

		if (view->queue.count > 0 && head(&view->queue)->time_ns <= until_ns) {
			until_ns = head(&view->queue)->time_ns;
			next = view;
		}
	}
	return next;
}

static void deliver(struct live *live, uint64_t until_ns)
{
	struct view *view;

	while ((view = next_view(live, until_ns))) {
		struct event event = *head(&view->queue);

		view->queue.first++;
		view->queue.count--;
		if (live->recorder)
			recorder_turn(live->recorder, view);
		scope_packet(view, &event);
		merge_packet(&live->merge, &event);
	}
}

/* What is left moves to the front: queues hold little, and only for a moment. */
static void pack(struct drain_queue *queue)
{
	for (size_t i = 0; queue->first > 0 && i < queue->count; i++)
		queue->events[i] = queue->events[queue->first + i];
	queue->first = 0;
}

static int drain_several(struct live *live, struct err *err)
{
	for (int drains = 0; drains < DRAINS_MAX; drains++) {
		uint64_t known_ns;
		int n = fill(live, &known_ns, err);

		if (n < 0)
			return n;
		deliver(live, known_ns);
		for (size_t i = 0; i < live->view_count; i++)
			pack(&live->views[i].queue);
		merge_flush(&live->merge, known_ns);
		if (n == 0)
			return 0;
	}
	return 0;
}

int live_catch_up(struct live *live, struct err *err)
{
	struct capture *only = live->view_count == 1 ? live->views[0].capture : NULL;

	if (only)
		return drain_single(live, only, err);
	return drain_several(live, err);
}
