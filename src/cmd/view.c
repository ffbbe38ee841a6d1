/* SPDX-License-Identifier: GPL-2.0-or-later */
/* view.c: captures the packets of a network namespace, and hears of its sockets. */
#include "cmd/view.h"

#include "cmd/live.h"
#include "cmd/polls.h"
#include "cmd/recorder.h"
#include "cmd/scope.h"
#include "observe/clock.h"
#include "observe/netns.h"

#include <errno.h>
#include <net/if.h>
#include <unistd.h>

/* Packets. */

static void note_more(struct live *live, enum gap_kind kind, uint64_t count, uint64_t *told)
{
	if (count > *told)
		live_gap(live, kind, count - *told);
	*told = count;
}

void view_note_losses(struct view *view)
{
	struct capture_stats stats;

	if (!view->capture)
		return;
	capture_stats(view->capture, &stats);
	note_more(view->live, GAP_PACKETS_DROPPED, stats.dropped, &view->dropped);
	note_more(view->live, GAP_PACKETS_CUT, stats.cut, &view->cut);
	if (view->kept)
		view->kept->dropped = stats.dropped;
}

static int on_capture(void *arg, struct err *err)
{
	struct view *view = arg;

	return live_catch_up(view->live, err);
}

static int watch(struct view *view, struct watch *watch, int fd,
		 int (*ready)(void *, struct err *), struct err *err)
{
	*watch = (struct watch){ .fd = fd, .ready = ready, .arg = view };
	return loop_add(&view->live->loop, watch, err);
}

/* Of a namespace that was chosen, all is wanted; of the host, what it says to itself. */
const char *view_device(const struct live_options *options)
{
	return options->device ? options->device : options->netns_count > 0 ? "any" : "lo";
}

static int open_capture(struct view *view, const struct live_options *options, struct err *err)
{
	const struct capture_options capture = {
		.device = view_device(options),
		.expression = options->expression,
		.snaplen = options->snaplen,
		.ring_bytes = options->ring_bytes,
	};
	struct live *live = view->live;
	int ret;

	if (options->no_packets)
		return 0;
	ret = capture_open_live(&view->capture, &capture, err);
	/* Who did not ask for an interface gets what may be had. */
	if (ret == -EPERM && !options->device && !options->no_sockets) {
		if (!live->no_packets)
			live_gap(live, GAP_NO_PACKETS, 1);
		live->no_packets = true;
		return 0;
	}
	if (ret < 0)
		return ret;
	if (options->check_checksums)
		capture_verify(view->capture);
	if (live->recorder)
		recorder_tap(live->recorder, view);
	else if (options->frames)
		view->kept = frames_tap(options->frames, view->capture, capture.device,
					scope_number(view));
	if (view->kept)
		view->kept->netns = view->netns;
	view->ifindex = if_nametoindex(capture.device);
	ret = watch(view, &view->capture_watch, capture_fd(view->capture), on_capture, err);
	if (ret == 0)
		nap_add(&view->nap, &view->capture_watch);
	return ret;
}

/* Sockets. */

bool view_chooses(const struct view *view, const struct sock_fact *fact)
{
	return filter_matches(view->live->filter, &fact->local, &fact->remote);
}

void view_hold(const struct view *view, const struct event *event)
{
	struct event scoped = *event;

	scope_fact(view, &scoped);
	live_event(view->live, &scoped);
}

/* The first reading has nothing to be compared with. */
void view_count(struct view *view)
{
	struct event event = { .kind = EVENT_COUNTERS, .time_ns = clock_now_ns() };
	struct kernel_counters now;

	counters_read(&view->counters, &now);
	event.counters = kernel_counters_grown(&now, &view->counted);
	view->counted = now;
	if (event.counters.known)
		live_event(view->live, &event);
}

int view_tick(struct view *view, uint64_t tick, struct err *err)
{
	uint64_t now_ns = clock_now_ns();
	int ret;

	/* Who is asked too late which cgroup he is of has gone without an answer. */
	if (!view->live->choice || !view->live->choice->listeners)
		nap_tick(&view->nap, TICK_MS);
	if (!view->sockets)
		return 0;
	ret = obituaries_tick(&view->obituaries, now_ns, err);
	if (ret < 0)
		return ret;
	if (ret == 1)
		polls_hurry(view, now_ns);
	return polls_tick(view, tick, now_ns, err);
}

/* Without packets nothing else tells a socket that is gone from one that a minisocket follows. */
static void look_behind(struct view *view, const struct sock_fact *obituary)
{
	struct event event;

	if (!view->capture && obituary->remote.port &&
	    sockets_probe(view->sockets, &obituary->local, &obituary->remote, &event) == 0)
		view_hold(view, &event);
}

static void on_destroyed(void *arg, const struct event *event)
{
	struct view *view = arg;

	/* One that died through tcp_disconnect() has lost half its address. */
	if (event->kind == EVENT_GAP) {
		polls_hurry(view, event->time_ns);
		live_event(view->live, event);
	} else if (!event->socket.remote.port || view_chooses(view, &event->socket)) {
		struct event obituary = *event;

		look_behind(view, &event->socket);
		obituary.time_ns = clock_now_ns();
		view_hold(view, &obituary);
	}
}

int view_drain_destroyed(struct view *view, struct err *err)
{
	return view->sockets ?
	       obituaries_drain(&view->obituaries, on_destroyed, view, err) : 0;
}

static int on_waiting(void *arg, struct err *err)
{
	struct view *view = arg;
	int ret = view_drain_destroyed(view, err);

	return ret < 0 ? ret : live_catch_up(view->live, err);
}

static int open_sockets(struct view *view, const struct live_options *options, struct err *err)
{
	int ret;

	if (options->no_sockets)
		return 0;
	ret = sockets_open(&view->sockets, err);
	if (ret < 0)
		return ret;
	sockets_choose(view->sockets, filter_for_sockets(view->live->filter));
	counters_open(&view->counters, "/proc/thread-self/net");
	view_count(view);
	ret = obituaries_open(&view->obituaries, clock_now_ns(), err);
	if (ret >= 0)
		ret = watch(view, &view->destroyed_watch, ret, on_waiting, err);
	if (ret == 0)
		nap_add(&view->nap, &view->destroyed_watch);
	return ret;
}

struct opening {
	struct view *view;
	const struct live_options *options;
};

static int open_inside(void *arg, struct err *err)
{
	const struct opening *opening = arg;
	struct view *view = opening->view;
	int ret;

	/* A sandbox may forbid to ask; few connections need the answer. */
	if (addresses_read(&view->addresses, err) < 0)
		live_gap(view->live, GAP_NO_ADDRESSES, 1);
	ret = open_capture(view, opening->options, err);
	if (ret == 0)
		ret = open_sockets(opening->view, opening->options, err);
	return ret;
}

int view_open(struct view *view, const struct live_options *options, struct err *err)
{
	struct opening opening = { .view = view, .options = options };

	return netns_within(view->netns_fd, view->netns, open_inside, &opening, err);
}

void view_init(struct view *view, struct live *live)
{
	*view = (struct view){
		.live = live,
		.netns_fd = -1,
	};
	polls_init(view);
	nap_init(&view->nap, &live->loop, on_waiting, view);
}

void view_free(struct view *view)
{
	drain_queue_free(&view->queue);
	addresses_free(&view->addresses);
	if (view->netns_fd >= 0)
		close(view->netns_fd);
	nap_free(&view->nap);
	capture_free(view->capture);
	obituaries_close(&view->obituaries);
	sockets_free(view->sockets);
	counters_close(&view->counters);
}
