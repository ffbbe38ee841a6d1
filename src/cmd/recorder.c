/* SPDX-License-Identifier: GPL-2.0-or-later */
/* recorder.c: packets and own blocks, as the tracker is through with what they say. */
#include "cmd/recorder.h"

#include "cmd/annotate.h"
#include "cmd/live.h"
#include "cmd/recorder_blocks.h"
#include "cmd/scope.h"
#include "observe/filter.h"
#include "show/pcapng_write.h"

#include <errno.h>
#include <string.h>

/* Errors: the first one is told at the end, which comes at once. */

static void stop(struct recorder *recorder, int code, const struct err *err)
{
	recorder_end_watching(recorder);
	if (recorder->code < 0)
		return;
	recorder->code = code;
	recorder->err = *err;
}

int recorder_result(const struct recorder *recorder, struct err *err)
{
	return recorder->code < 0 ? err_set(err, recorder->code, "%s", recorder->err.text) : 0;
}

/* Files. */

static void begin_file(struct recorder *recorder)
{
	struct err err;
	int ret = tape_begin_file(&recorder->tape, &err);

	if (ret < 0)
		stop(recorder, ret, &err);
	else
		recorder_write_head(recorder);
}

static void end_file(struct recorder *recorder, uint64_t time_ns)
{
	struct err err;
	int ret;

	recorder_write_tail(recorder, time_ns);
	ret = tape_end_file(&recorder->tape, &err);
	if (ret < 0)
		stop(recorder, ret, &err);
}

static void go_on(struct recorder *recorder)
{
	end_file(recorder, recorder->live->tracker.now_ns);
	recorder->begin.start_ns = recorder->live->tracker.now_ns;
	if (recorder->code == 0)
		begin_file(recorder);
}

/* What comes. */

static void write_packet(struct recorder *recorder, struct recorder_source *source,
			 const struct raw_frame *frame, const struct segment *segment)
{
	uint8_t scopes[RECORDING_SCOPES_LEN];
	FILE *out;

	if (tape_is_full(&recorder->tape))
		go_on(recorder);
	out = recorder_room(recorder, frame->caplen + RECORDER_EXTRA);
	if (!out)
		return;
	if (recorder->live->view_count > 1 && segment) {
		recording_put_scopes(scopes, segment);
		pcapng_write_packet_option(out, source->interface, frame, RECORDING_SCOPES, scopes,
					   sizeof(scopes));
	} else {
		pcapng_write_packet(out, source->interface, frame, NULL);
	}
	source->packets++;
	recorder->packets++;
	recorder->shortened += frame->caplen < frame->wire_len &&
			       frame->caplen < recorder->begin.snaplen;
	if (recorder->packets == recorder->packets_max)
		recorder->live->loop.done = true;
}

static bool has_enough(const struct recorder *recorder)
{
	return recorder->packets_max && recorder->packets >= recorder->packets_max;
}

static void on_frame(void *arg, const struct raw_frame *frame, bool told)
{
	struct recorder_source *source = arg;
	struct recorder *recorder = source->recorder;

	if (recorder->live->view_count > 1) {
		if (frame_queue_put(&source->queue, frame, told) < 0)
			stop(recorder, -ENOMEM, &(struct err){ "no memory for packets that wait" });
		return;
	}
	recorder->from = source;
	recorder->frame = *frame;
	/* It has no event that could come between. */
	if (!told && !has_enough(recorder))
		write_packet(recorder, source, frame, NULL);
}

void recorder_turn(struct recorder *recorder, const struct view *view)
{
	struct recorder_source *source = &recorder->sources[scope_number(view) - 1];
	struct raw_frame *frame = &recorder->frame;
	bool told = false;

	recorder->from = source;
	while (frame_queue_take(&source->queue, frame, &told) && !told)
		if (!has_enough(recorder))
			write_packet(recorder, source, frame, NULL);
}

void recorder_event(struct recorder *recorder, const struct event *event)
{
	struct recording recording = { .kind = RECORDING_EVENT };

	if (event->kind == EVENT_SEGMENT && has_enough(recorder))
		return;
	/* What it makes us ask of processes is written first, so that there is an answer. */
	tracker_event(&recorder->live->tracker, event);
	if (event->kind == EVENT_SEGMENT) {
		write_packet(recorder, recorder->from, &recorder->frame, &event->segment);
		return;
	}
	if (tape_is_full(&recorder->tape))
		go_on(recorder);
	recording.event = *event;
	recorder_write_own(recorder, &recording);
}

void recorder_choice(void *arg, int pid, bool chosen)
{
	struct recorder *recorder = arg;
	struct recording_choice *told = &recorder->told[(unsigned int)pid % RECORDER_TOLD_MAX];
	const struct recording_choice choice = { pid, chosen };

	if (told->pid == pid && told->chosen == chosen)
		return;
	*told = choice;
	recorder_write_own(recorder, &(struct recording){ .kind = RECORDING_CHOICE, .choice = choice });
}

void recorder_settle(struct recorder *recorder)
{
	recorder_write_own(recorder, &(struct recording){ .kind = RECORDING_SETTLE });
}

void recorder_tick(struct recorder *recorder)
{
	tape_flush(&recorder->tape);
	if (!tape_is_over(&recorder->tape))
		return;
	if (tape_is_last(&recorder->tape))
		recorder->live->loop.done = true;
	else
		go_on(recorder);
}

/* From the beginning to the end. */

int recorder_open(struct recorder *recorder, const struct recorder_options *options,
		  struct err *err)
{
	*recorder = (struct recorder){ .packets_max = options->packets_max,
					.beside = options->beside };
	return tape_open(&recorder->tape, &options->tape, err);
}

void recorder_tap(struct recorder *recorder, struct view *view)
{
	struct recorder_source *source = &recorder->sources[scope_number(view) - 1];

	source->recorder = recorder;
	source->interface = recorder->interface_count++;
	capture_tap(view->capture, on_frame, source);
}

static void note_begin(struct recorder *recorder, const struct live_options *options)
{
	const struct live *live = recorder->live;
	const struct tracker_options *tracker = &live->tracker.options;
	struct recording_begin *begin = &recorder->begin;

	*begin = (struct recording_begin){
		.version = RECORDING_VERSION,
		.snaplen = (uint32_t)(options->snaplen ? options->snaplen : CAPTURE_SNAPLEN),
		.start_ns = live->start_ns,
		.stall_after_ns = tracker->stall_after_ns,
		.max_connections = tracker->max_connections,
		.rest_after_ns = tracker->rest_after_ns,
		.sockets = tracker->sockets,
		.packets = tracker->packets,
		.glance = tracker->glance,
		.captured = live_has_packets(live),
		.verify = options->check_checksums,
		.filtered = live->choice || !filter_is_everything(live->filter),
		.chosen = live->choice,
		.alone = live->choice && live->choice->alone,
	};
	for (size_t i = 0; i < live->view_count && live->views[i].netns; i++)
		snprintf(begin->netns[i], sizeof(begin->netns[i]), "%s", live->views[i].netns);
}

int recorder_begin(struct recorder *recorder, struct live *live,
		   const struct live_options *options, struct err *err)
{
	recorder->live = live;
	recorder->device = view_device(options);
	note_begin(recorder, options);
	begin_file(recorder);
	return recorder_result(recorder, err);
}

int recorder_renew(struct recorder *recorder, struct err *err)
{
	recorder->begin.start_ns = recorder->live->start_ns;
	recorder->packets = recorder->shortened = 0;
	memset(recorder->told, 0, sizeof(recorder->told));
	/* As if it was the first. */
	recorder->tape.files = 0;
	if (recorder->code == 0)
		begin_file(recorder);
	return recorder_result(recorder, err);
}

void recorder_discard(struct recorder *recorder)
{
	creator_unmake(&recorder->tape.creator, NULL);
}

void recorder_finish(struct recorder *recorder, uint64_t time_ns)
{
	if (recorder->code == 0)
		end_file(recorder, time_ns);
}

/* Of a damaged one, which it is only if something else has written to it, the first part is no gain. */
static int comment(const char *path, FILE *out, struct err *err)
{
	const struct options reading = { .file = path };
	struct annotation annotation;
	int ret = annotate_open(&annotation, &reading, err);

	if (ret == 0)
		ret = annotate_write(&annotation, out, err);
	annotate_close(&annotation);
	return ret > 0 ? -EBADMSG : ret;
}

int recorder_comment(struct recorder *recorder, struct err *err)
{
	struct tape *tape = &recorder->tape;
	char path[PATH_MAX];
	FILE *out;
	int ret;

	if (recorder->code < 0 || !tape->regular || tape->files != 1)
		return 0;
	out = tape_begin_again(tape, err);
	if (!out)
		return -EIO;
	ret = comment(tape_path(tape, path), out, err);
	return tape_replace(tape, out, ret == 0, ret == 0 ? err : NULL) < 0 && ret == 0 ? -EIO : ret;
}

void recorder_close(struct recorder *recorder)
{
	tape_close(&recorder->tape);
	for (size_t i = 0; i < SUMMARY_NETNS_MAX; i++)
		frame_queue_free(&recorder->sources[i].queue);
}
