/* SPDX-License-Identifier: GPL-2.0-or-later */
/* rows.c: follows the table from frame to frame. */
#include "tui/rows.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

enum { SLOTS_MIN = 64 };

void rows_free(struct rows_shown *rows)
{
	free(rows->rows);
	free(rows->slots);
	free(rows->order);
	*rows = (struct rows_shown){ 0 };
}

/* Ids count up: neighbours are spread by a factor that is odd (2^64 divided by the golden ratio). */
static size_t slot_of(const struct rows_shown *rows, uint64_t id)
{
	return (size_t)(id * 0x9e3779b97f4a7c15 >> 32) & (rows->slot_count - 1);
}

static void enter(struct rows_shown *rows, size_t index)
{
	size_t slot = slot_of(rows, rows->rows[index].id);

	while (rows->slots[slot])
		slot = (slot + 1) & (rows->slot_count - 1);
	rows->slots[slot] = (uint32_t)index + 1;
}

static struct row *find(const struct rows_shown *rows, uint64_t id)
{
	size_t slot = rows->slot_count ? slot_of(rows, id) : 0;

	while (rows->slot_count && rows->slots[slot]) {
		struct row *row = &rows->rows[rows->slots[slot] - 1];

		if (row->id == id)
			return row;
		slot = (slot + 1) & (rows->slot_count - 1);
	}
	return NULL;
}

static void enter_all(struct rows_shown *rows)
{
	for (size_t i = 0; i < rows->slot_count; i++)
		rows->slots[i] = 0;
	for (size_t i = 0; i < rows->count; i++)
		enter(rows, i);
}

/* Room for count rows, of which no more than half of the slots are taken. */
static int reserve(struct rows_shown *rows, size_t count)
{
	size_t capacity = SLOTS_MIN;
	struct row *grown;
	struct sort_key *order;
	uint32_t *slots;

	if (count <= rows->capacity)
		return 0;
	while (capacity < count)
		capacity *= 2;
	slots = calloc(2 * capacity, sizeof(*slots));
	order = reallocarray(rows->order, capacity, sizeof(*order));
	if (order)
		rows->order = order;
	grown = slots && order ? reallocarray(rows->rows, capacity, sizeof(*grown)) : NULL;
	if (!grown) {
		free(slots);
		return -ENOMEM;
	}
	free(rows->slots);
	rows->rows = grown;
	rows->slots = slots;
	rows->slot_count = 2 * capacity;
	rows->capacity = capacity;
	enter_all(rows);
	return 0;
}

static struct row *find_or_add(struct rows_shown *rows, uint64_t id)
{
	struct row *row = find(rows, id);

	if (row || rows->count == rows->capacity)
		return row;
	row = &rows->rows[rows->count];
	*row = (struct row){ 0 };
	return row;
}

static void fill(struct rows_shown *rows, struct row *row, const struct connection *connection,
		 uint64_t now_ns)
{
	bool is_new = row->id == 0;

	rows->changed |= row_fill(row, connection, now_ns);
	row->frame = rows->frame;
	rows->census.count[row->group]++;
	if (row->findings)
		rows->severities[row->severity]++;
	if (is_new)
		enter(rows, rows->count++);
}

/* The last row takes the place of one that left. */
static void sweep(struct rows_shown *rows)
{
	size_t before = rows->count;

	for (size_t i = 0; i < rows->count; ) {
		if (rows->rows[i].frame == rows->frame)
			i++;
		else
			rows->rows[i] = rows->rows[--rows->count];
	}
	if (rows->count == before)
		return;
	rows->changed = true;
	enter_all(rows);
}

int rows_update(struct rows_shown *rows, const struct table *table,
		const struct rows_choice *choice, uint64_t now_ns)
{
	/* All of them may be new, and all that were there may be about to leave. */
	int ret = reserve(rows, rows->count + table->count);

	rows->frame++;
	rows->census = (struct census){ 0 };
	memset(rows->severities, 0, sizeof(rows->severities));
	for (const struct connection *connection = table->oldest; connection;
	     connection = connection->active_next) {
		struct row *row = rows_want(choice, connection) ?
				  find_or_add(rows, connection->id) : NULL;

		if (row)
			fill(rows, row, connection, now_ns);
	}
	sweep(rows);
	return ret;
}

static bool is_wanted(struct rows_shown *rows, const struct row *row, const struct sieve *sieve,
		      bool closed)
{
	if (!sieve_matches(sieve, row))
		return false;
	if (closed || !row->over)
		return true;
	rows->hidden++;
	return false;
}

void rows_arrange(struct rows_shown *rows, const struct sieve *sieve, bool closed,
		  const struct sorting *sorting)
{
	rows->shown = rows->hidden = 0;
	for (size_t i = 0; i < rows->count; i++) {
		struct sort_key *key = &rows->order[rows->shown];

		if (!is_wanted(rows, &rows->rows[i], sieve, closed))
			continue;
		sort_key_make(key, &rows->rows[i], sorting->by);
		key->row = i;
		rows->shown++;
	}
	sort_keys(rows->order, rows->shown, sorting->inverted);
	rows->changed = false;
}

const struct row *rows_at(const struct rows_shown *rows, size_t at)
{
	return at < rows->shown ? &rows->rows[rows->order[at].row] : NULL;
}

size_t rows_find(const struct rows_shown *rows, uint64_t id)
{
	size_t at = 0;

	while (at < rows->shown && rows->order[at].id != id)
		at++;
	return at;
}
