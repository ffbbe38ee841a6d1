/* SPDX-License-Identifier: GPL-2.0-or-later */
/* test_capture.c: segments from files, whole and damaged, and from the loopback interface. */
#include "observe/capture.h"
#include "observe/privilege.h"
#include "core/frame.h"
#include "support/rows.h"

#include <arpa/inet.h>
#include <errno.h>
#include <netinet/in.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

enum { NOBODY = 65534, PATIENCE_MS = 5000, FILE_HEADER = 24, RECORD_HEADER = 16, PACKET = 40 };

/* What has been delivered. */
struct seen {
	struct event first, last;
	size_t count;
	size_t syns;	/* without ACK */
	size_t foreign;	/* of other connections */
	uint16_t port;	/* 0: every connection is ours */
};

static void note(void *arg, const struct event *event)
{
	struct seen *seen = arg;

	if (seen->count++ == 0)
		seen->first = *event;
	seen->last = *event;
	if ((event->segment.flags & (SEGMENT_SYN | SEGMENT_ACK)) == SEGMENT_SYN)
		seen->syns++;
	if (seen->port && event->segment.src.port != seen->port &&
	    event->segment.dst.port != seen->port)
		seen->foreign++;
}

/* Files. */

struct image {
	uint8_t octets[4096];
	size_t len;
};

static void put32(struct image *image, uint32_t value)
{
	memcpy(image->octets + image->len, &value, sizeof(value));
	image->len += sizeof(value);
}

static void put_header(struct image *image, uint32_t link_type)
{
	static const uint16_t version[2] = { 2, 4 };

	put32(image, 0xa1b23c4d);	/* pcap in this machine's order, nanoseconds */
	memcpy(image->octets + image->len, version, sizeof(version));
	image->len += sizeof(version);
	put32(image, 0);
	put32(image, 0);
	put32(image, 65535);
	put32(image, link_type);
}

static void put_record_header(struct image *image, uint32_t seconds, uint32_t nanoseconds,
			      uint32_t caplen, uint32_t wire_len)
{
	put32(image, seconds);
	put32(image, nanoseconds);
	put32(image, caplen);
	put32(image, wire_len);
}

/* A bare IPv4 packet of that protocol from 10.0.0.1 to 10.0.0.2. */
static void put_packet(struct image *image, uint8_t protocol, uint16_t source, uint16_t dest,
		       uint16_t wire_len)
{
	uint8_t *packet = image->octets + image->len;

	memset(packet, 0, PACKET);
	packet[0] = 0x45;
	packet[2] = (uint8_t)(wire_len >> 8);
	packet[3] = (uint8_t)wire_len;
	packet[9] = protocol;
	memcpy(packet + 12, "\12\0\0\1\12\0\0\2", 8);
	packet[20] = (uint8_t)(source >> 8);
	packet[21] = (uint8_t)source;
	packet[22] = (uint8_t)(dest >> 8);
	packet[23] = (uint8_t)dest;
	packet[32] = 0x50;
	packet[33] = SEGMENT_ACK;
	image->len += PACKET;
}

static void put_record(struct image *image, uint32_t seconds, uint8_t protocol,
		       uint16_t source, uint16_t dest)
{
	put_record_header(image, seconds, 5, PACKET, PACKET);
	put_packet(image, protocol, source, dest, PACKET);
}

/* A file with these octets that is gone when it is closed: its path is good until then. */
static FILE *write_file(const void *octets, size_t len, char path[32])
{
	FILE *file = tmpfile();

	assert_non_null(file);
	assert_int_equal(fwrite(octets, 1, len, file), len);
	assert_int_equal(fflush(file), 0);
	snprintf(path, 32, "/proc/self/fd/%d", fileno(file));
	return file;
}

static int open_file(struct capture **capture, const char *path, const char *expression,
		     struct err *err)
{
	int ret = capture_open_file(capture, path, expression, err);

	if (ret < 0)
		return ret;
	ret = capture_begin_file(*capture, err);
	if (ret < 0) {
		capture_free(*capture);
		*capture = NULL;
	}
	return ret;
}

static int open_image(struct capture **capture, const struct image *image,
		      const char *expression, struct err *err)
{
	char path[32];
	FILE *file = write_file(image->octets, image->len, path);
	int ret = open_file(capture, path, expression, err);

	fclose(file);
	return ret;
}

static int drain_all(struct capture *capture, struct seen *seen, struct err *err)
{
	int ret;

	do
		ret = capture_drain(capture, note, seen, err);
	while (ret > 0);
	return ret;
}

static void test_file(void **state)
{
	struct image image = { .len = 0 };
	struct capture *capture = NULL;
	struct capture_stats stats;
	struct seen seen = { .count = 0 };
	struct err err = { "" };

	(void)state;
	put_header(&image, LINK_RAW);
	put_record_header(&image, 1000000000, 123456789, PACKET, 1500);
	put_packet(&image, IPPROTO_TCP, 80, 4000, 1500);
	put_record(&image, 2, IPPROTO_UDP, 80, 4000);
	put_record_header(&image, 3, 0, 30, PACKET);
	put_packet(&image, IPPROTO_TCP, 80, 4000, PACKET);
	image.len -= PACKET - 30;
	put_record_header(&image, 4, 0, PACKET, PACKET);
	put_packet(&image, IPPROTO_TCP, 80, 4000, 19);
	put_record(&image, 4, IPPROTO_TCP, 80, 4000);
	/* The offset of a second fragment. */
	image.octets[image.len - PACKET + 7] = 3;
	put_record(&image, 4000000000, IPPROTO_TCP, 1, 2);

	assert_int_equal(open_image(&capture, &image, NULL, &err), 0);
	assert_int_equal(capture_fd(capture), -1);
	assert_int_equal(drain_all(capture, &seen, &err), 0);
	capture_stats(capture, &stats);
	assert_int_equal(seen.count, 2);
	assert_int_equal(seen.first.kind, EVENT_SEGMENT);
	assert_int_equal(seen.first.time_ns, 1000000000123456789);
	assert_int_equal(seen.first.segment.payload_len, 1460);
	assert_int_equal(seen.last.time_ns, 4000000000000000005);
	assert_int_equal(seen.last.segment.dst.port, 2);
	assert_int_equal(stats.frames, 6);
	assert_int_equal(stats.segments, 2);
	assert_int_equal(stats.not_tcp, 1);
	assert_int_equal(stats.fragments, 1);
	assert_int_equal(stats.cut, 1);
	assert_int_equal(stats.malformed, 1);
	assert_int_equal(stats.dropped, 0);
	assert_false(stats.truncated);
	assert_string_equal(err.text, "");
	capture_free(capture);
}

static const struct {
	const char *expression;
	size_t segments;
} file_filters[] = {
	{ NULL, 3 },
	{ "port 80", 2 },
	{ "src port 80", 2 },
	{ "dst port 4000 and src host 10.0.0.1", 2 },
	{ "dst port 4000 and src port 80", 1 },
	{ "net 10.0.0.0/8", 3 },
	{ "ip6", 0 },
};

static void test_file_filter(void **state)
{
	struct image image = { .len = 0 };
	struct rows rows = { 0 };

	(void)state;
	put_header(&image, LINK_RAW);
	put_record(&image, 1, IPPROTO_TCP, 80, 4000);
	put_record(&image, 2, IPPROTO_TCP, 4001, 80);
	put_record(&image, 3, IPPROTO_TCP, 81, 4000);
	for (size_t i = 0; i < ARRAY_LEN(file_filters); i++) {
		struct capture *capture = NULL;
		struct capture_stats stats;
		struct seen seen = { .count = 0 };

		rows_next(&rows, file_filters[i].expression);
		CHECK_INT(&rows, open_image(&capture, &image, file_filters[i].expression, NULL),
			  0);
		CHECK_INT(&rows, drain_all(capture, &seen, NULL), 0);
		capture_stats(capture, &stats);
		CHECK_INT(&rows, seen.count, file_filters[i].segments);
		CHECK_INT(&rows, stats.filtered, 3 - file_filters[i].segments);
		capture_free(capture);
	}
	rows_end(&rows);
}

/* What has been tapped, and how many events there were at each frame: they come after it. */
struct tapped {
	const struct seen *seen;
	struct raw_frame last;
	size_t count, told;
	bool late;
};

static void note_frame(void *arg, const struct raw_frame *frame, bool told)
{
	struct tapped *tapped = arg;

	tapped->late |= tapped->seen->count > tapped->count;
	tapped->last = *frame;
	tapped->count++;
	tapped->told += told;
}

/* Frames as they are: also what is cut, malformed or a fragment, and nothing that was not chosen. */
static void test_tap(void **state)
{
	struct image image = { .len = 0 };
	struct capture *capture = NULL;
	struct seen seen = { .count = 0 };
	struct tapped tapped = { .seen = &seen };

	(void)state;
	put_header(&image, LINK_RAW);
	put_record_header(&image, 1000000000, 123456789, PACKET, 1500);
	put_packet(&image, IPPROTO_TCP, 80, 4000, 1500);
	assert_int_equal(open_image(&capture, &image, "port 80", NULL), 0);
	assert_int_equal(capture_link_type(capture), 12);
	capture_tap(capture, note_frame, &tapped);
	assert_int_equal(drain_all(capture, &seen, NULL), 0);
	assert_int_equal(seen.count, 1);
	assert_int_equal(tapped.count, 1);
	assert_int_equal(tapped.last.time_ns, 1000000000123456789);
	assert_int_equal(tapped.last.caplen, PACKET);
	assert_int_equal(tapped.last.wire_len, 1500);
	capture_free(capture);

	put_record(&image, 2, IPPROTO_UDP, 80, 4000);
	put_record(&image, 3, IPPROTO_TCP, 81, 4000);
	put_record(&image, 4, IPPROTO_TCP, 80, 4000);
	put_record(&image, 5, IPPROTO_TCP, 80, 4000);
	image.octets[image.len - PACKET + 7] = 3;	/* a later fragment */
	put_record_header(&image, 6, 0, 30, PACKET);
	put_packet(&image, IPPROTO_TCP, 80, 4000, PACKET);
	image.len -= PACKET - 30;
	put_record_header(&image, 7, 0, PACKET, PACKET - 1);
	put_packet(&image, IPPROTO_TCP, 80, 4000, 19);
	seen.count = tapped.count = tapped.told = 0;
	assert_int_equal(open_image(&capture, &image, "port 80", NULL), 0);
	capture_tap(capture, note_frame, &tapped);
	assert_int_equal(drain_all(capture, &seen, NULL), 0);
	assert_int_equal(seen.count, 2);
	assert_int_equal(tapped.count, 5);
	assert_int_equal(tapped.told, 2);
	assert_false(tapped.late);
	assert_int_equal(tapped.last.wire_len, PACKET);
	capture_free(capture);
}

/* libpcap's own filter would pass over what is behind a VLAN tag. */
static void test_file_filter_vlan(void **state)
{
	struct image image = { .len = 0 };
	struct capture *capture = NULL;
	struct seen seen = { .count = 0 };

	(void)state;
	put_header(&image, LINK_ETHERNET);
	put_record_header(&image, 1, 0, PACKET + 18, PACKET + 18);
	memcpy(image.octets + image.len, "\2\0\0\0\0\1\2\0\0\0\0\2\x81\0\0\5\x08\0", 18);
	image.len += 18;
	put_packet(&image, IPPROTO_TCP, 80, 4000, PACKET);
	assert_int_equal(open_image(&capture, &image, "port 80", NULL), 0);
	assert_int_equal(drain_all(capture, &seen, NULL), 0);
	assert_int_equal(seen.count, 1);
	capture_free(capture);
}

/* Wherever a file is cut: what stands before is delivered, and the cut is told. */
static void test_file_cut(void **state)
{
	const size_t record = RECORD_HEADER + PACKET;
	struct image image = { .len = 0 };
	size_t whole;

	(void)state;
	put_header(&image, LINK_RAW);
	for (uint32_t i = 0; i < 3; i++)
		put_record(&image, i, IPPROTO_TCP, 80, 4000);
	whole = image.len;
	for (image.len = 0; image.len <= whole; image.len++) {
		struct capture *capture = NULL;
		struct capture_stats stats;
		struct seen seen = { .count = 0 };
		struct err err = { "" };
		int ret = open_image(&capture, &image, NULL, &err);
		bool cut;

		if (image.len < FILE_HEADER) {
			assert_int_equal(ret, -EBADMSG);
			assert_string_not_equal(err.text, "");
			continue;
		}
		cut = (image.len - FILE_HEADER) % record != 0;
		assert_int_equal(ret, 0);
		assert_int_equal(drain_all(capture, &seen, &err), 0);
		capture_stats(capture, &stats);
		assert_int_equal(seen.count, (image.len - FILE_HEADER) / record);
		assert_int_equal(stats.truncated, cut);
		assert_int_equal(strstr(err.text, "after packet ") != NULL, cut);
		capture_free(capture);
	}
}

static void test_file_corrupt(void **state)
{
	struct image image = { .len = 0 };
	struct capture *capture = NULL;
	struct capture_stats stats;
	struct seen seen = { .count = 0 };
	struct err err = { "" };

	(void)state;
	put_header(&image, LINK_RAW);
	put_record_header(&image, 1, 0, 0x7fffffff, 0x7fffffff);
	assert_int_equal(open_image(&capture, &image, NULL, &err), 0);
	assert_int_equal(drain_all(capture, &seen, &err), -EBADMSG);
	assert_non_null(strstr(err.text, "cannot read"));
	capture_free(capture);

	image.len = FILE_HEADER;
	put_record(&image, 1, IPPROTO_TCP, 80, 4000);
	put_record_header(&image, 1, 0, 0x7fffffff, 0x7fffffff);
	put_packet(&image, IPPROTO_TCP, 80, 4000, PACKET);
	assert_int_equal(open_image(&capture, &image, NULL, &err), 0);
	assert_int_equal(drain_all(capture, &seen, &err), 0);
	capture_stats(capture, &stats);
	assert_true(stats.truncated);
	assert_int_equal(seen.count, 1);
	assert_int_equal(capture_drain(capture, note, &seen, &err), 0);
	capture_free(capture);
}

/* Frames without TCP are no end of the file. */
static void test_file_long(void **state)
{
	struct image header = { .len = 0 }, udp = { .len = 0 }, tcp = { .len = 0 };
	FILE *file = tmpfile();
	struct capture *capture = NULL;
	struct seen seen = { .count = 0 };
	char path[32];

	(void)state;
	assert_non_null(file);
	put_header(&header, LINK_RAW);
	put_record(&udp, 1, IPPROTO_UDP, 80, 4000);
	put_record(&tcp, 2, IPPROTO_TCP, 80, 4000);
	fwrite(header.octets, 1, header.len, file);
	for (int i = 0; i < 2 * CAPTURE_BATCH; i++)
		fwrite(udp.octets, 1, udp.len, file);
	fwrite(tcp.octets, 1, tcp.len, file);
	fflush(file);
	snprintf(path, sizeof(path), "/proc/self/fd/%d", fileno(file));
	assert_int_equal(open_file(&capture, path, NULL, NULL), 0);
	assert_int_equal(drain_all(capture, &seen, NULL), 0);
	assert_int_equal(seen.count, 1);
	capture_free(capture);
	fclose(file);
}

/* A large capture is not read page by page: each read() costs more than its octets. */
static void test_large_reads(void **state)
{
	const off_t large = 32 << 10;
	struct image header = { .len = 0 };
	struct capture *capture = NULL;
	char path[32];
	FILE *file;
	int next;

	(void)state;
	put_header(&header, LINK_RAW);
	file = write_file(header.octets, header.len, path);
	assert_int_equal(ftruncate(fileno(file), 4 * large), 0);
	/* What the capture will open has the number that is free now. */
	next = dup(STDIN_FILENO);
	close(next);
	assert_int_equal(open_file(&capture, path, NULL, NULL), 0);
	assert_in_range(lseek(next, 0, SEEK_CUR), large, 4 * large);
	capture_free(capture);
	fclose(file);
}

static void test_standard_input(void **state)
{
	struct image image = { .len = 0 };
	struct capture *capture = NULL;
	struct seen seen = { .count = 0 };
	char path[32];
	FILE *file;

	(void)state;
	put_header(&image, LINK_RAW);
	put_record(&image, 1, IPPROTO_TCP, 80, 4000);
	file = write_file(image.octets, image.len, path);
	assert_non_null(freopen(path, "rb", stdin));
	assert_int_equal(open_file(&capture, "-", NULL, NULL), 0);
	assert_int_equal(drain_all(capture, &seen, NULL), 0);
	assert_int_equal(seen.count, 1);
	capture_free(capture);
	fclose(file);
}

#define HEADER_PCAP "\xd4\xc3\xb2\xa1\2\0\4\0\0\0\0\0\0\0\0\0\xff\xff\0\0"

static const struct {
	const char *name;
	const char *octets;
	size_t len;
	const char *expression;
	int ret;
	const char *says;
} bad_files[] = {
	{ "empty", "", 0, NULL, -EBADMSG, "is empty" },
	{ "text", "GET / HTTP/1.0\r\n\r\nhello there", 30, NULL, -EBADMSG, "unknown" },
	{ "random", "\x9f\x12\xa0\x33\x41\x99\0\xff\x10\x77", 10, NULL, -EBADMSG, "unknown" },
	{ "compressed", "\x1f\x8b\x08\0\0\0\0\0\0\3", 10, NULL, -EBADMSG, "compressed: gzip -dc FILE |" },
	{ "compressed by xz", "\xfd" "7zXZ\0", 6, NULL, -EBADMSG, "compressed: xz -dc FILE |" },
	{ "as much of that as is of no program", "\x1f", 1, NULL, -EBADMSG, "truncated" },
	{ "a USB capture", HEADER_PCAP "\xdc\0\0\0", 24, NULL, -ENOTSUP, "USB_LINUX_MMAPPED" },
	{ "an unheard-of link type", HEADER_PCAP "\xff\xff\0\0", 24, NULL, -ENOTSUP, "65535" },
	{ "Wi-Fi", HEADER_PCAP "\x69\0\0\0", 24, NULL, -ENOTSUP, "readable are Ethernet" },
	{ "bad filter", HEADER_PCAP "\1\0\0\0", 24, "port", -EINVAL, "syntax error" },
	{ "filter on flags", HEADER_PCAP "\1\0\0\0", 24, "tcp[13] = 1", -EINVAL, "more than" },
};

static void test_bad_files(void **state)
{
	struct rows rows = { 0 };

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(bad_files); i++) {
		struct image image = { .len = bad_files[i].len };
		struct capture *capture = NULL;
		struct err err = { "" };

		memcpy(image.octets, bad_files[i].octets, image.len);
		rows_next(&rows, bad_files[i].name);
		CHECK_INT(&rows, open_image(&capture, &image, bad_files[i].expression, &err),
			  bad_files[i].ret);
		if (!strstr(err.text, bad_files[i].says))
			CHECK_STRING(&rows, err.text, bad_files[i].says);
		CHECK(&rows, capture == NULL);
	}
	rows_end(&rows);
}

static void test_no_file(void **state)
{
	struct capture *capture = NULL;
	struct err err = { "" };

	(void)state;
	assert_int_equal(capture_open_file(&capture, "/nowhere/x.pcap", NULL, &err), -ENOENT);
	assert_string_equal(err.text, "cannot open /nowhere/x.pcap: No such file or directory");
	assert_int_equal(capture_open_file(&capture, "/", NULL, &err), -EISDIR);
	assert_string_equal(err.text, "cannot read /: Is a directory");
}

/* Live, on lo. */

struct pair {
	int listener, client, server;
	uint16_t port;
};

static void pair_open(struct pair *pair)
{
	struct sockaddr_in name = { .sin_family = AF_INET,
				    .sin_addr.s_addr = htonl(INADDR_LOOPBACK) };
	socklen_t len = sizeof(name);

	pair->listener = socket(AF_INET, SOCK_STREAM, 0);
	assert_int_equal(bind(pair->listener, (struct sockaddr *)&name, len), 0);
	assert_int_equal(listen(pair->listener, 1), 0);
	assert_int_equal(getsockname(pair->listener, (struct sockaddr *)&name, &len), 0);
	pair->port = ntohs(name.sin_port);
	pair->client = -1;
	pair->server = -1;
}

static void pair_connect(struct pair *pair)
{
	struct sockaddr_in name = { .sin_family = AF_INET, .sin_port = htons(pair->port),
				    .sin_addr.s_addr = htonl(INADDR_LOOPBACK) };

	pair->client = socket(AF_INET, SOCK_STREAM, 0);
	assert_int_equal(connect(pair->client, (struct sockaddr *)&name, sizeof(name)), 0);
	pair->server = accept(pair->listener, NULL, NULL);
	assert_true(pair->server >= 0);
}

static void pair_close(const struct pair *pair)
{
	close(pair->client);
	close(pair->server);
	close(pair->listener);
}

/* Without permission the test is skipped, and the error must say what to do. */
static struct capture *open_live(const char *device, const char *expression)
{
	const struct capture_options options = { .device = device, .expression = expression };
	struct capture *capture = NULL;
	struct err err = { "" };
	int ret = capture_open_live(&capture, &options, &err);

	if (ret == -EPERM) {
		print_message("skipped: %s\n", err.text);
		assert_non_null(strstr(err.text, "setcap cap_net_raw"));
		skip();
	}
	assert_string_equal(err.text, "");
	assert_int_equal(ret, 0);
	return capture;
}

/* Drains until a segment with that flag came from that port. */
static bool wait_for(struct capture *capture, struct seen *seen, uint8_t flag, uint16_t port)
{
	struct pollfd ready = { .fd = capture_fd(capture), .events = POLLIN };

	while (!seen->count || !(seen->last.segment.flags & flag) ||
	       seen->last.segment.src.port != port) {
		if (poll(&ready, 1, PATIENCE_MS) <= 0)
			return false;
		assert_true(capture_drain(capture, note, seen, NULL) >= 0);
	}
	return true;
}

/* What ends a connection is seen, and its SYN once. The expression is what, port, more. */
static void check_live(const char *device, const char *what, const char *more)
{
	struct seen seen = { .count = 0 };
	struct capture_stats stats;
	struct capture *capture;
	struct pair pair, other;
	char expression[64];

	pair_open(&other);
	pair_open(&pair);
	seen.port = pair.port;
	snprintf(expression, sizeof(expression), "%s %u %s", what, pair.port, more);
	capture = open_live(device, expression);
	assert_int_equal(capture_drain(capture, note, &seen, NULL), 0);
	pair_connect(&other);
	pair_connect(&pair);
	close(pair.server);
	assert_true(wait_for(capture, &seen, SEGMENT_FIN, pair.port));
	capture_stats(capture, &stats);
	assert_int_equal(seen.syns, 1);
	assert_int_equal(seen.foreign, 0);
	assert_int_equal(stats.segments, seen.count);
	assert_int_equal(stats.dropped, 0);
	pair.server = -1;
	pair_close(&pair);
	pair_close(&other);
	capture_free(capture);
}

static void test_live(void **state)
{
	(void)state;
	check_live(NULL, "port", "");
	check_live("any", "port", "");
}

/* The expression is of one direction, but it chooses a connection, which has two. */
static void test_live_directional(void **state)
{
	(void)state;
	check_live("lo", "src port", "");
	check_live("lo", "dst port", "and src net 127.0.0.0/8");
}

static void test_unknown_interface(void **state)
{
	const struct capture_options options = { .device = "nosuchif0" };
	struct capture *capture = NULL;
	struct err err = { "" };
	int ret = capture_open_live(&capture, &options, &err);

	(void)state;
	if (ret == -EPERM)
		skip();
	assert_int_equal(ret, -ENODEV);
	assert_non_null(strstr(err.text, "no interface nosuchif0; there are: any, lo"));
}

/* In a process of its own, which gives up its rights; its exit status says what was wrong. */
static int open_without_rights(void)
{
	const struct capture_options options = { .device = NULL };
	char advice[PRIVILEGE_ADVICE_MAX];
	struct capture *capture = NULL;
	struct err err = { "" };

	if (geteuid() == 0 && setuid(NOBODY) < 0)
		return 1;
	if (capture_open_live(&capture, &options, &err) != -EPERM)
		return 2;
	if (!strstr(err.text, "no permission to capture on lo: run as root, or: sudo setcap "))
		return 3;
	return strstr(err.text, privilege_advice(advice, "cap_net_raw")) ? 0 : 4;
}

static void test_no_permission(void **state)
{
	pid_t child = fork();
	int status;

	(void)state;
	if (child == 0)
		_exit(open_without_rights());
	assert_int_equal(waitpid(child, &status, 0), child);
	assert_true(WIFEXITED(status));
	assert_int_equal(WEXITSTATUS(status), 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_file),
		cmocka_unit_test(test_file_filter),
		cmocka_unit_test(test_tap),
		cmocka_unit_test(test_file_filter_vlan),
		cmocka_unit_test(test_file_cut),
		cmocka_unit_test(test_file_corrupt),
		cmocka_unit_test(test_file_long),
		cmocka_unit_test(test_large_reads),
		cmocka_unit_test(test_standard_input),
		cmocka_unit_test(test_bad_files),
		cmocka_unit_test(test_no_file),
		cmocka_unit_test(test_live),
		cmocka_unit_test(test_live_directional),
		cmocka_unit_test(test_unknown_interface),
		cmocka_unit_test(test_no_permission),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
