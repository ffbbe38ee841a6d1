/* SPDX-License-Identifier: GPL-2.0-or-later */
/* recorder.c: writes the recording that `record` would have made of a story (tests/support/story.h). */
#include "core/recording.h"
#include "show/pcapng_write.h"

#include "support/story.h"

#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { IPV4_HEADER = 20, IPV6_HEADER = 40, TCP_HEADER = 20, SCALE_OPTION = 4, FRAME_MAX = 128 };

struct recorder {
	FILE *out;
	uint64_t last_ns;	/* 0: nothing was written */
	bool impossible;	/* no live capture is like that */
};

static void write_own(FILE *out, const struct recording *recording)
{
	uint8_t octets[RECORDING_MAX];
	uint32_t len = recording_encode(recording, octets);

	pcapng_write_own(out, (uint16_t)recording->kind, octets, len);
}

static void begin(struct recorder *recorder, uint64_t time_ns)
{
	static struct recording recording = { .kind = RECORDING_BEGIN };

	recording.begin.version = RECORDING_VERSION;
	recording.begin.start_ns = time_ns;
	recording.begin.sockets = recording.begin.packets = recording.begin.captured = true;
	pcapng_write_section(recorder->out);
	write_own(recorder->out, &recording);
	pcapng_write_interface(recorder->out, LINK_RAW, "story", NULL);
}

static void put16(uint8_t *octets, uint16_t value)
{
	octets[0] = (uint8_t)(value >> 8);
	octets[1] = (uint8_t)value;
}

static void put32(uint8_t *octets, uint32_t value)
{
	put16(octets, (uint16_t)(value >> 16));
	put16(octets + 2, (uint16_t)value);
}

static size_t put_ip(uint8_t *octets, const struct segment *segment, size_t tcp_len)
{
	bool six = segment->src.family == FAMILY_IPV6;
	size_t address = six ? 16 : 4;

	octets[0] = six ? 0x60 : 0x45;
	put16(octets + (six ? 4 : 2), (uint16_t)(tcp_len + (six ? 0 : IPV4_HEADER)));
	octets[six ? 6 : 9] = 6;
	octets[six ? 7 : 8] = 64;
	memcpy(octets + (six ? 8 : 12), segment->src.addr, address);
	memcpy(octets + (six ? 8 : 12) + address, segment->dst.addr, address);
	return six ? IPV6_HEADER : IPV4_HEADER;
}

static size_t put_tcp(uint8_t *octets, const struct segment *segment)
{
	size_t len = TCP_HEADER + (segment->has_window_scale ? SCALE_OPTION : 0);

	put16(octets, segment->src.port);
	put16(octets + 2, segment->dst.port);
	put32(octets + 4, segment->seq);
	put32(octets + 8, segment->ack);
	octets[12] = (uint8_t)(len / 4 << 4);
	octets[13] = segment->flags;
	put16(octets + 14, segment->window);
	if (segment->has_window_scale)
		memcpy(octets + TCP_HEADER, (uint8_t[]){ 1, 3, 3, segment->window_scale },
		       SCALE_OPTION);
	memcpy(octets + len, segment->head, segment->head_len);
	return len;
}

static void write_scoped(FILE *out, const struct raw_frame *frame, const struct segment *segment)
{
	uint8_t scopes[RECORDING_SCOPES_LEN];

	recording_put_scopes(scopes, segment);
	pcapng_write_packet_option(out, 0, frame, RECORDING_SCOPES, scopes, sizeof(scopes));
}

static void write_packet(struct recorder *recorder, const struct event *event)
{
	const struct segment *segment = &event->segment;
	uint8_t octets[FRAME_MAX] = { 0 };
	struct raw_frame frame = { .time_ns = event->time_ns, .octets = octets };
	size_t tcp = TCP_HEADER + (segment->has_window_scale ? SCALE_OPTION : 0);
	size_t ip = put_ip(octets, segment, tcp + segment->payload_len);

	recorder->impossible |= segment->defects || segment->joins;
	tcp = put_tcp(octets + ip, segment);
	frame.caplen = (uint32_t)(ip + tcp + segment->head_len);
	frame.wire_len = (uint32_t)(ip + tcp + segment->payload_len);
	if (segment->interface || segment->src.scope || segment->dst.scope)
		write_scoped(recorder->out, &frame, segment);
	else
		pcapng_write_packet(recorder->out, 0, &frame, NULL);
}

static void on_event(void *arg, const struct event *event)
{
	struct recorder *recorder = arg;
	struct recording recording = { .kind = RECORDING_EVENT };

	if (!recorder->last_ns)
		begin(recorder, event->time_ns);
	recorder->last_ns = event->time_ns;
	recording.event = *event;
	if (event->kind == EVENT_SEGMENT)
		write_packet(recorder, event);
	else
		write_own(recorder->out, &recording);
}

static char *read_all(const char *path)
{
	FILE *file = fopen(path, "r");
	char *text = NULL;
	size_t size = 0;

	if (file && getdelim(&text, &size, '\0', file) < 0) {
		free(text);
		text = NULL;
	}
	if (file)
		fclose(file);
	return text;
}

static int record(struct recorder *recorder, const char *text)
{
	struct recording end = { .kind = RECORDING_END };
	struct story story;
	int ret;

	story_init(&story, on_event, recorder);
	ret = story_tell(&story, text);
	if (ret < 0)
		fprintf(stderr, "recorder: %s\n", story.error);
	if (recorder->impossible)
		fputs("recorder: no live capture has such packets\n", stderr);
	end.end.time_ns = story.time_ns;
	write_own(recorder->out, &end);
	return ret < 0 || recorder->impossible;
}

/* recorder STORY: to the standard output. */
int main(int argc, char **argv)
{
	struct recorder recorder = { .out = stdout };
	char *text = argc == 2 ? read_all(argv[1]) : NULL;
	int ret;

	if (!text) {
		perror(argc == 2 ? argv[1] : "usage: recorder STORY");
		return 2;
	}
	ret = record(&recorder, text);
	free(text);
	return ret || fflush(stdout) != 0;
}
