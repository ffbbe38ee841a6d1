/* SPDX-License-Identifier: GPL-2.0-or-later */
/* live.c: one loop over packets, sockets, the clock and signals. */
#include "cmd/live.h"

#include "cmd/live_clock.h"
#include "cmd/lookup.h"
#include "cmd/polls.h"
#include "cmd/recorder.h"
#include "cmd/views.h"
#include "core/units.h"
#include "observe/clock.h"
#include "observe/secret.h"

#include <errno.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <unistd.h>

enum {
	NICE = -10,
	LOOK_THOUSANDTHS = 30,		/* of a core at most, for lookups as a matter of course, */
	QUESTION_THOUSANDTHS = 20,	/* for others, */
	PASS_THOUSANDTHS = 20,		/* and for the owners of all sockets */
	ALL_THOUSANDTHS = 250,		/* who wants each connection of somebody may take so much */
};

/* So that a few hundred short connections at once are all looked up. */
#define LOOKS_BURST_NS (50 * MS_NS)

/* Of a connection that talks each second the packing is nothing. */
#define REST_AFTER_NS S_NS

static void to_tracker(void *arg, const struct event *event)
{
	struct live *live = arg;

	if (live->recorder)
		recorder_event(live->recorder, event);
	else
		tracker_event(&live->tracker, event);
}

void live_event(struct live *live, const struct event *event)
{
	if (merge_hold(&live->merge, event) < 0)
		live->tracker.out_of_memory = true;
}

void live_on_event(void *arg, const struct event *event)
{
	live_event(arg, event);
}

void live_gap(struct live *live, enum gap_kind kind, uint64_t count)
{
	struct event event = { .kind = EVENT_GAP, .time_ns = clock_now_ns() };

	event.gap.kind = kind;
	event.gap.count = count;
	live_event(live, &event);
}

/* Opening. */

/*
 * A socket that is asked for 300 microseconds late may be gone with its process. Among programs
 * that all wait for the same packets, one in ten was missed at the ordinary priority on two
 * processors, one in a hundred at this. Who may not raise it goes without.
 */
static void hurry(void)
{
	setpriority(PRIO_PROCESS, 0, NICE);
}

/* In a moment there is no time to ask thousands of sockets one by one. */
static void expect_little(struct live *live)
{
	uint64_t unasked = 0;

	for (size_t i = 0; i < live->view_count; i++)
		unasked += live->views[i].uninformed;
	live->tracker.options.glance = unasked > 0;
	if (unasked > 0)
		live_gap(live, GAP_SOCKETS_UNASKED, unasked);
}

static int open_owners(struct live *live, const struct privilege_keep *keep, struct err *err)
{
	int ret = owners_open(&live->owners, "/proc", err);

	if (ret == 0)
		ret = live_open_processes(live, err);
	if (ret < 0)
		return ret;
	hurry();
	if (live->glance && keep)
		owners_share(live->owners, keep);
	return 0;
}

static int take_stock(struct live *live, struct err *err)
{
	int ret = 0;

	for (size_t i = 0; ret == 0 && i < live->view_count; i++)
		ret = polls_take_stock(&live->views[i], err);
	if (ret == 0 && live->glance)
		expect_little(live);
	if (ret == 0)
		ret = live_catch_up(live, err);
	if (ret < 0)
		return ret;
	live->loop.done = live->glance && tracker_is_calm(&live->tracker);
	return ret;
}

/* Where there is nothing to tell, nobody asks whose they are. */
static bool owners_matter(const struct live *live, const struct live_options *options)
{
	return !options->no_sockets && (!live->loop.done || options->all || live->choice);
}

static int open_choice(struct live *live, const struct live_options *options, struct sink *sink,
		       struct err *err)
{
	int ret = 0;

	if (options->pid_count == 0)
		return 0;
	live->choice = malloc(sizeof(*live->choice));
	if (!live->choice)
		return err_sys(err, -ENOMEM, "cannot begin");
	ret = choice_open(live->choice, options->pids, options->pid_count, options->children, err);
	if (ret < 0)
		return ret;
	if (live->recorder) {
		live->choice->family.told = recorder_choice;
		live->choice->family.told_arg = live->recorder;
	}
	choice_sink(live->choice, sink);
	if (options->by_cgroup) {
		choice_by_cgroup(live->choice, &live->tracker.listeners);
		live->choice->alone = options->alone;
		live->looks.thousandths = ALL_THOUSANDTHS;
	}
	return 0;
}

static int open_tracker(struct live *live, const struct live_options *options,
			const struct sink *caller, struct err *err)
{
	struct tracker_options tracker = {
		.stall_after_ns = options->stall_after_ns,
		.max_connections = options->max_connections,
		.trails = options->trails,
		.zeek = options->zeek,
		.ended_ns = options->ended_ns,
		.ended_max = options->ended_max,
		.ended_findings = options->ended_findings,
		.sockets = !options->no_sockets,
		.packets = !options->no_packets,
		.rest_after_ns = options->pid_count == 0 && !options->looked_at ? REST_AFTER_NS : 0,
		.sightings = options->glance && !options->all && options->pid_count == 0,
	};
	struct sink sink = *caller;
	int ret = open_choice(live, options, &sink, err);

	if (ret < 0)
		return ret;
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
		.recorder = options->recorder,
		.glance = options->glance,
		.on_signal = options->on_signal,
		.on_signal_arg = options->on_signal_arg,
		.looks = { LOOK_THOUSANDTHS, .burst_ns = LOOKS_BURST_NS },
		.questions = { QUESTION_THOUSANDTHS, .burst_ns = LOOKS_BURST_NS },
		.passes = { PASS_THOUSANDTHS, .burst_ns = LOOKS_BURST_NS },
	};
	merge_init(&live->merge, to_tracker, live);
	ret = open_tracker(live, options, sink, err);
	if (ret == 0)
		ret = filter_new(&live->filter, options->expression, err);
	if (ret == 0)
		ret = loop_init(&live->loop, err);
	/* Before the first tick begins: of two seconds that were asked for none is missing. */
	live->start_ns = clock_now_ns();
	/* Before anything takes time: Ctrl-C ends the report, not the program. */
	if (ret == 0)
		ret = live_open_clock(live, err);
	if (ret == 0)
		ret = views_open(live, options, err);
	if (ret == 0 && !options->no_sockets)
		ret = open_owners(live, options->keep, err);
	if (ret == 0 && options->opening)
		ret = options->opening(options->opening_arg, live, err);
	/* Before the first octet that somebody else made is read. */
	if (ret == 0 && options->keep)
		ret = live_drop_privileges(live, options->keep, err);
	if (ret == 0 && live->recorder)
		ret = recorder_begin(live->recorder, live, options, err);
	if (ret == 0 && !options->no_sockets)
		ret = take_stock(live, err);
	live->sees_owners = privilege_owners();
	live->opened = ret == 0;
	/* Between the first look at a listener and the second there is a whole period. */
	if (ret == 0)
		loop_timer_restart(live->timer_fd);
	/* Among 100,000 sockets this takes as long as a glance has for its second look. */
	if (ret == 0 && owners_matter(live, options))
		lookup_owners(live);
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
	for (size_t i = 0; ret >= 0 && i < live->view_count; i++) {
		ret = view_drain_destroyed(&live->views[i], err);
		view_note_losses(&live->views[i]);
		view_count(&live->views[i]);
	}
	return ret < 0 ? ret : live_catch_up(live, err);
}

void live_finish(struct live *live)
{
	uint64_t now_ns;

	merge_flush(&live->merge, UINT64_MAX);
	now_ns = clock_now_ns();
	tracker_finish(&live->tracker, now_ns);
	if (live->recorder)
		recorder_finish(live->recorder, now_ns);
}

void live_choose_cgroup(struct live *live, uint64_t cgroup)
{
	for (size_t i = 0; i < live->view_count; i++)
		sockets_choose_cgroup(live->views[i].sockets, cgroup);
}

static void renew_view(struct view *view)
{
	view->polls = view->poll_ns = view->time_waits = view->uninformed = 0;
	view->piled_up = false;
}

int live_renew(struct live *live, struct err *err)
{
	const struct tracker_options options = live->tracker.options;
	const struct sink sink = live->tracker.sink;
	int ret;

	tracker_free(&live->tracker);
	merge_free(&live->merge);
	merge_init(&live->merge, to_tracker, live);
	ret = tracker_init(&live->tracker, &options, &sink);
	if (ret < 0)
		return err_sys(err, ret, "cannot begin again");
	if (live->choice)
		choice_renew(live->choice);
	live->unowned.count = 0;
	live->start_ns = clock_now_ns();
	live->loop.done = live->interrupted = false;
	for (size_t i = 0; i < live->view_count; i++)
		renew_view(&live->views[i]);
	ret = live->recorder ? recorder_renew(live->recorder, err) : 0;
	return ret < 0 ? ret : take_stock(live, err);
}

bool live_has_packets(const struct live *live)
{
	return live->views[0].capture;
}

bool live_has_sockets(const struct live *live)
{
	return live->views[0].sockets;
}

static void add_view(struct summary *summary, const struct view *view)
{
	struct capture_stats stats = { 0 };

	if (view->capture)
		capture_stats(view->capture, &stats);
	if (view->netns)
		summary->netns[summary->netns_count++] = view->netns;
	summary->time_waits += view->time_waits;
	summary->polls += view->polls;
	summary->poll_ns += view->poll_ns;
	summary->fragments += stats.fragments;
	summary->malformed += stats.malformed;
	summary->cut += stats.cut;
}

void live_summary(const struct live *live, struct summary *summary)
{
	summary_init(summary, &live->tracker);
	summary->start_ns = live->start_ns;
	summary->filtered = live->choice || !filter_is_everything(live->filter);
	/* Without permission there are none, though they were asked for. */
	summary->packets = summary->drops_known = live_has_packets(live);
	if (live->choice)
		choice_counts(live->choice, &summary->counts);
	for (size_t i = 0; i < live->view_count; i++)
		add_view(summary, &live->views[i]);
}

int live_drop_privileges(struct live *live, const struct privilege_keep *keep, struct err *err)
{
	int ret = privilege_drop(keep, err);

	live->dropped = ret == 0;
	return ret;
}

void live_free(struct live *live)
{
	tracker_free(&live->tracker);
	merge_free(&live->merge);
	for (size_t i = 0; i < live->view_count; i++)
		view_free(&live->views[i]);
	choice_free(live->choice);
	free(live->choice);
	owners_free(live->owners);
	processes_free(live->processes);
	filter_free(live->filter);
	free(live->unowned.inodes);
	if (live->timer_fd >= 0)
		close(live->timer_fd);
	if (live->signal_fd >= 0)
		close(live->signal_fd);
	loop_free(&live->loop);
}
