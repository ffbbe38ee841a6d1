/* SPDX-License-Identifier: GPL-2.0-or-later */
/* run.c: what happens between the start of a command and what is told of its last socket. */
#include "cmd/run.h"

#include "cmd/settle.h"
#include "core/units.h"
#include "observe/clock.h"

#include <errno.h>
#include <unistd.h>

/* What the peers of a command do when it has ended is looked at for so long, and no longer. */
#define SETTLE_NS (300 * MS_NS)
#define SETTLE_LOOK_NS MS_NS

/* While it runs. */

static int on_settling(void *arg, struct err *err)
{
	struct run *run = arg;
	int ret;

	loop_timer_read(run->settle_fd);
	ret = live_catch_up(&run->live, err);
	if (ret == 0 && (settle_done(&run->live) || clock_now_ns() > run->ended_ns + SETTLE_NS))
		run->live.loop.done = true;
	return ret;
}

static int begin_settling(struct run *run, struct err *err)
{
	int ret = settle_look(&run->live, err);

	run->ended_ns = clock_now_ns();
	if (ret < 0 || settle_done(&run->live)) {
		run->live.loop.done = true;
		return ret;
	}
	run->settle_fd = loop_timer_open(SETTLE_LOOK_NS, err);
	if (run->settle_fd < 0)
		return run->settle_fd;
	run->settle_watch = (struct watch){ .fd = run->settle_fd, .ready = on_settling,
					    .arg = run };
	return loop_add(&run->live.loop, &run->settle_watch, err);
}

static int on_launcher(void *arg, struct err *err)
{
	struct run *run = arg;
	int ret = launcher_ended(&run->launcher, &run->status, err);

	if (ret <= 0)
		return ret;
	run->ended = true;
	return begin_settling(run, err);
}

static void take_spotted(void *arg, const struct event *event)
{
	struct run *run = arg;

	view_hold(&run->live.views[0], event);
}

/* Dead, it would be readable for ever. */
static int on_spotter(void *arg, struct err *err)
{
	struct run *run = arg;

	if (!spotter_drain(&run->spotter, take_spotted, run))
		loop_remove(&run->live.loop, &run->spotter_watch);
	return live_catch_up(&run->live, err);
}

static int on_tick(void *arg, struct err *err)
{
	struct run *run = arg;
	uint64_t ran_ns = (run->live.ticks - run->started_tick) * TICK_MS * MS_NS;

	(void)err;
	if (run->options->timeout_ns && !run->ended && ran_ns >= run->options->timeout_ns)
		run->timed_out = run->live.loop.done = true;
	return 0;
}

/* What the terminal sends, the command gets as well; what a process sends, only from us. */
void run_on_signal(void *arg, int signal, bool sent)
{
	struct run *run = arg;

	run->told_to_end = true;
	if (sent && !run->ended)
		launcher_signal(&run->launcher, signal);
}

static void stop_watching(struct run *run)
{
	loop_remove(&run->live.loop, &run->launcher_watch);
	if (run->settle_fd < 0)
		return;
	loop_remove(&run->live.loop, &run->settle_watch);
	close(run->settle_fd);
	run->settle_fd = -1;
}

/* The sources are open, and from now on it may begin. */
static int start(struct run *run, struct err *err)
{
	uint64_t cgroup;
	int ret = launcher_prepare(&run->launcher, &cgroup, err);

	if (ret < 0)
		return ret;
	run->by_cgroup = cgroup;
	live_choose_cgroup(&run->live, cgroup);
	spotter_choose(&run->spotter, cgroup);
	if (run->number == 1 && run->options->verbose)
		fprintf(stderr, "halfclose: its connections are known by %s\n",
			cgroup ? "its cgroup" : "its processes: no cgroup can be made here");
	run->started_tick = run->live.ticks;
	ret = launcher_run(&run->launcher, err);
	if (ret < 0) {
		run->not_run = ret == -EPIPE ? 0 : ret;
		return ret;
	}
	run->launcher_watch = (struct watch){ .fd = run->launcher.fd, .ready = on_launcher,
					      .arg = run };
	return loop_add(&run->live.loop, &run->launcher_watch, err);
}

/* Without it most connections are told whose they are all the same. */
int run_watch_spotter(void *arg, struct live *live, struct err *err)
{
	struct run *run = arg;

	if (!run->spotter.pid)
		return 0;
	run->spotter_watch = (struct watch){ .fd = run->spotter.fd, .ready = on_spotter,
					     .arg = run };
	return loop_add(&live->loop, &run->spotter_watch, err);
}

int run_command(struct run *run, struct err *err)
{
	int ret = start(run, err);

	run->live.on_tick = on_tick;
	run->live.on_tick_arg = run;
	if (ret == 0)
		ret = live_run(&run->live, err);
	stop_watching(run);
	return ret;
}
