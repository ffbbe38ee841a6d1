/* SPDX-License-Identifier: GPL-2.0-or-later */
/* offline.c: reads a capture; what is missing in it is evidence that is missing. A recording has it all. */
#include "cmd/offline.h"

#include "core/gaps.h"
#include "observe/loop.h"
#include "observe/secret.h"

#include <errno.h>
#include <stdlib.h>

int offline_open(struct offline *offline, const struct options *options, struct err *err)
{
	*offline = (struct offline){ .options = options };
	return capture_open_file(&offline->capture, options->file, options->expression, err);
}

const struct recording_begin *offline_recording(const struct offline *offline)
{
	return capture_recording(offline->capture);
}

/* Whoever looked then has told what he saw: it is in the recording. */
static void look_nowhere(void *arg, const struct connection *connection, enum side side)
{
	(void)arg;
	(void)connection;
	(void)side;
}

/* Others than the live ones are asked of the same things in the same order. */
static int begin_choice(struct offline *offline, bool alone, struct sink *sink, struct err *err)
{
	int ret;

	offline->choice = malloc(sizeof(*offline->choice));
	if (!offline->choice)
		return err_sys(err, -ENOMEM, "cannot begin");
	ret = choice_open_told(offline->choice, err);
	if (ret < 0)
		return ret;
	choice_by_cgroup(offline->choice, &offline->tracker.listeners);
	offline->choice->alone = alone;
	choice_sink(offline->choice, sink);
	return 0;
}

/* Who looks at the table wants all in it; so do those who wait for a connection to be chosen. */
static void as_recorded(struct tracker_options *tracking, const struct recording_begin *begin)
{
	if (!tracking->stall_after_ns)
		tracking->stall_after_ns = begin->stall_after_ns;
	/* A file shall not make us take more memory than a capture could. */
	if (!tracking->max_connections && begin->max_connections < TRACKER_CONNECTIONS)
		tracking->max_connections = begin->max_connections;
	if (!tracking->ended_ns && !begin->chosen)
		tracking->rest_after_ns = begin->rest_after_ns;
	tracking->sockets = begin->sockets;
	tracking->packets = begin->packets;
	tracking->glance = begin->glance;
}

static int take_over(struct offline *offline, struct tracker_options *tracking, struct sink *sink,
		     struct err *err)
{
	const struct recording_begin *begin = offline_recording(offline);

	tracking->packets = true;
	if (!begin)
		return 0;
	as_recorded(tracking, begin);
	sink->look = look_nowhere;
	return begin->chosen && !offline->everyone ? begin_choice(offline, begin->alone, sink, err) : 0;
}

static void on_told(void *arg, const struct recording *recording)
{
	struct offline *offline = arg;

	if (recording->kind == RECORDING_END) {
		offline->end = recording->end;
		offline->ended = true;
	}
	if (!offline->choice)
		return;
	if (recording->kind == RECORDING_CHOICE)
		family_tell(&offline->choice->family, recording->choice.pid,
			    recording->choice.chosen);
	if (recording->kind == RECORDING_SETTLE)
		choice_tick(offline->choice);
}

int offline_begin(struct offline *offline, struct tracker_options *tracking,
		  const struct sink *caller, struct err *err)
{
	struct sink sink = *caller;
	int ret = capture_begin_file(offline->capture, err);

	if (ret == 0)
		ret = take_over(offline, tracking, &sink, err);
	if (ret < 0)
		return ret;
	if (offline->options->check_checksums)
		capture_verify(offline->capture);
	capture_tell(offline->capture, on_told, offline);
	secret_key(&tracking->table_key);
	return tracker_init(&offline->tracker, tracking, &sink) < 0 ?
	       err_sys(err, -ENOMEM, "cannot begin") : 0;
}

static void to_tracker(void *arg, const struct event *event)
{
	tracker_event(arg, event);
}

static int drain(struct offline *offline, struct err *err)
{
	if (offline->on_event)
		return capture_drain(offline->capture, offline->on_event, offline->on_event_arg,
				     err);
	return capture_drain(offline->capture, to_tracker, &offline->tracker, err);
}

/* What a file's end says of the evidence in it. */
static int note_end(struct offline *offline, struct err *err)
{
	struct tracker *tracker = &offline->tracker;
	struct capture_stats stats;

	capture_stats(offline->capture, &stats);
	if (offline_recording(offline))
		return stats.truncated || offline->ended ? stats.truncated :
		       err_set(err, 1, "%s ends early, as if its writer was killed",
			       offline->options->file);
	if (stats.truncated && stats.frames == 0)
		return -EBADMSG;
	/* Of a recording that is one of its events. */
	if (stats.cut)
		gaps_note(tracker, &(struct gap){ GAP_PACKETS_CUT, stats.cut }, tracker->now_ns);
	return stats.truncated;
}

int offline_read(struct offline *offline, int signal_fd, struct err *err)
{
	int n;

	do {
		if (signal_fd >= 0 && loop_signals_read(signal_fd))
			return err_sys(err, -EINTR, "reading was broken off");
		n = drain(offline, err);
	} while (n > 0);
	return n < 0 ? n : note_end(offline, err);
}

uint64_t offline_end_ns(const struct offline *offline)
{
	uint64_t now_ns = offline->tracker.now_ns;

	return offline->end.time_ns > now_ns ? offline->end.time_ns : now_ns;
}

static void add_recording(const struct offline *offline, const struct recording_begin *begin,
			  struct summary *summary)
{
	summary->start_ns = begin->start_ns;
	summary->filtered = begin->filtered || offline->options->expression[0];
	summary->packets = summary->drops_known = begin->captured;
	summary->polls = offline->end.polls;
	summary->poll_ns = offline->end.poll_ns;
	summary->time_waits = offline->end.time_waits;
	for (size_t i = 0; i < SUMMARY_NETNS_MAX && begin->netns[i][0]; i++)
		summary->netns[summary->netns_count++] = begin->netns[i];
	if (offline->choice)
		choice_counts(offline->choice, &summary->counts);
}

void offline_summary(const struct offline *offline, struct summary *summary)
{
	const struct recording_begin *begin = offline_recording(offline);
	const struct recording_end *end = &offline->end;
	struct capture_stats stats;

	capture_stats(offline->capture, &stats);
	summary_init(summary, &offline->tracker);
	summary->fragments = offline->ended ? end->fragments : stats.fragments;
	summary->malformed = offline->ended ? end->malformed : stats.malformed;
	summary->cut = offline->ended ? end->cut : stats.cut;
	if (begin)
		add_recording(offline, begin, summary);
}

void offline_free(struct offline *offline)
{
	tracker_free(&offline->tracker);
	choice_free(offline->choice);
	free(offline->choice);
	capture_free(offline->capture);
}
