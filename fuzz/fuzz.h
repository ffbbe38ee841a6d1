/* SPDX-License-Identifier: GPL-2.0-or-later */
/* fuzz.h: what the targets share: libFuzzer's entry, claims, and octets taken one by one. */
#ifndef HALFCLOSE_FUZZ_FUZZ_H
#define HALFCLOSE_FUZZ_FUZZ_H

#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

/* Each target defines it; libFuzzer or replay.c calls it. Returns 0. */
int LLVMFuzzerTestOneInput(const uint8_t *octets, size_t len);

/* Not assert(): it must hold whatever NDEBUG says. */
#define CLAIM(claim)								\
	do {									\
		if (!(claim)) {							\
			fprintf(stderr, "%s:%d: not so: %s\n", __FILE__, __LINE__, #claim);	\
			abort();						\
		}								\
	} while (0)

#define ARRAY_LEN(array) (sizeof(array) / sizeof((array)[0]))

/* What is left of the input. */
struct input {
	const uint8_t *octets;
	size_t len;
};

/* Each takes a number in little-endian order; behind the end there are zeroes. */
static inline uint8_t take8(struct input *input)
{
	if (input->len == 0)
		return 0;
	input->len--;
	return *input->octets++;
}

static inline uint16_t take16(struct input *input)
{
	uint16_t low = take8(input);

	return (uint16_t)(take8(input) << 8 | low);
}

static inline uint32_t take32(struct input *input)
{
	uint32_t low = take16(input);

	return (uint32_t)take16(input) << 16 | low;
}

static inline uint64_t take64(struct input *input)
{
	uint64_t low = take32(input);

	return (uint64_t)take32(input) << 32 | low;
}

#endif
