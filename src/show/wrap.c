/* SPDX-License-Identifier: GPL-2.0-or-later */
/* wrap.c: fills lines with words. */
#include "show/wrap.h"
#include "show/escape.h"
#include "show/phrase.h"
#include "show/utf8.h"

#include <string.h>

enum { WORD_MAX = 256 };

/* As style_put() will write it: without UTF-8 an octet that is not ASCII takes four columns. */
static unsigned int spelled_columns(const char *word, size_t len)
{
	unsigned int columns = 0;

	for (size_t i = 0; i < len; i++)
		columns += (unsigned char)word[i] < 0x80 ? 1 : ESCAPE_OCTET_MAX;
	return columns;
}

/* The columns of one word; one that is longer than any line counts as a line. */
static unsigned int word_columns(const struct style *style, const char *word, size_t len)
{
	char text[WORD_MAX];
	struct phrase phrase;

	if (!style->utf8)
		return spelled_columns(word, len);
	phrase_init(&phrase, text, sizeof(text));
	phrase_octets(&phrase, word, len);
	return utf8_columns(text);
}

void wrap_print(FILE *out, const struct style *style, const char *text, size_t len,
		unsigned int first, unsigned int indent)
{
	const char *end = text + len;
	unsigned int column = first;
	bool fresh = true;	/* no word is on this line yet */

	while (text < end) {
		const char *space = memchr(text, ' ', (size_t)(end - text));
		size_t octets = (size_t)((space ? space : end) - text);
		unsigned int columns = word_columns(style, text, octets);

		if (!fresh && column + 1 + columns > style->width) {
			fprintf(out, "\n%*s", (int)indent, "");
			column = indent;
			fresh = true;
		}
		if (octets > 0) {
			fputs(fresh ? "" : " ", out);
			style_put(style, out, text, octets);
			column += columns + !fresh;
			fresh = false;
		}
		text += octets + (space != NULL);
	}
	putc('\n', out);
}
