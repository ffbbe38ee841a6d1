/* SPDX-License-Identifier: GPL-2.0-or-later */
/* annotate.c: reads all of it to know what its packets caused, then copies it. */
#include "cmd/annotate.h"

#include "cmd/rewrite.h"
#include "core/octets.h"
#include "core/pcapng.h"

#include <errno.h>
#include <sys/stat.h>

static int check_file(const struct annotation *annotation, const char *path, struct err *err)
{
	struct stat status;

	if (fstat(fileno(annotation->blocks.file), &status) < 0)
		return err_sys(err, -errno, "cannot read %s", path);
	return S_ISREG(status.st_mode) ? 0 :
	       err_set(err, -EINVAL, "cannot annotate %s: it is read twice, so give a file",
		       annotation->blocks.file == stdin ? "standard input" : path);
}

int annotate_open(struct annotation *annotation, const struct options *options, struct err *err)
{
	int ret;

	*annotation = (struct annotation){ .packets = NULL };
	ret = stream_open(&annotation->blocks, options->file, err);
	if (ret == 0)
		ret = check_file(annotation, options->file, err);
	if (ret == 0)
		ret = capture_open_file(&annotation->packets, options->file, NULL, err);
	return ret < 0 ? ret : offline_open(&annotation->offline, options, err);
}

static uint64_t packet_number(const struct annotation *annotation)
{
	struct capture_stats stats;

	capture_stats(annotation->offline.capture, &stats);
	return stats.frames;
}

static void on_event(void *arg, const struct event *event)
{
	struct annotation *annotation = arg;
	struct tracker *tracker = &annotation->offline.tracker;

	comments_before(&annotation->comments, event, packet_number(annotation));
	tracker_event(tracker, event);
	comments_after(&annotation->comments, tracker, event);
}

static int gather(struct annotation *annotation, struct err *err)
{
	struct offline *offline = &annotation->offline;
	struct tracker_options tracking = {
		.stall_after_ns = offline->options->stall_after_ns,
		.max_connections = offline->options->max_connections,
	};
	struct sink sink;
	int ret;

	comments_sink(&annotation->comments, &sink);
	offline->everyone = true;
	offline->on_event = on_event;
	offline->on_event_arg = annotation;
	ret = offline_begin(offline, &tracking, &sink, err);
	if (ret == 0)
		ret = offline_read(offline, -1, err);
	if (ret < 0)
		return ret;
	tracker_finish(&offline->tracker, offline_end_ns(offline));
	return comments_finish(&annotation->comments) < 0 ?
	       err_sys(err, -ENOMEM, "cannot annotate %s", offline->options->file) : ret;
}

static int copy(struct annotation *annotation, FILE *out, struct err *err)
{
	struct comments *comments = &annotation->comments;
	const char *file = annotation->offline.options->file;
	uint8_t head[4];
	ssize_t len = stream_peek(&annotation->blocks, head, sizeof(head));
	struct err why = { "" };
	int ret;

	if (len < 0)
		return err_sys(err, (int)len, "cannot read %s", file);
	if (len < (ssize_t)sizeof(head) || get32(head) != PCAPNG_SECTION)
		return rewrite_pcap(annotation->packets, comments, out, err);
	ret = rewrite_blocks(annotation->blocks.file, comments, out, &why);
	if (ret != 0)
		err_set(err, ret, "cannot read %s: %s", file, why.text);
	return ret;
}

int annotate_write(struct annotation *annotation, FILE *out, struct err *err)
{
	struct err ignored;
	int damaged = gather(annotation, err), ret;

	if (damaged < 0)
		return damaged;
	/* Of damage gather() has told, in terms of packets. */
	ret = copy(annotation, out, damaged ? &ignored : err);
	if (ret < 0 && damaged)
		*err = ignored;
	if (ret >= 0 && (fflush(out) != 0 || ferror(out)))
		return err_sys(err, errno ? -errno : -EIO, "cannot write the annotated capture");
	return ret < 0 ? ret : damaged || ret;
}

void annotate_close(struct annotation *annotation)
{
	offline_free(&annotation->offline);
	comments_free(&annotation->comments);
	capture_free(annotation->packets);
	stream_close(&annotation->blocks);
}
