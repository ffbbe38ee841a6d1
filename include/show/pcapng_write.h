/* SPDX-License-Identifier: GPL-2.0-or-later */
/* pcapng_write.h: writes the blocks of a pcapng file, in this machine's byte order. */
#ifndef HALFCLOSE_SHOW_PCAPNG_WRITE_H
#define HALFCLOSE_SHOW_PCAPNG_WRITE_H

#include "core/frame.h"

#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

/*
 * A section comes first, then its interfaces, numbered from 0 as they come; the rest in any order.
 * Errors stay in the stream (ferror()), which is used without its lock. Texts are UTF-8, and shown on
 * terminals: what others named goes through show/escape.h first. One of more than 65,535 octets is cut.
 */

enum {
	PCAPNG_SNAPLEN = 256 << 10,	/* as tcpdump; libpcap wants the same of all interfaces */
	PCAPNG_COMMENTS_MAX = 64,	/* of a packet */
};

/* Begins a section: a file has one at least. */
void pcapng_write_section(FILE *out);

/* A link type as in core/frame.h; times will be in nanoseconds. Name and description may be NULL. */
void pcapng_write_interface(FILE *out, int link_type, const char *name, const char *description);

/* A packet of that interface, with a comment or NULL. */
void pcapng_write_packet(FILE *out, uint32_t interface, const struct raw_frame *frame,
			 const char *comment);

/* As well, with so many comments, up to PCAPNG_COMMENTS_MAX. */
void pcapng_write_packet_comments(FILE *out, uint32_t interface, const struct raw_frame *frame,
				  const char *const *comments, size_t count);

/* As well, with an option that only we read: its code is one of those for local use. */
void pcapng_write_packet_option(FILE *out, uint32_t interface, const struct raw_frame *frame,
				uint16_t code, const void *value, uint16_t len);

/* At the end: how many packets of an interface came, and the kernel dropped. */
void pcapng_write_statistics(FILE *out, uint32_t interface, uint64_t time_ns, uint64_t received,
			     uint64_t dropped);

/*
 * A block that only we read: PCAPNG_OWN. What the data is, in which byte order, kind says; len is
 * at most PCAPNG_BLOCK_MAX less PCAPNG_BLOCK_MIN and PCAPNG_OWN_HEAD.
 */
void pcapng_write_own(FILE *out, uint16_t kind, const void *data, uint32_t len);

#endif
