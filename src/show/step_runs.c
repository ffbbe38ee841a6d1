/* SPDX-License-Identifier: GPL-2.0-or-later */
/* step_runs.c: says of the bulk of a transfer how much it was. */
#include "show/step_runs.h"

#include "show/end.h"
#include "show/phrase.h"

#include <string.h>

/* Of a run longer than RUN_MAX the first and the last RUN_ENDS steps stay. */
enum { RUN_MAX = 16, RUN_ENDS = 2 };

/* "40 segments, 57,600 bytes to server, 12 calls" */
static void say_run(const struct connection *connection, struct step *into, const struct step *run,
		    size_t len)
{
	uint64_t bytes[2] = { 0 };
	size_t segments = 0;
	struct phrase phrase;

	for (size_t i = 0; i < len; i++) {
		segments += run[i].kind == STEP_SEGMENT;
		bytes[run[i].side] += run[i].bytes;
	}
	phrase_init(&phrase, into->text, sizeof(into->text));
	if (segments)
		phrase_count(&phrase, segments, "segment");
	for (int side = SIDE_A; side <= SIDE_B; side++) {
		if (bytes[side] == 0)
			continue;
		phrase_text(&phrase, ", ");
		phrase_bytes(&phrase, bytes[side], false);
		phrase_text(&phrase, " to ");
		phrase_text(&phrase, end_role(connection, side_other((enum side)side)));
	}
	if (len > segments) {
		phrase_text(&phrase, segments ? ", " : "");
		phrase_count(&phrase, len - segments, "call");
	}
}

/* Copies a run of len steps down to *to, folded if it is long. */
static void move_run(const struct connection *connection, struct step *steps, size_t *to, size_t from,
		     size_t len)
{
	struct step folded = { .kind = STEP_FOLDED };
	size_t keep = len > RUN_MAX ? RUN_ENDS : len;

	if (keep < len) {
		folded.time_ns = steps[from + keep].time_ns;
		say_run(connection, &folded, &steps[from + keep], len - 2 * keep);
	}
	memmove(&steps[*to], &steps[from], keep * sizeof(*steps));
	*to += keep;
	if (keep == len)
		return;
	steps[(*to)++] = folded;
	memmove(&steps[*to], &steps[from + len - keep], keep * sizeof(*steps));
	*to += keep;
}

size_t step_runs_fold(struct step *steps, size_t count, const struct connection *connection)
{
	size_t to = 0, from = 0;

	while (from < count) {
		size_t len = 1;

		while (steps[from].plain && from + len < count && steps[from + len].plain)
			len++;
		move_run(connection, steps, &to, from, len);
		from += len;
	}
	return to;
}
