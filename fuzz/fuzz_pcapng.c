/* SPDX-License-Identifier: GPL-2.0-or-later */
/* fuzz_pcapng.c: the blocks of any file, and whether what was read is what would be written. */
#include "fuzz.h"
#include "observe/blocks.h"
#include "show/pcapng_write.h"

#include <errno.h>
#include <stdbool.h>
#include <string.h>

/* The block that was written last, in memory. */
struct written {
	char *octets;		/* owned */
	size_t len;
	struct pcapng_block block;
};

static void read_written(struct written *written)
{
	const uint8_t *octets = (const uint8_t *)written->octets;

	written->block = (struct pcapng_block){ 0 };
	CLAIM(written->len >= PCAPNG_BLOCK_MIN && pcapng_begin(&written->block, octets) == 0);
	CLAIM(written->block.total == written->len && !written->block.swapped);
	CLAIM(pcapng_finish(&written->block, octets) == 0);
}

/* Whatever is taken from its options lies within the block. */
static void walk_options(const struct pcapng_block *block, struct pcapng_options options)
{
	struct pcapng_option option;
	int ret;

	while ((ret = pcapng_option_next(&options, &option)) > 0) {
		CLAIM(option.code != PCAPNG_END);
		CLAIM(option.value >= block->body &&
		      option.value + option.len <= block->body + block->len);
	}
	CLAIM(ret == 0 || ret == -EBADMSG);
}

static void check_packet(const struct blocks *blocks)
{
	struct pcapng_packet packet, again;
	struct written written = { 0 };
	FILE *out;

	if (blocks_packet(blocks, &packet) < 0)
		return;
	CLAIM(packet.interface < blocks->interface_count);
	CLAIM(packet.frame.wire_len >= packet.frame.caplen);
	CLAIM(packet.frame.octets + packet.frame.caplen <=
	      blocks->block.body + blocks->block.len);
	walk_options(&blocks->block, packet.options);

	out = open_memstream(&written.octets, &written.len);
	CLAIM(out);
	pcapng_write_packet(out, packet.interface, &packet.frame, "a comment");
	CLAIM(fclose(out) == 0);
	read_written(&written);
	CLAIM(pcapng_parse_packet(&again, &written.block) == 0);
	CLAIM(again.stamp == packet.frame.time_ns && again.interface == packet.interface);
	CLAIM(again.frame.caplen == packet.frame.caplen);
	CLAIM(again.frame.wire_len == packet.frame.wire_len);
	CLAIM(!memcmp(again.frame.octets, packet.frame.octets, packet.frame.caplen));
	free(written.octets);
}

static void check_own(const struct pcapng_block *block)
{
	struct written written = { 0 };
	struct pcapng_own own, again;
	FILE *out;
	int ret = pcapng_parse_own(&own, block);

	CLAIM(ret == 0 || ret == -EBADMSG || ret == -ENOMSG);
	if (ret < 0)
		return;
	CLAIM(own.data + own.len <= block->body + block->len);
	out = open_memstream(&written.octets, &written.len);
	CLAIM(out);
	pcapng_write_own(out, own.kind, own.data, own.len);
	CLAIM(fclose(out) == 0);
	read_written(&written);
	CLAIM(pcapng_parse_own(&again, &written.block) == 0);
	CLAIM(again.kind == own.kind && again.len == own.len);
	CLAIM(!memcmp(again.data, own.data, own.len));
	free(written.octets);
}

static void check_block(const struct blocks *blocks)
{
	struct pcapng_interface interface;

	switch (blocks->block.type) {
	case PCAPNG_PACKET:
		check_packet(blocks);
		break;
	case PCAPNG_INTERFACE:
		CLAIM(pcapng_parse_interface(&interface, &blocks->block) == 0);
		CLAIM(blocks->interface_count > 0);
		break;
	case PCAPNG_OWN:
		check_own(&blocks->block);
		break;
	default:
		break;
	}
}

int LLVMFuzzerTestOneInput(const uint8_t *octets, size_t len)
{
	struct blocks blocks;
	size_t sum = 0;
	FILE *file;
	int ret;

	if (len == 0)
		return 0;
	file = fmemopen((void *)octets, len, "rb");
	CLAIM(file);
	blocks_init(&blocks, file);
	while ((ret = blocks_next(&blocks, NULL)) > 0) {
		/* Their octets are those of the file, one after the other. */
		CLAIM(blocks.block.total <= len - sum);
		CLAIM(!memcmp(blocks.octets, octets + sum, blocks.block.total));
		sum += blocks.block.total;
		check_block(&blocks);
	}
	CLAIM(ret == 0 || ret == -EBADMSG || ret == -ENODATA || ret == -ENOTSUP);
	CLAIM(ret < 0 || sum == len);
	CLAIM(blocks.capacity <= 2 * len + BLOCKS_STEP);
	blocks_free(&blocks);
	fclose(file);
	return 0;
}
