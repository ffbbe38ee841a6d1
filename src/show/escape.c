/* SPDX-License-Identifier: GPL-2.0-or-later */
/* escape.c: lets printable characters through and spells the rest. */
#include "show/escape.h"
#include "show/utf8.h"

#include <stdbool.h>
#include <string.h>

/* Characters beyond C1 that would act on the text around them, or cannot be seen. */
static const struct {
	uint32_t first, last;
} acting[] = {
	{ 0x00ad, 0x00ad },	/* soft hyphen */
	{ 0x061c, 0x061c },	/* Arabic letter mark */
	{ 0x180e, 0x180e },
	{ 0x200b, 0x200f },	/* zero width; left-to-right and right-to-left marks */
	{ 0x2028, 0x202e },	/* line and paragraph separator; embeddings, overrides */
	{ 0x2060, 0x206f },	/* isolates and their like */
	{ 0xe000, 0xf8ff },	/* private use: whatever the font makes of it */
	{ 0xfeff, 0xfeff },	/* byte order mark */
	{ 0xfff0, 0xfffb },
	{ 0xe0000, 0x10ffff },	/* tags, private use */
};

static bool printable(uint32_t code)
{
	if (code < 0x20 || (code >= 0x7f && code < 0xa0) || (code & 0xfffe) == 0xfffe)
		return false;
	for (size_t i = 0; i < sizeof(acting) / sizeof(acting[0]); i++) {
		if (code >= acting[i].first && code <= acting[i].last)
			return false;
	}
	return true;
}

/* Spells one octet; returns ESCAPE_OCTET_MAX. */
static size_t spell(char *text, uint8_t octet)
{
	static const char digits[] = "0123456789abcdef";

	text[0] = '\\';
	text[1] = 'x';
	text[2] = digits[octet >> 4];
	text[3] = digits[octet & 15];
	return ESCAPE_OCTET_MAX;
}

static const char *entity(uint32_t code)
{
	switch (code) {
	case '&': return "&amp;";
	case '<': return "&lt;";
	case '>': return "&gt;";
	case '"': return "&quot;";
	case '\'': return "&#39;";
	}
	return NULL;
}

static size_t escape(char *buf, size_t size, const char *octets, size_t len, uint32_t limit,
		     bool html)
{
	size_t used = 0, at = 0;

	while (at < len) {
		char text[ESCAPE_HTML_MAX];
		const char *spelled;
		uint32_t code = 0;
		size_t from = utf8_decode(octets + at, len - at, &code);
		size_t to = from;

		if (html && from && (spelled = entity(code))) {
			to = strlen(spelled);
			memcpy(text, spelled, to);
		} else if (from && code < limit && printable(code)) {
			memcpy(text, octets + at, from);
		} else {
			from = 1;
			to = spell(text, (uint8_t)octets[at]);
		}
		if (used + to >= size)
			break;
		memcpy(buf + used, text, to);
		used += to;
		at += from;
	}
	buf[used] = '\0';
	return used;
}

size_t escape_terminal(char *buf, size_t size, const void *octets, size_t len)
{
	return escape(buf, size, octets, len, 0x110000, false);
}

size_t escape_ascii(char *buf, size_t size, const void *octets, size_t len)
{
	return escape(buf, size, octets, len, 0x80, false);
}

size_t escape_html(char *buf, size_t size, const void *octets, size_t len)
{
	return escape(buf, size, octets, len, 0x110000, true);
}
