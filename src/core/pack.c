/* SPDX-License-Identifier: GPL-2.0-or-later */
/* pack.c: for each eight words a mask of those that differ, for each of these one of its octets. */
#include "core/pack.h"

#include <string.h>

static uint64_t word_at(const void *octets, size_t word)
{
	uint64_t value;

	memcpy(&value, (const uint8_t *)octets + word * PACK_WORD, PACK_WORD);
	return value;
}

/* What word i of the pattern is. */
static uint64_t like(const void *pattern, size_t i)
{
	return pattern ? word_at(pattern, i) : 0;
}

static uint8_t *pack_word(uint8_t *out, uint64_t word)
{
	uint8_t *mask = out++;
	uint8_t octets[PACK_WORD];

	memcpy(octets, &word, PACK_WORD);
	*mask = 0;
	for (unsigned int i = 0; i < PACK_WORD; i++) {
		if (octets[i]) {
			*mask |= (uint8_t)(1U << i);
			*out++ = octets[i];
		}
	}
	return out;
}

uint8_t *pack(uint8_t *out, const void *object, const void *pattern, size_t size)
{
	uint8_t *mask = NULL;

	for (size_t i = 0; i < size / PACK_WORD; i++) {
		uint64_t differs = word_at(object, i) ^ like(pattern, i);

		if (i % PACK_WORD == 0) {
			mask = out++;
			*mask = 0;
		}
		if (!differs)
			continue;
		*mask |= (uint8_t)(1U << i % PACK_WORD);
		out = pack_word(out, differs);
	}
	return out;
}

static const uint8_t *unpack_word(uint64_t *word, const uint8_t *in)
{
	uint8_t mask = *in++, octets[PACK_WORD];

	for (unsigned int i = 0; i < PACK_WORD; i++)
		octets[i] = mask >> i & 1 ? *in++ : 0;
	memcpy(word, octets, PACK_WORD);
	return in;
}

const uint8_t *unpack(void *object, const void *pattern, size_t size, const uint8_t *in)
{
	uint8_t *octets = object;
	uint8_t mask = 0;

	for (size_t i = 0; i < size / PACK_WORD; i++) {
		uint64_t word = 0;

		if (i % PACK_WORD == 0)
			mask = *in++;
		if (mask >> i % PACK_WORD & 1)
			in = unpack_word(&word, in);
		word ^= like(pattern, i);
		memcpy(octets + i * PACK_WORD, &word, PACK_WORD);
	}
	return in;
}
