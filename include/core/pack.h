/* SPDX-License-Identifier: GPL-2.0-or-later */
/* pack.h: an object's octets without those that it has in common with another. */
#ifndef HALFCLOSE_CORE_PACK_H
#define HALFCLOSE_CORE_PACK_H

#include <stddef.h>
#include <stdint.h>

enum { PACK_WORD = sizeof(uint64_t) };

/* The most that size octets may take. */
#define PACK_MAX(size) ((size) + (size) / PACK_WORD + (size) / (PACK_WORD * PACK_WORD) + 1)

/*
 * Writes size octets, a multiple of PACK_WORD, to out, which has PACK_MAX(size), but for those that are
 * as in the pattern; NULL: that are zero. Returns behind the last one written.
 */
uint8_t *pack(uint8_t *out, const void *object, const void *pattern, size_t size);

/* The other way round, for as many octets, by the same pattern. Returns behind the last one read. */
const uint8_t *unpack(void *object, const void *pattern, size_t size, const uint8_t *in);

#endif
