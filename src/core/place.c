/* SPDX-License-Identifier: GPL-2.0-or-later */
/* place.c: what holds of listeners, and until when, a short list. */
#include "core/place.h"

#include "core/array.h"

#include <errno.h>
#include <stdlib.h>

void places_free(struct places *places)
{
	free(places->rows);
	*places = (struct places){ 0 };
}

static struct place *find_row(const struct places *places, enum finding_id id, uint64_t cookie,
			      const struct endpoint *endpoint)
{
	for (size_t i = 0; i < places->count; i++) {
		struct place *row = &places->rows[i];

		if (row->finding.id == id && row->cookie == cookie &&
		    endpoint_equal(&row->endpoint, endpoint))
			return row;
	}
	return NULL;
}

static int add_row(struct places *places, struct place **row)
{
	struct place *rows;

	if (places->count == PLACES_MAX)
		return -ENOSPC;
	rows = array_make_room(places->rows, places->count, &places->capacity, sizeof(*rows));
	if (!rows)
		return -ENOMEM;
	places->rows = rows;
	*row = &rows[places->count++];
	return 0;
}

static struct finding about(const struct place *row)
{
	struct finding finding = row->finding;

	finding.place = row;
	return finding;
}

int places_hold(struct places *places, const struct place *now, uint64_t now_ns,
		const struct sink *sink)
{
	struct place *row = find_row(places, (enum finding_id)now->finding.id, now->cookie,
				     &now->endpoint);
	bool known = row != NULL, news = !row || row->finding.until_ns;
	uint64_t since_ns = news ? now->finding.time_ns : row->finding.time_ns;
	int ret = known ? 0 : add_row(places, &row);

	if (ret < 0)
		return ret;
	*row = *now;
	row->said_ns = now_ns;
	row->finding.time_ns = since_ns;
	row->finding.span_ns = now_ns > since_ns ? now_ns - since_ns : 0;
	if (news && sink->finding) {
		const struct finding finding = about(row);

		sink->finding(sink->arg, NULL, &finding);
	}
	return !known;
}

static void end(struct place *row, uint64_t time_ns)
{
	uint64_t since_ns = row->finding.time_ns;

	if (row->finding.until_ns)
		return;
	/* Who saw it last may have looked before a packet told of it. */
	row->finding.until_ns = time_ns > since_ns ? time_ns : since_ns;
	row->finding.span_ns = row->finding.until_ns - since_ns;
}

void places_end_older(struct places *places, enum finding_id id, uint64_t cookie,
		      uint64_t before_ns, uint64_t time_ns)
{
	for (size_t i = 0; i < places->count; i++) {
		struct place *row = &places->rows[i];

		if (row->finding.id == id && row->cookie == cookie && row->said_ns < before_ns)
			end(row, time_ns);
	}
}

void places_end(struct places *places, enum finding_id id, uint64_t cookie,
		const struct endpoint *endpoint, uint64_t time_ns)
{
	struct place *row = find_row(places, id, cookie, endpoint);

	if (row)
		end(row, time_ns);
}

void places_leave(const struct places *places, const struct sink *sink)
{
	for (size_t i = 0; sink->placed && i < places->count; i++) {
		const struct finding finding = about(&places->rows[i]);

		sink->placed(sink->arg, &finding);
	}
}
