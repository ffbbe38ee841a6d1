/* SPDX-License-Identifier: GPL-2.0-or-later */
/* save.c: from the memory of captured frames to a file that others read. */
#include "cmd/save.h"

#include "show/escape.h"
#include "show/pcapng_write.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

enum { NAMES_MAX = 100, BUFFER = 64 << 10, SHOWN_MAX = 64 };

/* Names that are made of the time. */

static int make_named(struct creator *creator, struct saved *saved, struct err *err)
{
	time_t now = time(NULL);
	struct tm tm;
	char stem[32];
	int fd = -EEXIST;

	localtime_r(&now, &tm);
	strftime(stem, sizeof(stem), "halfclose-%Y%m%d-%H%M%S", &tm);
	snprintf(saved->name, sizeof(saved->name), "%s" SAVE_SUFFIX, stem);
	for (int n = 2; n <= NAMES_MAX + 1; n++) {
		fd = creator_make(creator, saved->name, err);
		if (fd != -EEXIST)
			break;
		snprintf(saved->name, sizeof(saved->name), "%s-%d" SAVE_SUFFIX, stem, n);
	}
	return fd;
}

static int make(struct creator *creator, const char *name, struct saved *saved, struct err *err)
{
	if (!name)
		return make_named(creator, saved, err);
	snprintf(saved->name, sizeof(saved->name), "%s", name);
	return creator_make(creator, name, err);
}

/* Writing. */

struct writing {
	FILE *out;
	uint64_t last_ns;	/* the latest time that was written */
	int code;		/* what went wrong first: -errno, or 0 */
};

static void check(struct writing *writing)
{
	if (writing->code == 0 && ferror(writing->out))
		writing->code = -errno;
}

static void write_frame(void *arg, const struct frames_source *source,
			const struct raw_frame *frame)
{
	struct writing *writing = arg;

	if (writing->code < 0)
		return;
	pcapng_write_packet(writing->out, source->number, frame, NULL);
	if (frame->time_ns > writing->last_ns)
		writing->last_ns = frame->time_ns;
	check(writing);
}

static const char *shown(char buf[SHOWN_MAX], const char *name)
{
	if (name)
		escape_terminal(buf, SHOWN_MAX, name, strlen(name));
	return name ? buf : NULL;
}

static void write_beginning(struct writing *writing, const struct frames *frames, size_t sources)
{
	pcapng_write_section(writing->out);
	for (size_t i = 0; i < sources; i++) {
		const struct frames_source *source = frames_source(frames, i);
		char name[SHOWN_MAX], netns[SHOWN_MAX];

		pcapng_write_interface(writing->out, source->link_type, shown(name, source->name),
				       shown(netns, source->netns));
	}
	check(writing);
}

/* A reader should know where packets are missing. */
static void write_end(struct writing *writing, const struct frames *frames, size_t sources)
{
	for (size_t i = 0; i < sources; i++) {
		const struct frames_source *source = frames_source(frames, i);

		pcapng_write_statistics(writing->out, source->number, writing->last_ns,
					source->seen, source->dropped);
	}
	check(writing);
}

static uint64_t write_all(struct writing *writing, const struct frames *frames,
			  const struct frames_choice *choice)
{
	struct frames_stats stats;
	uint64_t packets;

	frames_stats(frames, &stats);
	write_beginning(writing, frames, stats.sources);
	packets = frames_each(frames, choice, write_frame, writing);
	write_end(writing, frames, stats.sources);
	return packets;
}

/* Closes the descriptor. */
static int write_file(int fd, const struct frames *frames, const struct frames_choice *choice,
		      struct saved *saved)
{
	struct writing writing = { .out = fdopen(fd, "wb") };
	char buffer[BUFFER];

	if (!writing.out) {
		writing.code = -errno;
		close(fd);
		return writing.code;
	}
	setvbuf(writing.out, buffer, _IOFBF, sizeof(buffer));
	saved->packets = write_all(&writing, frames, choice);
	if (fclose(writing.out) != 0 && writing.code == 0)
		writing.code = -errno;
	return writing.code;
}

int save_packets(struct creator *creator, const struct frames *frames,
		 const struct frames_choice *choice, const char *name, struct saved *saved,
		 struct err *err)
{
	int fd = make(creator, name, saved, err);
	int ret;

	if (fd < 0)
		return fd;
	ret = write_file(fd, frames, choice, saved);
	if (ret == 0 && saved->packets > 0)
		return 0;
	creator_unmake(creator, NULL);
	return ret < 0 ? err_sys(err, ret, "cannot write %s", saved->name) :
			 err_set(err, -ENOENT, "no packets to write: none of them is kept");
}
