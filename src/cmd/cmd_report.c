/* SPDX-License-Identifier: GPL-2.0-or-later */
/* cmd_report.c: one shot: the sockets now, a while of both sources, or a capture. */
#include "cmd/command.h"
#include "cmd/announce.h"
#include "cmd/live.h"
#include "cmd/offline.h"
#include "cmd/reporter.h"
#include "cmd/sources.h"
#include "core/units.h"
#include "observe/secret.h"

#include <errno.h>
#include <stdio.h>
#include <unistd.h>

/* Long enough for two polls of the closing states, which tell stuck from busy. */
#define NOW_NS (250 * MS_NS)

static enum keep wanted(const struct options *options)
{
	return options->all ? KEEP_ALL : KEEP_OF_FINDINGS;
}

static enum keep wanted_trails(const struct options *options)
{
	return report_form(options->format)->trails ? wanted(options) : KEEP_NONE;
}

static enum keep wanted_zeek(const struct options *options)
{
	return report_form(options->format)->zeek ? wanted(options) : KEEP_NONE;
}

/* A file cut in the middle still gives the report of what is there, but is a failure. */
static int read_capture(struct capture *capture, struct tracker *tracker, struct err *err)
{
	int ret = offline_read(capture, tracker, -1, err);

	if (ret < 0)
		return ret;
	tracker_finish(tracker, tracker->now_ns);
	if (ret > 0)
		fprintf(stderr, "halfclose: %s: the report covers what comes before\n",
			err->text);
	return ret > 0 ? STATUS_FAILED : STATUS_OK;
}

/* To people: scripts take what is on stderr for an error. */
static void say_needless(const struct options *options, bool privileged)
{
	if (privileged && !options->quiet && (options->verbose || isatty(STDERR_FILENO)))
		fputs("halfclose: " ANNOUNCE_NEEDLESS "\n", stderr);
}

static int report_file(const struct options *options, struct err *err)
{
	struct tracker_options tracking = {
		.stall_after_ns = options->stall_after_ns,
		.max_connections = options->max_connections,
		.trails = wanted_trails(options),
		.zeek = wanted_zeek(options),
		.packets = true,
	};
	struct capture *capture = NULL;
	struct tracker tracker = { 0 };
	struct reporter reporter;
	struct sink sink;
	struct summary summary;
	bool privileged = privilege_any();
	int ret;

	reporter_init(&reporter, options, stdout);
	reporter_sink(&reporter, &sink);
	ret = capture_open_file(&capture, options->file, options->expression, err);
	if (ret == 0)
		ret = privilege_drop(&(struct privilege_keep){ .user = options->user }, err);
	if (ret == 0)
		ret = capture_begin_file(capture, err);
	if (ret < 0)
		goto out;
	if (options->check_checksums)
		capture_verify(capture);
	secret_key(&tracking.table_key);
	ret = tracker_init(&tracker, &tracking, &sink);
	if (ret < 0) {
		err_sys(err, ret, "cannot begin");
		goto out;
	}
	ret = read_capture(capture, &tracker, err);
	if (ret < 0)
		goto out;
	offline_summary(capture, &tracker, &summary);
	reporter_finish(&reporter, &tracker.listeners, &summary);
	if (ret == STATUS_OK) {
		say_needless(options, privileged);
		ret = reporter_status(&reporter, err);
	}
out:
	tracker_free(&tracker);
	capture_free(capture);
	reporter_free(&reporter);
	return ret;
}

static bool is_glance(const struct options *options)
{
	return !options->for_ns;
}

static void choose_sources(struct sources *sources, const struct options *options)
{
	sources_init(sources, options);
	sources->live.all = options->all;
	sources->live.zeek = wanted_zeek(options);
	sources->live.trails = wanted_trails(options);
	if (!is_glance(options))
		return;
	sources->live.glance = sources->live.no_packets = true;
	sources->live.for_ns = NOW_NS;
	sources->live.trails = KEEP_NONE;
}

static int report_live(const struct options *options, struct err *err)
{
	struct sources sources;
	struct reporter reporter;
	struct live live;
	struct sink sink;
	struct summary summary;
	int ret;

	reporter_init(&reporter, options, stdout);
	reporter.now = is_glance(options) && !options->all;
	reporter_sink(&reporter, &sink);
	choose_sources(&sources, options);
	ret = live_open(&live, &sources.live, &sink, err);
	reporter.sockets_alone = !live_has_packets(&live);
	if (ret == 0)
		announce_begin(&live, options);
	if (ret == 0) {
		/* A source that failed on the way does not cost what was seen until then. */
		ret = live_run(&live, err);
		live_finish(&live);
		live_summary(&live, &summary);
		reporter_finish(&reporter, &live.tracker.listeners, &summary);
		announce_unknown(&live, options);
		ret = ret < 0 ? ret : reporter_status(&reporter, err);
	}
	live_free(&live);
	reporter_free(&reporter);
	return ret;
}

/* What tells of packets needs some. */
static bool packets_wanted(const struct options *options)
{
	return options->no_sockets || options->device || options->check_checksums ||
	       report_form(options->format)->of_packets;
}

int cmd_report(const struct options *options, struct err *err)
{
	if (options->file && (options->device || options->for_ns))
		return err_set(err, -EINVAL, "-r reads a file: leave out -i and --for");
	if (sources_check(options, err) < 0)
		return -EINVAL;
	if (options->no_packets &&
	    (report_form(options->format)->of_packets || options->check_checksums))
		return err_set(err, -EINVAL, "--format zeek and --check-checksums are about "
			       "packets: leave out --no-packets");
	if (!options->file && is_glance(options) && packets_wanted(options))
		return err_set(err, -EINVAL, "packets are watched over a time: give --for 10s, "
			       "or -r FILE");
	return options->file ? report_file(options, err) : report_live(options, err);
}
