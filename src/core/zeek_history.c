/* SPDX-License-Identifier: GPL-2.0-or-later */
/* zeek_history.c: letters, upper case for the originator's, as they happen. */
#include "core/zeek_arrival.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

enum seen {
	SEEN_SYN = 1,
	SEEN_FIN = 2,
	SEEN_RST = 4,
	SEEN_FIN_RST = 8,
	SEEN_FLAGS = 16,
	SEEN_DATA = 32,
	SEEN_ACK = 64,
};

static char *room_for_letter(struct zeek *zeek, int *ret)
{
	struct zeek_rare *more;
	uint32_t size;
	char *history;

	if (zeek->history_len + 1 < ZEEK_BRIEF_MAX)
		return zeek->brief;
	more = zeek_rare(zeek, ret);
	if (!more || zeek->history_len + 1u >= ZEEK_HISTORY_MAX)
		return NULL;
	if (zeek->history_len + 1u < more->history_size)
		return more->history;
	size = more->history_size ? more->history_size * 2 : 2 * ZEEK_BRIEF_MAX;
	history = realloc(more->history, size);
	if (!history) {
		*ret = -ENOMEM;
		return NULL;
	}
	if (!more->history)
		memcpy(history, zeek->brief, ZEEK_BRIEF_MAX);
	more->history = history;
	more->history_size = size;
	return history;
}

static void add_letter(struct zeek *zeek, char letter, int *ret)
{
	char *history = room_for_letter(zeek, ret);

	if (!history)
		return;
	history[zeek->history_len++] = letter;
	history[zeek->history_len] = '\0';
}

const char *zeek_history(const struct zeek *zeek)
{
	return zeek->rare && zeek->rare->history ? zeek->rare->history : zeek->brief;
}

void zeek_flip(struct zeek *zeek, int *ret)
{
	zeek->orig = (uint8_t)side_other((enum side)zeek->orig);
	add_letter(zeek, '^', ret);
}

static void write_letter(struct arrival *arrival, enum side side, char letter)
{
	if (zeek_role(arrival->zeek, side) == RESP)
		letter = (char)(letter - 'A' + 'a');
	add_letter(arrival->zeek, letter, &arrival->ret);
}

/* Returns true if it was the first of its kind in that role, and is written now. */
static bool write_first(struct arrival *arrival, enum seen kind, char letter)
{
	uint8_t *seen = &arrival->zeek->seen[zeek_role(arrival->zeek, arrival->from)];

	if (*seen & kind)
		return false;
	*seen |= (uint8_t)kind;
	write_letter(arrival, arrival->from, letter);
	return true;
}

/* Written again only if it is not where the last one was. */
static void write_control(struct arrival *arrival, enum seen kind, char letter, uint32_t at,
			  uint32_t *last_at)
{
	if (!write_first(arrival, kind, letter) && *last_at != at)
		write_letter(arrival, arrival->from, letter);
	*last_at = at;
}

/* All there was is a SYN-ACK, and the conversation goes on: its sender was the responder. */
static void write_plain(struct arrival *arrival, enum seen kind, char letter)
{
	struct zeek *zeek = arrival->zeek;

	if (zeek->history_len == 1 && zeek->brief[0] == 'H') {
		zeek->orig = (uint8_t)side_other((enum side)zeek->orig);
		memcpy(zeek->brief, "^h", sizeof("^h"));
		zeek->history_len = 2;
	}
	write_first(arrival, kind, letter);
}

void zeek_write_flags(struct arrival *arrival)
{
	const struct segment *segment = arrival->segment;
	bool syn = arrival_has(arrival, SEGMENT_SYN), fin = arrival_has(arrival, SEGMENT_FIN);
	bool rst = arrival_has(arrival, SEGMENT_RST), ack = arrival_has(arrival, SEGMENT_ACK);
	struct zeek_end *me = arrival->me;
	uint32_t at = segment->seq - me->start;

	if (fin && rst)
		write_first(arrival, SEEN_FIN_RST, 'I');
	else if (syn && (fin || rst))
		write_first(arrival, SEEN_FLAGS, 'Q');
	else if (syn)
		write_control(arrival, SEEN_SYN, ack ? 'H' : 'S', at, &me->syn_at);
	else if (fin)
		write_control(arrival, SEEN_FIN, 'F', at + segment->payload_len, &me->fin_at);
	else if (rst)
		write_control(arrival, SEEN_RST, 'R', at, &me->rst_at);
	else if (segment->payload_len)
		write_plain(arrival, SEEN_DATA, 'D');
	else if (ack)
		write_plain(arrival, SEEN_ACK, 'A');
}

static bool is_power_of_ten(uint32_t number)
{
	while (number >= 10 && number % 10 == 0)
		number /= 10;
	return number == 1;
}

void zeek_write_scaled(struct arrival *arrival, enum side side, enum zeek_scaled kind)
{
	static const char letters[] = {
		[ZEEK_ZERO_WINDOW] = 'W', [ZEEK_AGAIN] = 'T',
		[ZEEK_CORRUPT] = 'C', [ZEEK_GAP] = 'G',
	};
	struct zeek_rare *more = zeek_rare(arrival->zeek, &arrival->ret);

	if (more && is_power_of_ten(++more->scaled[side][kind]))
		write_letter(arrival, side, letters[kind]);
}
