/* SPDX-License-Identifier: GPL-2.0-or-later */
/* phrase.c: appends to a bounded text. */
#include "show/phrase.h"
#include "show/escape.h"
#include "show/stamp.h"

#include <string.h>

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

static unsigned int digits_of(uint64_t number)
{
	unsigned int digits = 1;

	while (number >= 10) {
		number /= 10;
		digits++;
	}
	return digits;
}

void phrase_plain(struct phrase *phrase, uint64_t number)
{
	char text[20];
	unsigned int digits = digits_of(number);

	stamp_digits(text, digits, number);
	phrase_octets(phrase, text, digits);
}

void phrase_number(struct phrase *phrase, uint64_t number)
{
	char text[20];
	unsigned int digits = digits_of(number);

	stamp_digits(text, digits, number);
	for (unsigned int i = 0; i < digits; i++) {
		if (i > 0 && (digits - i) % 3 == 0)
			phrase_text(phrase, ",");
		phrase_octets(phrase, text + i, 1);
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
