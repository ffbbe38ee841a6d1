/* SPDX-License-Identifier: GPL-2.0-or-later */
/* columns.c: gives the width of the screen to what needs it most. */
#include "tui/columns.h"
#include "show/utf8.h"

#include <stddef.h>
#include <string.h>

static const struct columns narrow = {
	.process = 8, .state = 11, .queue = 3, .arrow = 4, .age = 4, .lost = 4, .finding = 6,
};

enum { NARROW_WIDTH = 80 };

/* What is left goes to these, in this order; all or nothing, or as much as there is. */
static const struct {
	size_t offset;		/* in struct columns */
	unsigned int times;	/* so many columns of that kind there are */
	unsigned int more;	/* each may have so much more */
	bool whole;		/* less is of no use */
	unsigned int gaps;	/* spaces in front of what was not there */
} growth[] = {
	{ offsetof(struct columns, finding), 1, COLUMNS_FINDING_FULL - 6, true, 0 },
	{ offsetof(struct columns, queue), 4, 3, true, 0 },
	{ offsetof(struct columns, process), 2, 4, false, 0 },
	{ offsetof(struct columns, address), 2, 21, true, 1 },
	{ offsetof(struct columns, arrow), 1, 5, true, 0 },
	{ offsetof(struct columns, lost), 1, 4, true, 0 },
	{ offsetof(struct columns, process), 2, 10, false, 0 },
	{ offsetof(struct columns, address), 2, 26, false, 0 },
};

void columns_fit(struct columns *columns, unsigned int width)
{
	unsigned int left = width > NARROW_WIDTH ? width - NARROW_WIDTH : 0;

	*columns = narrow;
	for (size_t i = 0; i < sizeof(growth) / sizeof(growth[0]); i++) {
		unsigned int *column =
			(unsigned int *)(void *)((char *)columns + growth[i].offset);
		unsigned int each = left / growth[i].times;
		unsigned int more = growth[i].more + growth[i].gaps;

		if (each < more && (growth[i].whole || !*column))
			continue;
		if (each > more)
			each = more;
		*column += each - growth[i].gaps;
		left -= each * growth[i].times;
	}
}

enum sort_by columns_sort_at(const struct columns *columns, unsigned int column)
{
	unsigned int address = columns->address ? columns->address + 1 : 0;
	const struct {
		unsigned int width;
		enum sort_by by;
	} parts[] = {
		{ 1 + address + columns->process, SORT_CLIENT },
		{ 1 + columns->state, SORT_CLIENT_STATE },
		{ 2 + 2 * columns->queue, SORT_QUEUES },
		{ 1 + columns->arrow, SORT_NEWEST },
		{ 1 + columns->state, SORT_SERVER_STATE },
		{ 2 + 2 * columns->queue, SORT_QUEUES },
		{ 1 + columns->process + address, SORT_SERVER },
		{ 1 + columns->age, SORT_AGE },
		{ 1 + columns->lost, SORT_LOST },
		{ 1 + columns->finding, SORT_FINDING },
	};

	for (size_t i = 0; i < sizeof(parts) / sizeof(parts[0]); i++) {
		if (column < parts[i].width)
			return parts[i].by;
		column -= parts[i].width;
	}
	return SORT_BY_COUNT;
}

static unsigned int digits_of(uint64_t number)
{
	unsigned int digits = 1;

	for (; number >= 10; number /= 10)
		digits++;
	return digits;
}

void columns_say_number(struct phrase *phrase, uint64_t number, unsigned int columns)
{
	static const char units[] = "KMGTPE";
	uint64_t unit = 1000;
	size_t i = 0;

	if (digits_of(number) <= columns) {
		phrase_plain(phrase, number);
		return;
	}
	/* Where there is one digit more than room, ".1M" says more than nothing. */
	while (number / unit > 0 && units[i + 1] &&
	       (number / unit >= 1000 || digits_of(number / unit) + 1 > columns)) {
		unit *= 1000;
		i++;
	}
	if (number / unit > 0)
		phrase_plain(phrase, number / unit);
	if (number / unit == 0 || digits_of(number / unit) + 3 <= columns) {
		phrase_text(phrase, ".");
		phrase_plain(phrase, number % unit / (unit / 10));
	}
	phrase_octets(phrase, &units[i], 1);
}

void columns_say_age(struct phrase *phrase, uint64_t span_ns, bool at_least)
{
	static const struct {
		uint64_t below, unit;	/* in seconds */
		const char *name;
	} scale[] = {
		{ 100, 1, "s" },
		{ 6000, 60, "m" },
		{ 360000, 3600, "h" },
		{ 8640000, 86400, "d" },
		{ UINT64_MAX, 604800, "w" },
	};
	uint64_t seconds = span_ns / 1000000000;
	size_t i = 0;

	if (!at_least && span_ns < 100000000) {
		phrase_plain(phrase, span_ns / 1000000);
		phrase_text(phrase, "ms");
		return;
	}
	if (!at_least && seconds < 10) {
		phrase_plain(phrase, seconds);
		phrase_text(phrase, ".");
		phrase_plain(phrase, span_ns / 100000000 % 10);
		phrase_text(phrase, "s");
		return;
	}
	phrase_text(phrase, at_least ? ">" : "");
	while (seconds >= scale[i].below && scale[i].below != UINT64_MAX)
		i++;
	phrase_plain(phrase, seconds / scale[i].unit);
	phrase_text(phrase, scale[i].name);
}

void columns_say_address(struct phrase *phrase, const struct endpoint *endpoint,
			 unsigned int columns, bool utf8)
{
	char text[ENDPOINT_TEXT_MAX], end[ENDPOINT_TEXT_MAX];
	struct phrase cut;
	size_t len;

	endpoint_format(endpoint, text);
	len = strlen(text);
	if (len <= columns) {
		phrase_text(phrase, text);
		return;
	}
	phrase_init(&cut, end, sizeof(end));
	phrase_text(&cut, utf8 ? "…" : "~");
	phrase_text(&cut, endpoint->family == FAMILY_IPV6 ? "]:" : ":");
	phrase_plain(&cut, endpoint->port);
	phrase_octets(phrase, text, columns - utf8_columns(end));
	phrase_text(phrase, end);
}
