/* SPDX-License-Identifier: GPL-2.0-or-later */
/* view.c: captures the packets of a network namespace, and polls its sockets. */
#include "cmd/view.h"

#include "cmd/live.h"
#include "cmd/lookup.h"
#include "cmd/scope.h"
#include "cmd/time_wait_poll.h"
#include "core/units.h"
#include "observe/clock.h"
#include "observe/netns.h"

#include <errno.h>
#include <net/if.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

enum {
	POLL_TICKS = 100 / TICK_MS,		/* the closing states are polled ten times a second, */
	FULL_POLL_TICKS = 1000 / TICK_MS,	/* all states once, */
	POLL_THOUSANDTHS = 15,			/* and they take that much of a core at most */
	FULL_POLL_THOUSANDTHS = 5,
	INFORMED_MAX = 4096,			/* open sockets whose ages are asked for at first */
	ROWS_HELD = 1024,
	FEW_MAX = 500,				/* sockets that cost less than the walk to them */
};

/* Polling at once is for what was missed, and not to make it worse. */
#define HURRY_NS S_NS

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
static const char *device_of(const struct live_options *options)
{
	return options->device ? options->device : options->netns_count > 0 ? "any" : "lo";
}

static int open_capture(struct view *view, const struct live_options *options, struct err *err)
{
	const struct capture_options capture = {
		.device = device_of(options),
		.expression = options->expression,
	};
	struct live *live = view->live;
	int ret;

	if (options->no_packets)
		return 0;
	ret = capture_open_live(&view->capture, &capture, err);
	/* Who did not ask for an interface gets what may be had: SPEC.md's promise. */
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
	view->ifindex = if_nametoindex(capture.device);
	ret = watch(view, &view->capture_watch, capture_fd(view->capture), on_capture, err);
	if (ret == 0)
		nap_add(&view->nap, &view->capture_watch);
	return ret;
}

/* Sockets. */

/* What changes without a packet: an orphan's queue, a CLOSE_WAIT that nobody reads. */
static unsigned int closing_states(void)
{
	return tcp_state_mask(TCP_STATE_FIN_WAIT1) | tcp_state_mask(TCP_STATE_FIN_WAIT2) |
	       tcp_state_mask(TCP_STATE_CLOSE_WAIT) | tcp_state_mask(TCP_STATE_CLOSING) |
	       tcp_state_mask(TCP_STATE_LAST_ACK);
}

static unsigned int open_states(void)
{
	return tcp_state_mask(TCP_STATE_ESTABLISHED) | tcp_state_mask(TCP_STATE_SYN_SENT) |
	       tcp_state_mask(TCP_STATE_SYN_RECV);
}

static bool chosen(const struct view *view, const struct sock_fact *fact)
{
	return filter_matches(view->live->filter, &fact->local, &fact->remote);
}

static void hold(const struct view *view, const struct event *event)
{
	struct event scoped = *event;

	scope_fact(view, &scoped);
	live_event(view->live, &scoped);
}

/* A poll that goes on. */
struct poll {
	struct view *view;
	struct err *err;
	bool whole;		/* nothing is taken in before it is over */
	size_t held;		/* rows since they were last taken in */
	uint64_t taking_ns;	/* of a processor, for that */
	int ret;		/* 0, or -errno with err */
};

/* Of however many sockets, only some facts wait at a time. */
static void take_in(struct poll *poll)
{
	uint64_t before_ns = clock_spent_ns();

	poll->held = 0;
	poll->ret = live_catch_up(poll->view->live, poll->err);
	poll->taking_ns += clock_spent_ns() - before_ns;
}

/* What idles is told of at once: there is no packet that it would have to wait for. */
static bool sight(const struct view *view, const struct event *event)
{
	struct event scoped = *event;

	scope_fact(view, &scoped);
	return tracker_sight(&view->live->tracker, &scoped);
}

static bool sift(void *arg, const struct event *event)
{
	const struct poll *poll = arg;
	struct view *view = poll->view;

	if (!chosen(view, &event->socket))
		return true;
	if (!sight(view, event))
		return false;
	view->uninformed++;
	return true;
}

static void on_polled(void *arg, const struct event *event)
{
	struct poll *poll = arg;
	struct view *view = poll->view;

	view->found++;
	if (!chosen(view, &event->socket))
		return;
	if (event->socket.inode)
		lookup_later(view->live, event->socket.inode);
	if (view->live->opened && sight(view, event))
		return;
	hold(view, event);
	view->uninformed += event->socket.state == TCP_STATE_ESTABLISHED && !event->socket.has_info;
	if (!poll->whole && ++poll->held == ROWS_HELD && poll->ret == 0)
		take_in(poll);
}

/* Of those that close all is wanted: they will be asked for once more, and with tcp_info. */
static void on_stock(void *arg, const struct event *event)
{
	const struct poll *poll = arg;

	if (!event->socket.has_info && tcp_state_mask(event->socket.state) & closing_states())
		poll->view->closing_unasked = true;
	else
		on_polled(arg, event);
}

/* What there is in this moment has to be known as a whole, and each but once: it is counted. */
static int dump(struct poll *poll, unsigned int states, size_t info_max, event_fn fn)
{
	struct sockets *sockets = poll->view->sockets;
	bool sifting = poll->view->live->tracker.options.sightings;

	if (poll->whole)
		return sockets_dump(sockets, states, info_max, fn, sifting ? sift : NULL, poll,
				    poll->err);
	return sockets_list(sockets, states, info_max > 0, fn, poll, poll->err);
}

/* info_max is 0 or SIZE_MAX but for the first polls. */
static int poll_with(struct view *view, struct budget *budget, unsigned int states,
		     size_t info_max, event_fn fn, struct err *err)
{
	struct poll poll = {
		.view = view,
		.err = err,
		.whole = view->live->glance && !view->live->opened,
	};
	uint64_t before_ns = clock_spent_ns(), cost_ns;
	int ret = dump(&poll, states, info_max, fn);

	if (ret == 1)
		live_gap(view->live, GAP_DUMP_PARTIAL, 1);
	cost_ns = clock_spent_ns() - before_ns - poll.taking_ns;
	view->polls++;
	view->poll_ns += cost_ns;
	budget_spend(budget, cost_ns);
	return ret < 0 ? ret : poll.ret;
}

static int poll_states(struct view *view, struct budget *budget, unsigned int states,
		       size_t info_max, struct err *err)
{
	return poll_with(view, budget, states, info_max, on_polled, err);
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

/*
 * A walk over the kernel's table takes milliseconds where that is large, as it is on every big host:
 * where there is little in it, one walk is for all.
 */
static int poll_few(struct view *view, struct err *err)
{
	view->found = 0;
	return poll_states(view, &view->polling, open_states() | closing_states(), SIZE_MAX, err);
}

static int poll_closing(struct view *view, struct err *err)
{
	return poll_states(view, &view->polling, closing_states(), SIZE_MAX, err);
}

/* Before the others: they tell who is the server of what a second dump shows. */
static int poll_listeners(struct view *view, struct budget *budget, struct err *err)
{
	return poll_states(view, budget, tcp_state_mask(TCP_STATE_LISTEN), 0, err);
}

static int poll_open(struct view *view, struct err *err)
{
	int ret = poll_listeners(view, &view->full_polling, err);

	view->found = 0;
	return ret < 0 ? ret : poll_states(view, &view->full_polling, open_states(), 0, err);
}

/* Once a second, since it costs little whatever there is: listeners have a table of their own. */
static int poll_cheap(struct view *view, uint64_t tick, struct err *err)
{
	int ret;

	if (tick < view->cheap_tick)
		return 0;
	view->cheap_tick = tick + FULL_POLL_TICKS;
	view_count(view);
	ret = time_wait_poll(view, tick, err);
	return ret < 0 ? ret : poll_listeners(view, &view->polling, err);
}

/* Where a dump takes long, because there are many sockets, it is the more seldom. */
static int poll_due(struct view *view, uint64_t tick, uint64_t now_ns, struct err *err)
{
	int ret;

	if (tick < view->poll_tick || !budget_left(&view->polling, now_ns))
		return 0;
	view->poll_tick = tick + POLL_TICKS;
	if (tick >= view->full_poll_tick && view->found <= FEW_MAX) {
		view->full_poll_tick = tick + FULL_POLL_TICKS;
		return poll_few(view, err);
	}
	ret = poll_closing(view, err);
	if (ret < 0 || tick < view->full_poll_tick || !budget_left(&view->full_polling, now_ns))
		return ret;
	view->full_poll_tick = tick + FULL_POLL_TICKS;
	return poll_open(view, err);
}

/* Something was missed, and a poll is to tell what there is. */
static void hurry_polls(struct view *view, uint64_t now_ns)
{
	if (now_ns < view->hurried_ns + HURRY_NS)
		return;
	view->hurried_ns = now_ns;
	view->polling.debt_ns = view->full_polling.debt_ns = 0;
	view->poll_tick = view->full_poll_tick = 0;
}

int view_tick(struct view *view, uint64_t tick, struct err *err)
{
	uint64_t now_ns = clock_now_ns();
	int ret;

	nap_tick(&view->nap, TICK_MS);
	if (!view->sockets)
		return 0;
	ret = obituaries_tick(&view->obituaries, now_ns, err);
	if (ret < 0)
		return ret;
	if (ret == 1)
		hurry_polls(view, now_ns);
	ret = poll_cheap(view, tick, err);
	return ret < 0 ? ret : poll_due(view, tick, now_ns, err);
}

/* Without packets nothing else tells a socket that is gone from one that a minisocket follows. */
static void look_behind(struct view *view, const struct sock_fact *obituary)
{
	struct event event;

	if (!view->capture && obituary->remote.port &&
	    sockets_probe(view->sockets, &obituary->local, &obituary->remote, &event) == 0)
		hold(view, &event);
}

static void on_destroyed(void *arg, const struct event *event)
{
	struct view *view = arg;

	/* One that died through tcp_disconnect() has lost half its address. */
	if (event->kind == EVENT_GAP) {
		hurry_polls(view, event->time_ns);
		live_event(view->live, event);
	} else if (!event->socket.remote.port || chosen(view, &event->socket)) {
		struct event obituary = *event;

		look_behind(view, &event->socket);
		obituary.time_ns = clock_now_ns();
		hold(view, &obituary);
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

int view_take_stock(struct view *view, struct err *err)
{
	int ret = poll_listeners(view, &view->full_polling, err);

	view->poll_tick = POLL_TICKS;
	view->full_poll_tick = FULL_POLL_TICKS;
	/*
	 * Each dump walks all of the kernel's table: one, where none of thousands is closing. Whoever stays
	 * will want to know since when they idle: then one dump is less than a lookup for each.
	 */
	if (ret == 0)
		ret = poll_with(view, &view->full_polling, open_states() | closing_states(),
				view->live->glance ? INFORMED_MAX : SIZE_MAX, on_stock, err);
	/* It was not the open ones that made them thousands. */
	if (ret == 0 && view->uninformed && view->uninformed <= INFORMED_MAX) {
		view->uninformed = 0;
		ret = poll_states(view, &view->full_polling, open_states(), SIZE_MAX, err);
	}
	if (ret == 0 && view->closing_unasked)
		ret = poll_closing(view, err);
	/* One look at the sockets has no budget for a second full poll. */
	if (ret == 0)
		ret = time_wait_poll(view, 0, err);
	return ret < 0 ? ret : time_wait_count(view, err);
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
	ret = obituaries_open(&view->obituaries, view->sockets, clock_now_ns(), err);
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
		.polling = { .thousandths = POLL_THOUSANDTHS },
		.full_polling = { .thousandths = FULL_POLL_THOUSANDTHS },
	};
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
	sockets_free(view->sockets);
	counters_close(&view->counters);
}
