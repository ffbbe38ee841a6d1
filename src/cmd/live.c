/* SPDX-License-Identifier: GPL-2.0-or-later */
/* live.c: one loop over packets, sockets, the clock and signals. */
#include "cmd/live.h"

#include "cmd/lookup.h"
#include "core/units.h"
#include "observe/clock.h"
#include "observe/secret.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <unistd.h>

enum {
	TICK_MS = 25,
	TICKS_PER_POLL = 4,		/* the closing states are polled ten times a second, */
	TICKS_PER_FULL_POLL = 40,	/* all states once */
	PROBES_PER_TICK = 125,
	DRAINS_MAX = 16,		/* then the other descriptors have their turn */
	NICE = -10,
};

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

static void to_tracker(void *arg, const struct event *event)
{
	struct live *live = arg;

	tracker_event(&live->tracker, event);
}

static void hold(void *arg, const struct event *event)
{
	struct live *live = arg;

	if (merge_hold(&live->merge, event) < 0)
		live->tracker.out_of_memory = true;
}

void live_event(struct live *live, const struct event *event)
{
	hold(live, event);
}

void live_gap(struct live *live, enum gap_kind kind, uint64_t count)
{
	struct event event = { .kind = EVENT_GAP, .time_ns = clock_now_ns() };

	event.gap.kind = kind;
	event.gap.count = count;
	hold(live, &event);
}

/* Packets. */

static void on_packet(void *arg, const struct event *event)
{
	struct live *live = arg;

	merge_packet(&live->merge, event);
}

/*
 * Until the ring is empty: then all that was held up to the beginning of the last, vain
 * attempt is in order. A packet may make us look a socket up, whose answer is held again.
 */
static int catch_up(struct live *live, struct err *err)
{
	for (int drains = 0; live->capture && drains < DRAINS_MAX; drains++) {
		uint64_t before_ns = clock_now_ns();
		int n = capture_drain(live->capture, on_packet, live, err);

		if (n < 0)
			return n;
		if (n < CAPTURE_BATCH)
			merge_flush(&live->merge, before_ns);
		if (n == 0)
			return 0;
	}
	if (!live->capture)
		merge_flush(&live->merge, clock_now_ns());
	return 0;
}

static int on_capture(void *arg, struct err *err)
{
	return catch_up(arg, err);
}

static void note_more(struct live *live, enum gap_kind kind, uint64_t count, uint64_t *told)
{
	if (count > *told)
		live_gap(live, kind, count - *told);
	*told = count;
}

static void note_losses(struct live *live)
{
	struct capture_stats stats;

	if (!live->capture)
		return;
	capture_stats(live->capture, &stats);
	note_more(live, GAP_PACKETS_DROPPED, stats.dropped, &live->dropped);
	note_more(live, GAP_PACKETS_CUT, stats.cut, &live->cut);
}

/* Sockets. */

static bool chosen(const struct live *live, const struct sock_fact *fact)
{
	return filter_matches(live->filter, &fact->local, &fact->remote);
}

static void on_polled(void *arg, const struct event *event)
{
	struct live *live = arg;

	if (!chosen(live, &event->socket))
		return;
	hold(live, event);
	if (event->socket.inode)
		lookup_later(live, event->socket.inode);
}

/* Without packets nothing else tells a socket that is gone from one that a minisocket follows. */
static void look_behind(struct live *live, const struct sock_fact *obituary)
{
	struct event event;

	if (!live->capture && obituary->remote.port &&
	    sockets_probe(live->sockets, &obituary->local, &obituary->remote, &event) == 0)
		hold(live, &event);
}

static void on_destroyed(void *arg, const struct event *event)
{
	struct live *live = arg;

	/* One that died through tcp_disconnect() has lost half its address. */
	if (event->kind == EVENT_GAP) {
		hold(live, event);
	} else if (!event->socket.remote.port || chosen(live, &event->socket)) {
		struct event obituary = *event;

		look_behind(live, &event->socket);
		obituary.time_ns = clock_now_ns();
		hold(live, &obituary);
	}
}

static int poll_sockets(struct live *live, unsigned int states, bool with_info,
			struct err *err)
{
	uint64_t before_ns = clock_now_ns();
	int ret = sockets_dump(live->sockets, states, with_info, on_polled, live, err);

	if (ret == 1)
		live_gap(live, GAP_DUMP_PARTIAL, 1);
	live->polls++;
	live->poll_ns += clock_now_ns() - before_ns;
	return ret < 0 ? ret : 0;
}

static int on_destroy_waiting(void *arg, struct err *err)
{
	struct live *live = arg;
	int ret = sockets_drain_destroyed(live->sockets, on_destroyed, live, err);

	return ret < 0 ? ret : catch_up(live, err);
}

/* The clock and the signals. */

static void tick(struct live *live)
{
	struct event event = { .kind = EVENT_TICK, .time_ns = clock_now_ns() };

	live->probes_left = PROBES_PER_TICK;
	hold(live, &event);
	if (live->ticks_max && live->ticks >= live->ticks_max)
		live->loop.done = true;
}

static int poll_due(struct live *live, struct err *err)
{
	int ret;

	if (!live->sockets)
		return 0;
	if (live->ticks < live->poll_tick)
		return 0;
	live->poll_tick = live->ticks + TICKS_PER_POLL;
	ret = poll_sockets(live, closing_states(), true, err);
	if (ret < 0 || live->ticks < live->full_poll_tick)
		return ret;
	live->full_poll_tick = live->ticks + TICKS_PER_FULL_POLL;
	ret = poll_sockets(live, tcp_state_mask(TCP_STATE_LISTEN), false, err);
	return ret < 0 ? ret : poll_sockets(live, open_states(), false, err);
}

static int on_timer(void *arg, struct err *err)
{
	struct live *live = arg;
	int ret;

	uint64_t ticks = loop_timer_read(live->timer_fd);

	if (!ticks)
		return 0;
	live->ticks += ticks;
	note_losses(live);
	ret = poll_due(live, err);
	if (ret < 0)
		return ret;
	tick(live);
	ret = catch_up(live, err);
	if (ret < 0)
		return ret;
	lookup_owners(live);
	return live->on_tick ? live->on_tick(live->on_tick_arg, err) : 0;
}

static int on_signal(void *arg, struct err *err)
{
	struct live *live = arg;

	(void)err;
	if (loop_signals_read(live->signal_fd))
		live->loop.done = live->interrupted = true;
	return 0;
}

/* Opening. */

static int watch(struct live *live, struct watch *watch, int fd,
		 int (*ready)(void *, struct err *), struct err *err)
{
	*watch = (struct watch){ .fd = fd, .ready = ready, .arg = live };
	return loop_add(&live->loop, watch, err);
}

static int open_capture(struct live *live, const struct live_options *options,
			struct err *err)
{
	const struct capture_options capture = {
		.device = options->device,
		.expression = options->expression,
	};
	int ret;

	if (options->no_packets)
		return 0;
	ret = capture_open_live(&live->capture, &capture, err);
	/* Who did not ask for an interface gets what may be had: SPEC.md's promise. */
	if (ret == -EPERM && !options->device && !options->no_sockets) {
		snprintf(live->missing, sizeof(live->missing), "%s", err->text);
		live_gap(live, GAP_NO_PACKETS, 1);
		return 0;
	}
	if (ret < 0)
		return ret;
	if (options->check_checksums)
		capture_verify(live->capture);
	return watch(live, &live->capture_watch, capture_fd(live->capture), on_capture, err);
}

/*
 * A socket that is asked for 300 microseconds late may be gone with its process. Among programs
 * that all wait for the same packets, one in ten was missed at the ordinary priority on two
 * processors, one in a hundred at this. Who may not raise it goes without.
 */
static void hurry(void)
{
	setpriority(PRIO_PROCESS, 0, NICE);
}

/* Listeners first: they tell who is the server of what the second dump shows. */
static int take_stock(struct live *live, struct err *err)
{
	int ret = poll_sockets(live, tcp_state_mask(TCP_STATE_LISTEN), false, err);

	if (ret == 0)
		ret = poll_sockets(live, open_states() | closing_states(), true, err);
	if (ret < 0)
		return ret;
	ret = catch_up(live, err);
	lookup_owners(live);
	return ret;
}

static int open_sockets(struct live *live, const struct live_options *options,
			struct err *err)
{
	int ret;

	if (options->no_sockets)
		return 0;
	ret = sockets_open(&live->sockets, err);
	if (ret < 0)
		return ret;
	ret = owners_open(&live->owners, "/proc", err);
	if (ret < 0)
		return ret;
	ret = sockets_destroyed_fd(live->sockets, err);
	if (ret < 0)
		return ret;
	hurry();
	ret = watch(live, &live->destroyed_watch, ret, on_destroy_waiting, err);
	return ret < 0 ? ret : take_stock(live, err);
}

static int open_clock(struct live *live, struct err *err)
{
	int ret;

	live->timer_fd = ret = loop_timer_open(TICK_MS * MS_NS, err);
	if (ret < 0)
		return ret;
	ret = watch(live, &live->timer_watch, live->timer_fd, on_timer, err);
	if (ret < 0)
		return ret;
	live->signal_fd = ret = loop_signals_open(err);
	if (ret < 0)
		return ret;
	return watch(live, &live->signal_watch, live->signal_fd, on_signal, err);
}

static int open_tracker(struct live *live, const struct live_options *options,
			const struct sink *caller, struct err *err)
{
	struct tracker_options tracker = {
		.stall_after_ns = options->stall_after_ns,
		.max_connections = options->max_connections,
		.trails = options->trails,
		.zeek = options->zeek,
		.sockets = !options->no_sockets,
		.packets = !options->no_packets,
	};
	struct sink sink = *caller;

	sink.look = lookup_end;
	sink.look_arg = live;
	secret_key(&tracker.table_key);
	return tracker_init(&live->tracker, &tracker, &sink) < 0 ?
	       err_sys(err, -ENOMEM, "cannot begin") : 0;
}

int live_open(struct live *live, const struct live_options *options, const struct sink *sink,
	      struct err *err)
{
	int ret;

	*live = (struct live){
		.loop = { .epoll_fd = -1 },
		.timer_fd = -1,
		.signal_fd = -1,
		.probes_left = PROBES_PER_TICK,
	};
	merge_init(&live->merge, to_tracker, live);
	ret = open_tracker(live, options, sink, err);
	if (ret == 0)
		ret = filter_new(&live->filter, options->expression, err);
	if (ret == 0)
		ret = loop_init(&live->loop, err);
	/* Before anything takes time: Ctrl-C ends the report, not the program. */
	if (ret == 0)
		ret = open_clock(live, err);
	if (ret == 0)
		ret = open_capture(live, options, err);
	if (ret == 0)
		ret = open_sockets(live, options, err);
	live->start_ns = clock_now_ns();
	if (ret == 0)
		loop_timer_read(live->timer_fd);
	/* Counted in ticks of the monotonic clock: the other one may be set. */
	if (options->for_ns)
		live->ticks_max = (options->for_ns + TICK_MS * MS_NS - 1) / (TICK_MS * MS_NS);
	return ret;
}

int live_run(struct live *live, struct err *err)
{
	int ret = loop_run(&live->loop, err);

	if (ret < 0)
		return ret;
	if (live->sockets) {
		ret = sockets_drain_destroyed(live->sockets, on_destroyed, live, err);
		if (ret < 0)
			return ret;
	}
	note_losses(live);
	return catch_up(live, err);
}

void live_finish(struct live *live)
{
	merge_flush(&live->merge, UINT64_MAX);
	tracker_finish(&live->tracker, clock_now_ns());
}

void live_summary(const struct live *live, struct summary *summary)
{
	struct capture_stats stats = { 0 };

	if (live->capture)
		capture_stats(live->capture, &stats);
	*summary = (struct summary){
		.counts = live->tracker.counts,
		.start_ns = live->start_ns,
		.end_ns = live->tracker.now_ns,
		.polls = live->polls,
		.poll_ns = live->poll_ns,
		.fragments = stats.fragments,
		.malformed = stats.malformed,
		.cut = stats.cut,
		.packets = live->capture != NULL,
		.drops_known = live->capture != NULL,
		.sockets = live->sockets != NULL,
	};
}

void live_announce(const struct live *live, const struct options *options)
{
	if (live->missing[0] && !options->quiet)
		fprintf(stderr, "halfclose: %s; going on with sockets alone\n", live->missing);
	if (options->verbose)
		fprintf(stderr, "halfclose: watching %s%s%s\n",
			live->capture ? "packets" : "", live->capture && live->sockets ?
			" and " : "", live->sockets ? "sockets" : "");
}

void live_free(struct live *live)
{
	tracker_free(&live->tracker);
	merge_free(&live->merge);
	capture_free(live->capture);
	sockets_free(live->sockets);
	owners_free(live->owners);
	filter_free(live->filter);
	free(live->unowned.inodes);
	if (live->timer_fd >= 0)
		close(live->timer_fd);
	if (live->signal_fd >= 0)
		close(live->signal_fd);
	loop_free(&live->loop);
}
