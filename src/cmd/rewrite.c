/* SPDX-License-Identifier: GPL-2.0-or-later */
/* rewrite.c: what we do not know of a file we leave as it is. */
#include "cmd/rewrite.h"

#include "observe/blocks.h"
#include "observe/capture.h"
#include "show/comment.h"
#include "show/pcapng_write.h"

#include <errno.h>
#include <string.h>

enum {
	PACKET_OBSOLETE = 2,	/* Packet Block: options as in an enhanced one, behind as much */
	PACKET_SIMPLE = 3,	/* Simple Packet Block: it has none */
	PACKET_FIXED = 20,
	OPTION_HEAD = 4,
};

/* Writing in the order of a block. */

static void put(FILE *out, const void *octets, size_t len)
{
	fwrite_unlocked(octets, 1, len, out);
}

static void put16(FILE *out, uint16_t value, bool swapped)
{
	value = swapped ? __builtin_bswap16(value) : value;
	put(out, &value, sizeof(value));
}

static void put32(FILE *out, uint32_t value, bool swapped)
{
	value = swapped ? __builtin_bswap32(value) : value;
	put(out, &value, sizeof(value));
}

static uint32_t padding(uint32_t len)
{
	return -len & 3;
}

static void put_option(FILE *out, uint16_t code, const void *value, uint16_t len, bool swapped)
{
	static const uint8_t zeroes[3];

	put16(out, code, swapped);
	put16(out, len, swapped);
	put(out, value, len);
	put(out, zeroes, padding(len));
}

/* The comments of one packet. */

struct remarks {
	const char *texts[PCAPNG_COMMENTS_MAX];	/* borrowed */
	size_t count;
	uint32_t len;		/* octets of the options */
};

/* A connection has some dozen states and findings: what would be too many for a packet does not come. */
static void take_remarks(struct remarks *remarks, struct comments *comments, uint64_t number)
{
	const char *text;

	remarks->count = remarks->len = 0;
	while (remarks->count < PCAPNG_COMMENTS_MAX && (text = comments_next(comments, number))) {
		uint32_t len = (uint32_t)strlen(text);

		remarks->texts[remarks->count++] = text;
		remarks->len += OPTION_HEAD + len + padding(len);
	}
}

/* A packet's options. */

static bool is_ours(const struct pcapng_option *option)
{
	return option->code == PCAPNG_COMMENT && option->len >= strlen(COMMENT_MARK) &&
	       memcmp(option->value, COMMENT_MARK, strlen(COMMENT_MARK)) == 0;
}

struct kept {
	uint32_t len;		/* octets of the options that stay */
	bool ours;		/* there were others */
};

/* 0, or -EBADMSG: they are damaged, and stay as they are. */
static int measure(struct pcapng_options options, struct kept *kept)
{
	struct pcapng_option option;
	int ret;

	*kept = (struct kept){ 0 };
	while ((ret = pcapng_option_next(&options, &option)) > 0) {
		if (is_ours(&option))
			kept->ours = true;
		else
			kept->len += OPTION_HEAD + option.len + padding(option.len);
	}
	return ret;
}

static void put_options(FILE *out, struct pcapng_options options, const struct remarks *remarks,
			bool any)
{
	bool swapped = options.swapped;
	struct pcapng_option option;

	while (pcapng_option_next(&options, &option) > 0)
		if (!is_ours(&option))
			put_option(out, option.code, option.value, option.len, swapped);
	for (size_t i = 0; i < remarks->count; i++)
		put_option(out, PCAPNG_COMMENT, remarks->texts[i],
			   (uint16_t)strlen(remarks->texts[i]), swapped);
	if (any)
		put_option(out, PCAPNG_END, "", 0, swapped);
}

/* Blocks. */

static void copy(FILE *out, const struct blocks *blocks)
{
	put(out, blocks->octets, blocks->block.total);
}

static void rewrite_packet(FILE *out, const struct blocks *blocks, const struct remarks *remarks)
{
	const struct pcapng_block *block = &blocks->block;
	struct pcapng_packet packet;
	struct kept kept;
	uint32_t before, total;

	if (pcapng_parse_packet(&packet, block) < 0 || measure(packet.options, &kept) < 0 ||
	    (!kept.ours && !remarks->count)) {
		copy(out, blocks);
		return;
	}
	before = block->len - packet.options.len;
	total = PCAPNG_BLOCK_MIN + before + kept.len + remarks->len;
	total += kept.len + remarks->len ? OPTION_HEAD : 0;
	if (total > PCAPNG_BLOCK_MAX) {
		copy(out, blocks);
		return;
	}
	put32(out, block->type, block->swapped);
	put32(out, total, block->swapped);
	put(out, block->body, before);
	put_options(out, packet.options, remarks, kept.len + remarks->len > 0);
	put32(out, total, block->swapped);
}

/* The length of the section behind it, which is another one now, is not told any more. */
static void rewrite_section(FILE *out, const struct blocks *blocks)
{
	enum { LENGTH_AT = 8 + 8 };	/* behind type, length, order and version */
	const uint64_t unknown = UINT64_MAX;

	put(out, blocks->octets, LENGTH_AT);
	put(out, &unknown, sizeof(unknown));
	put(out, blocks->octets + LENGTH_AT + sizeof(unknown),
	    blocks->block.total - LENGTH_AT - sizeof(unknown));
}

static void rewrite_block(FILE *out, const struct blocks *blocks, struct comments *comments,
			  uint64_t *number)
{
	struct remarks remarks;

	switch (blocks->block.type) {
	case PCAPNG_SECTION:
		rewrite_section(out, blocks);
		break;
	case PCAPNG_PACKET:
	case PACKET_OBSOLETE:
		take_remarks(&remarks, comments, ++*number);
		rewrite_packet(out, blocks, &remarks);
		break;
	case PACKET_SIMPLE:
		++*number;
		copy(out, blocks);
		break;
	default:
		copy(out, blocks);
		break;
	}
}

int rewrite_blocks(FILE *in, struct comments *comments, FILE *out, struct err *err)
{
	struct blocks blocks;
	uint64_t number = 0;
	bool described = false;
	int ret;

	blocks_init(&blocks, in);
	while ((ret = blocks_next(&blocks, err)) > 0) {
		described |= blocks.block.type == PCAPNG_INTERFACE;
		rewrite_block(out, &blocks, comments, &number);
	}
	blocks_free(&blocks);
	if (ret == 0 || ret == -ENOMEM || ret == -EIO)
		return ret;
	/* Of what has no interface there is nothing that anybody would read (libpcap's sf-pcapng.c). */
	return described ? 1 : -EBADMSG;
}

/* pcap. */

struct writing {
	struct comments *comments;	/* borrowed, as out is */
	FILE *out;
	uint64_t number;
};

static void on_frame(void *arg, const struct raw_frame *frame, bool told)
{
	struct writing *writing = arg;
	struct remarks remarks;

	(void)told;
	take_remarks(&remarks, writing->comments, ++writing->number);
	pcapng_write_packet_comments(writing->out, 0, frame, remarks.texts, remarks.count);
}

static void ignore(void *arg, const struct event *event)
{
	(void)arg;
	(void)event;
}

int rewrite_pcap(struct capture *packets, struct comments *comments, FILE *out, struct err *err)
{
	struct writing writing = { .comments = comments, .out = out };
	struct capture_stats stats;
	int ret = capture_begin_file(packets, err);

	if (ret < 0)
		return ret;
	pcapng_write_section(out);
	pcapng_write_interface(out, capture_link_type(packets), NULL, NULL);
	capture_tap_all(packets, on_frame, &writing);
	while ((ret = capture_drain(packets, ignore, NULL, err)) > 0)
		;
	capture_stats(packets, &stats);
	return ret == 0 ? stats.truncated : ret;
}
