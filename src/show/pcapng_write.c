/* SPDX-License-Identifier: GPL-2.0-or-later */
/* pcapng_write.c: puts blocks together in the stream; lengths are known before they begin. */
#include "show/pcapng_write.h"
#include "core/pcapng.h"

#include <stdbool.h>
#include <string.h>

enum { TEXT_MAX = UINT16_MAX, VERSION_MAJOR = 1 };

/* One option; all zero: none. */
struct option {
	uint16_t code;
	uint16_t len;
	const void *value;
};

static uint32_t padding(uint32_t len)
{
	return -len & 3;
}

static void put(FILE *out, const void *octets, size_t len)
{
	fwrite_unlocked(octets, 1, len, out);
}

static void put_padded(FILE *out, const void *octets, uint32_t len)
{
	static const uint8_t zeroes[3];

	put(out, octets, len);
	put(out, zeroes, padding(len));
}

/* Blocks: fixed fields, data, options. */

static uint32_t options_len(const struct option *options, size_t count)
{
	uint32_t len = 0;

	for (size_t i = 0; i < count; i++)
		if (options[i].code)
			len += 4 + options[i].len + padding(options[i].len);
	/* The option that ends them is there where there are some. */
	return len ? len + 4 : 0;
}

static void put_options(FILE *out, const struct option *options, size_t count)
{
	static const uint16_t end[2];
	bool any = false;

	for (size_t i = 0; i < count; i++) {
		if (!options[i].code)
			continue;
		put(out, &options[i].code, 2);
		put(out, &options[i].len, 2);
		put_padded(out, options[i].value, options[i].len);
		any = true;
	}
	if (any)
		put(out, end, sizeof(end));
}

struct body {
	const void *fixed, *data;
	uint32_t fixed_len, data_len;	/* fixed_len: a multiple of 4 */
	const struct option *options;
	size_t count;
};

static void put_block(FILE *out, uint32_t type, const struct body *body)
{
	uint32_t total = PCAPNG_BLOCK_MIN + body->fixed_len + body->data_len +
			 padding(body->data_len) + options_len(body->options, body->count);
	const uint32_t head[2] = { type, total };

	put(out, head, sizeof(head));
	put(out, body->fixed, body->fixed_len);
	if (body->data_len)
		put_padded(out, body->data, body->data_len);
	put_options(out, body->options, body->count);
	put(out, &total, sizeof(total));
}

/* Too long a one is cut between characters. */
static struct option text_option(uint16_t code, const char *text)
{
	size_t len = text ? strlen(text) : 0;

	if (len > TEXT_MAX)
		for (len = TEXT_MAX; len > 0 && ((uint8_t)text[len] & 0xc0) == 0x80;)
			len--;
	return (struct option){ len ? code : 0, (uint16_t)len, text };
}

/* The blocks. */

void pcapng_write_section(FILE *out)
{
	const struct {
		uint32_t order;
		uint16_t version[2];
		uint32_t len[2];
	} fixed = { PCAPNG_BYTE_ORDER, { VERSION_MAJOR, 0 }, { UINT32_MAX, UINT32_MAX } };
	const struct option options[] = {
		text_option(PCAPNG_SECTION_OS, "Linux"),
		text_option(PCAPNG_SECTION_APPLICATION, PACKAGE_STRING),
	};

	/* How long a section is nobody knows who begins to write it. */
	put_block(out, PCAPNG_SECTION, &(struct body){ .fixed = &fixed,
		  .fixed_len = sizeof(fixed), .options = options, .count = 2 });
}

void pcapng_write_interface(FILE *out, int link_type, const char *name, const char *description)
{
	const uint8_t resolution = PCAPNG_NANOSECONDS;
	/* libpcap has a number of its own for raw IP. */
	uint16_t type = link_type == LINK_RAW_DLT ? LINK_RAW : (uint16_t)link_type;
	const struct {
		uint16_t link_type, reserved;
		uint32_t snaplen;
	} fixed = { type, 0, PCAPNG_SNAPLEN };
	const struct option options[] = {
		text_option(PCAPNG_INTERFACE_NAME, name),
		text_option(PCAPNG_INTERFACE_DESCRIPTION, description),
		{ PCAPNG_INTERFACE_RESOLUTION, sizeof(resolution), &resolution },
	};

	put_block(out, PCAPNG_INTERFACE, &(struct body){ .fixed = &fixed,
		  .fixed_len = sizeof(fixed), .options = options, .count = 3 });
}

static void put_packet(FILE *out, uint32_t interface, const struct raw_frame *frame,
		       const struct option *options, size_t count)
{
	const uint32_t fixed[] = { interface, (uint32_t)(frame->time_ns >> 32),
				   (uint32_t)frame->time_ns, frame->caplen, frame->wire_len };

	put_block(out, PCAPNG_PACKET, &(struct body){ .fixed = fixed, .fixed_len = sizeof(fixed),
		  .data = frame->octets, .data_len = frame->caplen, .options = options,
		  .count = count });
}

void pcapng_write_packet(FILE *out, uint32_t interface, const struct raw_frame *frame,
			 const char *comment)
{
	pcapng_write_packet_comments(out, interface, frame, &comment, 1);
}

void pcapng_write_packet_comments(FILE *out, uint32_t interface, const struct raw_frame *frame,
				  const char *const *comments, size_t count)
{
	struct option options[PCAPNG_COMMENTS_MAX];

	for (size_t i = 0; i < count && i < PCAPNG_COMMENTS_MAX; i++)
		options[i] = text_option(PCAPNG_COMMENT, comments[i]);
	put_packet(out, interface, frame, options, count < PCAPNG_COMMENTS_MAX ? count :
						   PCAPNG_COMMENTS_MAX);
}

void pcapng_write_packet_option(FILE *out, uint32_t interface, const struct raw_frame *frame,
				uint16_t code, const void *value, uint16_t len)
{
	put_packet(out, interface, frame, &(struct option){ code, len, value }, 1);
}

void pcapng_write_statistics(FILE *out, uint32_t interface, uint64_t time_ns, uint64_t received,
			     uint64_t dropped)
{
	const uint32_t fixed[] = { interface, (uint32_t)(time_ns >> 32), (uint32_t)time_ns };
	const struct option options[] = {
		{ PCAPNG_STATISTICS_RECEIVED, sizeof(received), &received },
		{ PCAPNG_STATISTICS_DROPPED, sizeof(dropped), &dropped },
	};

	put_block(out, PCAPNG_STATISTICS, &(struct body){ .fixed = fixed,
		  .fixed_len = sizeof(fixed), .options = options, .count = 2 });
}

void pcapng_write_own(FILE *out, uint16_t kind, const void *data, uint32_t len)
{
	/* In an order of its own, since who rewrites a file in another leaves it as it is. */
	const uint8_t fixed[PCAPNG_OWN_HEAD] = {
		'h', 'a', 'l', 'f', 'c', 'l', 'o', 's', 'e', 0, (uint8_t)(kind >> 8),
		(uint8_t)kind, (uint8_t)(len >> 24), (uint8_t)(len >> 16), (uint8_t)(len >> 8),
		(uint8_t)len,
	};

	put_block(out, PCAPNG_OWN, &(struct body){ .fixed = fixed, .fixed_len = sizeof(fixed),
		  .data = data, .data_len = len });
}
