/* SPDX-License-Identifier: GPL-2.0-or-later */
/* segment.c: reads TCP headers. */
#include "core/segment.h"

#include "core/octets.h"

#include <errno.h>
#include <string.h>

enum {
	TCP_HEADER_MIN = 20,
	OPTION_END = 0,
	OPTION_NOP = 1,
	OPTION_WINDOW_SCALE = 3,
	OPTION_MPTCP = 30,
	MP_JOIN = 1,			/* RFC 8684, 8 */
	WINDOW_SCALE_MAX = 14,		/* RFC 7323, 2.3 */
};

static void parse_options(struct segment *segment, const uint8_t *options, size_t len)
{
	size_t at = 0;

	while (at < len && options[at] != OPTION_END) {
		size_t option_len;

		if (options[at] == OPTION_NOP) {
			at++;
			continue;
		}
		if (len - at < 2)
			return;
		option_len = options[at + 1];
		if (option_len < 2 || option_len > len - at)
			return;
		if (options[at] == OPTION_WINDOW_SCALE && option_len == 3) {
			segment->has_window_scale = true;
			segment->window_scale = options[at + 2] < WINDOW_SCALE_MAX ?
						options[at + 2] : WINDOW_SCALE_MAX;
		}
		if (options[at] == OPTION_MPTCP && option_len > 2)
			segment->joins |= options[at + 2] >> 4 == MP_JOIN;
		at += option_len;
	}
}

static void take_head(struct segment *segment, const uint8_t *payload, size_t len)
{
	segment->head_len = (uint8_t)(len < SEGMENT_HEAD_MAX ? len : SEGMENT_HEAD_MAX);
	/* Of constant length where it can be, which is no call. */
	if (len >= SEGMENT_HEAD_MAX)
		memcpy(segment->head, payload, SEGMENT_HEAD_MAX);
	else
		memcpy(segment->head, payload, len);
}

/* What is in its place whatever the header's length is. */
static void take_fixed(struct segment *segment, const uint8_t *buf)
{
	segment->src.port = get16(buf);
	segment->dst.port = get16(buf + 2);
	segment->seq = get32(buf + 4);
	segment->ack = get32(buf + 8);
	segment->flags = buf[13] & 0x3f;
	segment->window = get16(buf + 14);
	segment->payload_len = 0;
	segment->has_window_scale = false;
	segment->window_scale = 0;
	segment->joins = false;
	segment->head_len = 0;
	segment->defects = 0;
}

int segment_parse(struct segment *segment, const uint8_t *buf, size_t caplen,
		  size_t wire_len)
{
	size_t header_len;

	if (wire_len < TCP_HEADER_MIN)
		return -EBADMSG;
	if (caplen > wire_len)
		caplen = wire_len;
	if (caplen < TCP_HEADER_MIN)
		return -ENODATA;
	take_fixed(segment, buf);
	header_len = (size_t)(buf[12] >> 4) * 4;
	if (header_len < TCP_HEADER_MIN || header_len > wire_len) {
		segment->defects |= SEGMENT_BAD_HEADER;
		return 0;
	}
	segment->payload_len = (uint32_t)(wire_len - header_len);
	if (caplen < header_len)
		segment->defects |= SEGMENT_HEADER_CUT;
	if (caplen < wire_len)
		segment->defects |= SEGMENT_PAYLOAD_CUT;
	if (segment->flags & SEGMENT_SYN)
		parse_options(segment, buf + TCP_HEADER_MIN,
			      (caplen < header_len ? caplen : header_len) - TCP_HEADER_MIN);
	if (caplen > header_len)
		take_head(segment, buf + header_len, caplen - header_len);
	return 0;
}

/* RFC 8446, 5.1. */
enum { RECORD_HEADER = 5 };

/* Services that speak nothing but TLS, by IANA's list; and 8443, as everybody uses it. */
static bool is_tls_port(uint16_t port)
{
	static const uint16_t ports[] = { 443, 465, 636, 853, 990, 993, 995, 5061, 5671, 6514,
					  8443, 8883 };

	for (size_t i = 0; i < sizeof(ports) / sizeof(ports[0]); i++) {
		if (port == ports[i])
			return true;
	}
	return false;
}

bool segment_len_of_close_notify(int64_t len, const struct endpoint *a, const struct endpoint *b)
{
	enum { TLS13_LEN = 24, TLS12_LEN = 31 };

	return (len == TLS13_LEN || len == TLS12_LEN) &&
	       (is_tls_port(a->port) || is_tls_port(b->port));
}

/* Of a capture of headers alone. */
static bool looks_like_close_notify(const struct segment *segment)
{
	return (segment->defects & SEGMENT_PAYLOAD_CUT) &&
	       segment_len_of_close_notify(segment->payload_len, &segment->src, &segment->dst);
}

bool segment_is_close_notify(const struct segment *segment)
{
	enum { ALERT = 21, APPLICATION_DATA = 23 };
	/* RFC 8446, 6. */
	enum { ALERT_LEN = 2, DESCRIPTION = 6, CLOSE_NOTIFY = 0 };
	/* Two octets of alert, a type octet and a tag of 16 (RFC 8446, 5.2). */
	enum { TLS13_ALERT_LEN = 19 };
	/* The longest in use: CBC with SHA-384 (RFC 5246, 6.2.3.2). */
	enum { TLS12_ALERT_MAX = 80 };
	const uint8_t *head = segment->head;
	uint32_t record_len;

	if (segment->head_len < RECORD_HEADER)
		return looks_like_close_notify(segment);
	if (head[1] != 3)
		return false;
	record_len = get16(head + 3);
	if (segment->payload_len != RECORD_HEADER + record_len)
		return false;
	if (head[0] == APPLICATION_DATA)
		return record_len == TLS13_ALERT_LEN;
	if (head[0] != ALERT || record_len > TLS12_ALERT_MAX)
		return false;
	/* In clear, while keys are still being agreed upon, it is mostly a fatal one. */
	return record_len > ALERT_LEN ||
	       (segment->head_len > DESCRIPTION && head[DESCRIPTION] == CLOSE_NOTIFY);
}

bool segment_is_tls_finished(const struct segment *segment)
{
	enum { CHANGE_CIPHER_SPEC = 20, RECORD_LEN = 1 };
	/* The longest in use: CBC with SHA-384 (RFC 5246, 6.2.3.2). */
	enum { FINISHED_MAX = 80, LEN_MAX = 2 * RECORD_HEADER + RECORD_LEN + FINISHED_MAX };
	const uint8_t *head = segment->head;

	return segment->head_len >= RECORD_HEADER && head[0] == CHANGE_CIPHER_SPEC &&
	       head[1] == 3 && get16(head + 3) == RECORD_LEN && segment->payload_len <= LEN_MAX;
}

bool segment_is_cancel_request(const struct segment *segment)
{
	enum { CODE = 1234 << 16 | 5678 };

	return segment->head_len >= SEGMENT_HEAD_MAX && get32(segment->head + 4) == CODE &&
	       get32(segment->head) == segment->payload_len;
}
