/* SPDX-License-Identifier: GPL-2.0-or-later */
/* pcapng.c: reads blocks by their lengths; no pointer ever goes behind one. */
#include "core/pcapng.h"
#include "core/octets.h"
#include "core/units.h"

#include <errno.h>
#include <string.h>

enum { SECTION_FIXED = 16, INTERFACE_FIXED = 8, PACKET_FIXED = 20,
       OPTION_HEAD = 4, VERSION_MAJOR = 1 };

static uint16_t load16(const uint8_t *octets, bool swapped)
{
	uint16_t value;

	memcpy(&value, octets, sizeof(value));
	return swapped ? __builtin_bswap16(value) : value;
}

static uint32_t load32(const uint8_t *octets, bool swapped)
{
	uint32_t value;

	memcpy(&value, octets, sizeof(value));
	return swapped ? __builtin_bswap32(value) : value;
}

static uint64_t load64(const uint8_t *octets, bool swapped)
{
	uint64_t value;

	memcpy(&value, octets, sizeof(value));
	return swapped ? __builtin_bswap64(value) : value;
}

/* A time stamp's upper half comes first in both orders. */
static uint64_t load_stamp(const uint8_t *octets, bool swapped)
{
	return (uint64_t)load32(octets, swapped) << 32 | load32(octets + 4, swapped);
}

static uint32_t padded(uint32_t len)
{
	return (len + 3) & ~UINT32_C(3);
}

/* Blocks. */

static int read_order(struct pcapng_block *block, const uint8_t *octets)
{
	block->swapped = load32(octets, false) != PCAPNG_BYTE_ORDER;
	return load32(octets, block->swapped) == PCAPNG_BYTE_ORDER ? 0 : -EBADMSG;
}

int pcapng_begin(struct pcapng_block *block, const uint8_t *octets)
{
	if (load32(octets, false) == PCAPNG_SECTION && read_order(block, octets + 8) < 0)
		return -EBADMSG;
	block->type = load32(octets, block->swapped);
	block->total = load32(octets + 4, block->swapped);
	return block->total < PCAPNG_BLOCK_MIN || block->total > PCAPNG_BLOCK_MAX ||
	       block->total % 4 != 0 ? -EBADMSG : 0;
}

int pcapng_finish(struct pcapng_block *block, const uint8_t *octets)
{
	block->body = octets + 8;
	block->len = block->total - PCAPNG_BLOCK_MIN;
	return load32(octets + block->total - 4, block->swapped) == block->total ? 0 : -EBADMSG;
}

/* Options. */

static struct pcapng_options options_from(const struct pcapng_block *block, uint32_t at)
{
	return (struct pcapng_options){
		.octets = block->body + at, .len = block->len - at, .swapped = block->swapped,
	};
}

int pcapng_option_next(struct pcapng_options *options, struct pcapng_option *option)
{
	uint32_t taken;

	if (options->len == 0)
		return 0;
	if (options->len < OPTION_HEAD)
		return -EBADMSG;
	option->code = load16(options->octets, options->swapped);
	option->len = load16(options->octets + 2, options->swapped);
	option->value = options->octets + OPTION_HEAD;
	if (option->code == PCAPNG_END) {
		options->len = 0;
		return 0;
	}
	taken = OPTION_HEAD + padded(option->len);
	if (taken > options->len)
		return -EBADMSG;
	options->octets += taken;
	options->len -= taken;
	return 1;
}

/* What they say. */

bool pcapng_section_known(const struct pcapng_block *block)
{
	return block->type == PCAPNG_SECTION && block->len >= SECTION_FIXED &&
	       load16(block->body + 4, block->swapped) == VERSION_MAJOR;
}

static int read_interface_option(struct pcapng_interface *interface,
				 const struct pcapng_option *option, bool swapped)
{
	switch (option->code) {
	case PCAPNG_INTERFACE_RESOLUTION:
		if (option->len != 1)
			return -EBADMSG;
		interface->resolution = option->value[0];
		return 0;
	case PCAPNG_INTERFACE_OFFSET:
		if (option->len != 8)
			return -EBADMSG;
		interface->offset_s = (int64_t)load64(option->value, swapped);
		return 0;
	default:
		return 0;
	}
}

int pcapng_parse_interface(struct pcapng_interface *interface, const struct pcapng_block *block)
{
	struct pcapng_options options;
	struct pcapng_option option;
	int ret;

	if (block->len < INTERFACE_FIXED)
		return -EBADMSG;
	*interface = (struct pcapng_interface){
		.link_type = load16(block->body, block->swapped),
		.snaplen = load32(block->body + 4, block->swapped),
		.resolution = PCAPNG_MICROSECONDS,
	};
	options = options_from(block, INTERFACE_FIXED);
	while ((ret = pcapng_option_next(&options, &option)) > 0)
		if (read_interface_option(interface, &option, block->swapped) < 0)
			return -EBADMSG;
	return ret;
}

int pcapng_parse_packet(struct pcapng_packet *packet, const struct pcapng_block *block)
{
	uint32_t caplen, wire_len;

	if (block->len < PACKET_FIXED)
		return -EBADMSG;
	caplen = load32(block->body + 12, block->swapped);
	wire_len = load32(block->body + 16, block->swapped);
	/* Both are multiples of 4, so the padding is there too. */
	if (caplen > block->len - PACKET_FIXED)
		return -EBADMSG;
	*packet = (struct pcapng_packet){
		.interface = load32(block->body, block->swapped),
		.stamp = load_stamp(block->body + 4, block->swapped),
		.frame = {
			.octets = block->body + PACKET_FIXED,
			.caplen = caplen,
			/* A file may claim that less was sent than was captured. */
			.wire_len = wire_len > caplen ? wire_len : caplen,
		},
		.options = options_from(block, PACKET_FIXED + padded(caplen)),
	};
	return 0;
}

int pcapng_parse_own(struct pcapng_own *own, const struct pcapng_block *block)
{
	if (block->len < PCAPNG_OWN_HEAD || memcmp(block->body, PCAPNG_MAGIC, PCAPNG_MAGIC_LEN) != 0)
		return -ENOMSG;
	*own = (struct pcapng_own){
		.kind = get16(block->body + PCAPNG_MAGIC_LEN),
		.len = get32(block->body + PCAPNG_MAGIC_LEN + 2),
		.data = block->body + PCAPNG_OWN_HEAD,
	};
	return own->len > block->len - PCAPNG_OWN_HEAD ? -EBADMSG : 0;
}

/* Times. */

/* Nanoseconds of so many units: of 2^-n seconds, or 10^-n. */
static unsigned __int128 in_ns(uint8_t resolution, uint64_t stamp)
{
	unsigned __int128 ns = stamp;
	int digits = resolution & 0x7f;

	if (resolution & 0x80)
		return ns * S_NS >> digits;
	for (; digits < PCAPNG_NANOSECONDS; digits++)
		ns *= 10;
	for (; digits > PCAPNG_NANOSECONDS && ns > 0; digits--)
		ns /= 10;
	return ns;
}

uint64_t pcapng_time_ns(const struct pcapng_interface *interface, uint64_t stamp)
{
	/* 2^64 seconds and as many nanoseconds are less than 2^95. */
	__int128 ns = (__int128)in_ns(interface->resolution, stamp) +
		      (__int128)interface->offset_s * S_NS;

	return ns < 0 ? 0 : ns > UINT64_MAX ? UINT64_MAX : (uint64_t)ns;
}
