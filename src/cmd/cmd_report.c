/* SPDX-License-Identifier: GPL-2.0-or-later */
/* cmd_report.c: one shot: the sockets now, a while of both sources, or a capture. */
#include "cmd/command.h"
#include "cmd/announce.h"
#include "cmd/live.h"
#include "cmd/offline.h"
#include "cmd/reporter.h"
#include "cmd/sources.h"
#include "core/units.h"

#include <errno.h>
#include <stdio.h>
#include <unistd.h>

/* Enough for two polls of the closing states, which tell stuck from busy; or less: core/stale.h. */
#define NOW_NS (250 * MS_NS)

/* A file cut in the middle still gives the report of what is there, but is a failure. */
static int read_file(struct offline *offline, struct err *err)
{
	int ret = offline_read(offline, -1, err);

	if (ret < 0)
		return ret;
	tracker_finish(&offline->tracker, offline_end_ns(offline));
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

static int begin_file(struct offline *offline, struct reporter *reporter, struct err *err)
{
	const struct options *options = offline->options;
	struct tracker_options tracking = {
		.stall_after_ns = options->stall_after_ns,
		.max_connections = options->max_connections,
		.trails = reporter_trails(options),
		.zeek = reporter_zeek(options),
	};
	const struct recording_begin *recording;
	struct sink sink;
	int ret = privilege_drop(&(struct privilege_keep){ .user = options->user }, err);

	reporter_sink(reporter, &sink);
	if (ret == 0)
		ret = offline_begin(offline, &tracking, &sink, err);
	if (ret < 0)
		return ret;
	recording = offline_recording(offline);
	reporter->sockets_alone = recording && !recording->captured;
	return 0;
}

static int report_file(const struct options *options, struct err *err)
{
	bool privileged = privilege_any();
	struct offline offline;
	struct reporter reporter;
	struct summary summary;
	int ret;

	reporter_init(&reporter, options, stdout);
	ret = offline_open(&offline, options, err);
	if (ret == 0)
		ret = begin_file(&offline, &reporter, err);
	if (ret == 0)
		ret = read_file(&offline, err);
	if (ret < 0)
		goto out;
	offline_summary(&offline, &summary);
	reporter_finish(&reporter, &offline.tracker.listeners, &summary);
	if (ret == STATUS_OK) {
		say_needless(options, privileged);
		ret = reporter_status(&reporter, err);
	}
out:
	offline_free(&offline);
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
	sources->live.zeek = reporter_zeek(options);
	sources->live.trails = reporter_trails(options);
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
