/* SPDX-License-Identifier: GPL-2.0-or-later */
/* test_segment.c: TCP headers, whole, cut and lying; TLS records that are no data. */
#include "core/segment.h"
#include "support/hex.h"
#include "support/rows.h"

#include <errno.h>

#define PORTS "03e8 07d0 "
#define SEQ_ACK "fffffffe 80000001 "
#define REST " 1000 0000 0000 "		/* window, checksum, urgent pointer */

#define SHORT_HEADER PORTS SEQ_ACK "4010" REST "6865"
#define LONG_HEADER PORTS SEQ_ACK "f002" REST "01030307"

static const struct {
	const char *name;
	const char *hex;	/* captured */
	size_t not_captured;	/* octets more on the wire */
	int ret;
	uint8_t flags;
	uint32_t payload_len;
	int window_scale;	/* -1: none */
	uint8_t head_len;
} headers[] = {
	{ "a bare ACK",
	  PORTS SEQ_ACK "5010" REST, 0, 0, SEGMENT_ACK, 0, -1, 0 },
	{ "a FIN with data",
	  PORTS SEQ_ACK "5019" REST "68656c6c6f", 0,
	  0, SEGMENT_FIN | SEGMENT_PSH | SEGMENT_ACK, 5, -1, 5 },
	{ "the payload's length comes from the wire, not from the capture",
	  PORTS SEQ_ACK "5018" REST "6865", 1446,
	  0, SEGMENT_PSH | SEGMENT_ACK, 1448, -1, 2 },
	{ "a super-segment of loopback",
	  PORTS SEQ_ACK "5010" REST "0102030405060708090a", 65473,
	  0, SEGMENT_ACK, 65483, -1, SEGMENT_HEAD_MAX },
	{ "ECE, CWR and AE are no flags of ours",
	  PORTS SEQ_ACK "51d0" REST, 0, 0, SEGMENT_ACK, 0, -1, 0 },
	{ "options are no payload",
	  PORTS SEQ_ACK "8018" REST "0101080a 00000001 00000002 6865", 0,
	  0, SEGMENT_PSH | SEGMENT_ACK, 2, -1, 2 },

	{ "a SYN as Linux sends it",
	  PORTS SEQ_ACK "a002" REST "0204ffd7 0402080a 00000001 00000000 01030307", 0,
	  0, SEGMENT_SYN, 0, 7, 0 },
	{ "a window scale of 0 is an offer too",
	  PORTS SEQ_ACK "6002" REST "01030300", 0, 0, SEGMENT_SYN, 0, 0, 0 },
	{ "a window scale over 14 counts as 14 (RFC 7323, 2.3)",
	  PORTS SEQ_ACK "6002" REST "010303ff", 0, 0, SEGMENT_SYN, 0, 14, 0 },
	{ "a window scale means nothing but on a SYN",
	  PORTS SEQ_ACK "6010" REST "01030307", 0, 0, SEGMENT_ACK, 0, -1, 0 },
	{ "nothing is read behind the end of the options",
	  PORTS SEQ_ACK "7002" REST "00030001 03030700", 0, 0, SEGMENT_SYN, 0, -1, 0 },
	{ "an option of length 0 does not loop",
	  PORTS SEQ_ACK "7002" REST "05000101 01030307", 0, 0, SEGMENT_SYN, 0, -1, 0 },
	{ "an option of length 1 does not loop",
	  PORTS SEQ_ACK "7002" REST "05010101 01030307", 0, 0, SEGMENT_SYN, 0, -1, 0 },
	{ "an option longer than the header",
	  PORTS SEQ_ACK "7002" REST "01030307 01010509", 0, 0, SEGMENT_SYN, 0, 7, 0 },
	{ "an option without its length",
	  PORTS SEQ_ACK "6002" REST "01010103", 0, 0, SEGMENT_SYN, 0, -1, 0 },
	{ "a window scale of the wrong length",
	  PORTS SEQ_ACK "6002" REST "03040707", 0, 0, SEGMENT_SYN, 0, -1, 0 },
	{ "options behind the header are payload",
	  PORTS SEQ_ACK "5002" REST "01030307", 0, 0, SEGMENT_SYN, 4, -1, 4 },
	{ "options cut by the snapshot length",
	  PORTS SEQ_ACK "a002" REST "0204ffd7 0303", 14, 0, SEGMENT_SYN, 0, -1, 0 },

	{ "cut in the header",
	  PORTS SEQ_ACK "5010 1000 0000 00", 1, -ENODATA, 0, 0, -1, 0 },
	{ "nothing captured", "", 20, -ENODATA, 0, 0, -1, 0 },
	{ "too short for a header",
	  PORTS SEQ_ACK "5010 1000 0000 00", 0, -EBADMSG, 0, 0, -1, 0 },
	{ "nothing at all", "", 0, -EBADMSG, 0, 0, -1, 0 },
	{ "a header that says it is shorter than the shortest",
	  SHORT_HEADER, 0, 0, SEGMENT_ACK, 0, -1, 0 },
	{ "a header that says it is longer than the packet",
	  LONG_HEADER, 35, 0, SEGMENT_SYN, 0, -1, 0 },
	{ "a header as long as the packet, and cut",
	  PORTS SEQ_ACK "f010" REST, 40, 0, SEGMENT_ACK, 0, -1, 0 },
};

static void test_headers(void **state)
{
	struct rows rows = { 0 };

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(headers); i++) {
		/* Stale fields must not shine through. */
		struct segment segment = { .window_scale = 9, .has_window_scale = true,
					   .head_len = 3 };
		size_t len;
		uint8_t *octets = hex_octets(headers[i].hex, &len);
		int ret = segment_parse(&segment, octets, len, len + headers[i].not_captured);

		rows_next(&rows, headers[i].name);
		if (CHECK_INT(&rows, ret, headers[i].ret) && ret == 0) {
			CHECK_INT(&rows, segment.src.port, 1000);
			CHECK_INT(&rows, segment.dst.port, 2000);
			CHECK_INT(&rows, segment.seq, 0xfffffffe);
			CHECK_INT(&rows, segment.ack, 0x80000001);
			CHECK_INT(&rows, segment.window, 0x1000);
			CHECK_INT(&rows, segment.flags, headers[i].flags);
			CHECK_INT(&rows, segment.payload_len, headers[i].payload_len);
			CHECK_INT(&rows, segment.has_window_scale,
				  headers[i].window_scale >= 0);
			CHECK_INT(&rows, segment.window_scale,
				  headers[i].window_scale < 0 ? 0 : headers[i].window_scale);
			CHECK_INT(&rows, segment.head_len, headers[i].head_len);
		}
		free(octets);
	}
	rows_end(&rows);
}

static unsigned int defects(const char *hex, size_t not_captured)
{
	struct segment segment = { .defects = SEGMENT_FRAGMENT };
	size_t len;
	uint8_t *octets = hex_octets(hex, &len);

	assert_int_equal(segment_parse(&segment, octets, len, len + not_captured), 0);
	free(octets);
	return segment.defects;
}

/* RFC 8684, 3.2: MP_JOIN; 3.1: MP_CAPABLE. */
static void test_joins(void **state)
{
	static const struct {
		const char *hex;
		bool joins;
	} syns[] = {
		{ PORTS SEQ_ACK "8002" REST "1e0c1000 00000001 00000002", true },
		{ PORTS SEQ_ACK "6002" REST "1e040181", false },
		{ PORTS SEQ_ACK "6002" REST "1e021000", false },
		{ PORTS SEQ_ACK "8010" REST "1e0c1000 00000001 00000002", false },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(syns); i++) {
		struct segment segment = { .joins = true };
		size_t len;
		uint8_t *octets = hex_octets(syns[i].hex, &len);

		assert_int_equal(segment_parse(&segment, octets, len, len), 0);
		assert_int_equal(segment.joins, syns[i].joins);
		free(octets);
	}
}

static void test_defects(void **state)
{
	(void)state;
	assert_int_equal(defects(SHORT_HEADER, 0), SEGMENT_BAD_HEADER);
	assert_int_equal(defects(LONG_HEADER, 35), SEGMENT_BAD_HEADER);
	assert_int_equal(defects(LONG_HEADER, 36), SEGMENT_HEADER_CUT | SEGMENT_PAYLOAD_CUT);
	assert_int_equal(defects(PORTS SEQ_ACK "5010" REST, 0), 0);
}

static void test_head_is_the_beginning(void **state)
{
	struct segment segment = { 0 };
	size_t len;
	uint8_t *octets = hex_octets(PORTS SEQ_ACK "5010" REST "0102030405060708090a", &len);

	(void)state;
	assert_int_equal(segment_parse(&segment, octets, len, len), 0);
	assert_memory_equal(segment.head, "\1\2\3\4\5\6\7\10", SEGMENT_HEAD_MAX);
	free(octets);
}

static void test_captured_beyond_the_packet(void **state)
{
	struct segment segment = { 0 };
	size_t len;
	uint8_t *octets = hex_octets(PORTS SEQ_ACK "5010" REST "0000 0000 0000", &len);

	(void)state;
	assert_int_equal(segment_parse(&segment, octets, len, 20), 0);
	assert_int_equal(segment.payload_len, 0);
	assert_int_equal(segment.head_len, 0);
	free(octets);
}

static void test_segment_len(void **state)
{
	static const struct {
		const char *name;
		uint8_t flags;
		uint32_t payload_len, len;
	} lens[] = {
		{ "an ACK occupies nothing", SEGMENT_ACK, 0, 0 },
		{ "a SYN occupies one", SEGMENT_SYN, 0, 1 },
		{ "a FIN occupies one", SEGMENT_FIN | SEGMENT_ACK, 0, 1 },
		{ "a FIN comes behind its data", SEGMENT_FIN | SEGMENT_ACK, 5, 6 },
		{ "SYN, data and FIN (TCP Fast Open)", SEGMENT_SYN | SEGMENT_FIN, 5, 7 },
		{ "a RST occupies nothing", SEGMENT_RST, 0, 0 },
	};
	struct rows rows = { 0 };

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(lens); i++) {
		struct segment segment = { .flags = lens[i].flags,
					   .payload_len = lens[i].payload_len };

		rows_next(&rows, lens[i].name);
		CHECK_INT(&rows, segment_len(&segment), lens[i].len);
	}
	rows_end(&rows);
}

static const struct {
	const char *name;
	const char *head;
	uint32_t payload_len;
	bool close_notify, finished;
} payloads[] = {
	{ "TLS 1.3", "17 03 03 00 13 a0 a1 a2", 24, true, false },
	{ "TLS 1.2, AES-GCM", "15 03 03 00 1a a0 a1 a2", 31, true, false },
	{ "TLS 1.2, ChaCha20", "15 03 03 00 12 a0 a1 a2", 23, true, false },
	{ "TLS 1.2, CBC with SHA-384", "15 03 03 00 50 a0 a1 a2", 85, true, false },
	{ "TLS 1.0", "15 03 01 00 20 a0 a1 a2", 37, true, false },
	{ "not encrypted", "15 03 03 00 02 01 00", 7, true, false },
	{ "captured no further than the record's header", "15 03 03 00 1a", 31, true, false },

	{ "TLS 1.3, Finished", "14 03 03 00 01 01 17 03", 80, false, true },
	{ "TLS 1.2, Finished", "14 03 03 00 01 01 16 03", 51, false, true },
	{ "Finished with a request behind it", "14 03 03 00 01 01 17 03", 171, false, false },

	{ "not encrypted: the handshake failed", "15 03 03 00 02 02 28", 7, false, false },
	{ "not encrypted, and cut before it says what it is", "15 03 03 00 02 02", 7, false, false },
	{ "the record's header is cut", "15 03 03 00", 31, false, false },
	{ "nothing captured", "", 31, false, false },
	{ "no payload", "", 0, false, false },
	{ "one octet of application data too few", "17 03 03 00 12 a0 a1 a2", 23, false, false },
	{ "one octet of application data too many", "17 03 03 00 14 a0 a1 a2", 25, false, false },
	{ "application data of 1.2", "17 03 03 01 00 a0 a1 a2", 261, false, false },
	{ "an alert that is too long", "15 03 03 00 51 a0 a1 a2", 86, false, false },
	{ "a second record follows", "17 03 03 00 13 a0 a1 a2", 48, false, false },
	{ "the record goes on in the next segment", "17 03 03 00 13 a0 a1 a2", 23, false, false },
	{ "a change of cipher", "14 03 03 00 01 01", 6, false, true },
	{ "a change of cipher that is too long", "14 03 03 00 02 01 01", 7, false, false },
	{ "a handshake", "16 03 03 00 13 a0 a1 a2", 24, false, false },
	{ "not TLS: the major version is another", "15 02 03 00 1a a0 a1 a2", 31, false, false },
	{ "not TLS: text", "68 65 6c 6c 6f 0a", 6, false, false },
};

static void test_cancel_request(void **state)
{
	static const struct {
		const char *name, *head;
		uint32_t payload_len;
		bool cancels;
	} requests[] = {
		{ "as up to PostgreSQL 17", "00 00 00 10 04 d2 16 2e", 16, true },
		{ "with a longer key", "00 00 00 2c 04 d2 16 2e", 44, true },
		{ "a request for TLS, which has an answer", "00 00 00 08 04 d2 16 2f", 8, false },
		{ "the beginning of a session", "00 00 00 54 00 03 00 00", 84, false },
		{ "more than its length says", "00 00 00 10 04 d2 16 2e", 17, false },
		{ "cut", "00 00 00 10 04 d2 16", 16, false },
	};
	struct rows rows = { 0 };

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(requests); i++) {
		struct segment segment = { .payload_len = requests[i].payload_len,
					   .head = "\0\0\0\x10\4\xd2\x16\x2e" };
		size_t len;
		uint8_t *octets = hex_octets(requests[i].head, &len);

		memcpy(segment.head, octets, len);
		segment.head_len = (uint8_t)len;
		rows_next(&rows, requests[i].name);
		CHECK_INT(&rows, segment_is_cancel_request(&segment), requests[i].cancels);
		free(octets);
	}
	rows_end(&rows);
}

static void test_last_words(void **state)
{
	struct rows rows = { 0 };

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(payloads); i++) {
		/* What is left over from another segment must not count. */
		struct segment segment = { .payload_len = payloads[i].payload_len,
					   .head = "\x15\3\3\0\x1a" };
		size_t len;
		uint8_t *octets = hex_octets(payloads[i].head, &len);

		memcpy(segment.head, octets, len);
		segment.head_len = (uint8_t)len;
		rows_next(&rows, payloads[i].name);
		CHECK_INT(&rows, segment_is_close_notify(&segment), payloads[i].close_notify);
		CHECK_INT(&rows, segment_is_tls_finished(&segment), payloads[i].finished);
		free(octets);
	}
	rows_end(&rows);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_headers),
		cmocka_unit_test(test_defects),
		cmocka_unit_test(test_joins),
		cmocka_unit_test(test_head_is_the_beginning),
		cmocka_unit_test(test_captured_beyond_the_packet),
		cmocka_unit_test(test_segment_len),
		cmocka_unit_test(test_last_words),
		cmocka_unit_test(test_cancel_request),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
