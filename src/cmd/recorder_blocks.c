/* SPDX-License-Identifier: GPL-2.0-or-later */
/* recorder_blocks.c: how a file of a recording begins and ends. */
#include "cmd/recorder_blocks.h"

#include "cmd/live.h"
#include "show/escape.h"
#include "show/pcapng_write.h"

#include <string.h>

/* What a block takes at most: its fields and options; names. */
enum { INTERFACE_MAX = 1024, SHOWN_MAX = 64 };

void recorder_end_watching(struct recorder *recorder)
{
	if (recorder->live && !recorder->beside)
		recorder->live->loop.done = true;
}

FILE *recorder_room(struct recorder *recorder, size_t octets)
{
	FILE *out = tape_block(&recorder->tape, octets);

	if (!out)
		recorder_end_watching(recorder);
	return out;
}

void recorder_write_own(struct recorder *recorder, const struct recording *recording)
{
	FILE *out = recorder_room(recorder, RECORDING_MAX + RECORDER_EXTRA);
	uint8_t octets[RECORDING_MAX];

	if (out)
		pcapng_write_own(out, (uint16_t)recording->kind, octets,
				 recording_encode(recording, octets));
}

static const char *shown(char buf[SHOWN_MAX], const char *name)
{
	if (name)
		escape_terminal(buf, SHOWN_MAX, name, strlen(name));
	return name ? buf : NULL;
}

static void write_interfaces(struct recorder *recorder)
{
	for (size_t i = 0; i < recorder->live->view_count; i++) {
		const struct view *view = &recorder->live->views[i];
		char device[SHOWN_MAX], netns[SHOWN_MAX];
		FILE *out = view->capture ? recorder_room(recorder, INTERFACE_MAX) : NULL;

		if (out)
			pcapng_write_interface(out, capture_link_type(view->capture),
					       shown(device, recorder->device),
					       shown(netns, view->netns));
	}
}

static void write_statistics(struct recorder *recorder)
{
	for (size_t i = 0; i < recorder->live->view_count; i++) {
		const struct view *view = &recorder->live->views[i];
		struct recorder_source *source = &recorder->sources[i];
		FILE *out = view->capture ? recorder_room(recorder, INTERFACE_MAX) : NULL;

		if (out)
			pcapng_write_statistics(out, source->interface,
						recorder->live->tracker.now_ns, source->packets,
						view->dropped - source->dropped);
		source->packets = 0;
		source->dropped = view->dropped;
	}
}

/* What the sources have counted so far. */
static struct recording_end counts(const struct recorder *recorder)
{
	struct summary summary;

	live_summary(recorder->live, &summary);
	return (struct recording_end){
		.polls = summary.polls,
		.poll_ns = summary.poll_ns,
		.time_waits = summary.time_waits,
		.fragments = summary.fragments,
		.malformed = summary.malformed,
		.cut = summary.cut,
	};
}

static void write_end(struct recorder *recorder, uint64_t time_ns)
{
	const struct recording_end *before = &recorder->before;
	struct recording recording = { .kind = RECORDING_END, .end = counts(recorder) };
	struct recording_end *end = &recording.end;

	end->time_ns = time_ns;
	end->polls -= before->polls;
	end->poll_ns -= before->poll_ns;
	end->time_waits -= before->time_waits;
	end->fragments -= before->fragments;
	end->malformed -= before->malformed;
	end->cut -= before->cut;
	recorder_write_own(recorder, &recording);
}

void recorder_write_head(struct recorder *recorder)
{
	FILE *out = recorder_room(recorder, INTERFACE_MAX);

	recorder->before = counts(recorder);
	if (out)
		pcapng_write_section(out);
	recorder_write_own(recorder, &(struct recording){ .kind = RECORDING_BEGIN,
							  .begin = recorder->begin });
	write_interfaces(recorder);
	for (size_t i = 0; i < RECORDER_TOLD_MAX; i++) {
		const struct recording told = { .kind = RECORDING_CHOICE, .choice = recorder->told[i] };

		if (told.choice.chosen)
			recorder_write_own(recorder, &told);
	}
	tape_flush(&recorder->tape);
}

void recorder_write_tail(struct recorder *recorder, uint64_t time_ns)
{
	write_statistics(recorder);
	write_end(recorder, time_ns);
}
