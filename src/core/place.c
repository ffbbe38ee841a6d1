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

static struct finding about(const struct place *row)
{
	struct finding finding = row->finding;

	finding.place = row;
	return finding;
}

/* Of those that hold no more the one that did so first; NULL: all hold. */
static struct place *longest_over(const struct places *places)
{
	struct place *found = NULL;

	for (size_t i = 0; i < places->count; i++) {
		struct place *row = &places->rows[i];

		if (row->finding.until_ns &&
		    (!found || row->finding.until_ns < found->finding.until_ns))
			found = row;
	}
	return found;
}

static void tell_final(const struct place *row, const struct sink *sink)
{
	const struct finding finding = about(row);

	if (sink->placed)
		sink->placed(sink->arg, &finding);
}

static int reuse_row(const struct places *places, const struct sink *sink, struct place **row)
{
	*row = longest_over(places);
	if (!*row)
		return -ENOSPC;
	tell_final(*row, sink);
	return 0;
}

static int add_row(struct places *places, const struct sink *sink, struct place **row)
{
	struct place *rows;

	if (places->count == PLACES_MAX)
		return reuse_row(places, sink, row);
	rows = array_make_room(places->rows, places->count, &places->capacity, sizeof(*rows));
	if (!rows)
		return -ENOMEM;
	places->rows = rows;
	*row = &rows[places->count++];
	return 0;
}

int places_hold(struct places *places, const struct place *now, uint64_t now_ns,
		const struct sink *sink)
{
	struct place *row = find_row(places, (enum finding_id)now->finding.id, now->cookie,
				     &now->endpoint);
	bool known = row != NULL, news = !row || row->finding.until_ns;
	uint64_t since_ns = news ? now->finding.time_ns : row->finding.time_ns;
	int ret = known ? 0 : add_row(places, sink, &row);

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
	for (size_t i = 0; i < places->count; i++)
		tell_final(&places->rows[i], sink);
}
