/* SPDX-License-Identifier: GPL-2.0-or-later */
/* markup.c: escapes as it writes. */
#include "show/markup.h"
#include "show/escape.h"
#include "show/utf8.h"

#include <string.h>

enum { PIECE_MAX = 64 };	/* octets at a time */

/* So many octets that no character of them is cut in two. */
static size_t piece_of(const char *octets, size_t len)
{
	size_t at = 0;

	while (at < len) {
		uint32_t code;
		size_t taken = utf8_decode(octets + at, len - at, &code);

		if (at + (taken ? taken : 1) > PIECE_MAX)
			break;
		at += taken ? taken : 1;
	}
	return at;
}

void markup_octets(FILE *out, const char *octets, size_t len)
{
	while (len > 0) {
		char text[PIECE_MAX * ESCAPE_HTML_MAX + 1];
		size_t taken = piece_of(octets, len);

		fwrite(text, 1, escape_html(text, sizeof(text), octets, taken), out);
		octets += taken;
		len -= taken;
	}
}

void markup_text(FILE *out, const char *text)
{
	markup_octets(out, text, strlen(text));
}

void markup_phrase(FILE *out, const struct phrase *phrase)
{
	markup_octets(out, phrase->buf, phrase->len);
}
