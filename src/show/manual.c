/* SPDX-License-Identifier: GPL-2.0-or-later */
/* manual.c: puts the pages together, and finds out what a misspelt word means. */
#include "show/manual.h"
#include "show/explain.h"

#include <string.h>

enum { SLIPS_MAX = 6 };

void manual_add(struct manual *manual, const struct topic *topics, size_t count)
{
	for (size_t i = 0; i < count && manual->count < MANUAL_MAX; i++)
		manual->topics[manual->count++] = topics[i];
}

void manual_init(struct manual *manual)
{
	manual->count = 0;
	manual_add(manual, topics_states, topics_states_count);
	for (int id = 0; id < FINDING_COUNT; id++) {
		const struct topic topic = explain_finding_topic((enum finding_id)id);

		manual_add(manual, &topic, 1);
	}
	manual_add(manual, topics_options, topics_options_count);
}

const char *manual_nearest(const struct manual *manual, const char *word)
{
	const char *name = NULL;
	/* Two thirds of its letters have to be right, and all but some of a long one. */
	size_t nearest = strlen(word) / 3 + 1;

	nearest = nearest < SLIPS_MAX ? nearest : SLIPS_MAX;
	for (size_t i = 0; i < manual->count; i++) {
		size_t far = topic_distance(&manual->topics[i], word);

		if (far < nearest) {
			nearest = far;
			name = manual->topics[i].name;
		}
	}
	return name;
}
