/* SPDX-License-Identifier: GPL-2.0-or-later */
/* pcapng.h: the blocks of pcapng files (draft-ietf-opsawg-pcapng), read from bytes. */
#ifndef HALFCLOSE_CORE_PCAPNG_H
#define HALFCLOSE_CORE_PCAPNG_H

#include "core/frame.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Types of blocks; others are passed over, or copied as they are. */
#define PCAPNG_INTERFACE	UINT32_C(0x00000001)	/* Interface Description Block */
#define PCAPNG_STATISTICS	UINT32_C(0x00000005)	/* Interface Statistics Block */
#define PCAPNG_PACKET		UINT32_C(0x00000006)	/* Enhanced Packet Block */
#define PCAPNG_SECTION		UINT32_C(0x0a0d0d0a)	/* Section Header Block, in both orders */

/*
 * Ours, of the types for local use. Not a Custom Block (0xbad): that needs a Private Enterprise
 * Number which IANA has registered for us, there is none that whoever has none may use (32473 is
 * for documentation alone: RFC 5612), and Wireshark shows each as one more packet, without a time,
 * so that those behind it have other numbers and times. Others may choose the same type: ours
 * begin with PCAPNG_MAGIC.
 */
#define PCAPNG_OWN		UINT32_C(0x80686366)

#define PCAPNG_BYTE_ORDER	UINT32_C(0x1a2b3c4d)	/* what a section header has in its order */
#define PCAPNG_MAGIC		"halfclose\0"	/* then kind and length, in network order */

enum {
	PCAPNG_BLOCK_MIN = 12,		/* octets: type, length, and the length once more */
	PCAPNG_BLOCK_MAX = 16 << 20,	/* libpcap and Wireshark read no longer ones */
	PCAPNG_MAGIC_LEN = 10,
	PCAPNG_OWN_HEAD = PCAPNG_MAGIC_LEN + 2 + 4,
	PCAPNG_MICROSECONDS = 6,	/* a resolution: 10^-6, unless an interface says else */
	PCAPNG_NANOSECONDS = 9,
};

/* Codes of options; those above 1 mean something else in each type of block. */
enum {
	PCAPNG_END = 0,
	PCAPNG_COMMENT = 1,		/* UTF-8 */
	PCAPNG_SECTION_OS = 3,
	PCAPNG_SECTION_APPLICATION = 4,
	PCAPNG_INTERFACE_NAME = 2,
	PCAPNG_INTERFACE_DESCRIPTION = 3,
	PCAPNG_INTERFACE_RESOLUTION = 9,	/* an octet: decimals, or, with its highest bit, bits */
	PCAPNG_INTERFACE_OFFSET = 14,		/* seconds to be added to times */
	PCAPNG_STATISTICS_RECEIVED = 4,
	PCAPNG_STATISTICS_DROPPED = 7,		/* by the operating system */
};

/* All zero before the first block; then the same one for each: an order holds for a section. */
struct pcapng_block {
	uint32_t type;
	uint32_t total;		/* octets, with type and lengths: a multiple of 4 */
	const uint8_t *body;	/* borrowed */
	uint32_t len;		/* octets of the body */
	bool swapped;		/* its numbers are not in this machine's order */
};

/*
 * Reads the first PCAPNG_BLOCK_MIN octets of a block: type, total, swapped. 0; -EBADMSG: no block,
 * or one of more than PCAPNG_BLOCK_MAX octets.
 */
int pcapng_begin(struct pcapng_block *block, const uint8_t *octets);

/* All of its total octets: the body. 0; -EBADMSG: the length at its end is another. */
int pcapng_finish(struct pcapng_block *block, const uint8_t *octets);

/* Options that are left. */
struct pcapng_options {
	const uint8_t *octets;	/* borrowed */
	uint32_t len;
	bool swapped;
};

struct pcapng_option {
	uint16_t code;
	uint16_t len;
	const uint8_t *value;	/* borrowed: len octets, of any alignment */
};

/* Takes the next. 1: there is one; 0: no more; -EBADMSG: they are cut. */
int pcapng_option_next(struct pcapng_options *options, struct pcapng_option *option);

/* True if a block's body begins a section in a version of the format that can be read. */
bool pcapng_section_known(const struct pcapng_block *block);

struct pcapng_interface {
	uint16_t link_type;
	uint8_t resolution;	/* of its times: see PCAPNG_INTERFACE_RESOLUTION */
	uint32_t snaplen;	/* 0: no limit */
	int64_t offset_s;
};

/* Each reads a block of its type: 0; -EBADMSG. */
int pcapng_parse_interface(struct pcapng_interface *interface, const struct pcapng_block *block);

struct pcapng_packet {
	uint32_t interface;	/* its number in the section, from 0 */
	uint64_t stamp;		/* in the interface's units: pcapng_time_ns() */
	struct raw_frame frame;	/* but for the time, which is 0 */
	struct pcapng_options options;
};

int pcapng_parse_packet(struct pcapng_packet *packet, const struct pcapng_block *block);

struct pcapng_own {
	uint16_t kind;
	uint32_t len;
	const uint8_t *data;	/* borrowed: len octets */
};

/* Also -ENOMSG: another program's block that has the same type. */
int pcapng_parse_own(struct pcapng_own *own, const struct pcapng_block *block);

/* Nanoseconds since the Epoch; what does not fit is the first or the last time that does. */
uint64_t pcapng_time_ns(const struct pcapng_interface *interface, uint64_t stamp);

#endif
