/* SPDX-License-Identifier: GPL-2.0-or-later */
/* octets.h: numbers in network order, read octet by octet (the bytes may be unaligned). */
#ifndef HALFCLOSE_CORE_OCTETS_H
#define HALFCLOSE_CORE_OCTETS_H

#include <stdint.h>

static inline uint16_t get16(const uint8_t *octets)
{
	return (uint16_t)(octets[0] << 8 | octets[1]);
}

static inline uint32_t get32(const uint8_t *octets)
{
	return (uint32_t)get16(octets) << 16 | get16(octets + 2);
}

#endif
