/* SPDX-License-Identifier: GPL-2.0-or-later */
/* segment.h: one TCP segment (RFC 9293, 3.1), parsed from bytes. */
#ifndef HALFCLOSE_CORE_SEGMENT_H
#define HALFCLOSE_CORE_SEGMENT_H

#include "core/endpoint.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum {
	SEGMENT_FIN = 0x01,
	SEGMENT_SYN = 0x02,
	SEGMENT_RST = 0x04,
	SEGMENT_PSH = 0x08,
	SEGMENT_ACK = 0x10,
	SEGMENT_URG = 0x20,
};

enum { SEGMENT_HEAD_MAX = 8 };

/* What a capture, or the way, took from the segment. */
enum {
	SEGMENT_HEADER_CUT = 1,		/* not all of its options are there */
	SEGMENT_PAYLOAD_CUT = 2,	/* not all of its payload is there */
	SEGMENT_BAD_CHECKSUM = 4,	/* only where they are verified */
	SEGMENT_FRAGMENT = 8,		/* the rest of its payload, not counted, is in other IP packets */
	SEGMENT_BAD_HEADER = 16,	/* its length is a lie; nothing behind its first 20 octets was read */

	SEGMENT_DROPPED = SEGMENT_BAD_CHECKSUM | SEGMENT_BAD_HEADER,	/* by its receiver */
};

struct segment {
	struct endpoint src, dst;
	uint32_t seq;			/* SEG.SEQ, host order */
	uint32_t ack;			/* SEG.ACK, host order; meaningless without SEGMENT_ACK */
	uint32_t payload_len;		/* octets, from the IP length, not from the captured length */
	uint16_t window;		/* SEG.WND as on the wire, not scaled */
	uint16_t interface;		/* which one showed it, and which way: see frame.h */
	uint8_t flags;			/* SEGMENT_* */
	uint8_t window_scale;		/* shift count of the option (RFC 7323), 0 without it */
	bool has_window_scale;		/* only ever on a SYN */
	bool joins;			/* a connection of MPTCP (RFC 8684, 3.2); only ever on a SYN */
	uint8_t head_len;		/* captured octets in head */
	uint8_t head[SEGMENT_HEAD_MAX];	/* the first octets of the payload */
	uint8_t defects;		/* SEGMENT_HEADER_CUT, ... */
	uint32_t ip_len;		/* octets of the IP packet; the caller sets it */
};

/*
 * Reads a TCP header and what follows into segment; the caller has set src.addr, src.family,
 * dst's and ip_len (the ports are set here). caplen octets are at buf, wire_len were on the wire.
 * Returns 0; -EBADMSG if it is too short for a header; -ENODATA if the snapshot length cut it.
 * Options that were cut or are malformed are passed over.
 */
int segment_parse(struct segment *segment, const uint8_t *buf, size_t caplen,
		  size_t wire_len);

/* The sequence space that the segment occupies (RFC 9293, 3.4: SEG.LEN). */
static inline uint32_t segment_len(const struct segment *segment)
{
	return segment->payload_len + !!(segment->flags & SEGMENT_SYN) +
	       !!(segment->flags & SEGMENT_FIN);
}

/*
 * True if the payload is one TLS alert record and nothing else, as a closing program sends
 * it last (close_notify): RFC 8446, 6.1; TLS 1.3 disguises it as 19 octets of application data.
 * Where its payload was not captured, its length and the service's port have to tell.
 */
bool segment_is_close_notify(const struct segment *segment);

/*
 * True if that is the length, in octets, that nearly all of them have (TLS 1.3, and AES-GCM in 1.2)
 * and few other records, and one of the ends has a port of TLS.
 */
bool segment_len_of_close_notify(int64_t len, const struct endpoint *a, const struct endpoint *b);

/*
 * True if the payload is the end of a TLS handshake and no data of a program: a change of cipher,
 * and behind it one short record (RFC 5246, 7.1; RFC 8446, D.4), which is Finished.
 */
bool segment_is_tls_finished(const struct segment *segment);

/*
 * True if it asks a PostgreSQL server to cancel what another connection asked for (CancelRequest in its
 * manual, "Message Formats"): the server closes, and never says a word.
 */
bool segment_is_cancel_request(const struct segment *segment);

#endif
