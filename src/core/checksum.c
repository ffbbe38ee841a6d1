/* SPDX-License-Identifier: GPL-2.0-or-later */
/* checksum.c: sums of 16-bit words, with the carries added at the end. */
#include "core/checksum.h"

#include "core/octets.h"

uint64_t checksum_add(uint64_t sum, const uint8_t *octets, size_t len)
{
	size_t at;

	for (at = 0; len - at >= 2; at += 2)
		sum += get16(octets + at);
	if (at < len)
		sum += (uint64_t)octets[at] << 8;
	return sum;
}

bool checksum_holds(uint64_t sum)
{
	while (sum >> 16)
		sum = (sum & 0xffff) + (sum >> 16);
	return sum == 0xffff;
}
