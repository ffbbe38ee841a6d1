/* SPDX-License-Identifier: GPL-2.0-or-later */
/* fuzz_capture.c: whole pcap and pcapng files and recordings, and what the tracker makes of them. */
#define _GNU_SOURCE	/* memfd_create() */
#include "core/tracker.h"
#include "fuzz.h"
#include "observe/capture.h"

#include <errno.h>
#include <sys/mman.h>
#include <unistd.h>

/* The shortest record that libpcap takes: that of pcap without any octet of the frame. */
enum { RECORD_MIN = 16 };

struct reading {
	struct capture *capture;
	struct tracker tracker;
	bool ended;		/* a recording said so */
};

static void to_tracker(void *arg, const struct event *event)
{
	struct reading *reading = arg;

	CLAIM(event->kind == EVENT_SEGMENT || capture_recording(reading->capture));
	tracker_event(&reading->tracker, event);
}

static void on_told(void *arg, const struct recording *recording)
{
	struct reading *reading = arg;

	CLAIM(recording->kind != RECORDING_EVENT);
	reading->ended |= recording->kind == RECORDING_END;
}

static void check_stats(struct capture *capture, const struct tracker *tracker, size_t len)
{
	struct capture_stats stats;

	capture_stats(capture, &stats);
	CLAIM(stats.frames <= len / RECORD_MIN);
	CLAIM(stats.frames == stats.segments + stats.filtered + stats.not_tcp +
			      stats.fragments + stats.malformed + stats.cut);
	CLAIM(stats.segments == tracker->counts.segments + tracker->counts.copies);
	CLAIM(stats.dropped == 0);
}

static void read_file(struct capture *capture, size_t len)
{
	const struct recording_begin *begin = capture_recording(capture);
	const struct tracker_options options = { .packets = true, .sockets = begin,
						 .max_connections = 64 };
	const struct sink sink = { 0 };
	struct reading reading = { .capture = capture };
	struct err err;
	int ret;

	CLAIM(!begin || begin->version == RECORDING_VERSION);
	CLAIM(tracker_init(&reading.tracker, &options, &sink) == 0);
	capture_tell(capture, on_told, &reading);
	do {
		ret = capture_drain(capture, to_tracker, &reading, &err);
		CLAIM(ret <= CAPTURE_BATCH);
	} while (ret > 0);
	CLAIM(ret == 0 || ret == -EBADMSG || ret == -EIO);
	CLAIM(begin || !reading.ended);
	check_stats(capture, &reading.tracker, len);
	tracker_finish(&reading.tracker, reading.tracker.now_ns);
	CLAIM(reading.tracker.table.count == 0);
	tracker_free(&reading.tracker);
}

int LLVMFuzzerTestOneInput(const uint8_t *octets, size_t len)
{
	struct capture *capture;
	char path[32];
	int fd = memfd_create("capture", MFD_CLOEXEC), ret;

	CLAIM(fd >= 0 && write(fd, octets, len) == (ssize_t)len);
	snprintf(path, sizeof(path), "/proc/self/fd/%d", fd);
	ret = capture_open_file(&capture, path, NULL, NULL);
	CLAIM(ret == (len ? 0 : -EBADMSG));
	if (ret == 0) {
		ret = capture_begin_file(capture, NULL);
		CLAIM(ret == 0 || ret == -EBADMSG || ret == -ENOTSUP);
		if (ret == 0)
			read_file(capture, len);
		capture_free(capture);
	}
	close(fd);
	return 0;
}
