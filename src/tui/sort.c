/* SPDX-License-Identifier: GPL-2.0-or-later */
/* sort.c: makes numbers of what rows are sorted by. */
#include "tui/sort.h"
#include "core/tcp_state.h"

#include <stdlib.h>

static const struct {
	const char *name, *offer;
	char letter;
} columns[SORT_BY_COUNT] = {
#define X(symbol, key, its_name, its_offer) \
	[SORT_##symbol] = { .name = its_name, .offer = its_offer, .letter = key },
	SORT_LIST(X)
#undef X
};

const char *sort_name(enum sort_by by)
{
	return columns[by].name;
}

const char *sort_offer(enum sort_by by)
{
	return columns[by].offer;
}

enum sort_by sort_by_letter(uint32_t letter)
{
	for (enum sort_by by = 0; by < SORT_BY_COUNT; by++) {
		if ((unsigned char)columns[by].letter == letter)
			return by;
	}
	return SORT_BY_COUNT;
}

static uint64_t octets(const char *text)
{
	uint64_t number = 0;

	for (int i = 0; i < 8; i++)
		number = number << 8 | (unsigned char)text[i];
	return number;
}

/* By name; who is not known comes last, by port. */
static void key_of_process(struct sort_key *key, const struct row_end *end)
{
	if (!end->pid) {
		key->first = UINT64_MAX;
		key->second = end->endpoint.port;
		return;
	}
	key->first = octets(end->comm);
	key->second = octets(end->comm + 8) ^ (uint64_t)(unsigned int)end->pid;
}

/* The states that people look for come first: those on their way out. */
static uint64_t key_of_state(const struct row_end *end)
{
	static const uint8_t places[TCP_STATE_COUNT] = {
		[TCP_STATE_CLOSE_WAIT] = 1,
		[TCP_STATE_FIN_WAIT2] = 2,
		[TCP_STATE_FIN_WAIT1] = 3,
		[TCP_STATE_LAST_ACK] = 4,
		[TCP_STATE_CLOSING] = 5,
		[TCP_STATE_SYN_SENT] = 6,
		[TCP_STATE_SYN_RECV] = 7,
		[TCP_STATE_ESTABLISHED] = 8,
		[TCP_STATE_LISTEN] = 9,
		[TCP_STATE_TIME_WAIT] = 10,
		[TCP_STATE_CLOSED] = 11,
		[TCP_STATE_NONE] = 12,
	};

	return places[end->state];
}

static uint64_t in_queues(const struct row *row)
{
	const struct row_end *client = &row->end[ROW_CLIENT], *server = &row->end[ROW_SERVER];

	return (uint64_t)client->recv_q + client->send_q + server->recv_q + server->send_q;
}

/* Errors, warnings, notes, none; of the same the latest first. */
static void key_of_finding(struct sort_key *key, const struct row *row)
{
	key->first = row->findings ? (uint64_t)(SEVERITY_ERROR - row->severity) :
				     (uint64_t)SEVERITY_COUNT;
	key->second = UINT64_MAX - row->start_ns;
}

void sort_key_make(struct sort_key *key, const struct row *row, enum sort_by by)
{
	key->first = key->second = 0;
	key->id = row->id;
	switch (by) {
	case SORT_CLIENT:
		key_of_process(key, &row->end[ROW_CLIENT]);
		break;
	case SORT_CLIENT_STATE:
		key->first = key_of_state(&row->end[ROW_CLIENT]);
		break;
	case SORT_QUEUES:
		key->first = UINT64_MAX - in_queues(row);
		break;
	case SORT_SERVER_STATE:
		key->first = key_of_state(&row->end[ROW_SERVER]);
		break;
	case SORT_SERVER:
		key_of_process(key, &row->end[ROW_SERVER]);
		break;
	case SORT_AGE:
		key->first = row->since_ns;
		break;
	case SORT_LOST:
		key->first = UINT64_MAX - row->lost_bytes;
		break;
	case SORT_FINDING:
		key_of_finding(key, row);
		break;
	case SORT_NEWEST:
	case SORT_BY_COUNT:
		break;
	}
}

static int compare(const void *left, const void *right)
{
	const struct sort_key *a = left, *b = right;

	if (a->first != b->first)
		return a->first < b->first ? -1 : 1;
	if (a->second != b->second)
		return a->second < b->second ? -1 : 1;
	return a->id > b->id ? -1 : a->id < b->id;
}

static int compare_inverted(const void *left, const void *right)
{
	return compare(right, left);
}

void sort_keys(struct sort_key *keys, size_t count, bool inverted)
{
	if (count > 1)
		qsort(keys, count, sizeof(*keys), inverted ? compare_inverted : compare);
}
