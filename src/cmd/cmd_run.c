/* SPDX-License-Identifier: GPL-2.0-or-later */
/* cmd_run.c: a command, once or again and again, and what was wrong with its connections. */
#include "cmd/command.h"
#include "cmd/announce.h"
#include "cmd/die.h"
#include "cmd/run.h"
#include "cmd/sources.h"
#include "observe/netns.h"
#include "observe/privilege.h"

#include <errno.h>
#include <signal.h>
#include <string.h>
#include <sys/wait.h>

/* One run. */

static int run_once(struct run *run, struct err *err)
{
	int ret = run_command(run, err);

	if (ret == 0 && run->timed_out)
		ret = run_report_hang(run, err);
	if (ret == 0)
		ret = run_report(run, err);
	if (run->timed_out)
		launcher_end(&run->launcher);
	return ret;
}

static bool is_last(const struct run *run)
{
	uint64_t runs = run->options->repeat ? run->options->repeat : 1;

	return run->number == runs || run_has_failed(run) || run->told_to_end ||
	       (run->options->until_finding && run->struck > 0);
}

static int begin_again(struct run *run, struct err *err)
{
	int ret;

	reporter_free(&run->reporter);
	run->ended = false;
	run->number++;
	ret = run_begin_report(run, err);
	return ret < 0 ? ret : live_renew(&run->live, err);
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
		run_say_end(run);
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
	sources->live.alone = options->netns_new;
	sources->live.all = options->all;
	sources->live.trails = reporter_trails(options);
	sources->live.zeek = reporter_zeek(options);
	sources->live.on_signal = run_on_signal;
	sources->live.on_signal_arg = run;
	sources->live.opening = run_watch_spotter;
	sources->live.opening_arg = run;
	if (options->netns_new && !options->device)
		sources->live.device = "any";
	if (options->record) {
		sources->live.recorder = &run->recorder;
		sources->live.snaplen = SNAPLEN_MAX;
	}
}

static int open_all(struct run *run, struct err *err)
{
	struct sources sources;
	struct sink sink;
	int ret = run_begin_report(run, err);

	if (ret < 0)
		return ret;
	reporter_sink(&run->reporter, &sink);
	choose_sources(run, &sources);
	ret = live_open(&run->live, &sources.live, &sink, err);
	if (ret == 0)
		announce_begin(&run->live, run->options);
	return ret;
}

static int open_recorder(struct run *run, struct err *err)
{
	const struct recorder_options options = {
		.tape = { .path = run->options->record, .user = run->options->user },
		.beside = true,
	};

	return recorder_open(&run->recorder, &options, err);
}

/* Before anything is given up, and the command's process before anything is opened that is not for it. */
static int prepare(struct run *run, struct err *err)
{
	const struct options *options = run->options;
	int ret = 0;

	if (options->output) {
		FILE *out = privilege_fopen(options->output, "we");

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
	ret = launcher_start(&run->launcher, options->command, err);
	/* Whoever reads the report may have had enough. */
	signal(SIGPIPE, SIG_IGN);
	return ret;
}

static int status_of(const struct run *run)
{
	if (run->timed_out)
		return STATUS_TIMED_OUT;
	/* As the command did, whose core file is its own. */
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
	int code = fflush(out) != 0 ? -errno : ferror(out) ? -EIO : 0;

	if (out != stderr && fclose(out) != 0 && code == 0)
		code = -errno;
	run->out = stderr;
	return code < 0 ? err_sys(err, code, "cannot write %s",
				  run->options->output ? run->options->output : "the report") : 0;
}

static bool is_stdout(const char *path)
{
	return path && strcmp(path, "-") == 0;
}

static int check(const struct options *options, struct err *err)
{
	if (!options->command[0])
		return err_set(err, -EINVAL, "run which command? \"halfclose run -- COMMAND "
			       "ARGUMENTS\"");
	if (is_stdout(options->record) || is_stdout(options->output))
		return err_set(err, -EINVAL, "%s of run takes a file: the standard output is the "
			       "command's", is_stdout(options->record) ? "-w" : "-o");
	if (options->record && options->output && strcmp(options->record, options->output) == 0)
		return err_set(err, -EINVAL, "-w and -o would write to the same file");
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
