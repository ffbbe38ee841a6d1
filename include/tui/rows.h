/* SPDX-License-Identifier: GPL-2.0-or-later */
/* rows.h: a row for each connection of the table, and the order in which they are shown. */
#ifndef HALFCLOSE_TUI_ROWS_H
#define HALFCLOSE_TUI_ROWS_H

#include "core/table.h"
#include "show/census.h"
#include "tui/row.h"
#include "tui/sieve.h"
#include "tui/sort.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Which connections have rows at all; all zero: each has. */
struct rows_choice {
	bool (*wants)(void *arg, const struct connection *connection);	/* NULL: all */
	void *arg;
};

static inline bool rows_want(const struct rows_choice *choice,
			     const struct connection *connection)
{
	return !choice->wants || choice->wants(choice->arg, connection);
}

/* All zero: empty. */
struct rows_shown {
	struct row *rows;		/* owned; in no order */
	size_t count, capacity;
	uint32_t *slots;		/* owned; 1 + an index into rows, by the row's id; 0: empty */
	size_t slot_count;		/* a power of two */
	struct sort_key *order;		/* owned; of those that are shown, first things first */
	size_t shown, hidden;		/* hidden: closed, and closed ones are not wanted */
	uint64_t frame;
	struct census census;		/* of all */
	uint64_t severities[SEVERITY_COUNT];	/* of the worst findings of all */
	bool changed;			/* since they were arranged */
};

void rows_free(struct rows_shown *rows);

/*
 * Brings the rows up to the table: a new one for each new connection that is wanted, none for those
 * that left. Returns 0, or -ENOMEM: some are missing.
 */
int rows_update(struct rows_shown *rows, const struct table *table,
		const struct rows_choice *choice, uint64_t now_ns);

/* Chooses and sorts. closed: those that are over, too. */
void rows_arrange(struct rows_shown *rows, const struct sieve *sieve, bool closed,
		  const struct sorting *sorting);

/* The row at that place of the order, or NULL. */
const struct row *rows_at(const struct rows_shown *rows, size_t at);

/* The place of the row with that id, or rows->shown: it is not shown. */
size_t rows_find(const struct rows_shown *rows, uint64_t id);

#endif
