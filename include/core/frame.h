/* SPDX-License-Identifier: GPL-2.0-or-later */
/* frame.h: from a captured frame of some link type to the TCP segment in it. */
#ifndef HALFCLOSE_CORE_FRAME_H
#define HALFCLOSE_CORE_FRAME_H

#include "core/segment.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/*
 * Link types by their LINKTYPE_ numbers in files (tcpdump.org/linktypes.html); libpcap's
 * DLT_ numbers are the same for these but for raw IP, which is DLT 12 on Linux.
 */
enum link_type {
	LINK_NULL = 0,
	LINK_ETHERNET = 1,
	LINK_RAW_DLT = 12,
	LINK_RAW = 101,
	LINK_LOOP = 108,
	LINK_LINUX_SLL = 113,
	LINK_IPV4 = 228,
	LINK_IPV6 = 229,
	LINK_LINUX_SLL2 = 276,
};

/* A frame as it was captured, which nobody has looked into. */
struct raw_frame {
	uint64_t time_ns;	/* since the Epoch, UTC */
	const uint8_t *octets;	/* borrowed: caplen of them */
	uint32_t caplen;	/* octets that were captured */
	uint32_t wire_len;	/* octets that the frame had; not less */
};

/* True if frame_parse() can read frames of this type. */
bool frame_link_known(int link_type);

/*
 * Finds the TCP segment in a frame. Where the link type says which interface the frame was seen
 * on, or whether it arrived or left, segment->interface is a number for both together, else 0.
 * Returns 0; -EPROTONOSUPPORT if it carries something other than TCP; -ENOMSG if it is a fragment
 * of a TCP segment, but not the first, which has the header; -EBADMSG if it is malformed; -ENODATA
 * if the snapshot length cut it before the end of the TCP header.
 *
 * If it is to verify checksums: -EBADMSG too where that of the IPv4 header is wrong;
 * SEGMENT_BAD_CHECKSUM among the segment's defects if TCP's is, where all octets that it
 * covers are there.
 */
int frame_parse(struct segment *segment, int link_type, const uint8_t *buf, size_t caplen,
		size_t wire_len, bool verify);

#endif
