/* SPDX-License-Identifier: GPL-2.0-or-later */
/* utf8.c: decodes UTF-8 and measures it. */
#include "show/utf8.h"

#include <string.h>

/* The length that a first octet announces, and the smallest code that needs it. */
static size_t sequence(uint8_t first, uint32_t *bits, uint32_t *least)
{
	if (first < 0x80) {
		*bits = first;
		*least = 0;
		return 1;
	}
	if (first >= 0xc2 && first < 0xe0) {
		*bits = first & 0x1f;
		*least = 0x80;
		return 2;
	}
	if (first >= 0xe0 && first < 0xf0) {
		*bits = first & 0x0f;
		*least = 0x800;
		return 3;
	}
	*bits = first & 0x07;
	*least = 0x10000;
	return first >= 0xf0 && first < 0xf5 ? 4 : 0;
}

size_t utf8_decode(const char *octets, size_t len, uint32_t *code)
{
	const uint8_t *from = (const uint8_t *)octets;
	uint32_t bits, least;
	size_t need = sequence(from[0], &bits, &least);

	if (need == 0 || need > len)
		return 0;
	for (size_t i = 1; i < need; i++) {
		if ((from[i] & 0xc0) != 0x80)
			return 0;
		bits = bits << 6 | (from[i] & 0x3f);
	}
	if (bits < least || bits > 0x10ffff || (bits >= 0xd800 && bits < 0xe000))
		return 0;
	*code = bits;
	return need;
}

struct range {
	uint32_t first, last;
	unsigned int columns;
};

/*
 * The blocks that are not one column wide, coarsely: a table of our own because wcwidth(3)
 * knows nothing outside the user's locale.
 */
static const struct range ranges[] = {
	{ 0x0300, 0x036f, 0 },		/* combining marks */
	{ 0x1100, 0x115f, 2 },		/* Hangul, leading */
	{ 0x200b, 0x200f, 0 },		/* zero width */
	{ 0x20d0, 0x20ff, 0 },
	{ 0x2e80, 0x303e, 2 },		/* CJK ... */
	{ 0x3041, 0xa4cf, 2 },
	{ 0xac00, 0xd7a3, 2 },		/* Hangul */
	{ 0xf900, 0xfaff, 2 },
	{ 0xfe00, 0xfe0f, 0 },		/* variation selectors */
	{ 0xfe30, 0xfe6f, 2 },
	{ 0xff00, 0xff60, 2 },		/* full width */
	{ 0xffe0, 0xffe6, 2 },
	{ 0x1f300, 0x1faff, 2 },	/* pictographs */
	{ 0x20000, 0x3fffd, 2 },
};

unsigned int utf8_code_columns(uint32_t code)
{
	for (size_t i = 0; i < sizeof(ranges) / sizeof(ranges[0]); i++) {
		if (code >= ranges[i].first && code <= ranges[i].last)
			return ranges[i].columns;
	}
	return 1;
}

/* Walks text until limit columns are full; returns the octets walked. */
static size_t walk(const char *text, unsigned int limit, unsigned int *columns)
{
	size_t len = strlen(text), at = 0;

	*columns = 0;
	while (at < len) {
		uint32_t code = 0;
		size_t octets = utf8_decode(text + at, len - at, &code);
		unsigned int wide = octets ? utf8_code_columns(code) : 1;

		if (*columns + wide > limit)
			break;
		*columns += wide;
		at += octets ? octets : 1;
	}
	return at;
}

unsigned int utf8_columns(const char *text)
{
	unsigned int columns;

	walk(text, (unsigned int)-1, &columns);
	return columns;
}

size_t utf8_fit(const char *text, unsigned int columns)
{
	unsigned int taken;

	return walk(text, columns, &taken);
}
