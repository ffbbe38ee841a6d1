/* SPDX-License-Identifier: GPL-2.0-or-later */
/* test_recorded.c: what is read of a recording, in its order; what is none, or spoilt. */
#include "observe/recorded.h"
#include "observe/filter.h"
#include "observe/stream.h"
#include "show/pcapng_write.h"
#include "support/rows.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

/* What a file is made of, an octet for each block, and what was told, in the same letters. */
enum { TOLD_MAX = 64 };

struct told {
	char letters[TOLD_MAX];
	size_t count;
	struct event last;
	unsigned int taps;
};

/* A SYN from 10.0.0.1:1000 to 10.0.0.2:80, of which an octet of payload is missing. */
static const uint8_t syn[] = {
	0x45, 0, 0, 41, 0, 0, 0, 0, 64, 6, 0, 0, 10, 0, 0, 1, 10, 0, 0, 2,
	0x03, 0xe8, 0, 80, 0, 0, 0, 1, 0, 0, 0, 0, 0x50, 2, 0, 9, 0, 0, 0, 0,
};

static void write_own(FILE *out, const struct recording *recording)
{
	uint8_t octets[RECORDING_MAX];
	uint32_t len = recording_encode(recording, octets);

	pcapng_write_own(out, (uint16_t)recording->kind, octets, len);
}

static void write_event(FILE *out, enum event_kind kind)
{
	struct recording recording = { .kind = RECORDING_EVENT };

	recording.event.kind = kind;
	if (kind == EVENT_SOCKET) {
		endpoint_set_ipv4(&recording.event.socket.local, syn + 12, 1000);
		endpoint_set_ipv4(&recording.event.socket.remote, syn + 16, 80);
		recording.event.socket.kind = SOCK_OBITUARY;
		recording.event.socket.state = TCP_STATE_CLOSED;
	}
	write_own(out, &recording);
}

static void write_packet(FILE *out, char letter)
{
	const struct raw_frame frame = { 7, syn, sizeof(syn), sizeof(syn) + 1 };
	static const uint8_t scopes[] = { 1, 2, 0x10, 3 };

	if (letter == 'Q')
		pcapng_write_packet_option(out, 0, &frame, RECORDING_SCOPES, scopes, 4);
	else if (letter == 'q')
		pcapng_write_packet_option(out, 0, &frame, RECORDING_SCOPES, scopes, 3);
	else
		pcapng_write_packet(out, letter == 'P' ? 0 : letter == 'R' ? 1 : 9, &frame, NULL);
}

static void write_block(FILE *out, char letter)
{
	struct recording recording = { .kind = RECORDING_BEGIN };

	recording.begin.version = letter == 'V' ? RECORDING_VERSION + 1 : RECORDING_VERSION;
	recording.begin.stall_after_ns = 5;
	switch (letter) {
	case 'S':
		pcapng_write_section(out);
		break;
	case 'B':
	case 'V':
		write_own(out, &recording);
		break;
	case 'I':
		pcapng_write_interface(out, LINK_RAW, NULL, NULL);
		break;
	case 'E':
		pcapng_write_interface(out, LINK_ETHERNET, NULL, NULL);
		break;
	case 'U':
		pcapng_write_interface(out, 147, NULL, NULL);
		break;
	case 'W':
		pcapng_write_interface(out, 148, NULL, NULL);
		break;
	case 's':
		write_event(out, EVENT_SOCKET);
		break;
	case 't':
		write_event(out, EVENT_TICK);
		break;
	case 'c':
		recording.kind = RECORDING_CHOICE;
		write_own(out, &recording);
		break;
	case 'e':
		recording.kind = RECORDING_END;
		write_own(out, &recording);
		break;
	case 'u':
		pcapng_write_own(out, 99, "?", 1);
		break;
	case 'x':
		pcapng_write_own(out, RECORDING_END, "\xff", 1);
		break;
	case '.':
		fputs("cut", out);
		break;
	default:
		write_packet(out, letter);
	}
}

/* The letters' file, in memory. */
static char *make_file(const char *letters, size_t *len)
{
	char *octets;
	FILE *out = open_memstream(&octets, len);

	assert_non_null(out);
	for (; *letters; letters++)
		write_block(out, *letters);
	assert_int_equal(fclose(out), 0);
	return octets;
}

static void note(struct told *told, char letter)
{
	if (told->count < TOLD_MAX - 1)
		told->letters[told->count++] = letter;
}

static void on_event(void *arg, const struct event *event)
{
	struct told *told = arg;

	note(told, event->kind == EVENT_SEGMENT ? 'P' : event->kind == EVENT_TICK ? 't' : 's');
	told->last = *event;
}

static void on_recording(void *arg, const struct recording *recording)
{
	note(arg, recording->kind == RECORDING_CHOICE ? 'c' :
		  recording->kind == RECORDING_END ? 'e' : 'B');
}

static void on_tap(void *arg, const struct raw_frame *frame, bool is_told)
{
	struct told *told = arg;

	(void)frame;
	(void)is_told;
	told->taps++;
}

/* 0, or what beginning or recorded_drain() said. */
static int read_file(const char *octets, size_t len, bool mixed, const char *expression,
		     struct told *told)
{
	FILE *file = fmemopen((void *)octets, len, "rb");
	struct intake intake = { .ours = true, .tap = on_tap, .tap_arg = told };
	struct recorded recorded;
	struct err err;
	int ret;

	assert_non_null(file);
	assert_int_equal(filter_new(&intake.filter, expression, &err), 0);
	ret = mixed ? recorded_begin_mixed(&recorded, file, &err) :
		      recorded_begin(&recorded, file, &err);
	recorded.tell = on_recording;
	recorded.tell_arg = told;
	while (ret == 0 && (ret = recorded_drain(&recorded, &intake, on_event, told)) > 0)
		ret = 0;
	if (ret == -EBADMSG && (mixed || recorded.begin.version))
		assert_true(recorded.damage.text[0]);
	recorded_free(&recorded);
	intake_free(&intake);
	fclose(file);
	return ret;
}

static const struct {
	const char *name, *letters;
	bool is;
	const char *told;
	int ret;
	const char *expression;
	unsigned int taps;
} files[] = {
	{ "all that there is", "SBIPsPtce", true, "PsPtce", 0, NULL, 2 },
	{ "nothing but a beginning", "SB", true, "", 0, NULL, 0 },
	{ "interfaces in front of it", "SIBP", true, "P", 0, NULL, 1 },
	{ "no packets", "SBste", true, "ste", 0, NULL, 0 },
	{ "an interface that comes later: no tap knows of its type", "SBsIPt", true, "sPt", 0, NULL, 0 },
	{ "unknown kinds are passed over", "SBIuPue", true, "Pe", 0, NULL, 1 },
	{ "a second one behind it", "SBIPeSBIPe", true, "PeBPe", 0, NULL, 2 },
	{ "frames of another type are not tapped", "SBIEPR", true, "P", 0, NULL, 1 },
	{ "a capture", "SIP", false, NULL, 0, NULL, 0 },
	{ "a packet in front of it", "SIPB", false, NULL, 0, NULL, 0 },
	{ "another one of our blocks in front of it", "StB", false, NULL, 0, NULL, 0 },
	{ "no section", "B", false, NULL, 0, NULL, 0 },
	{ "an unknown version", "SVIP", true, "", -ENOTSUP, NULL, 0 },
	{ "cut", "SBIPs.", true, "Ps", -EBADMSG, NULL, 1 },
	{ "cut right behind its beginning", "SB.", true, "", -EBADMSG, NULL, 0 },
	{ "a block that makes no sense", "SBIPxP", true, "P", -EBADMSG, NULL, 1 },
	{ "a packet of no interface", "SBIPZP", true, "P", -EBADMSG, NULL, 1 },
	{ "a filter chooses both", "SBIPst", true, "Pst", 0, "port 80", 1 },
	{ "a filter that chooses neither", "SBIPst", true, "t", 0, "port 81", 0 },
};

static void test_files(void **state)
{
	struct rows rows = { 0 };

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(files); i++) {
		struct told told = { .count = 0 };
		size_t len;
		char *octets = make_file(files[i].letters, &len);

		rows_next(&rows, files[i].name);
		CHECK(&rows, recorded_is((const uint8_t *)octets, len) == files[i].is);
		if (files[i].is) {
			CHECK_INT(&rows, read_file(octets, len, false, files[i].expression, &told),
				  files[i].ret);
			CHECK_STRING(&rows, told.letters, files[i].told);
			CHECK_INT(&rows, told.taps, files[i].taps);
		}
		free(octets);
	}
	rows_end(&rows);
}

static const struct {
	const char *name, *letters;
	bool is;
	const char *told;
	int ret, interface;
} mixed[] = {
	{ "interfaces of two types", "SEIR", true, "P", 0, 1 << 10 },
	{ "of which one is unknown", "SUIR", true, "P", 0, 1 << 10 },
	{ "both are unknown", "SUWR", false, NULL, 0, 0 },
	{ "both are of the same type", "SIIR", false, NULL, 0, 0 },
	{ "an interface that comes later", "SIPEP", false, NULL, 0, 0 },
	{ "another section", "SEIRSIP", true, "PP", 0, 0 },
	{ "no packets", "SEI", true, "", 0, 0 },
	{ "what somebody has added is no recording", "SEIRtR", true, "PP", 0, 1 << 10 },
	{ "a recording", "SBEIR", false, NULL, 0, 0 },
	{ "cut", "SEIR.", true, "P", -EBADMSG, 1 << 10 },
	{ "a packet of no interface", "SEIZR", true, "", -EBADMSG, 0 },
};

static void test_mixed(void **state)
{
	struct rows rows = { 0 };

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(mixed); i++) {
		struct told told = { .count = 0 };
		size_t len;
		char *octets = make_file(mixed[i].letters, &len);

		rows_next(&rows, mixed[i].name);
		CHECK(&rows, recorded_is_mixed((const uint8_t *)octets, len) == mixed[i].is);
		if (mixed[i].is) {
			CHECK_INT(&rows, read_file(octets, len, true, NULL, &told), mixed[i].ret);
			CHECK_STRING(&rows, told.letters, mixed[i].told);
			CHECK_INT(&rows, told.last.segment.interface, mixed[i].interface);
		}
		free(octets);
	}
	rows_end(&rows);
}

static const struct {
	const char *name, *letters;
	int src, dst, interface;
} packets[] = {
	{ "of one namespace", "SBIP", 0, 0, 0 },
	{ "of several", "SBIQ", 1, 2, 0x1003 },
	{ "of several, spoilt", "SBIq", 0, 0, 0 },
};

static void test_packets(void **state)
{
	struct rows rows = { 0 };

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(packets); i++) {
		struct told told = { .count = 0 };
		const struct segment *segment = &told.last.segment;
		size_t len;
		char *octets = make_file(packets[i].letters, &len);

		rows_next(&rows, packets[i].name);
		CHECK_INT(&rows, read_file(octets, len, false, NULL, &told), 0);
		CHECK_INT(&rows, segment->src.scope, packets[i].src);
		CHECK_INT(&rows, segment->dst.scope, packets[i].dst);
		CHECK_INT(&rows, segment->interface, packets[i].interface);
		/* We cut it. */
		CHECK_INT(&rows, segment->payload_len, 1);
		CHECK_INT(&rows, segment->defects, 0);
		CHECK_INT(&rows, told.last.time_ns, 7);
		free(octets);
	}
	rows_end(&rows);
}

/* However much is there, and however it comes. */
static void test_peek(void **state)
{
	static const size_t sizes[] = { 0, 1, 4096, 65536, 100000 };
	struct rows rows = { 0 };

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(sizes); i++) {
		struct stream stream = { .file = NULL };
		uint8_t head[8192], all[100001];
		int ends[2];
		size_t want = sizes[i] < sizeof(head) ? sizes[i] : sizeof(head);

		rows_next(&rows, "a pipe");
		assert_int_equal(pipe(ends), 0);
		if (fork() == 0) {
			for (size_t at = 0; at < sizes[i]; at++)
				dprintf(ends[1], "%c", (int)(at % 251));
			_exit(0);
		}
		close(ends[1]);
		stream.file = fdopen(ends[0], "rb");
		CHECK_INT(&rows, stream_peek(&stream, head, sizeof(head)), want);
		CHECK_INT(&rows, fread(all, 1, sizeof(all), stream.file), sizes[i]);
		CHECK(&rows, memcmp(head, all, want) == 0);
		for (size_t at = 0; at < sizes[i]; at++)
			if (all[at] != at % 251 && CHECK(&rows, false))
				break;
		stream_close(&stream);
	}
	rows_end(&rows);
}

static void test_unreadable(void **state)
{
	struct stream stream = { .file = fopen("/dev/null", "w") };
	uint8_t head[8];

	(void)state;
	assert_non_null(stream.file);
	assert_int_equal(stream_peek(&stream, head, sizeof(head)), -EBADF);
	stream_close(&stream);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_files),
		cmocka_unit_test(test_mixed),
		cmocka_unit_test(test_packets),
		cmocka_unit_test(test_peek),
		cmocka_unit_test(test_unreadable),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
