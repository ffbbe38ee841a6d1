/* SPDX-License-Identifier: GPL-2.0-or-later */
/* cmd_record.c: packets and socket observations together in a file, until somebody ends it. */
#include "cmd/command.h"
#include "cmd/announce.h"
#include "cmd/live.h"
#include "cmd/recorder.h"
#include "cmd/sources.h"

#include <errno.h>
#include <signal.h>
#include <string.h>

static int check(const struct options *options, struct err *err)
{
	bool parts = options->file_bytes || options->file_period_s;

	if (!options->record)
		return err_set(err, -EINVAL, "where is the recording to go? give -w FILE");
	if (options->files && !parts)
		return err_set(err, -EINVAL, "-W of which files? give -C SIZE or -G TIME");
	if (parts && strcmp(options->record, "-") == 0)
		return err_set(err, -EINVAL, "-w - is one stream: leave out -C and -G");
	return sources_check(options, err);
}

/* Whatever ends it, the file is complete. */
static int run(struct live *live, const struct options *options, struct err *err)
{
	int ret;

	announce_to_person(live, options);
	ret = live_run(live, err);
	live_finish(live);
	announce_unknown(live, options);
	return ret;
}

/* The reader of a pipe has had enough: that is no failure of ours. */
static int result_of(const struct recorder *recorder, struct err *err)
{
	int ret = recorder_result(recorder, err);

	return ret == -EPIPE && !recorder->tape.regular ? 0 : ret;
}

/* From now on a signal ends it at once: the file is complete, and the comments can be had later. */
static void take_signals(void)
{
	sigset_t set;

	sigemptyset(&set);
	sigaddset(&set, SIGINT);
	sigaddset(&set, SIGTERM);
	sigprocmask(SIG_UNBLOCK, &set, NULL);
}

int cmd_record(const struct options *options, struct err *err)
{
	const struct recorder_options recording = {
		.tape = {
			.path = options->record,
			.user = options->user,
			.bytes_max = options->file_bytes,
			.period_s = options->file_period_s,
			.files_max = (unsigned int)options->files,
		},
		.packets_max = options->count,
	};
	const struct sink sink = { 0 };
	struct recorder recorder;
	struct sources sources;
	struct live live;
	int ret = check(options, err);

	if (ret < 0)
		return ret;
	sources_init(&sources, options);
	sources.live.recorder = &recorder;
	sources.live.snaplen = options->snaplen ? options->snaplen : SNAPLEN_MAX;
	/* It starts a process: best before there is anything to inherit. */
	ret = recorder_open(&recorder, &recording, err);
	if (ret < 0) {
		recorder_close(&recorder);
		return ret;
	}
	ret = live_open(&live, &sources.live, &sink, err);
	if (ret == 0)
		ret = run(&live, options, err);
	if (ret == 0)
		ret = result_of(&recorder, err);
	if (ret == 0)
		announce_recorded(&recorder, &live, options);
	live_free(&live);
	take_signals();
	if (ret == 0)
		announce_comments(&recorder, options);
	recorder_close(&recorder);
	return ret;
}
