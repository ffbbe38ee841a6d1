/* SPDX-License-Identifier: GPL-2.0-or-later */
/* time_wait_poll.c: counts TIME_WAIT sockets, of which there may be tens of thousands, by destination. */
#include "cmd/time_wait_poll.h"

#include "cmd/live.h"
#include "cmd/scope.h"
#include "observe/clock.h"
#include "observe/time_waits.h"

enum {
	CENSUS_TICKS = 1000 / TICK_MS,	/* once a second, */
	CENSUS_STEP = 5000,		/* and a second later for each so many */
};

struct census {
	struct view *view;
	struct time_waits waits;
	struct event event;		/* what is the same in each */
	bool out_of_memory;
};

static void on_time_wait(void *arg, const struct event *event)
{
	struct census *census = arg;
	struct event scoped = *event;

	if (!filter_matches(census->view->live->filter, &event->socket.local, &event->socket.remote))
		return;
	scope_fact(census->view, &scoped);
	if (time_waits_add(&census->waits, &scoped.socket) < 0)
		census->out_of_memory = true;
}

static void on_destination(void *arg, const struct endpoint *destination, uint64_t count)
{
	struct census *census = arg;
	struct event event = census->event;

	event.time_waits.destination = *destination;
	event.time_waits.count = count;
	live_event(census->view->live, &event);
	census->view->piled_up = true;
}

static int tell_census(struct census *census, struct err *err)
{
	struct view *view = census->view;
	struct event end = census->event;
	int ret = sockets_dump(view->sockets, tcp_state_mask(TCP_STATE_TIME_WAIT), 0,
			       on_time_wait, NULL, census, err);

	if (ret < 0)
		return ret;
	if (census->out_of_memory)
		view->live->tracker.out_of_memory = true;
	census->event.time_ns = clock_now_ns();
	time_waits_each(&census->waits, census->event.time_waits.ports / 2, on_destination,
			census);
	end.time_ns = clock_now_ns();
	end.time_waits.end = true;
	live_event(view->live, &end);
	return 0;
}

int time_wait_poll(struct view *view, uint64_t tick, struct err *err)
{
	struct census census = { .view = view, .event = { .kind = EVENT_TIME_WAITS } };
	struct port_range ports = { 0 };
	int64_t count = counters_time_waits(&view->counters, &ports);
	int ret = 0;

	census.event.time_waits.ports = (uint32_t)(ports.high - ports.low + 1);
	census.event.time_waits.source = (uint32_t)(view - view->live->views);
	census.event.time_waits.begun_ns = clock_now_ns();
	if (count < 0 || tick < view->census_tick ||
	    (count < census.event.time_waits.ports / 2 && !view->piled_up))
		return 0;
	view->census_tick = tick + CENSUS_TICKS * (1 + (uint64_t)count / CENSUS_STEP);
	view->piled_up = false;
	time_waits_init(&census.waits, &ports);
	ret = tell_census(&census, err);
	time_waits_free(&census.waits);
	return ret;
}

static void count_one(void *arg, const struct event *event)
{
	struct view *view = arg;

	if (filter_matches(view->live->filter, &event->socket.local, &event->socket.remote))
		view->time_waits++;
}

int time_wait_count(struct view *view, struct err *err)
{
	struct port_range ports;
	int ret;

	/* Whose they were nobody knows. */
	if (view->live->choice || counters_time_waits(&view->counters, &ports) <= 0)
		return 0;
	ret = sockets_dump(view->sockets, tcp_state_mask(TCP_STATE_TIME_WAIT), 0, count_one,
			   NULL, view, err);
	return ret < 0 ? ret : 0;
}
