/* SPDX-License-Identifier: GPL-2.0-or-later */
/* blocks.c: reads a stream block by block; the memory that takes goes by what was read. */
#include "observe/blocks.h"

#include <errno.h>
#include <stdlib.h>

void blocks_init(struct blocks *blocks, FILE *file)
{
	*blocks = (struct blocks){ .file = file };
}

void blocks_free(struct blocks *blocks)
{
	free(blocks->octets);
	free(blocks->interfaces);
	*blocks = (struct blocks){ 0 };
}

static int out_of_memory(struct err *err)
{
	return err_sys(err, -ENOMEM, "cannot read a block");
}

static int make_room(struct blocks *blocks, size_t wanted)
{
	uint8_t *octets;

	if (wanted <= blocks->capacity)
		return 0;
	octets = realloc(blocks->octets, wanted);
	if (!octets)
		return -ENOMEM;
	blocks->octets = octets;
	blocks->capacity = wanted;
	return 0;
}

/* Reads on until so many of its octets are there. */
static int fetch(struct blocks *blocks, size_t have, size_t wanted, struct err *err)
{
	while (have < wanted) {
		size_t step = have > BLOCKS_STEP ? have : BLOCKS_STEP, left = wanted - have, got;

		step = step < left ? step : left;
		if (make_room(blocks, have + step) < 0)
			return out_of_memory(err);
		got = fread(blocks->octets + have, 1, step, blocks->file);
		have += got;
		if (got == step)
			continue;
		if (ferror(blocks->file))
			return err_sys(err, -EIO, "cannot read a block");
		return err_set(err, -ENODATA, "the file is cut within a block");
	}
	return 0;
}

static int add_interface(struct blocks *blocks, struct err *err)
{
	struct pcapng_interface interface;

	if (pcapng_parse_interface(&interface, &blocks->block) < 0 ||
	    blocks->interface_count == BLOCKS_INTERFACES_MAX)
		return err_set(err, -EBADMSG, "an interface's description makes no sense");
	if (blocks->interface_count == blocks->interface_capacity) {
		size_t capacity = blocks->interface_capacity ? blocks->interface_capacity * 2 : 4;
		struct pcapng_interface *interfaces =
			realloc(blocks->interfaces, capacity * sizeof(*interfaces));

		if (!interfaces)
			return out_of_memory(err);
		blocks->interfaces = interfaces;
		blocks->interface_capacity = capacity;
	}
	blocks->interfaces[blocks->interface_count++] = interface;
	return 0;
}

/* What a section says of the blocks that follow. */
static int note(struct blocks *blocks, struct err *err)
{
	if (blocks->block.type == PCAPNG_INTERFACE)
		return add_interface(blocks, err);
	if (blocks->block.type != PCAPNG_SECTION)
		return 0;
	blocks->interface_count = 0;
	return pcapng_section_known(&blocks->block) ? 0 :
	       err_set(err, -ENOTSUP, "a section is in an unknown version of pcapng");
}

int blocks_next(struct blocks *blocks, struct err *err)
{
	bool first = !blocks->octets;
	int c = getc(blocks->file), ret;

	if (c == EOF)
		return ferror(blocks->file) ? err_sys(err, -EIO, "cannot read a block") : 0;
	ungetc(c, blocks->file);
	ret = fetch(blocks, 0, PCAPNG_BLOCK_MIN, err);
	if (ret < 0)
		return ret;
	if (pcapng_begin(&blocks->block, blocks->octets) < 0 ||
	    (first && blocks->block.type != PCAPNG_SECTION))
		return err_set(err, -EBADMSG, first ? "this is no pcapng file" :
			       "a block's length makes no sense");
	ret = fetch(blocks, PCAPNG_BLOCK_MIN, blocks->block.total, err);
	if (ret < 0)
		return ret;
	if (pcapng_finish(&blocks->block, blocks->octets) < 0)
		return err_set(err, -EBADMSG, "a block has two different lengths");
	ret = note(blocks, err);
	return ret < 0 ? ret : 1;
}

int blocks_packet(const struct blocks *blocks, struct pcapng_packet *packet)
{
	if (pcapng_parse_packet(packet, &blocks->block) < 0 ||
	    packet->interface >= blocks->interface_count)
		return -EBADMSG;
	packet->frame.time_ns = pcapng_time_ns(&blocks->interfaces[packet->interface],
					       packet->stamp);
	return 0;
}
