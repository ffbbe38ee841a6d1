/* SPDX-License-Identifier: GPL-2.0-or-later */
/* phrase.c: appends to a bounded text. */
#include "show/phrase.h"
#include "show/escape.h"
#include "show/stamp.h"

#include <string.h>

enum { DIGITS_MAX = 20 };	/* of the largest uint64_t */

void phrase_init(struct phrase *phrase, char *buf, size_t size)
{
	*phrase = (struct phrase){ .buf = buf, .size = size };
	buf[0] = '\0';
}

static bool continues(char octet)
{
	return ((unsigned char)octet & 0xc0) == 0x80;
}

void phrase_octets(struct phrase *phrase, const char *octets, size_t len)
{
	size_t room = phrase->size - phrase->len - 1;

	if (len > room) {
		len = room;
		while (len > 0 && continues(octets[len]))
			len--;
	}
	memcpy(phrase->buf + phrase->len, octets, len);
	phrase->len += len;
	phrase->buf[phrase->len] = '\0';
}

void phrase_text(struct phrase *phrase, const char *text)
{
	phrase_octets(phrase, text, strlen(text));
}

/* Writes it so that it ends where text does, and returns where it begins. */
static const char *put_digits(char text[DIGITS_MAX], uint64_t number)
{
	char *at = text + DIGITS_MAX;

	do {
		*--at = (char)('0' + number % 10);
		number /= 10;
	} while (number > 0);
	return at;
}

void phrase_plain(struct phrase *phrase, uint64_t number)
{
	char text[DIGITS_MAX];
	const char *at = put_digits(text, number);

	phrase_octets(phrase, at, (size_t)(text + DIGITS_MAX - at));
}

void phrase_number(struct phrase *phrase, uint64_t number)
{
	char text[DIGITS_MAX];
	const char *at = put_digits(text, number);
	size_t left = (size_t)(text + DIGITS_MAX - at), group = (left - 1) % 3 + 1;

	phrase_octets(phrase, at, group);
	for (at += group; at < text + DIGITS_MAX; at += 3) {
		phrase_text(phrase, ",");
		phrase_octets(phrase, at, 3);
	}
}

void phrase_count(struct phrase *phrase, uint64_t number, const char *noun)
{
	phrase_number(phrase, number);
	phrase_text(phrase, " ");
	phrase_text(phrase, noun);
	if (number != 1)
		phrase_text(phrase, "s");
}

void phrase_bytes(struct phrase *phrase, uint64_t bytes, bool at_least)
{
	if (at_least)
		phrase_text(phrase, "at least ");
	phrase_count(phrase, bytes, "byte");
}

/* number / 10^decimals. */
static void decimal(struct phrase *phrase, uint64_t number, unsigned int decimals)
{
	uint64_t unit = 1;
	char text[20];

	for (unsigned int i = 0; i < decimals; i++)
		unit *= 10;
	phrase_number(phrase, number / unit);
	if (decimals == 0)
		return;
	stamp_digits(text, decimals, number % unit);
	phrase_text(phrase, ".");
	phrase_octets(phrase, text, decimals);
}

void phrase_span(struct phrase *phrase, uint64_t span_ns)
{
	static const struct {
		uint64_t below_ns, step_ns;	/* step: the last digit shown */
		unsigned int decimals;
		const char *unit;
	} scale[] = {
		{ 1000000, 1000, 3, " ms" },
		{ 10000000, 100000, 1, " ms" },
		{ 1000000000, 1000000, 0, " ms" },
		{ 10000000000, 100000000, 1, " s" },
		{ 120000000000, 1000000000, 0, " s" },
		{ 7200000000000, 60000000000, 0, " min" },
		{ 172800000000000, 360000000000, 1, " h" },
		{ UINT64_MAX, 8640000000000, 1, " days" },
	};
	size_t i = 0;

	while (span_ns >= scale[i].below_ns && scale[i].below_ns != UINT64_MAX)
		i++;
	decimal(phrase, span_ns / scale[i].step_ns, scale[i].decimals);
	phrase_text(phrase, scale[i].unit);
}

void phrase_name(struct phrase *phrase, const char *octets, size_t len)
{
	phrase->len += escape_terminal(phrase->buf + phrase->len, phrase->size - phrase->len,
				       octets, len);
}
