/* SPDX-License-Identifier: GPL-2.0-or-later */
/* tally.c: a row for each finding of the catalog. */
#include "show/tally.h"

#include <stdlib.h>

void tally_add(struct tally *tally, const struct finding *finding)
{
	struct tally_row *row = &tally->rows[finding->id];

	row->id = finding->id;
	row->count++;
	row->bytes += finding->bytes;
	row->at_least |= finding->at_least;
	if (finding->severity > row->severity)
		row->severity = finding->severity;
}

static int compare(const void *left, const void *right)
{
	const struct tally_row *const *a = left, *const *b = right;

	if ((*a)->severity != (*b)->severity)
		return (*a)->severity > (*b)->severity ? -1 : 1;
	if ((*a)->count != (*b)->count)
		return (*a)->count > (*b)->count ? -1 : 1;
	return (*a)->id < (*b)->id ? -1 : 1;
}

size_t tally_sort(const struct tally *tally, const struct tally_row *order[FINDING_COUNT])
{
	size_t count = 0;

	for (int id = 0; id < FINDING_COUNT; id++) {
		if (tally->rows[id].count)
			order[count++] = &tally->rows[id];
	}
	qsort(order, count, sizeof(order[0]), compare);
	return count;
}
