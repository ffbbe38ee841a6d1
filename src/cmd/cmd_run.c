/* SPDX-License-Identifier: GPL-2.0-or-later */
/* cmd_run.c: a command, once or again and again, and what was wrong with its connections. */
#include "cmd/command.h"
#include "cmd/announce.h"
#include "cmd/hanging.h"
#include "cmd/live.h"
#include "cmd/recorder.h"
#include "cmd/reporter.h"
#include "cmd/settle.h"
#include "cmd/sources.h"
#include "core/units.h"
#include "observe/clock.h"
#include "observe/launcher.h"
#include "observe/netns.h"
#include "observe/spotter.h"
#include "show/page.h"

#include <errno.h>
#include <signal.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

/* What the peers of a command do when it has ended is looked at for so long, and no longer. */
#define SETTLE_NS (300 * MS_NS)
#define SETTLE_LOOK_NS MS_NS

struct run {
	const struct options *options;	/* borrowed */
	FILE *out;			/* owned, if it is not stderr */
	struct launcher launcher;
	struct spotter spotter;
	struct recorder recorder;	/* of -w */
	struct live live;
	struct reporter reporter;
	struct page page;		/* what is told of a run, if that is not known to be wanted */
	struct watch launcher_watch, spotter_watch, settle_watch;
	int settle_fd;			/* owned; a timer; -1: the command runs */
	uint64_t number, struck;	/* of the run; runs in which something was found */
	uint64_t started_tick, ended_ns;
	int status;			/* of the command, as wait(2) has it */
	bool ended;			/* so that status holds */
	bool reported;			/* the run's report, and its recording, are wanted */
	bool timed_out;
	int not_run;			/* -errno: why it could not be started */
	bool told_to_end;		/* by a signal: this run is the last */
};

static bool is_repeated(const struct run *run)
{
	return run->options->repeat > 1;
}

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
static void on_signal(void *arg, int signal, bool sent)
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

/* What is told of it. */

static int begin_report(struct run *run, struct err *err)
{
	FILE *out = run->out;

	if (is_repeated(run)) {
		if (page_begin(&run->page) < 0)
			return err_sys(err, -ENOMEM, "cannot begin");
		out = run->page.out;
	}
	reporter_init(&run->reporter, run->options, out);
	/* In the end it comes there. */
	reporter_style(&run->reporter, run->out);
	return 0;
}

/* --fail-on names it; with --until-finding alone, what is no mere note. */
static bool has_struck(const struct run *run, const struct summary *summary)
{
	const uint64_t *findings = summary->counts.findings;

	if (fail_on_any(&run->options->fail_on) || !run->options->until_finding)
		return run->reporter.failed;
	return findings[SEVERITY_WARNING] || findings[SEVERITY_ERROR];
}

static bool has_failed(const struct run *run)
{
	return run->timed_out || run->status != 0;
}

static void print_page(struct run *run)
{
	if (page_end(&run->page) < 0) {
		run->reporter.out_of_memory = true;
		return;
	}
	if (run->reported) {
		fprintf(run->options->format == FORMAT_TEXT ? run->out : stderr,
			"run %llu of %llu\n", (unsigned long long)run->number,
			(unsigned long long)run->options->repeat);
		page_print(&run->page, run->out);
	}
	page_free(&run->page);
}

static int report(struct run *run, struct err *err)
{
	struct reporter *reporter = &run->reporter;
	struct summary summary;
	bool struck;
	int ret;

	live_finish(&run->live);
	live_summary(&run->live, &summary);
	reporter->sockets_alone = !live_has_packets(&run->live);
	reporter_finish(reporter, &run->live.tracker.listeners, &summary);
	struck = has_struck(run, &summary);
	run->struck += struck;
	run->reported = !is_repeated(run) || struck || has_failed(run);
	if (is_repeated(run))
		print_page(run);
	if (run->options->record && !run->reported)
		recorder_discard(&run->recorder);
	announce_unknown(&run->live, run->options);
	ret = reporter_status(reporter, err);
	return ret < 0 ? ret : 0;
}

/* What it is like before anybody is told to end. */
static int report_hang(struct run *run, struct err *err)
{
	const struct options *options = run->options;
	FILE *out = options->format == FORMAT_TEXT ? run->reporter.out : stderr;

	fprintf(out, "%s did not end within %llu ms; what is open, and who waits:\n",
		options->command[0], (unsigned long long)(options->timeout_ns / MS_NS));
	return hanging_tell(&run->live, &run->reporter, err);
}

/* One run. */

static int run_once(struct run *run, struct err *err)
{
	int ret = start(run, err);

	run->live.on_tick = on_tick;
	run->live.on_tick_arg = run;
	if (ret == 0)
		ret = live_run(&run->live, err);
	if (ret == 0 && run->timed_out)
		ret = report_hang(run, err);
	if (ret == 0)
		ret = report(run, err);
	if (run->timed_out)
		launcher_end(&run->launcher);
	stop_watching(run);
	return ret;
}

static bool is_last(const struct run *run)
{
	uint64_t runs = run->options->repeat ? run->options->repeat : 1;

	return run->number == runs || has_failed(run) || run->told_to_end ||
	       (run->options->until_finding && run->struck > 0);
}

static int begin_again(struct run *run, struct err *err)
{
	int ret;

	reporter_free(&run->reporter);
	run->ended = false;
	run->number++;
	ret = begin_report(run, err);
	return ret < 0 ? ret : live_renew(&run->live, err);
}

static void say_end(const struct run *run)
{
	unsigned long long runs = run->number, struck = run->struck;
	FILE *out = run->options->format == FORMAT_TEXT ? run->out : stderr;

	if (!is_repeated(run) || run->options->quiet || has_failed(run) ||
	    (run->options->until_finding && struck))
		return;
	fprintf(out, "%llu run%s, ", runs, runs == 1 ? "" : "s");
	if (struck)
		fprintf(out, "%llu with findings\n", struck);
	else
		fputs("nothing found\n", out);
}

static int run_all(struct run *run, struct err *err)
{
	int ret;

	run->number = 1;
	while ((ret = run_once(run, err)) == 0 && !is_last(run)) {
		ret = begin_again(run, err);
		if (ret < 0)
			return ret;
	}
	if (ret == 0)
		say_end(run);
	return ret;
}

/* Opening. */

static void choose_sources(struct run *run, struct sources *sources)
{
	const struct options *options = run->options;

	sources_init(sources, options);
	sources->live.pids = &run->launcher.pid;
	sources->live.pid_count = 1;
	sources->live.children = sources->live.by_cgroup = true;
	sources->live.all = options->all;
	sources->live.trails = reporter_trails(options);
	sources->live.zeek = reporter_zeek(options);
	sources->live.on_signal = on_signal;
	sources->live.on_signal_arg = run;
	if (options->netns_new && !options->device)
		sources->live.device = "any";
	if (options->record) {
		sources->live.recorder = &run->recorder;
		sources->live.snaplen = SNAPLEN_MAX;
	}
}

/* Without it most connections are told whose they are all the same. */
static int watch_spotter(struct run *run, struct err *err)
{
	if (!run->spotter.pid)
		return 0;
	run->spotter_watch = (struct watch){ .fd = run->spotter.fd, .ready = on_spotter,
					     .arg = run };
	return loop_add(&run->live.loop, &run->spotter_watch, err);
}

static int open_all(struct run *run, struct err *err)
{
	struct sources sources;
	struct sink sink;
	int ret = begin_report(run, err);

	if (ret < 0)
		return ret;
	reporter_sink(&run->reporter, &sink);
	choose_sources(run, &sources);
	ret = live_open(&run->live, &sources.live, &sink, err);
	if (ret == 0)
		ret = watch_spotter(run, err);
	if (ret == 0)
		announce_begin(&run->live, run->options);
	return ret;
}

static int open_recorder(struct run *run, struct err *err)
{
	const struct recorder_options options = {
		.tape = { .path = run->options->record, .user = run->options->user },
	};

	return recorder_open(&run->recorder, &options, err);
}

/* Before anything is given up, and the command's process before anything is opened that is not for it. */
static int prepare(struct run *run, struct err *err)
{
	const struct options *options = run->options;
	int ret = 0;

	if (options->output) {
		FILE *out = fopen(options->output, "we");

		if (!out)
			return err_sys(err, -errno, "cannot write %s", options->output);
		run->out = out;
	}
	if (options->netns_new)
		ret = netns_make(err);
	if (ret == 0 && options->record)
		ret = open_recorder(run, err);
	if (ret < 0)
		return ret;
	/* Whoever is started later has copies of the descriptors there are, and is ended first. */
	if (!options->no_packets)
		spotter_start(&run->spotter, options->device, NULL);
	return launcher_start(&run->launcher, options->command, err);
}

/* As the command did, for who waits for us; the core file is its own. */
static int die_of(int number)
{
	const struct rlimit none = { 0 };
	sigset_t set;

	setrlimit(RLIMIT_CORE, &none);
	signal(number, SIG_DFL);
	sigemptyset(&set);
	sigaddset(&set, number);
	sigprocmask(SIG_UNBLOCK, &set, NULL);
	raise(number);
	return 128 + number;
}

static int status_of(const struct run *run)
{
	if (run->timed_out)
		return STATUS_TIMED_OUT;
	if (WIFSIGNALED(run->status))
		return die_of(WTERMSIG(run->status));
	if (WEXITSTATUS(run->status) == 0 && run->struck > 0)
		return STATUS_FINDINGS;
	return WEXITSTATUS(run->status);
}

/* As env(1) and timeout(1) have it. */
static int say_not_run(const struct run *run)
{
	fprintf(stderr, "halfclose: cannot run %s: %s\n", run->options->command[0],
		strerror(-run->not_run));
	return run->not_run == -ENOENT ? STATUS_NOT_FOUND : STATUS_CANNOT_RUN;
}

static int end_recording(struct run *run, struct err *err)
{
	int ret = recorder_result(&run->recorder, err);

	if (ret == 0 && run->reported)
		announce_recorded(&run->recorder, &run->live, run->options);
	return ret;
}

static int close_output(struct run *run, struct err *err)
{
	FILE *out = run->out;
	bool failed = fflush(out) != 0 || ferror(out);

	failed |= out != stderr && fclose(out) != 0;
	run->out = stderr;
	return failed ? err_set(err, -EIO, "cannot write the report") : 0;
}

static int check(const struct options *options, struct err *err)
{
	if (!options->command[0])
		return err_set(err, -EINVAL, "run which command? \"halfclose run -- COMMAND "
			       "ARGUMENTS\"");
	if (options->record && strcmp(options->record, "-") == 0)
		return err_set(err, -EINVAL, "-w of run takes a file: the standard output is the "
			       "command's");
	if (options->until_finding && !options->repeat)
		return err_set(err, -EINVAL, "--until-finding ends a repetition: give --repeat N");
	if (options->no_packets &&
	    (report_form(options->format)->of_packets || options->check_checksums))
		return err_set(err, -EINVAL, "--format zeek and --check-checksums are about "
			       "packets: leave out --no-packets");
	return 0;
}

int cmd_run(const struct options *options, struct err *err)
{
	struct run run = { .options = options, .out = stderr, .settle_fd = -1 };
	int ret = check(options, err);

	if (ret < 0)
		return ret;
	ret = prepare(&run, err);
	if (ret == 0) {
		ret = open_all(&run, err);
		if (ret == 0)
			ret = run_all(&run, err);
		if (ret == 0 && options->record)
			ret = end_recording(&run, err);
		live_free(&run.live);
		reporter_free(&run.reporter);
	}
	launcher_stop(&run.launcher);
	spotter_stop(&run.spotter);
	if (ret == 0 && options->record && run.reported)
		announce_comments(&run.recorder, options);
	recorder_close(&run.recorder);
	if (close_output(&run, err) < 0)
		ret = -EIO;
	if (run.not_run)
		return say_not_run(&run);
	return ret < 0 ? ret : status_of(&run);
}
