/* SPDX-License-Identifier: GPL-2.0-or-later */
/* capture.c: frames from libpcap, live or from a file, to events. */
#include "observe/capture.h"
#include "observe/clock.h"
#include "observe/device.h"
#include "observe/filter.h"
#include "observe/intake.h"
#include "observe/recorded.h"
#include "observe/stream.h"
#include "observe/whole.h"

#include <errno.h>
#include <pcap/pcap.h>
#include <stdlib.h>
#include <string.h>

#define SECOND_NS ((uint64_t)1000 * 1000 * 1000)

struct capture {
	struct intake intake;
	pcap_t *pcap;			/* NULL: a recording */
	struct recorded *recorded;	/* owned; NULL: libpcap reads it */
	struct stream stream;		/* without a file: live */
	const char *name;		/* of the device or file, for errors; owned */
	struct whole whole;
	uint64_t fraction_ns;		/* a unit of the time stamps' fraction */
	int link_type;
};

/* What a callback of libpcap needs. */
struct delivery {
	struct capture *capture;
	event_fn fn;
	void *arg;
};

void capture_free(struct capture *capture)
{
	if (!capture)
		return;
	if (capture->pcap) {
		pcap_close(capture->pcap);	/* closes the file too, but for stdin */
		capture->stream.file = NULL;
	}
	stream_close(&capture->stream);
	if (capture->recorded)
		recorded_free(capture->recorded);
	free(capture->recorded);
	intake_free(&capture->intake);
	whole_free(&capture->whole);
	free((char *)capture->name);
	free(capture);
}

static struct capture *capture_new(const char *name, struct err *err)
{
	struct capture *capture = calloc(1, sizeof(*capture));

	if (capture)
		capture->name = strdup(name);
	if (!capture || !capture->name) {
		err_sys(err, -ENOMEM, "cannot open %s", name);
		capture_free(capture);
		return NULL;
	}
	return capture;
}

static int check_link_type(struct capture *capture, struct err *err)
{
	const char *name;

	capture->link_type = pcap_datalink(capture->pcap);
	if (frame_link_known(capture->link_type))
		return 0;
	name = pcap_datalink_val_to_name(capture->link_type);
	return err_set(err, -ENOTSUP, "cannot read %s: link type %s (%d); readable are "
		       "Ethernet, Linux cooked (SLL, SLL2), raw IP, BSD loopback",
		       capture->name, name ? name : "unknown", capture->link_type);
}

static void note_time_stamps(struct capture *capture)
{
	bool nano = pcap_get_tstamp_precision(capture->pcap) == PCAP_TSTAMP_PRECISION_NANO;

	capture->fraction_ns = nano ? 1 : 1000;
}

/* Live. */

static int start_live(struct capture *capture, const struct capture_options *options,
		      struct err *err)
{
	bool whole = options->snaplen > WHOLE_SLOT;
	int ret = filter_new(&capture->intake.filter, options->expression, err);

	capture->intake.ours = true;
	if (ret == 0)
		ret = device_open(&capture->pcap, capture->name, options, err);
	if (ret < 0)
		return ret;
	note_time_stamps(capture);
	ret = check_link_type(capture, err);
	if (ret == 0)
		ret = device_filter(capture->pcap, capture->name, options->expression, whole, err);
	if (ret == 0 && whole)
		ret = whole_open(&capture->whole, pcap_fileno(capture->pcap), options->snaplen, err);
	if (ret == 0 && !filter_is_directional(options->expression)) {
		filter_free(capture->intake.filter);
		capture->intake.filter = NULL;
	}
	return ret;
}

int capture_open_live(struct capture **capture, const struct capture_options *options,
		      struct err *err)
{
	struct capture *new = capture_new(options->device ? options->device : "lo", err);
	int ret;

	if (!new)
		return -ENOMEM;
	ret = start_live(new, options, err);
	if (ret < 0) {
		capture_free(new);
		return ret;
	}
	*capture = new;
	return 0;
}

/* Files. */

int capture_open_file(struct capture **capture, const char *path, const char *expression,
		      struct err *err)
{
	const char *name = strcmp(path, "-") == 0 ? "standard input" : path;
	struct capture *new = capture_new(name, err);
	int ret;

	if (!new)
		return -ENOMEM;
	ret = filter_new(&new->intake.filter, expression, err);
	if (ret == 0)
		ret = stream_open(&new->stream, path, err);
	if (ret < 0) {
		capture_free(new);
		return ret;
	}
	*capture = new;
	return 0;
}

/* With one of the functions by which it is begun. */
static int begin_recorded(struct capture *capture,
			  int (*begin)(struct recorded *recorded, FILE *file, struct err *err),
			  struct err *err)
{
	struct err why = { "" };
	int ret = -ENOMEM;

	capture->recorded = calloc(1, sizeof(*capture->recorded));
	if (capture->recorded)
		ret = begin(capture->recorded, capture->stream.file, &why);
	if (ret < 0)
		return err_set(err, ret, "cannot read %s: %s", capture->name,
			       ret == -ENOMEM ? "out of memory" : why.text);
	capture->link_type = capture->recorded->link_type;
	return 0;
}

static int begin_recording(struct capture *capture, struct err *err)
{
	int ret = begin_recorded(capture, recorded_begin, err);

	if (ret < 0)
		return ret;
	capture->intake.ours = true;
	capture->intake.verify = capture->recorded->begin.verify;
	return 0;
}

/* The program that makes a compressed file's octets of it again; NULL: it is none. */
static const char *unpacker_of(const uint8_t *head, size_t len)
{
	static const struct {
		const char *magic, *program;
	} kinds[] = {
		{ "\x1f\x8b", "gzip" }, { "\x28\xb5\x2f\xfd", "zstd" },
		{ "\xfd" "7zXZ", "xz" }, { "BZh", "bzip2" }, { "\x04\x22\x4d\x18", "lz4" },
	};

	for (size_t i = 0; i < sizeof(kinds) / sizeof(kinds[0]); i++) {
		size_t magic_len = strlen(kinds[i].magic);

		if (len >= magic_len && memcmp(head, kinds[i].magic, magic_len) == 0)
			return kinds[i].program;
	}
	return NULL;
}

static int begin_pcap(struct capture *capture, struct err *err)
{
	char text[PCAP_ERRBUF_SIZE] = "";

	capture->pcap = pcap_fopen_offline_with_tstamp_precision(
		capture->stream.file, PCAP_TSTAMP_PRECISION_NANO, text);
	if (!capture->pcap)
		return err_set(err, -EBADMSG, "%s is no pcap or pcapng file that can be read: "
			       "%s", capture->name, text);
	note_time_stamps(capture);
	return check_link_type(capture, err);
}

int capture_begin_file(struct capture *capture, struct err *err)
{
	uint8_t head[RECORDED_HEAD];
	ssize_t len = stream_peek(&capture->stream, head, sizeof(head));
	const char *unpacker;

	if (len < 0)
		return err_sys(err, (int)len, "cannot read %s", capture->name);
	unpacker = unpacker_of(head, (size_t)len);
	if (unpacker)
		return err_set(err, -EBADMSG, "%s is compressed: %s -dc FILE | halfclose report -r -",
			       capture->name, unpacker);
	if (recorded_is(head, (size_t)len))
		return begin_recording(capture, err);
	/* Such as of `dumpcap -i lo -i any`. */
	if (recorded_is_mixed(head, (size_t)len))
		return begin_recorded(capture, recorded_begin_mixed, err);
	return begin_pcap(capture, err);
}

const struct recording_begin *capture_recording(const struct capture *capture)
{
	return capture->recorded && !capture->recorded->foreign ? &capture->recorded->begin : NULL;
}

void capture_tell(struct capture *capture, recording_fn fn, void *arg)
{
	if (!capture->recorded)
		return;
	capture->recorded->tell = fn;
	capture->recorded->tell_arg = arg;
}

/* Both. */

void capture_verify(struct capture *capture)
{
	capture->intake.verify = true;
}

void capture_tap(struct capture *capture, capture_tap_fn fn, void *arg)
{
	capture->intake.tap = fn;
	capture->intake.tap_arg = arg;
}

void capture_tap_all(struct capture *capture, capture_tap_fn fn, void *arg)
{
	capture_tap(capture, fn, arg);
	capture->intake.tap_all = true;
}

int capture_link_type(const struct capture *capture)
{
	return capture->link_type;
}

int capture_fd(const struct capture *capture)
{
	return capture->stream.file ? -1 : pcap_get_selectable_fd(capture->pcap);
}

/* A pcapng file may have any 64 bits for a time; what does not fit is as late as can be said. */
static uint64_t time_of(const struct capture *capture, const struct timeval *stamp)
{
	/* libpcap gives the 32 bits of a pcap file their sign, which would end in 2038. */
	uint64_t seconds = stamp->tv_sec < 0 ? (uint32_t)stamp->tv_sec : (uint64_t)stamp->tv_sec;

	if (seconds >= UINT64_MAX / SECOND_NS)
		return UINT64_MAX;
	return seconds * SECOND_NS + (uint64_t)stamp->tv_usec * capture->fraction_ns;
}

static void take_frame(u_char *user, const struct pcap_pkthdr *header, const u_char *octets)
{
	const struct delivery *to = (const struct delivery *)user;
	struct capture *capture = to->capture;
	/* A file may claim that less was sent than was captured. */
	struct raw_frame frame = {
		.time_ns = time_of(capture, &header->ts),
		.octets = octets,
		.caplen = header->caplen,
		.wire_len = header->len > header->caplen ? header->len : header->caplen,
	};
	/* Not initialised, since each frame would pay for it: what is parsed is filled in. */
	struct event event;

	if (capture->whole.snaplen)
		whole_complete(&capture->whole, &frame);
	if (intake_take(&capture->intake, capture->link_type, &frame, &event))
		to->fn(to->arg, &event);
}

static int end_of_damaged(struct capture *capture, struct err *err)
{
	capture->intake.stats.truncated = true;
	return err_set(err, 0, "cannot read %s after packet %llu: %s", capture->name,
		       (unsigned long long)capture->intake.stats.frames,
		       capture->recorded ? capture->recorded->damage.text :
					   pcap_geterr(capture->pcap));
}

static int drain_error(struct capture *capture, struct err *err)
{
	if (!capture->stream.file)
		return device_error(capture->pcap, capture->name, err);
	if (capture->intake.stats.frames == 0 &&
	    !strstr(pcap_geterr(capture->pcap), "truncated"))
		return err_set(err, -EBADMSG, "cannot read %s: %s", capture->name,
			       pcap_geterr(capture->pcap));
	return end_of_damaged(capture, err);
}

static int drain_recording(struct capture *capture, event_fn fn, void *arg, struct err *err)
{
	int ret = recorded_drain(capture->recorded, &capture->intake, fn, arg);

	return ret == -EBADMSG ? end_of_damaged(capture, err) :
	       ret < 0 ? err_sys(err, ret, "cannot read %s", capture->name) : ret;
}

int capture_drain(struct capture *capture, event_fn fn, void *arg, struct err *err)
{
	struct delivery to = { .capture = capture, .fn = fn, .arg = arg };
	int ret;

	if (capture->intake.stats.truncated)
		return end_of_damaged(capture, err);
	if (capture->recorded)
		return drain_recording(capture, fn, arg, err);
	ret = pcap_dispatch(capture->pcap, CAPTURE_BATCH, take_frame, (u_char *)&to);
	if (ret == 0 && capture->whole.asked)
		whole_tidy(&capture->whole, clock_now_ns());
	if (ret < 0)
		ret = drain_error(capture, err);
	return ret;
}

void capture_stats(struct capture *capture, struct capture_stats *stats)
{
	struct pcap_stat kernel;

	if (!capture->stream.file && pcap_stats(capture->pcap, &kernel) == 0)
		capture->intake.stats.dropped = kernel.ps_drop;
	*stats = capture->intake.stats;
}
