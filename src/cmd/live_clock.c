/* SPDX-License-Identifier: GPL-2.0-or-later */
/* live_clock.c: ticks, signals and the ends of processes, beside packets and sockets. */
#include "cmd/live_clock.h"

#include "cmd/lookup.h"
#include "cmd/recorder.h"
#include "core/stale.h"
#include "core/units.h"
#include "observe/clock.h"

#include <signal.h>

static void tick(struct live *live)
{
	struct event event = { .kind = EVENT_TICK, .time_ns = clock_now_ns() };

	live_event(live, &event);
	if (live->ticks_max && live->ticks >= live->ticks_max)
		live->loop.done = true;
}

static void settle_choice(struct live *live)
{
	bool waits = live->choice && live->choice->pending_count > 0;

	if (!waits)
		return;
	choice_tick(live->choice);
	/* Behind the answers that it got. */
	if (live->recorder)
		recorder_settle(live->recorder);
}

static int on_timer(void *arg, struct err *err)
{
	struct live *live = arg;
	uint64_t ticks = loop_timer_read(live->timer_fd);
	int ret = 0;

	if (!ticks)
		return 0;
	live->ticks += ticks;
	for (size_t i = 0; ret == 0 && i < live->view_count; i++) {
		view_note_losses(&live->views[i]);
		ret = view_tick(&live->views[i], live->ticks, err);
	}
	if (ret < 0)
		return ret;
	tick(live);
	ret = live_catch_up(live, err);
	if (ret < 0)
		return ret;
	lookup_owners(live);
	settle_choice(live);
	if (live->recorder)
		recorder_tick(live->recorder);
	/* Listeners were looked at twice by now, and so was what closes. */
	if (live->glance && !live->choice && stale_is_all(&live->tracker))
		live->loop.done = true;
	return live->on_tick ? live->on_tick(live->on_tick_arg, err) : 0;
}

static int on_process_ended(void *arg, struct err *err)
{
	struct live *live = arg;

	processes_drain(live->processes, live_on_event, live);
	return live_catch_up(live, err);
}

static int on_signal(void *arg, struct err *err)
{
	struct live *live = arg;
	bool sent;
	int signal = loop_signals_whence(live->signal_fd, &sent);

	(void)err;
	if (signal && live->on_signal)
		live->on_signal(live->on_signal_arg, signal, sent);
	else if (signal)
		live->loop.done = live->interrupted = true;
	return 0;
}

static int watch(struct live *live, struct watch *watch, int fd,
		 int (*ready)(void *, struct err *), struct err *err)
{
	*watch = (struct watch){ .fd = fd, .ready = ready, .arg = live };
	return loop_add(&live->loop, watch, err);
}

int live_open_processes(struct live *live, struct err *err)
{
	int ret = processes_open(&live->processes, "/proc", 0, err);

	return ret < 0 ? ret : watch(live, &live->processes_watch, processes_fd(live->processes),
				     on_process_ended, err);
}

int live_open_clock(struct live *live, struct err *err)
{
	static const int ends[] = { SIGINT, SIGTERM, 0 };
	static const int all[] = { SIGINT, SIGTERM, SIGHUP, SIGQUIT, 0 };
	int ret;

	live->timer_fd = ret = loop_timer_open(TICK_MS * MS_NS, err);
	if (ret < 0)
		return ret;
	ret = watch(live, &live->timer_watch, live->timer_fd, on_timer, err);
	if (ret < 0)
		return ret;
	live->signal_fd = ret = loop_signals_open(live->on_signal ? all : ends, err);
	if (ret < 0)
		return ret;
	return watch(live, &live->signal_watch, live->signal_fd, on_signal, err);
}
