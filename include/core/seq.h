/* SPDX-License-Identifier: GPL-2.0-or-later */
/* seq.h: arithmetic on TCP sequence numbers, and their unwrapping to 64 bits. */
#ifndef HALFCLOSE_CORE_SEQ_H
#define HALFCLOSE_CORE_SEQ_H

#include <stdbool.h>
#include <stdint.h>

/* Sequence space wraps, so order is only defined within 2^31 (RFC 9293, 3.4). */
static inline bool seq_lt(uint32_t a, uint32_t b)
{
	return (int32_t)(a - b) < 0;
}

static inline bool seq_le(uint32_t a, uint32_t b)
{
	return (int32_t)(a - b) <= 0;
}

/*
 * The stream offset of seq: the one nearest to the offset near (within 2^31),
 * where base is the sequence number of offset 0.
 */
static inline int64_t seq_unwrap(uint32_t seq, uint32_t base, int64_t near)
{
	uint32_t near_seq = base + (uint32_t)near;

	return near + (int32_t)(seq - near_seq);
}

#endif
