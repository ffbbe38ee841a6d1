/* SPDX-License-Identifier: GPL-2.0-or-later */
/* pack.c: for each eight words a mask of those that are not zero, for each of these one of its octets. */
#include "core/pack.h"

#include <string.h>

static uint8_t *pack_word(uint8_t *out, const uint8_t *octets)
{
	uint8_t *mask = out++;

	*mask = 0;
	for (unsigned int i = 0; i < PACK_WORD; i++) {
		if (octets[i]) {
			*mask |= (uint8_t)(1U << i);
			*out++ = octets[i];
		}
	}
	return out;
}

uint8_t *pack(uint8_t *out, const void *object, size_t size)
{
	static const uint8_t zero[PACK_WORD];
	const uint8_t *octets = object;
	uint8_t *mask = NULL;

	for (size_t word = 0; word < size / PACK_WORD; word++, octets += PACK_WORD) {
		if (word % PACK_WORD == 0) {
			mask = out++;
			*mask = 0;
		}
		if (memcmp(octets, zero, PACK_WORD) == 0)
			continue;
		*mask |= (uint8_t)(1U << word % PACK_WORD);
		out = pack_word(out, octets);
	}
	return out;
}

static const uint8_t *unpack_word(uint8_t *octets, const uint8_t *in)
{
	uint8_t mask = *in++;

	for (unsigned int i = 0; i < PACK_WORD; i++)
		octets[i] = mask >> i & 1 ? *in++ : 0;
	return in;
}

const uint8_t *unpack(void *object, size_t size, const uint8_t *in)
{
	uint8_t *octets = object;
	uint8_t mask = 0;

	for (size_t word = 0; word < size / PACK_WORD; word++, octets += PACK_WORD) {
		if (word % PACK_WORD == 0)
			mask = *in++;
		if (mask >> word % PACK_WORD & 1)
			in = unpack_word(octets, in);
		else
			memset(octets, 0, PACK_WORD);
	}
	return in;
}
