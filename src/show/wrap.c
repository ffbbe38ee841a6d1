/* SPDX-License-Identifier: GPL-2.0-or-later */
/* wrap.c: fills lines with words. */
#include "show/wrap.h"
#include "show/phrase.h"
#include "show/utf8.h"

#include <string.h>

enum { WORD_MAX = 256 };

/* The columns of one word; one that is longer than any line counts as a line. */
static unsigned int word_columns(const char *word, size_t len)
{
	char text[WORD_MAX];
	struct phrase phrase;

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
		unsigned int columns = word_columns(text, octets);

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
